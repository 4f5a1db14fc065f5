import { describe, expect, it } from 'vitest';
import { VirError } from './vir-error.ts';

describe('VirError.toInfo', () => {
  it('ends for a wrapped foreign error, and keeps its causes', () => {
    const inner = new Error('disk on fire');
    const outer = new Error('cannot read', { cause: inner });
    expect(VirError.from(outer).toInfo()).toEqual({
      code: 'internal-error',
      domain: 'none',
      message: 'cannot read',
      cause: { code: 'internal-error', domain: 'none', message: 'disk on fire' },
    });
  });

  it('comes back from plain data', () => {
    const error = new VirError({ code: 'no-domain', domain: 'test', message: 'Domain not found', cause: new VirError({ code: 'rpc', domain: 'rpc', message: 'x' }) });
    expect(VirError.fromInfo(error.toInfo()).toInfo()).toEqual(error.toInfo());
  });
});

import { describe, expect, it } from 'vitest';
import { stepsOf } from './connect-chain.tsx';

describe('the chain of connecting', () => {
  it('has the steps of the transport', () => {
    expect(stepsOf('qemu+ssh://h/system', 'forward')).toContain('ssh-auth');
    expect(stepsOf('qemu://h/system', 'tls')).toContain('tls');
    expect(stepsOf('qemu:///system', 'connect')).toEqual(['connect', 'rpc-auth', 'open']);
  });
  it('always has the step that failed', () => {
    expect(stepsOf('test:///x', 'resolve')).toContain('resolve');
  });
});

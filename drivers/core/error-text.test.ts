import { describe, expect, it } from 'vitest';
import { errorText, libvirtError } from './error-text.ts';

describe('error texts', () => {
  it('words a code with and without a detail', () => {
    expect(errorText('no-domain')).toBe('Domain not found');
    expect(errorText('xml-error', 'bad $& name')).toBe('XML error: bad $& name');
    expect(errorText('system-error', 'cannot open')).toBe('cannot open');
  });

  it('builds errors that keep code, domain and subject', () => {
    const error = libvirtError('test', 'operation-invalid', 'domain is not running', { subject: 'vm1' });
    expect(error).toMatchObject({ code: 'operation-invalid', domain: 'test', subject: 'vm1' });
    expect(error.message).toBe('Requested operation is not valid: domain is not running');
  });
});

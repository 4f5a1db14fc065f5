import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reasonAfter, reasonBefore, type ConnectNotes } from './openssh-reasons.ts';
import { sshSettings, type SshSettings } from './ssh-settings.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vireo-reasons-'));
  mkdirSync(join(home, '.ssh'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const settings = (config = ''): SshSettings => {
  writeFileSync(join(home, '.ssh/config'), config);
  return sshSettings('h', {}, { home, localUser: 'me', localHost: 'desk', env: {}, uid: 1000, systemConfig: join(home, 'none') });
};
const refused = (...allowed: readonly string[]): ConnectNotes => ({ allowed, noCommonAlgorithm: false });
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1dCB0aGlzIGlzIG5vIHJlYWwga2V5IGF0IGFsbCEh';

describe('before the first try', () => {
  it('our own client does, unless only a certificate proves the host', () => {
    expect(reasonBefore(settings())).toBeUndefined();
    const known = join(home, '.ssh/known_hosts');
    writeFileSync(known, `@cert-authority *.org ${KEY}\n`);
    expect(reasonBefore(settings())).toBeUndefined();
    writeFileSync(known, `@cert-authority h ${KEY}\n`);
    expect(reasonBefore(settings())).toBe('the host shows a certificate');
    // A key of its own on file is as good.
    writeFileSync(known, `@cert-authority h ${KEY}\nh ${KEY}\n`);
    expect(reasonBefore(settings())).toBeUndefined();
  });

  it('the installed one for certificates of the user and for what only it obeys', () => {
    expect(reasonBefore(settings('CertificateFile ~/c.pub\n'))).toBeUndefined();
    writeFileSync(join(home, 'c.pub'), '');
    expect(reasonBefore(settings('CertificateFile ~/c.pub\n'))).toBe('you sign in with a certificate');
    writeFileSync(join(home, '.ssh/id_ed25519-cert.pub'), '');
    expect(reasonBefore(settings())).toBe('you sign in with a certificate');
    expect(reasonBefore(settings('KnownHostsCommand /bin/keys\n'))).toBe('your SSH configuration has KnownHostsCommand');
  });
});

describe('after ours was refused', () => {
  it('it helps where algorithms are missing, not where a key is simply not known', async () => {
    expect(await reasonAfter(settings(), { allowed: [], noCommonAlgorithm: true })).toContain('algorithms');
    expect(await reasonAfter(settings(), refused('publickey', 'password'))).toBeUndefined();
  });

  it('it helps where a security key is among the keys and keys are allowed', async () => {
    writeFileSync(join(home, '.ssh/id_ed25519_sk.pub'), 'sk-ssh-ed25519@openssh.com AAAAGnNr me\n');
    expect(await reasonAfter(settings(), refused('publickey'))).toBe('you sign in with a security key');
    expect(await reasonAfter(settings(), refused('password'))).toBeUndefined();
    expect(await reasonAfter(settings('PreferredAuthentications password\n'), refused('publickey'))).toBeUndefined();
  });

  it('it helps with Kerberos only where there is a ticket', async () => {
    // Whoever runs the tests has none for this made-up cache.
    process.env['KRB5CCNAME'] = `FILE:${join(home, 'none')}`;
    try {
      expect(await reasonAfter(settings('GSSAPIAuthentication yes\n'), refused('gssapi-with-mic'))).toBeUndefined();
    } finally {
      delete process.env['KRB5CCNAME'];
    }
  });
});

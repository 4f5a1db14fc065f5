import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenOptions, Prompt, PromptAnswer } from '../../api/connection.ts';
import { DialBudget } from '../dial-budget.ts';
import { makeKey } from '../testing/fake-ssh-server.ts';
import { checkHostKey, type HostKeySettings } from './host-key-check.ts';
import { fingerprint, hashName, judgeHostKey, knownHostName, parseKnownHosts } from './known-hosts.ts';

function newKey(): { readonly blob: Buffer; readonly text: string } {
  const key = makeKey().publicKey;
  return { blob: key.getPublicSSH(), text: `ssh-ed25519 ${key.getPublicSSH().toString('base64')}` };
}

const A = newKey();
const B = newKey();

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vireo-kh-'));
  file = join(folder, 'ssh', 'known_hosts');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const settings = (more: Partial<HostKeySettings> = {}): HostKeySettings => ({
  host: 'Host', port: 22, hostKeyAlias: undefined, hostKeyPolicy: 'ask', userKnownHostsFiles: [file], globalKnownHostsFiles: [], hashKnownHosts: false, ...more,
});

function asking(answer: PromptAnswer): { options: OpenOptions; asked: Prompt[] } {
  const asked: Prompt[] = [];
  const prompt = (question: Prompt): Promise<PromptAnswer> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  return { options: { prompt }, asked };
}

async function check(key: Buffer, options: OpenOptions = {}, more: Partial<HostKeySettings> = {}): Promise<void> {
  const budget = new DialBudget('host', options);
  try {
    await checkHostKey(settings(more), key, budget);
  } finally {
    budget.dispose();
  }
}

const verdict = (text: string, name: string, key: Buffer): string => judgeHostKey(name, key, parseKnownHosts(text, 'f')).kind;

describe('known_hosts', () => {
  it('knows names, lists, patterns, ports, case and comments', () => {
    const text = `# comment\n\nhost,10.0.0.1 ${A.text} me@here\n*.lan,!bad.lan ${A.text}\n[host]:2222 ${B.text}\nbroken line\nhost2 ssh-rsa ${A.blob.toString('base64')}\n`;
    expect(verdict(text, 'host', A.blob)).toBe('known');
    expect(verdict(text, '10.0.0.1', A.blob)).toBe('known');
    expect(verdict(text, 'x.lan', A.blob)).toBe('known');
    expect(verdict(text, 'bad.lan', A.blob)).toBe('unknown');
    expect(verdict(text, knownHostName('HOST', 2222), B.blob)).toBe('known');
    expect(verdict(text, 'host', B.blob)).toBe('changed');
    expect(verdict(text, knownHostName('host', 23), A.blob)).toBe('unknown');
    expect(verdict(text, 'host2', A.blob)).toBe('unknown');
  });

  it('knows hashed names, revoked keys and authorities', () => {
    const salt = Buffer.from('12345678901234567890');
    expect(verdict(`${hashName('host', salt)} ${A.text}`, 'host', A.blob)).toBe('known');
    expect(verdict(`${hashName('host', salt)} ${A.text}`, 'other', A.blob)).toBe('unknown');
    expect(verdict(`|2|x|y ${A.text}`, 'host', A.blob)).toBe('unknown');
    expect(verdict(`host ${A.text}\n@revoked * ${A.text}`, 'host', A.blob)).toBe('revoked');
    expect(verdict(`@revoked * ${B.text}`, 'host', A.blob)).toBe('unknown');
    expect(verdict(`@cert-authority *.lan ${B.text}`, 'h.lan', A.blob)).toBe('cert-authority');
    expect(verdict(`@cert-authority *.lan ${B.text}\nh.lan ${A.text}`, 'h.lan', A.blob)).toBe('known');
    expect(verdict(`@strange h ${A.text}`, 'h', A.blob)).toBe('unknown');
  });

  it.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)('reads what ssh-keygen -H hashed', () => {
    const plain = join(folder, 'plain');
    writeFileSync(plain, `host ${A.text}\n[host]:2222 ${B.text}\n`);
    expect(spawnSync('ssh-keygen', ['-H', '-f', plain]).status).toBe(0);
    const text = readFileSync(plain, 'utf8');
    expect(text).toMatch(/^\|1\|/);
    expect(verdict(text, 'host', A.blob)).toBe('known');
    expect(verdict(text, '[host]:2222', B.blob)).toBe('known');
    const found = spawnSync('ssh-keygen', ['-lf', plain], { encoding: 'utf8' }).stdout;
    expect(found).toContain(fingerprint(A.blob));
  });
});

describe('checkHostKey', () => {
  it('asks about an unknown key and remembers it', async () => {
    const { options, asked } = asking({ kind: 'accept', remember: true });
    await check(A.blob, options);
    expect(asked).toEqual([{ kind: 'host-key', target: 'host', status: 'unknown', keyType: 'ssh-ed25519', fingerprint: fingerprint(A.blob), knownHostsFile: file }]);
    expect(readFileSync(file, 'utf8')).toBe(`host ${A.text}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'ssh')).mode & 0o777).toBe(0o700);
    await check(A.blob);
  });

  it('remembers nothing when told so, and adds a missing line break', async () => {
    await check(A.blob, asking({ kind: 'accept', remember: false }).options);
    expect(existsSync(file)).toBe(false);
    await check(A.blob, asking({ kind: 'accept', remember: true }).options);
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
    await check(B.blob, asking({ kind: 'accept', remember: true }).options, { host: 'other', hashKnownHosts: true });
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines[0]).toBe(`host ${A.text}`);
    expect(lines[1]).toMatch(/^\|1\|/);
    await check(B.blob, {}, { host: 'other' });
  });

  it('refuses an unknown key without anybody to ask, by a no, and by strict checking', async () => {
    await expect(check(A.blob)).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
    await expect(check(A.blob, asking(undefined).options)).rejects.toMatchObject({ code: 'auth-cancelled', step: 'ssh-host-key' });
    await expect(check(A.blob, asking({ kind: 'accept', remember: true }).options, { hostKeyPolicy: 'refuse' })).rejects.toMatchObject({ code: 'auth-failed' });
    expect(existsSync(file)).toBe(false);
  });

  it('refuses a changed key unless the person says otherwise, and then replaces the old one', async () => {
    await check(A.blob, asking({ kind: 'accept', remember: true }).options);
    writeFileSync(file, `${readFileSync(file, 'utf8')}friend,host ${A.text}\nelse ${A.text}\n`);
    await expect(check(B.blob)).rejects.toMatchObject({ code: 'auth-failed', cause: { message: expect.stringContaining(`${file}:1`) as string } });
    await expect(check(B.blob, {}, { hostKeyPolicy: 'accept-new' })).rejects.toMatchObject({ code: 'auth-failed' });
    const no = asking(undefined);
    await expect(check(B.blob, no.options)).rejects.toMatchObject({ code: 'auth-failed' });
    expect(no.asked).toMatchObject([{ status: 'changed' }]);
    await check(B.blob, asking({ kind: 'accept', remember: true }).options);
    expect(readFileSync(file, 'utf8')).toBe(`friend ${A.text}\nelse ${A.text}\nhost ${B.text}\n`);
    await check(B.blob);
  });

  it('refuses revoked keys and hosts of an authority, whatever the person would say', async () => {
    const yes = asking({ kind: 'accept', remember: true });
    const global = join(folder, 'global');
    writeFileSync(global, `@revoked * ${A.text}\n@cert-authority *.lan ${B.text}\n`);
    await expect(check(A.blob, yes.options, { globalKnownHostsFiles: [global] })).rejects.toMatchObject({ code: 'auth-failed' });
    await expect(check(A.blob, yes.options, { globalKnownHostsFiles: [global], hostKeyPolicy: 'ignore' })).rejects.toMatchObject({ code: 'auth-failed' });
    await expect(check(B.blob, yes.options, { globalKnownHostsFiles: [global], host: 'h.lan' })).rejects.toMatchObject({
      code: 'auth-failed', cause: { message: expect.stringContaining('authority') as string },
    });
    expect(yes.asked).toEqual([]);
  });

  it('takes new keys by itself when told so', async () => {
    await check(A.blob, {}, { hostKeyPolicy: 'accept-new', port: 2022 });
    expect(readFileSync(file, 'utf8')).toBe(`[host]:2022 ${A.text}\n`);
    await check(B.blob, {}, { hostKeyPolicy: 'ignore', port: 2022 });
  });
});

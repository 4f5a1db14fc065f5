import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { sshConfigHosts } from './ssh-config-hosts.ts';
import { sshSettings, type SshOverrides, type SshSettings, type SshSurroundings } from './ssh-settings.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vireo-ssh-'));
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const here = (): SshSurroundings => ({
  home, localUser: 'me', localHost: 'desk.example.org', env: { SSH_AUTH_SOCK: '/agent', KEYS: '/keys' }, uid: 1000, systemConfig: join(home, 'system'),
});
const write = (name: string, text: string): void => { writeFileSync(join(home, '.ssh', name), text); };
const settings = (alias: string, overrides: SshOverrides = {}): SshSettings => sshSettings(alias, overrides, here());

describe('sshSettings', () => {
  it('has sensible values without any file', () => {
    expect(settings('h')).toMatchObject({
      host: 'h', port: 22, user: 'me', agentSocket: '/agent', proxyJump: undefined, hostKeyPolicy: 'ask', identitiesOnly: false, identityFilesNamed: false,
      userKnownHostsFiles: [join(home, '.ssh/known_hosts'), join(home, '.ssh/known_hosts2')],
      authMethods: ['publickey', 'keyboard-interactive', 'password'],
    });
    expect(settings('h').identityFiles).toContain(join(home, '.ssh/id_ed25519'));
  });

  it('takes the first value of all blocks that fit, patterns and negations included', () => {
    write('config', `
Host web? !web9
  User webmaster
  HostName %h.example.org
Host web*
  User late
  Port 2222
Match originalhost db* user me
  User dba
Match !host db1
  ServerAliveInterval 7
  User other
Host *
  User fallback
`);
    expect(settings('web1')).toMatchObject({ user: 'webmaster', host: 'web1.example.org', port: 2222, keepaliveIntervalMs: 7000 });
    expect(settings('web9')).toMatchObject({ user: 'late', host: 'web9', port: 2222 });
    expect(settings('db1')).toMatchObject({ user: 'dba', keepaliveIntervalMs: 5000 });
    expect(settings('x')).toMatchObject({ user: 'other' });
    expect(settings('web1', { user: 'root', port: 1 })).toMatchObject({ user: 'root', port: 1 });
  });

  it('expands tokens, the home and the environment', () => {
    write('config', `
Host k
  HostName real
  IdentityFile ~/.ssh/%r@%h:%p-%n
  IdentityFile \${KEYS}/%u%%
  IdentityAgent ~/agent-%L
  UserKnownHostsFile ~/kh1 "/with space/kh2"
`);
    expect(settings('k')).toMatchObject({
      identityFiles: [join(home, '.ssh/me@real:22-k'), '/keys/me%'],
      identityFilesNamed: true,
      agentSocket: join(home, 'agent-desk'),
      userKnownHostsFiles: [join(home, 'kh1'), '/with space/kh2'],
    });
    expect(settings('k', { keyfile: '~/mine' }).identityFiles).toEqual([join(home, 'mine')]);
  });

  it('follows Include, with wildcards, inside blocks, and not for ever', () => {
    write('config', 'Include conf.d/*.conf\nInclude config\nHost inner\n  Include nested\nHost *\n  User last\n');
    mkdirSync(join(home, '.ssh/conf.d'));
    write('conf.d/10.conf', 'Host a\n  User first\n');
    write('conf.d/20.conf', 'Host a b\n  User second\n');
    write('conf.d/ignored', 'Host *\n  User wrong\n');
    write('nested', 'Port 99\n');
    expect([settings('a').user, settings('b').user, settings('c').user]).toEqual(['first', 'second', 'last']);
    expect([settings('inner').port, settings('c').port]).toEqual([99, 22]);
  });

  it('lists the hosts that are named', () => {
    write('config', 'Host a *.lan b\nHost !c *\nInclude more\nMatch host x\n  User y\n');
    write('more', 'Host b d\n  User z\n');
    expect(sshConfigHosts(home)).toEqual(['a', 'b', 'd']);
    expect(sshConfigHosts(join(home, 'nobody'))).toEqual([]);
  });

  it('never runs a command of the configuration', () => {
    const proof = join(home, 'ran');
    write('config', `Match exec "touch ${proof}"\n  User wrong\nMatch host h exec "true"\n  User wrong\nHost h\n  CanonicalizeHostname yes\n  CanonicalDomains example.org\n  User right\n`);
    expect(settings('h').user).toBe('right');
    expect(existsSync(proof)).toBe(false);
  });

  it('reads everything once more for Match final, by the name that was found', () => {
    write('config', 'Host short\n  HostName long.example.org\nMatch final host *.example.org\n  User last\n  Port 44\nMatch !final host long.example.org\n  Port 33\nHost *.example.org\n  IdentityFile /by-real-name\nMatch canonical\n  User wrong\n');
    expect(settings('short')).toMatchObject({ host: 'long.example.org', user: 'last', port: 33, identityFiles: ['/by-real-name'] });
    expect(settings('other')).toMatchObject({ user: 'me', port: 22 });
  });

  it('finds the agents of Windows', () => {
    const windows = (exists: boolean): SshSettings => sshSettings('h', {}, { ...here(), env: {}, platform: 'win32', exists: () => exists });
    expect([windows(true).agentSocket, windows(false).agentSocket]).toEqual(['\\\\.\\pipe\\openssh-ssh-agent', 'pageant']);
    expect(sshSettings('h', {}, { ...here(), env: {}, platform: 'linux' }).agentSocket).toBeUndefined();
  });

  it('says what only OpenSSH itself obeys', () => {
    write('config', 'Host a\n  PKCS11Provider /usr/lib/card.so\n  CanonicalizeHostname yes\nHost b\n  CanonicalizeHostname no\n  RevokedHostKeys none\n');
    expect([settings('a').beyondUs, settings('b').beyondUs]).toEqual([['PKCS11Provider', 'CanonicalizeHostname'], []]);
  });

  it('names a broken file', () => {
    write('config', 'Include broken\n');
    write('broken', 'Host a\n  User "x\n');
    expect(() => settings('a')).toThrow(expect.objectContaining({ code: 'conf-syntax', step: 'resolve', subject: join(home, '.ssh/broken') }) as Error);
  });

  it('survives whatever a file holds', () => {
    const words = fc.constantFrom('Host', 'Match', 'Include', 'User', 'Port', 'all', '!host', 'final', 'canonical', '*', '"', '=', ' ', '\n', '\t', '#', '%h', '%', '${', '\\', 'x,y', '-', 'IdentityFile', 'none');
    fc.assert(fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 40 }), (parts) => {
      write('config', parts.join(''));
      try {
        settings('host');
      } catch (error) {
        if (!VirError.is(error)) throw error;
      }
    }), { numRuns: 500, seed: 7 });
  });

  it('reads jumps, proxy commands and host key policies', () => {
    write('config', 'Host j\n  ProxyJump a@b:3,c\nHost p\n  ProxyCommand   nc -X 5 %h %p\n  StrictHostKeyChecking yes\nHost n\n  ProxyJump none\n  StrictHostKeyChecking accept-new\n');
    expect(settings('j')).toMatchObject({ proxyJump: 'a@b:3,c', proxyCommand: undefined });
    expect(settings('p')).toMatchObject({ proxyCommand: 'nc -X 5 p 22', hostKeyPolicy: 'refuse' });
    expect(settings('n')).toMatchObject({ proxyJump: undefined, hostKeyPolicy: 'accept-new' });
    expect(settings('j', { proxyJump: 'none' }).proxyJump).toBeUndefined();
  });

  it.each(['-oProxyCommand=id', '', 'a b', 'a;id', '$(id)', "a'b", 'a\nb'])('refuses the host %j', (host) => {
    expect(() => settings(host)).toThrow(expect.objectContaining({ code: 'invalid-arg', step: 'resolve' }) as Error);
  });

  it.each(['-oProxyCommand=id', 'a b', 'a;id', '$(id)', 'x`id`'])('refuses the user %j', (user) => {
    expect(() => settings('h', { user })).toThrow(expect.objectContaining({ code: 'invalid-arg' }) as Error);
  });
});

const ssh = spawnSync('ssh', ['-V']);

// OpenSSH itself says what a file means.
describe.skipIf(ssh.error !== undefined)('sshSettings against ssh -G', () => {
  const CONFIG = `
Host alpha alpha?
  HostName %h.lan
  User one
  Port 2200
Host "quoted name" beta
  User=two
  IdentityFile "~/key one"
  IdentityFile ~/key2
Host gamma !gammaray
  ProxyJump jump@hop:22
Match host *.lan user one
  ServerAliveInterval 33
Match originalhost delta,epsilon
  User greek
Match final host gamma
  User never
Match canonical all
  User never
Host *ray
  User ray
  HashKnownHosts yes
Host *
  Port 2022
`;
  it.each(['alpha', 'alpha1', 'beta', 'gamma', 'gammaray', 'delta', 'epsilon', 'other'])('means the same for %s', (alias) => {
    write('config', CONFIG);
    const { stdout } = spawnSync('ssh', ['-G', '-F', join(home, '.ssh/config'), alias], { encoding: 'utf8' });
    const said = new Map(stdout.split('\n').map((line) => [line.split(' ')[0], line.slice(line.indexOf(' ') + 1)]));
    const mine = settings(alias);
    expect(mine.host).toBe(said.get('hostname'));
    expect(String(mine.port)).toBe(said.get('port'));
    if (mine.user !== 'me') expect(mine.user).toBe(said.get('user'));
    expect(mine.proxyJump).toBe(said.get('proxyjump'));
    expect(mine.hashKnownHosts).toBe(said.get('hashknownhosts') === 'yes');
    expect(String(mine.keepaliveIntervalMs / 1000)).toBe(said.get('serveraliveinterval') === '0' ? '5' : said.get('serveraliveinterval'));
    const files = stdout.split('\n').filter((line) => line.startsWith('identityfile ')).map((line) => line.slice('identityfile '.length));
    if (mine.identityFilesNamed) expect(mine.identityFiles.map((file) => file.replace(home, '~'))).toEqual(files);
  });
});

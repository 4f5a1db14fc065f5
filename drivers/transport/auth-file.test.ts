import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConnectUri } from '../core/connect-uri.ts';
import { parseAuthFile, readAuthFile } from './auth-file.ts';

const FILE = `# passwords
[credentials-lab]
authname=fred
password=with\\sspace and \\\\ =x
[credentials-any]
authname=guest
[auth-libvirt-host.example]
credentials=lab
[auth-libvirt-default]
credentials=any
[auth-esx-broken]
credentials=nobody
[auth-esx-empty]
`;

describe('auth.conf', () => {
  const file = parseAuthFile(FILE, 'F');

  it('finds what is for a service on a host, else its default', () => {
    expect(Object.fromEntries(file.credentials('libvirt', 'host.example') ?? [])).toEqual({ authname: 'fred', password: 'with space and \\ =x' });
    expect(file.credentials('libvirt', 'other')?.get('authname')).toBe('guest');
    expect(file.credentials('ssh', 'host.example')).toBeUndefined();
  });

  it('says what is missing', () => {
    expect(() => file.credentials('esx', 'empty')).toThrow("configuration file syntax error: Missing item 'credentials' in group 'auth-esx-empty' in 'F'");
    expect(() => file.credentials('esx', 'broken')).toThrow("configuration file syntax error: Missing group 'credentials-nobody' referenced from group 'auth-esx-broken' in 'F'");
    expect(() => parseAuthFile('[a]\nb=c\nnonsense\n', 'F')).toThrow('configuration file syntax error: F:3: neither a group nor an item');
  });
});

describe('the search for auth.conf', () => {
  let folder = '';
  const put = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, FILE);
    return path;
  };
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'vireo-auth-')); });
  afterAll(() => { rmSync(folder, { recursive: true }); });

  it('takes the environment, the URI, the user, the system, in this order', async () => {
    const [env, uri, own, etc] = [put('env'), put('uri'), put('home/.config/libvirt/auth.conf'), put('etc/libvirt/auth.conf')];
    const here = { env: {}, home: join(folder, 'home'), systemDirectory: join(folder, 'etc') };
    const named = parseConnectUri(`qemu+tcp://h/system?authfile=${uri}`);
    const plain = parseConnectUri('qemu+tcp://h/system');
    expect((await readAuthFile(named, { ...here, env: { LIBVIRT_AUTH_FILE: env } }))?.path).toBe(env);
    expect((await readAuthFile(named, here))?.path).toBe(uri);
    expect((await readAuthFile(plain, here))?.path).toBe(own);
    expect((await readAuthFile(plain, { ...here, env: { XDG_CONFIG_HOME: join(folder, 'elsewhere') } }))?.path).toBe(etc);
    rmSync(etc);
    expect(await readAuthFile(plain, { ...here, home: folder })).toBeUndefined();
    await expect(readAuthFile(plain, { ...here, env: { LIBVIRT_AUTH_FILE: '/nowhere' } })).rejects.toMatchObject({ code: 'open-failed', subject: '/nowhere' });
  });
});

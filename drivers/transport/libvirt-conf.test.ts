import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConnectUri } from '../core/connect-uri.ts';
import { connectName, readLibvirtConf, type LibvirtConf } from './libvirt-conf.ts';
import { libvirtTarget } from './libvirt-uri.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vireo-conf-'));
  for (const path of ['home/.config/libvirt', 'etc/libvirt', 'xdg/libvirt']) mkdirSync(join(folder, path), { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const here = (uid: number, env: Readonly<Record<string, string>> = {}) => ({ uid, env, home: join(folder, 'home'), systemDirectory: join(folder, 'etc') });

async function read(text: string): Promise<LibvirtConf | undefined> {
  writeFileSync(join(folder, 'etc/libvirt/libvirt.conf'), text);
  return readLibvirtConf(here(0));
}

describe('libvirt.conf', () => {
  it('is the user\'s own, or for root the system\'s', async () => {
    writeFileSync(join(folder, 'home/.config/libvirt/libvirt.conf'), 'uri_default = "own"\n');
    writeFileSync(join(folder, 'xdg/libvirt/libvirt.conf'), 'uri_default = "xdg"\n');
    writeFileSync(join(folder, 'etc/libvirt/libvirt.conf'), 'uri_default = "system"\n');
    expect((await readLibvirtConf(here(1000)))?.uriDefault).toBe('own');
    expect((await readLibvirtConf(here(1000, { XDG_CONFIG_HOME: join(folder, 'xdg') })))?.uriDefault).toBe('xdg');
    expect((await readLibvirtConf(here(0)))?.uriDefault).toBe('system');
    expect(await readLibvirtConf(here(1000, { XDG_CONFIG_HOME: '/nowhere' }))).toBeUndefined();
    expect(await read('# uri_default = "x"\n\n  # more\n')).toBeUndefined();
  });

  it('names hosts', async () => {
    const conf = await read('uri_aliases = [\n  "hail=qemu+ssh://root@hail.cloud.example.com/system",\n  "hail=other:///", "a_b-1=test:///default",\n]\nuri_default = "hail"\n');
    expect(connectName('hail', conf, {})).toBe('qemu+ssh://root@hail.cloud.example.com/system');
    expect(connectName('a_b-1', conf, {})).toBe('test:///default');
    expect(connectName('qemu:///system', conf, {})).toBe('qemu:///system');
    expect(connectName('', conf, {})).toBe('qemu+ssh://root@hail.cloud.example.com/system');
    expect(connectName(undefined, conf, { LIBVIRT_DEFAULT_URI: 'a_b-1' })).toBe('test:///default');
    expect(connectName(undefined, conf, { LIBVIRT_DEFAULT_URI: '' })).toBe('qemu+ssh://root@hail.cloud.example.com/system');
    expect(connectName(undefined, undefined, {})).toBeUndefined();
    expect([connectName('XEN', undefined, {}), connectName('xen://', undefined, {})]).toEqual(['xen:///system', 'xen:///system']);
  });

  it.each([
    ['uri_aliases = [ "a" ]', "configuration file syntax error: Malformed 'uri_aliases' config entry 'a', expected 'alias=uri://host/path'"],
    ['uri_aliases = [ "a b=c" ]', "configuration file syntax error: Malformed 'uri_aliases' config entry 'a b=c', aliases may only contain 'a-Z, 0-9, _, -'"],
    ['uri_aliases = "x=test:///default"', "internal error: FILE: expected a string list for 'uri_aliases' parameter"],
    ['uri_aliases = [ 1 ]', "configuration file syntax error: FILE: expected a string list for 'uri_aliases' parameter"],
  ])('says what is wrong as libvirt does: %s', async (text, message) => {
    const conf = await read(text);
    expect(conf?.uriDefault).toBeUndefined();
    expect(() => connectName('t', conf, {})).toThrow(message.replace('FILE', join(folder, 'etc/libvirt/libvirt.conf')));
  });

  it('says where a file cannot be read', async () => {
    await expect(read('nonsense')).rejects.toMatchObject({ code: 'conf-syntax', message: `configuration file syntax error: ${folder}/etc/libvirt/libvirt.conf:1: expecting an assignment` });
    const conf = await read('uri_default = 5');
    expect(() => connectName(undefined, conf, {})).toThrow("expected a string for 'uri_default' parameter");
  });

  it('says what counts where a URI says nothing', async () => {
    const conf = await read('remote_mode = "legacy"\nremote_proxy = "netcat"\ntls_priority = "NORMAL"\n');
    expect(libvirtTarget(parseConnectUri('qemu+ssh://h/system'), conf).params).toMatchObject({ mode: 'legacy', proxy: 'netcat', tlsPriority: 'NORMAL' });
    expect(libvirtTarget(parseConnectUri('qemu+ssh://h/system?mode=auto&proxy=native&tls_priority=PFS'), conf).params).toMatchObject({ mode: 'auto', proxy: 'native', tlsPriority: 'PFS' });
    const odd = await read('remote_mode = "foo"');
    expect(() => libvirtTarget(parseConnectUri('qemu:///system'), odd)).toThrow("invalid argument: Unknown remote mode 'foo'");
  });
});

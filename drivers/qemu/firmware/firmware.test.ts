import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { domainContext } from '../../conf/domain/domain-context.ts';
import { parseDomainXml } from '../../conf/domain/domain-def.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { surroundingsHere } from '../../transport/exec/surroundings.ts';
import { chooseFirmware } from './choose-firmware.ts';
import { isFirmwareFor, parseFirmware } from './firmware-descriptor.ts';
import type { Firmware } from './firmware-descriptor.ts';
import { descriptorFiles, supportedFirmware } from './installed-firmware.ts';
import { findVhostUserGpu, findVirtiofsd, vhostUserPrograms } from './vhost-user.ts';

function descriptor(name: string, features: readonly string[], machines: readonly string[] = ['pc-q35-*']): Firmware {
  const file = (kind: string): object => ({ filename: `/fw/${name}_${kind}.fd`, format: 'raw' });
  return parseFirmware(JSON.stringify({
    'description': name, 'interface-types': ['uefi'], 'mapping': { device: 'flash', 'executable': file('CODE'), 'nvram-template': file('VARS') },
    'targets': [{ architecture: 'x86_64', machines }], features, 'tags': [],
  }), `/etc/qemu/firmware/${name}.json`);
}

const bios = parseFirmware(JSON.stringify({
  'interface-types': ['bios'], 'mapping': { device: 'memory', filename: '/fw/bios.bin' }, 'targets': [{ architecture: 'i386', machines: ['*'] }, { architecture: 'x86_64', machines: ['pc-*'] }],
  'features': ['acpi-s3', 'something-new'], 'tags': [],
}), 'bios.json');
const plain = descriptor('OVMF', ['acpi-s3']);
const secure = descriptor('OVMF.secboot', ['requires-smm', 'secure-boot', 'enrolled-keys']);
const ALL = [bios, secure, plain];
const options = { nvramPath: ({ name }: DomainDef) => `/root/nvram/${name}_VARS.fd` };

function domain(os: string, more = ''): DomainDef {
  const xml = `<domain type='kvm'><name>web</name><memory>1024</memory>${os}${more}</domain>`;
  return parseDomainXml(xml, domainContext({ features: { firmwareAutoselect: true } }));
}

const q35 = `<type arch='x86_64' machine='pc-q35-7.2'>hvm</type>`;

describe('the choice of a firmware', () => {
  it('takes the first of the kind, with what it needs', () => {
    const def = domain(`<os firmware='efi'>${q35}</os>`);
    chooseFirmware(def, ALL, options);
    expect(def.os).toMatchObject({ firmware: undefined, loader: { type: 'pflash', readonly: true, secure: true, path: '/fw/OVMF.secboot_CODE.fd' }, nvram: { template: '/fw/OVMF.secboot_VARS.fd', path: '/root/nvram/web_VARS.fd' } });
    expect(def.features?.smm).toMatchObject({ state: true });
  });

  it('minds what the guest wants and refuses', () => {
    const wanted = `<firmware><feature enabled='no' name='secure-boot'/></firmware>`;
    const def = domain(`<os firmware='efi'>${q35}${wanted}<nvram>/mine.fd</nvram></os>`);
    chooseFirmware(def, ALL, options);
    expect(def.os).toMatchObject({ loader: { path: '/fw/OVMF_CODE.fd' }, nvram: { template: '/fw/OVMF_VARS.fd', path: '/mine.fd' } });
    expect(def.os.loader?.secure).toBeUndefined();
    const sleepy = domain(`<os firmware='efi'>${q35}</os>`, `<pm><suspend-to-disk enabled='yes'/></pm>`);
    expect(() => { chooseFirmware(sleepy, ALL, options); }).toThrow("Unable to find any firmware to satisfy 'efi'");
    const bare = domain(`<os firmware='efi'>${q35}</os>`, `<features><smm state='off'/></features>`);
    expect(() => { chooseFirmware(bare, ALL, options); }).toThrow('domain has SMM turned off but chosen firmware requires it');
  });

  it('finds the template of an image that was named, and leaves what is complete alone', () => {
    const named = `<loader readonly='yes' type='pflash'>/fw/OVMF_CODE.fd</loader>`;
    const def = domain(`<os>${q35}${named}</os>`);
    chooseFirmware(def, ALL, options);
    expect(def.os.nvram).toMatchObject({ template: '/fw/OVMF_VARS.fd', path: '/root/nvram/web_VARS.fd' });
    const kept = domain(`<os>${q35}${named}<nvram>/mine.fd</nvram></os>`);
    chooseFirmware(kept, ALL, { ...options, hasNvram: true });
    expect(kept.os.nvram?.template).toBeUndefined();
    const unknown = domain(`<os>${q35}<loader readonly='yes' type='pflash'>/other.fd</loader></os>`);
    chooseFirmware(unknown, ALL, options);
    expect(unknown.os).toMatchObject({ loader: { path: '/other.fd' }, nvram: undefined });
  });

  it('gives a BIOS as an image', () => {
    const def = domain(`<os firmware='bios'>${q35}</os>`);
    chooseFirmware(def, ALL, options);
    expect(def.os.loader).toMatchObject({ type: 'rom', path: '/fw/bios.bin' });
  });
});

describe('descriptors', () => {
  it('are for machines by patterns, and say what there is', () => {
    expect(isFirmwareFor(plain, 'x86_64', 'pc-q35-8.0')).toBe(true);
    expect(isFirmwareFor(plain, 'x86_64', 'pc-i440fx-8.0')).toBe(false);
    expect(isFirmwareFor(bios, 'i686', 'anything')).toBe(true);
    expect(supportedFirmware(ALL, 'x86_64', 'pc-q35-8.0')).toEqual({
      hasBios: true, hasUefi: true, isSecure: true,
      images: [{ path: '/fw/bios.bin', nvramTemplate: undefined }, { path: '/fw/OVMF.secboot_CODE.fd', nvramTemplate: '/fw/OVMF.secboot_VARS.fd' }, { path: '/fw/OVMF_CODE.fd', nvramTemplate: '/fw/OVMF_VARS.fd' }],
    });
  });

  it('are refused in libvirt’s words', () => {
    expect(() => parseFirmware('{}', 'x.json')).toThrow("failed to get interface-types from 'x.json'");
    expect(() => parseFirmware('{"interface-types":["dos"]}', 'x.json')).toThrow("unknown interface type: 'dos'");
    expect(() => parseFirmware('{"interface-types":[],"mapping":{"device":"flash","executable":{"filename":"a"}}}', 'x.json')).toThrow("missing 'format' in 'x.json'");
  });

  it('of the user stand in for the packages’, and hide them when empty', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'firmware-'));
    const own = path.join(home, '.config/qemu/firmware');
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, '99-mine.json'), '{}');
    writeFileSync(path.join(own, '98-hidden.json'), '');
    writeFileSync(path.join(own, '.swap'), '{}');
    const found = await descriptorFiles({ ...surroundingsHere({}), home, uid: 1000 }, 'firmware');
    expect(found.filter((file) => file.startsWith(own))).toEqual([path.join(own, '99-mine.json')]);
    rmSync(home, { recursive: true });
  });
});

describe('helper programs', () => {
  it('are found by their descriptors, and asked what they can', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'vhost-user-'));
    const own = path.join(home, '.config/qemu/vhost-user');
    mkdirSync(own, { recursive: true });
    const gpu = (name: string, features: readonly string[]): string => {
      const program = path.join(home, name);
      writeFileSync(program, `#!/bin/sh\necho '${JSON.stringify({ type: 'gpu', features })}'\n`, { mode: 0o755 });
      return program;
    };
    const describe = (file: string, type: string, binary: string): void => { writeFileSync(path.join(own, file), JSON.stringify({ description: '', type, binary })); };
    const plain = gpu('plain', ['render-node']);
    const fast = gpu('fast', ['virgl', 'render-node']);
    describe('00-gone.json', 'gpu', path.join(home, 'gone'));
    describe('01-plain.json', 'gpu', plain);
    describe('02-fast.json', 'gpu', fast);
    describe('00-fs.json', 'fs', '/usr/lib/virtiofsd');
    writeFileSync(path.join(own, '00-broken.json'), '{');
    const surroundings = { ...surroundingsHere({}), home, uid: 1000 };
    expect((await vhostUserPrograms(surroundings, 'gpu')).slice(0, 3)).toEqual([path.join(home, 'gone'), plain, fast]);
    expect(await findVhostUserGpu(surroundings, {})).toEqual({ binary: plain, hasRenderNode: true });
    expect(await findVhostUserGpu(surroundings, { accel3d: true })).toEqual({ binary: fast, hasRenderNode: true });
    expect(await findVirtiofsd(surroundings)).toBe('/usr/lib/virtiofsd');
    rmSync(home, { recursive: true });
  });
});

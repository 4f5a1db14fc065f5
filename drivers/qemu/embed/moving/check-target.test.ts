import { describe, expect, it } from 'vitest';
import { parseDomainXml, type DomainDef } from '../../../conf/domain/domain-def.ts';
import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { VirError } from '../../../core/vir-error.ts';
import { newEmulator, type Acceleration } from '../../capabilities/emulator.ts';
import { parseQemuCapabilities } from '../../conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../../conf/qemu-context.ts';
import { EmbedLayout } from '../embed-layout.ts';
import type { EmbedState } from '../embed-state.ts';
import { checkTarget } from './check-target.ts';
import type { MoveOffer } from './move-cookie.ts';
import { readWish } from './move-wish.ts';

const EMULATOR = '/usr/bin/qemu-system-x86_64';
const CAPS = parseQemuCapabilities("<qemuCaps><flag name='pci-ohci'/><flag name='piix3-usb-uhci'/><flag name='VGA'/><flag name='virtio-net'/><machine type='tcg' name='pc-i440fx-7.2' alias='pc' default='yes'/></qemuCaps>");
const UUID = 'a0a0a0a0-0000-4000-8000-000000000001';

/** What a host has. */
interface Host {
  readonly machines?: readonly { readonly name: string; readonly uuid: string; readonly runs?: boolean }[];
  readonly hasEmulator?: boolean;
  readonly version?: number;
  readonly files?: readonly string[];
  readonly freeBytes?: bigint;
}

function hostWith({ machines = [], hasEmulator = true, version = 7_002_000, files = ['/i/a'], freeBytes = 1n << 40n }: Host): EmbedState {
  const cpu = (name: string, blockers: readonly string[]): NonNullable<Acceleration['cpus']>[number] => ({ name, usable: blockers.length === 0 ? 'yes' : 'no', blockers, typename: `${name}-x86_64-cpu`, deprecated: false }) as never;
  const emulator = { ...newEmulator(EMULATOR), arch: 'x86_64', version, tcg: { hostCpu: undefined, cpus: [cpu('qemu64', []), cpu('Skylake-Client', ['avx2', 'bmi1'])], machines: [{ name: 'pc-i440fx-7.2', alias: 'pc' }] as never } };
  const all = machines.map(({ name, uuid, runs = false }) => ({ name, uuid, run: runs ? {} : undefined }));
  return {
    boot: 'there',
    layout: new EmbedLayout('/root/vireo', '/run/s'),
    hugePages: [],
    surroundings: {
      hostName: 'target', userName: 'me', arch: 'x86_64', system: 'linux',
      files: { exists: (file: string) => Promise.resolve(files.includes(file)), spaceOf: () => Promise.resolve({ availableBytes: freeBytes }) },
    },
    byName: (name: string) => Promise.resolve(all.find((each) => each.name === name)),
    get: (uuid: string) => all.find((each) => each.uuid === uuid),
    emulators: { known: () => (hasEmulator ? { emulator, caps: CAPS, hostCpu: () => undefined } : undefined), capabilitiesOf: () => CAPS },
    host: { networks: { planFor: (name: string) => Promise.reject(new VirError({ code: 'no-network', domain: 'network', message: `no network '${name}'` })) } },
  } as unknown as EmbedState;
}

const context = qemuDomainContext({
  emulatorFor: () => EMULATOR, capabilitiesOf: () => CAPS, nvramDir: '/n', libDir: '/l', channelDir: '/c', vncAllowHostAudio: false, allowHostAudioWithoutGraphics: false, audioDriver: undefined,
});

function machine({ type = 'qemu', board = 'pc', cpu = '', os = '', disk = '', devices = '' } = {}): DomainDef {
  const def = parseDomainXml(`<domain type='${type === 'kvm' ? 'qemu' : type}'><name>m</name><uuid>${UUID}</uuid><memory>1048576</memory><os><type arch='x86_64' machine='pc'>hvm</type>${os}</os>${cpu}
<devices>${disk === '' ? "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/><source file='/i/a'/><target dev='vda' bus='virtio'/></disk>" : disk}${devices}<memballoon model='none'/></devices></domain>`, context);
  // As a document of another host has it.
  def.type = type as DomainDef['type'];
  if (board !== 'pc') def.os.type.machine = board;
  return def;
}

const OFFER: MoveOffer = { boot: 'here', uid: 1, root: '/home/me/vireo', host: 'source', version: 7_002_000, runs: true, persistentXml: '', disks: [{ target: 'vda', format: 'qcow2', sizeBytes: 2 ** 30, path: '/i/a', below: undefined }] };

async function reasons(host: Host, def = machine(), { flags = M.LIVE, offer = OFFER }: { readonly flags?: number; readonly offer?: MoveOffer } = {}): Promise<readonly string[]> {
  const found = await checkTarget(hostWith(host), { def, offer, wish: readWish([], flags) });
  for (const { message, advice } of found) expect([message, advice].every((text) => text.length > 10 && !text.includes('undefined'))).toBe(true);
  return found.map(({ reason }) => reason);
}

const disk = (what: string, more = ''): string => `<disk type='file' device='disk'><driver name='qemu' type='qcow2' ${what}/><source file='/i/a'/><target dev='vda' bus='virtio'/>${more}</disk>`;

describe('why a machine cannot come to a host', () => {
  it('for no reason', async () => {
    expect(await reasons({})).toEqual([]);
  });

  it.each<readonly [string, Host, Parameters<typeof machine>[0], Parameters<typeof reasons>[2]]>([
    ['same-place', {}, {}, { offer: { ...OFFER, boot: 'there', root: '/root/vireo' } }],
    ['name-taken', { machines: [{ name: 'm', uuid: 'another' }] }, {}, {}],
    ['uuid-taken', { machines: [{ name: 'm', uuid: UUID, runs: true }] }, {}, {}],
    ['uuid-taken', { machines: [{ name: 'other', uuid: UUID }] }, {}, {}],
    ['no-emulator', { hasEmulator: false }, {}, {}],
    ['no-kvm', {}, { type: 'kvm' }, {}],
    ['no-machine-type', {}, { board: 'pc-i440fx-9.9' }, {}],
    ['older-emulator', { version: 6_002_000 }, {}, {}],
    ['cpu', {}, { cpu: "<cpu mode='custom' match='exact' check='none'><model fallback='forbid'>Skylake-Client</model></cpu>" }, {}],
    ['cpu', {}, { cpu: "<cpu mode='host-passthrough'/>" }, {}],
    ['host-device', {}, { devices: "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev>" }, {}],
    ['host-folder', {}, { devices: "<filesystem type='mount'><source dir='/d'/><target dir='t'/></filesystem>" }, {}],
    ['disk-not-reachable', { files: [] }, {}, {}],
    ['disk-onto-itself', {}, {}, { flags: M.LIVE | M.NON_SHARED_DISK, offer: { ...OFFER, boot: 'there', root: '/another' } }],
    ['unsafe-cache', {}, { disk: disk("cache='writeback'") }, {}],
    ['file-not-reachable', {}, { os: '<kernel>/boot/vmlinuz</kernel>' }, {}],
    ['no-room', { files: [], freeBytes: 1n << 20n }, {}, { flags: M.LIVE | M.NON_SHARED_DISK }],
    ['network', {}, { devices: "<interface type='network'><source network='lan'/><model type='virtio'/></interface>" }, {}],
  ])('%s', async (reason, host, def, question) => {
    expect(await reasons(host, machine(def), question)).toEqual([reason]);
  });

  it.each<readonly [string, Host, Parameters<typeof machine>[0], number]>([
    ['the cache is trusted', {}, { disk: disk("cache='writeback'") }, M.LIVE | M.UNSAFE],
    ['the cached disk is only read', {}, { disk: disk("cache='writeback'", '<readonly/>') }, M.LIVE],
    ['the disk is copied', { files: [] }, {}, M.LIVE | M.NON_SHARED_DISK],
    ['the missing medium is optional', {}, { devices: "<disk type='file' device='cdrom'><source file='/i/cd' startupPolicy='optional'/><target dev='hda' bus='ide'/></disk>" }, M.LIVE],
    ['the same machine is defined there, and off', { machines: [{ name: 'm', uuid: UUID }] }, {}, M.LIVE],
  ])('not, when %s', async (_what, host, def, flags) => {
    expect(await reasons(host, machine(def), { flags })).toEqual([]);
  });

  it('tells all reasons at once', async () => {
    expect(await reasons({ machines: [{ name: 'm', uuid: 'another' }], files: [], version: 5_000_000 }, machine({ board: 'pc-x' }))).toEqual(['name-taken', 'no-machine-type', 'older-emulator', 'disk-not-reachable']);
  });
});

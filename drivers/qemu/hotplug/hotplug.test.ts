import { describe, expect, it } from 'vitest';
import { parseDeviceXml } from '../../conf/domain/parse-device.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import { assignAliases } from '../command/assign-aliases.ts';
import type { CommandContext } from '../command/command-context.ts';
import { qemuCapabilities } from '../conf/qemu-capabilities.ts';
import { qemuDomainContext } from '../conf/qemu-context.ts';
import { planAttach } from './attach-plan.ts';
import { planGraphicsChange } from './change-graphics.ts';
import { planDetach } from './detach-plan.ts';
import { runAttach, runDetach, type HotplugPort } from './run-plan.ts';

const FLAGS = ['vnc', 'virtio-scsi-pci', 'piix3-usb-uhci', 'device.json+hotplug', 'netdev.json', 'object.qapified', 'rng-random', 'virtio-rng', 'usb-storage', 'virtio-keyboard'];
const CAPS = qemuCapabilities(new Set(FLAGS), [{ virtType: 'kvm', name: 'pc-i440fx-8.0', alias: 'pc', isDefault: true, defaultCpu: undefined }]);

const parsing = (inactive: boolean) =>
  qemuDomainContext({
    emulatorFor: () => '/usr/bin/qemu-system-x86_64',
    capabilitiesOf: () => CAPS,
    nvramDir: '/nvram',
    libDir: '/lib',
    channelDir: '/channel',
    vncAllowHostAudio: false,
    allowHostAudioWithoutGraphics: false,
    audioDriver: undefined,
  }, { inactive });

const context = {
  caps: CAPS,
  paths: { libDir: '/lib/q', channelDir: '/lib/q/channel' },
  settings: { tls: { chardev: undefined, nbd: undefined, vxhs: undefined } },
  passed: { monitor: { path: '/m' }, listenFd: () => undefined, fileSet: () => undefined, logSet: () => undefined },
} as unknown as CommandContext;

function running(devices = ''): DomainDef {
  const def = parseDomainXml(`<domain type='kvm' id='1'><name>q</name><memory>1048576</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/>${devices}</devices></domain>`, parsing(false));
  assignAliases(def);
  return def;
}

const device = (xml: string, def: DomainDef) => parseDeviceXml(xml, def, parsing(true));

/** A monitor that keeps what it is asked, and fails at one command. */
class FakeMonitor implements HotplugPort {
  readonly asked: { readonly command: string; readonly args: PlainJsonObject | undefined }[] = [];
  readonly tidyErrors: string[] = [];
  failing: string | undefined;
  letsGo = true;

  readonly execute = (command: string, args?: PlainJsonObject) => {
    this.asked.push({ command, args });
    return command === this.failing ? Promise.reject(new Error(`no ${command}`)) : Promise.resolve(command === 'query-fdsets' ? [{ 'fdset-id': 3, fds: [{ fd: 9, opaque: 'serial1-source' }] }] : {});
  };

  readonly deviceDeleted = () => Promise.resolve(this.letsGo);

  readonly onTidyError = (_error: unknown, command: string) => void this.tidyErrors.push(command);

  get commands(): string[] {
    return this.asked.map(({ command }) => command);
  }
}

const DISK = "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a.img'/><target dev='vdb' bus='virtio'/></disk>";

describe('plugging in', () => {
  it('gives the device its name, its address and its images numbers, and leaves the definition alone', () => {
    const def = running();
    const before = formatDomainXml(def);
    const plan = planAttach(device(DISK, def), def, context);
    expect(plan.device).toMatchObject({ kind: 'disk', device: { alias: 'virtio-disk1', address: { type: 'pci' }, source: { index: 1 } } });
    expect(plan.def.devices.disks).toHaveLength(1);
    expect(formatDomainXml(def)).toBe(before);
  });

  it('takes everything back when one command fails', async () => {
    const def = running();
    const monitor = new FakeMonitor();
    monitor.failing = 'device_add';
    await expect(runAttach(planAttach(device(DISK, def), def, context), monitor)).rejects.toThrow('no device_add');
    expect(monitor.commands).toEqual(['blockdev-add', 'blockdev-add', 'device_add', 'blockdev-del', 'blockdev-del']);
    expect(monitor.asked.slice(3).map(({ args }) => args?.['node-name'])).toEqual(['libvirt-1-format', 'libvirt-1-storage']);
  });

  it('brings the SCSI controllers along', () => {
    const def = running();
    const disk = DISK.replace("dev='vdb' bus='virtio'/>", "dev='sda' bus='scsi'/><address type='drive' controller='1' bus='0' target='0' unit='0'/>");
    const added = planAttach(device(disk, def), def, context).steps.filter((each) => each.command === 'device_add');
    expect(added.map((each) => each.arguments?.['driver'])).toEqual(['virtio-scsi-pci', 'virtio-scsi-pci', 'scsi-hd']);
  });

  it('numbers a new device after the highest', () => {
    const def = running("<serial type='pty'><target port='0'/></serial><serial type='pty'><target port='1'/></serial>");
    const plan = planAttach(device("<serial type='null'><target type='usb-serial' port='2'/></serial>", def), { ...def }, { ...context, caps: { ...CAPS, has: (flag) => flag === 'usb-serial' || CAPS.has(flag) } });
    expect(plan.device.kind === 'serial' && plan.device.device.alias).toBe('serial2');
  });

  it.each([
    ["<disk type='file'><source file='/a'/><target dev='hdc' bus='ide'/></disk>", "disk device bus 'ide' cannot be hotplugged."],
    ["<video><model type='virtio'/></video>", "live attach of device 'video' is not supported"],
    ["<controller type='ide' index='1'/>", "'ide' controller cannot be hot plugged."],
  ])('refuses %s', (xml, message) => {
    const def = running();
    const wanted = parseDeviceXml(xml, def, { ...parsing(true), skipValidate: true });
    expect(() => planAttach(wanted, def, context)).toThrow(message);
  });
});

describe('taking out', () => {
  it('waits for the guest, then removes what stood behind the device', async () => {
    const def = running();
    const { def: with_ } = planAttach(device(DISK, def), def, context);
    const monitor = new FakeMonitor();
    const plan = planDetach(device(DISK, with_), with_, context);
    expect(await runDetach(plan, monitor)).toBe(true);
    expect(monitor.commands).toEqual(['device_del', 'blockdev-del', 'blockdev-del']);
    expect(plan.def.devices.disks).toHaveLength(0);
  });

  it('leaves the images while the guest has the disk', async () => {
    const def = running();
    const { def: with_ } = planAttach(device(DISK, def), def, context);
    const monitor = new FakeMonitor();
    monitor.letsGo = false;
    expect(await runDetach(planDetach(device(DISK, with_), with_, context), monitor)).toBe(false);
    expect(monitor.commands).toEqual(['device_del']);
  });

  it('goes on tidying up when something is not there', async () => {
    const def = running("<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>");
    const monitor = new FakeMonitor();
    monitor.failing = 'object-del';
    const [rng] = def.devices.rngs;
    if (rng === undefined) throw new Error('no source of randomness');
    expect(await runDetach(planDetach({ kind: 'rng', device: rng }, def, context), monitor)).toBe(true);
    expect(monitor.tidyErrors).toEqual(['object-del']);
  });

  it('closes the descriptors of a character device', async () => {
    const def = running("<serial type='pty'/><serial type='pty'/>");
    const [, serial] = def.devices.serials;
    if (serial === undefined) throw new Error('no second port');
    const monitor = new FakeMonitor();
    await runDetach(planDetach({ kind: 'serial', device: serial }, def, context), monitor);
    expect(monitor.commands).toEqual(['device_del', 'chardev-remove', 'query-fdsets', 'remove-fd']);
  });

  it('says what is not there', () => {
    const def = running();
    expect(() => planDetach(device(DISK, def), def, context)).toThrow('device not found: disk vdb not found');
    const net = "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>";
    expect(() => planDetach(device(net, def), def, context)).toThrow('no device matching MAC address 52:54:00:00:00:01 found');
  });
});

describe('a display’s password', () => {
  const wanted = "<graphics type='vnc' port='5900' autoport='no' passwd='new' passwdValidTo='2030-01-01T00:00:00'/>";

  it('is set with the time until which it is good', () => {
    const def = running("<graphics type='vnc' port='5900' autoport='no' passwd='old'/><video><model type='none'/></video>");
    const display = parseDeviceXml(wanted, def, parsing(false));
    if (display.kind !== 'graphics') throw new Error('no display');
    const plan = planGraphicsChange(display.device, def, { vnc: undefined, spice: undefined }, new Date('2026-01-01T00:00:00Z'));
    expect(plan.commands).toEqual([
      { command: 'set_password', arguments: { protocol: 'vnc', password: 'new', connected: undefined } },
      { command: 'expire_password', arguments: { protocol: 'vnc', time: '1893456000' } },
    ]);
    expect(plan.def.devices.graphics[0]).toMatchObject({ passwd: 'new' });
  });

  it('is all that can be changed', () => {
    const def = running("<graphics type='vnc' port='5901' autoport='no'/><video><model type='none'/></video>");
    const display = parseDeviceXml(wanted, def, parsing(false));
    if (display.kind !== 'graphics') throw new Error('no display');
    expect(() => planGraphicsChange(display.device, def, { vnc: undefined, spice: undefined }, new Date())).toThrow('cannot change port settings on vnc graphics');
  });
});

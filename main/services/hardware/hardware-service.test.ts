import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { testDriver } from '../../../drivers/test/driver.ts';
import type { HardwareEdit, HardwareMode, HardwareResult, HardwareView } from '../../contract/hardware.ts';
import type { MachineKey } from '../../contract/ids.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { TasksService } from '../tasks/tasks-service.ts';
import { HardwareService } from './hardware-service.ts';

const MACHINE = `<domain type='test'>
  <name>web</name>
  <!-- kept -->
  <memory unit='MiB'>64</memory>
  <vcpu current='1'>2</vcpu>
  <os><type arch='i686'>hvm</type><boot dev='hd'/></os>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/a'/><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='cdrom'><target dev='hda' bus='ide'/><readonly/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/><model type='virtio'/></interface>
    <graphics type='vnc' port='-1' autoport='yes' passwd='secret12'/>
    <watchdog model='i6300esb' action='reset'/>
  </devices>
</domain>`;
const KEY = { connectionId: 'c', uuid: 'u' } as MachineKey;

let connection: Connection;
let machine: DomainRef;
let service: HardwareService;
let tasks: TasksService;
let active = false;

beforeEach(async () => {
  active = false;
  connection = await testDriver.open(parseConnectUri('test:///default'), {});
  machine = await requireMethod(connection, 'domain', 'defineXML')(MACHINE);
  const inventory = { live: () => ({ entry: { ref: machine, titleKnown: true, persistent: true, state: active ? 'running' : 'shutoff' }, ref: machine, connection }), of: () => new Map(), invalidate: () => undefined };
  tasks = new TasksService();
  service = new HardwareService({ inventory: inventory as unknown as InventoryService, tasks });
});
afterEach(async () => {
  tasks.dispose();
  await connection.close();
});

const stored = (): Promise<string> => requireMethod(connection, 'domain', 'getXMLDesc')(machine, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
const open = (...edits: readonly HardwareEdit[]): Promise<HardwareView> => service.open(KEY, edits);
async function apply(mode: HardwareMode, ...edits: readonly HardwareEdit[]): Promise<HardwareResult> {
  return service.outcome(service.apply((await open(...edits)).draft, edits, mode));
}
const set = (item: string, field: string, value: string): HardwareEdit => ({ op: 'set', item, field, value });
const valueOf = (view: HardwareView, item: string, key: string): string | undefined => view.items.find(({ id }) => id === item)?.fields.find((field) => field.key === key)?.value;

describe('a draft', () => {
  it('lists the sides of the machine and its devices', async () => {
    const view = await open();
    expect(view.items.map(({ id }) => id)).toEqual(expect.arrayContaining(['general', 'cpu', 'memory', 'boot', 'disk:vda', 'disk:hda', 'interface:52:54:00:00:00:01', 'graphics:0', 'clock', 'features']));
    expect(valueOf(view, 'memory', 'memory')).toBe('64');
    expect(valueOf(view, 'cpu', 'count')).toBe('1');
    expect(valueOf(view, 'boot', 'order')).toBe('hd');
    expect(view).toMatchObject({ running: false, refused: undefined, changes: [], waiting: [], lost: 0 });
    expect(view.before).toBe(view.after);
    expect(view.before).not.toContain('secret12');
  });

  it('changes only the lines that are edited', async () => {
    const view = await open(set('disk:vda', 'driver@cache', 'none'), set('disk:vda', 'iotune/read_bytes_sec', '2'), set('cpu', 'count', '2'));
    expect(view.changes.map(({ field, name }) => [name, field?.before, field?.after])).toEqual([['vda', '', 'none'], ['vda', '', '2'], ['', '1', '2']]);
    const [before, after] = [view.before.split('\n'), view.after.split('\n')];
    const gone = before.filter((line) => !after.includes(line));
    expect(gone.map((line) => line.trim())).toEqual(["<vcpu placement='static' current='1'>2</vcpu>", "<driver name='qemu' type='qcow2'/>"]);
    expect(after.filter((line) => !before.includes(line)).map((line) => line.trim())).toEqual(["<vcpu placement='static'>2</vcpu>", "<driver name='qemu' type='qcow2' cache='none'/>", '<iotune>', '<read_bytes_sec>2097152</read_bytes_sec>', '</iotune>']);
  });

  it('forgets an edit that comes back to what it was', async () => {
    const view = await open(set('watchdog:0', 'title', 'x'), set('disk:vda', 'serial', ''), set('gone:1', 'a', 'b'));
    expect(view.changes).toEqual([]);
    expect(view.lost).toBeGreaterThan(0);
    expect(view.after).toBe(view.before);
  });

  it('adds devices with names and addresses of their own, the same ones each time', async () => {
    const edits: readonly HardwareEdit[] = [{ op: 'add', item: 'new-1', template: 'disk' }, set('new-1', 'source', '/b'), { op: 'add', item: 'new-2', template: 'interface' }];
    const view = await open(...edits);
    expect(view.items.find(({ id }) => id === 'new-1')).toMatchObject({ name: 'vdb', state: 'new', canRemove: true });
    const again = service.change(view.draft, edits);
    expect(again.after).toBe(view.after);
    expect(view.after).toMatch(/\n {4}<disk type='file' device='disk'>\n {6}<driver name='qemu' type='qcow2'\/>\n {6}<target dev='vdb' bus='virtio'\/>\n {6}<source file='\/b'\/>\n {4}<\/disk>/);
    expect(view.changes.map(({ what }) => what)).toEqual(['add', 'add']);
  });
});

describe('applying', () => {
  it('stores it and keeps what nobody sees', async () => {
    expect(await apply('next-start', set('disk:vda', 'driver@cache', 'none'), { op: 'remove', item: 'disk:hda' }, set('general', 'title', 'Web'))).toMatchObject({ kind: 'applied', stored: true, dropped: [] });
    const now = await stored();
    expect(now).toContain("cache='none'");
    expect(now).toContain('<title>Web</title>');
    expect(now).toContain("passwd='secret12'");
    expect(now).not.toContain("device='cdrom'");
  });

  it('keeps what was changed on the host meanwhile, and refuses where both change the same', async () => {
    const edits = [set('disk:vda', 'source', '/mine')];
    const view = await open(...edits);
    await requireMethod(connection, 'domain', 'defineXML')((await stored()).replace('<os>', '<title>theirs</title><os>'));
    expect(await service.isCurrent(view.draft)).toBe(false);
    expect(await service.outcome(service.apply(view.draft, edits, 'next-start'))).toMatchObject({ kind: 'applied', merged: true });
    expect(await stored()).toMatch(/<title>theirs<\/title>[^]*file='\/mine'/);
    const next = await open(set('disk:vda', 'source', '/other'));
    await requireMethod(connection, 'domain', 'defineXML')((await stored()).replace('/mine', '/theirs'));
    expect(await service.outcome(service.apply(next.draft, [set('disk:vda', 'source', '/other')], 'next-start'))).toMatchObject({ kind: 'conflict' });
    expect(await stored()).toContain("file='/theirs'");
    expect(tasks.list.map(({ title, state, failure }) => [title, state, failure?.error.message])).toEqual([['task.changeHardware', 'done', undefined], ['task.changeHardware', 'failed', expect.stringMatching(/nothing was changed: the same parts/)]]);
  });

  it('renames, tags and gives a picture, and keeps what else stands there', async () => {
    await requireMethod(connection, 'domain', 'defineXML')((await stored()).replace('<os>', '<metadata><vireo:tags xmlns:vireo="urn:vireo:tags"><vireo:tag>old</vireo:tag><vireo:protected/></vireo:tags><x:y xmlns:x="urn:x"/></metadata><os>'));
    expect(await apply('next-start', set('general', 'tags', 'prod\n two words \nprod'), set('general', 'icon', 'database'), set('general', 'name', 'web-2'))).toMatchObject({ kind: 'applied', stored: true, live: [{ path: 'name', outcome: 'done' }] });
    machine = await requireMethod(connection, 'domain', 'lookupByName')('web-2');
    const now = await stored();
    expect(now.replaceAll(/\s*\n\s*/g, '')).toContain('<vireo:tags xmlns:vireo="urn:vireo:tags"><vireo:tag>prod</vireo:tag><vireo:tag>two words</vireo:tag><vireo:icon>database</vireo:icon><vireo:protected/></vireo:tags>');
    expect(now).toContain('urn:x');
    expect(tasks.list[0]?.values['command']).toBe('vireo -c test:///default define web.xml\nvireo -c test:///default domrename web web-2');
    const wrong = await open(set('general', 'name', 'a/b'));
    expect(wrong.items[0]?.fields[0]?.problem).toBe('hw.problem.name');
    expect(() => service.apply(wrong.draft, [set('general', 'name', 'a/b')], 'next-start')).toThrow("name: 'a/b'");
    active = true;
    await requireMethod(connection, 'domain', 'create')(machine);
    expect((await open()).items[0]?.fields[0]?.disabledReason).toBe('hw.reason.rename');
  });

  it('makes room for memory modules', async () => {
    const view = await open({ op: 'add', item: 'new-1', template: 'dimm' }, set('new-1', 'size', '128'));
    const after = view.after.replaceAll(/\s*\n\s*/g, '');
    expect(after).toContain("<memory unit='KiB'>196608</memory>");
    expect(after).toContain("<cpu><numa><cell id='0' cpus='0-1' memory='65536' unit='KiB'/></numa></cpu>");
    expect(after).toMatch(/<maxMemory slots='16' unit='KiB'>\d+<\/maxMemory>/);
    const gone = await open({ op: 'add', item: 'new-1', template: 'dimm' }, { op: 'remove', item: 'new-1' });
    expect(gone.after).toContain('>65536</memory>');
  });

  it('deletes a disk’s image with it, not one that is no volume', async () => {
    const pool = await requireMethod(connection, 'storagePool', 'lookupByName')('default-pool');
    const volume = await requireMethod(connection, 'storageVol', 'createXML')(pool, '<volume><name>gone.img</name><capacity>1024</capacity></volume>', 0);
    const path = await requireMethod(connection, 'storageVol', 'getPath')(volume);
    await requireMethod(connection, 'domain', 'defineXML')((await stored()).replace("file='/a'", `file='${path}'`));
    const edits: readonly HardwareEdit[] = [{ op: 'remove', item: 'disk:vda', image: 'delete' }];
    expect((await open(...edits)).changes).toMatchObject([{ what: 'remove', image: path }]);
    expect(await apply('next-start', ...edits)).toMatchObject({ kind: 'applied', live: [{ path: 'devices/disk/source', outcome: 'done' }] });
    await expect(requireMethod(connection, 'storageVol', 'lookupByPath')(path)).rejects.toThrow();
    await requireMethod(connection, 'domain', 'defineXML')(MACHINE.replace('<name>', `<uuid>${machine.uuid}</uuid><name>`));
    const before = await stored();
    await expect(apply('next-start', ...edits)).rejects.toThrow("the image of disk 'vda' must not be deleted: notInPool");
    expect(await stored()).toBe(before);
  });

  it('pins processors, and says what is wrong with a pin', async () => {
    const wrong = async (field: string, value: string): Promise<string | undefined> => (await open(set('cpu', field, value))).items.find(({ id }) => id === 'cpu')?.fields.find(({ key }) => key === field)?.problem;
    expect(await apply('next-start', set('cpu', 'vcpupin', '0 0-1\n1: 2'), set('cpu', 'cputune/emulatorpin@cpuset', '0'))).toMatchObject({ kind: 'applied', dropped: [] });
    expect((await stored()).replaceAll(/\s*\n\s*/g, '')).toContain("<cputune><vcpupin vcpu='0' cpuset='0-1'/><vcpupin vcpu='1' cpuset='2'/><emulatorpin cpuset='0'/></cputune>");
    expect(await wrong('vcpupin', '0 x')).toBe('hw.problem.cpuset');
    expect(await wrong('vcpupin', '7 1')).toBe('hw.problem.noSuchVcpu');
    expect(await wrong('vcpupin', '0')).toBe('hw.problem.pin');
    expect(await wrong('vcpu@cpuset', '3-1')).toBe('hw.problem.cpuset');
    expect(await wrong('vcpu@cpuset', '999')).toBe('hw.problem.noSuchCpu');
    expect(await wrong('vcpu@cpuset', '0-3,^2')).toBeUndefined();
  });

  it('says what waits, and refuses at once what needs a restart', async () => {
    await requireMethod(connection, 'domain', 'create')(machine);
    active = true;
    expect(await apply('live', set('cpu', 'model', 'qemu64'))).toEqual({ kind: 'needs-restart' });
    expect(await apply('both', set('cpu', 'count', '2'), set('disk:vda', 'serial', 'S1'))).toMatchObject({ kind: 'applied', stored: true, waits: 1, live: [{ path: 'vcpu', outcome: 'done' }] });
    const view = await open();
    expect(view.waiting.map(({ field }) => [field?.key, field?.after])).toEqual([['serial', 'S1']]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainEventType } from '../../../drivers/core/constants.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { NewMachine, UnattendedGap } from '../../contract/machines.ts';
import type { TaskInfo } from '../../contract/tasks.ts';
import { FakeHypervisor, type FakeMachine } from '../../testing/fake-hypervisor.ts';
import { ServiceBench } from '../../testing/service-bench.ts';
import { until } from '../../testing/until.ts';
import { TasksService } from '../tasks/tasks-service.ts';
import { MachinesService } from './machines-service.ts';

let fake: FakeHypervisor;
let bench: ServiceBench;
let tasks: TasksService;
let machines: MachinesService;
let web: FakeMachine;

const DISKS = `<devices>
  <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/pools/main/web.qcow2'/><target dev='vda' bus='virtio'/></disk>
  <disk type='file' device='disk'><source file='/pools/main/shared.img'/><target dev='vdb' bus='virtio'/><shareable/></disk>
  <disk type='file' device='disk'><source file='/home/ann/own.img'/><target dev='vdc' bus='virtio'/></disk>
  <disk type='file' device='disk'><source file='/pools/main/other.img'/><target dev='vdd' bus='virtio'/></disk>
  <disk type='file' device='cdrom'><source file='/iso/missing.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
  <interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/><model type='virtio'/><target dev='vnet3'/></interface>
  </devices>`;

beforeEach(async () => {
  fake = new FakeHypervisor();
  web = fake.add('web', { xml: `<title>Web</title><metadata><libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"><libosinfo:os id="http://debian.org/debian/12"/></libosinfo:libosinfo></metadata>${DISKS}` });
  fake.add('other', { xml: `<devices><disk type='file'><source file='/pools/main/other.img'/><target dev='vda'/></disk></devices>` });
  fake.addPool('main', true, { 'web.qcow2': 10n, 'shared.img': 20n, 'other.img': 30n, 'free.qcow2': 40n, 'debian.iso': 50n });
  fake.addPool('asleep', false);
  fake.addNetwork('lan', false);
  bench = await ServiceBench.make(fake);
  tasks = new TasksService();
  machines = new MachinesService({ connections: bench.connections, inventory: bench.inventory, tasks });
});
afterEach(async () => {
  machines.dispose();
  tasks.dispose();
  await bench.dispose();
  expect(bench.errors).toEqual([]);
});

async function keyOf(machine: FakeMachine): Promise<MachineKey> {
  const connectionId = await bench.open();
  return { connectionId, uuid: machine.uuid };
}
async function ended(id: TaskId | undefined): Promise<TaskInfo> {
  const get = (): TaskInfo | undefined => tasks.list.find((task) => task.id === id && task.endedMs !== undefined);
  await until(() => get() !== undefined);
  return get() ?? never();
}

describe('facts', () => {
  it('reads the document', async () => {
    const facts = await machines.facts(await keyOf(web));
    expect(facts).toMatchObject({ name: 'web', title: 'Web', os: 'debian 12', arch: 'x86_64', machineType: 'pc-q35-7.2', vcpus: 2, maxVcpus: 2, memoryKiB: 1048576, firmware: 'bios', agent: 'none' });
    expect(facts.disks[0]).toMatchObject({ target: 'vda', bus: 'virtio', source: '/pools/main/web.qcow2', format: 'qcow2', keepReason: undefined });
    expect(facts.nics).toMatchObject([{ mac: '52:54:00:00:00:01', sourceKind: 'network', source: 'lan', target: 'vnet3', linkUp: true }]);
  });

  it('says that a machine has gone', async () => {
    const { connectionId } = await keyOf(web);
    await expect(machines.facts({ connectionId, uuid: '00000000-0000-4000-8000-00000000ffff' as MachineKey['uuid'] })).rejects.toMatchObject({ code: 'no-domain' });
  });
});

describe('starting with the host', () => {
  const GAP: UnattendedGap = { autostart: true, note: 'nobody is there', remedy: 'do it' };

  it('says what is missing for it, when it is switched on and as long as it is', async () => {
    const gaps: (UnattendedGap | undefined)[] = [GAP];
    fake.extras = { unattended: { readGap: () => Promise.resolve(gaps[0]) } };
    const key = await keyOf(web);
    expect((await machines.facts(key)).autostartGap).toBeUndefined();
    expect(await machines.setAutostart(key, true)).toEqual(GAP);
    await expect.poll(async () => (await machines.facts(key)).autostartGap).toEqual(GAP);
    gaps[0] = undefined;
    expect((await machines.facts(key)).autostartGap).toBeUndefined();
    expect(await machines.setAutostart(key, false)).toBeUndefined();
  });

  it('is the host’s own affair where it says nothing', async () => {
    expect(await machines.setAutostart(await keyOf(web), true)).toBeUndefined();
  });
});

describe('lifecycle', () => {
  it('does verbs as tasks', async () => {
    const key = await keyOf(web);
    expect(await ended(machines.lifecycle([key], 'start')[0])).toMatchObject({ title: 'task.start', values: { name: 'web' }, state: 'done' });
    for (const verb of ['pause', 'resume', 'reboot', 'reset', 'save'] as const) expect(await ended(machines.lifecycle([key], verb)[0])).toMatchObject({ state: 'done' });
    expect(web).toMatchObject({ state: 'shutoff', managedSave: true });
    expect(await ended(machines.lifecycle([key], 'dropSave')[0])).toMatchObject({ state: 'done' });
    expect(web.managedSave).toBe(false);
  });

  it('waits for the guest to shut down, and can stop waiting', async () => {
    fake.extra = { domain: { shutdown: () => Promise.resolve() } };
    const key = await keyOf(web);
    await ended(machines.lifecycle([key], 'start')[0]);
    const [deaf = never()] = machines.lifecycle([key], 'shutdown');
    await until(() => tasks.list.some(({ phase }) => phase === 'phase.guestShutdown'));
    tasks.cancel(deaf);
    expect(await ended(deaf)).toMatchObject({ state: 'cancelled' });
    const [task] = machines.lifecycle([key], 'shutdown');
    fake.setState(web, 'shutoff', DomainEventType.SHUTDOWN);
    expect(await ended(task)).toMatchObject({ state: 'done' });
  });

  it('explains an inactive network, starts it and tries again', async () => {
    fake.hook = (method) =>
      method === 'domain.create' && fake.networks.get('lan')?.active !== true
        ? new VirError({ code: 'operation-invalid', domain: 'network', message: "Requested operation is not valid: network 'lan' is not active" })
        : undefined;
    const key = await keyOf(web);
    const failed = await ended(machines.lifecycle([key], 'start')[0]);
    expect(failed).toMatchObject({ state: 'failed', failure: { hint: 'hint.networkInactive', values: { network: 'lan' }, repairs: [{ kind: 'start-network' }] } });
    expect(await ended(tasks.repair(failed.id, 'start-network'))).toMatchObject({ state: 'done' });
    expect(web.state).toBe('running');
  });

  it('offers to eject a missing image only where it is in a drive', async () => {
    let path = '/iso/missing.iso';
    fake.hook = (method) => (method === 'domain.create' ? new VirError({ code: 'system-error', domain: 'storage', message: `Cannot access storage file '${path}': No such file or directory` }) : undefined);
    const key = await keyOf(web);
    const failed = await ended(machines.lifecycle([key], 'start')[0]);
    expect(failed.failure).toMatchObject({ hint: 'hint.imageMissing', repairs: [{ kind: 'eject-media', values: { target: 'sda' } }, { kind: 'retry' }] });
    let ejected = '';
    fake.hook = (method, args) => {
      if (method === 'domain.updateDeviceFlags') ejected = String(args[1]);
      return undefined;
    };
    expect(await ended(tasks.repair(failed.id, 'eject-media'))).toMatchObject({ state: 'done' });
    expect(ejected).toContain("<target dev='sda'");
    expect(ejected).not.toContain('<source');
    path = '/pools/main/web.qcow2';
    fake.hook = (method) => (method === 'domain.create' ? new VirError({ code: 'system-error', domain: 'storage', message: `Cannot access storage file '${path}': No such file or directory` }) : undefined);
    const other = await ended(machines.lifecycle([key], 'start')[0]);
    expect(other.failure?.repairs.map(({ kind }) => kind)).toEqual(['retry']);
  });

  it('falls back to emulation where there is no KVM', async () => {
    web.xml = `<domain type='kvm'><name>web</name><uuid>${web.uuid}</uuid><cpu mode='host-passthrough'/><devices/></domain>`;
    fake.hook = (method) => (method === 'domain.create' && web.xml.includes("type='kvm'") ? new VirError({ code: 'internal-error', domain: 'qemu', message: 'Could not access KVM kernel module: No such file or directory' }) : undefined);
    const failed = await ended(machines.lifecycle([await keyOf(web)], 'start')[0]);
    expect(await ended(tasks.repair(failed.id, 'use-tcg'))).toMatchObject({ state: 'done' });
    expect(web.xml).not.toMatch(/kvm|host-passthrough/);
  });
});

describe('delete', () => {
  it('plans which disks may go, and says why the others stay', async () => {
    const plan = await machines.deletePlan(await keyOf(web));
    expect(Object.fromEntries(plan.disks.map(({ target, keepReason }) => [target, keepReason]))).toEqual({
      vda: undefined,
      vdb: 'keep.shared',
      vdc: 'keep.notInPool',
      vdd: 'keep.usedByOther',
      sda: 'keep.removable',
    });
    expect(plan.disks[0]?.capacityBytes).toBe(10);
  });

  it('keeps all disks unless told otherwise', async () => {
    const key = await keyOf(web);
    expect(await ended(machines.delete(key, []))).toMatchObject({ state: 'done' });
    expect(fake.pools.get('main')?.volumes.has('web.qcow2')).toBe(true);
    expect(fake.machines.has(web.uuid)).toBe(false);
  });

  it('deletes what may go, a running machine too', async () => {
    fake.setState(web, 'running', 2);
    const key = await keyOf(web);
    expect(await ended(machines.delete(key, ['vda']))).toMatchObject({ state: 'done' });
    expect([...(fake.pools.get('main')?.volumes.keys() ?? [])]).not.toContain('web.qcow2');
  });

  it('touches nothing when one of the disks must stay', async () => {
    const key = await keyOf(web);
    for (const target of ['vdb', 'vdd', 'sda', 'nonsense']) expect(await ended(machines.delete(key, ['vda', target]))).toMatchObject({ state: 'failed' });
    expect(fake.machines.has(web.uuid)).toBe(true);
    expect(fake.pools.get('main')?.volumes.has('web.qcow2')).toBe(true);
  });
});

describe('documents', () => {
  it('inserts an image and keeps the rest of the drive', async () => {
    let sent = '';
    fake.hook = (method, args) => {
      if (method === 'domain.updateDeviceFlags') sent = `${String(args[1])} ${String(args[2])}`;
      return undefined;
    };
    expect(await ended(machines.changeMedia(await keyOf(web), 'sda', `/iso/it's.iso`))).toMatchObject({ state: 'done', title: 'task.insertMedia' });
    expect(sent).toContain('it');
    expect(sent).toMatch(/<source file="\/iso\/it(&apos;|')s.iso"\/>/);
    expect(sent).toContain('<readonly/>');
    expect(sent.endsWith(' 2')).toBe(true);
  });

  it('adds a VNC display that listens on loopback only', async () => {
    await machines.addVnc(await keyOf(web));
    expect(web.xml).toMatch(/<graphics type="vnc" port="-1" autoport="yes" listen="127.0.0.1">/);
    expect(web.xml).toContain('<title>Web</title>');
  });
});

describe('create', () => {
  const wanted = (connectionId: MachineKey['connectionId'], more: Partial<NewMachine> = {}): NewMachine => ({
    connectionId,
    name: 'new one',
    install: { kind: 'iso', path: '/pools/main/debian.iso' },
    vcpus: 2,
    memoryKiB: 1048576,
    disk: { kind: 'new', pool: 'main', sizeBytes: 5 * 1024 ** 3 },
    network: { kind: 'network', name: 'lan' },
    firmware: 'bios',
    start: true,
    ...more,
  });

  it('offers what the host has', async () => {
    const { connectionId } = await keyOf(web);
    const offer = await machines.offer(connectionId);
    expect(offer).toMatchObject({ impossible: undefined, virtType: 'qemu', maxVcpus: 255, firmware: ['bios', 'uefi'], suggestedName: 'vm-1', memoryKiB: 2097152 });
    expect(offer.images.map(({ name, iso }) => [name, iso])).toEqual([['debian.iso', true], ['free.qcow2', false]]);
    expect(offer.pools.map(({ name, active }) => [name, active])).toEqual([['main', true], ['asleep', false]]);
    expect(offer.networks).toEqual([{ name: 'lan', active: false }]);
  });

  it('makes a machine with its disk and starts it', async () => {
    const { connectionId } = await keyOf(web);
    expect(await ended(machines.create(wanted(connectionId)))).toMatchObject({ state: 'done' });
    const made = [...fake.machines.values()].find(({ name }) => name === 'new one');
    expect(fake.pools.get('main')?.volumes.get('new one.qcow2')).toBe(5n * 1024n ** 3n);
    await until(() => made?.state === 'running');
    expect(made?.xml).toContain('<domain type="qemu">');
    for (const part of ['machine="q35"', '<source file="/pools/main/new one.qcow2"/>', '<target dev="vda" bus="virtio"/>', '<source file="/pools/main/debian.iso"/>', '<source network="lan"/>', 'listen="127.0.0.1"', '<serial type="pty"/>', 'org.qemu.guest_agent.0', '/dev/urandom', '<cpu mode="maximum"']) expect(made?.xml).toContain(part);
  });

  it('gives old devices to guests that need them, and UEFI when asked', async () => {
    const { connectionId } = await keyOf(web);
    await ended(machines.create(wanted(connectionId, { osId: 'http://microsoft.com/win/10', firmware: 'uefi', start: false })));
    const xml = [...fake.machines.values()].find(({ name }) => name === 'new one')?.xml ?? '';
    expect(xml).toContain('<os firmware="efi">');
    expect(xml).toContain('<target dev="sda" bus="sata"/>');
    expect(xml).toContain('<model type="e1000e"/>');
  });

  it('never takes a name that is taken, and removes its disk when the host refuses the machine', async () => {
    const { connectionId } = await keyOf(web);
    expect(await ended(machines.create(wanted(connectionId, { name: 'web' })))).toMatchObject({ state: 'failed', failure: { hint: 'hint.nameTaken', values: { name: 'web' } } });
    fake.hook = (method) => (method === 'domain.defineXML' ? new VirError({ code: 'config-unsupported', domain: 'qemu', message: 'unsupported configuration: no' }) : undefined);
    expect(await ended(machines.create(wanted(connectionId)))).toMatchObject({ state: 'failed' });
    expect(fake.pools.get('main')?.volumes.has('new one.qcow2')).toBe(false);
  });

  it('makes nothing on a read-only connection', async () => {
    const connectionId = await bench.open(true);
    expect(await machines.offer(connectionId)).toMatchObject({ impossible: 'offer.readOnly' });
    expect(await ended(machines.create(wanted(connectionId)))).toMatchObject({ state: 'failed', failure: { hint: 'hint.readOnly' } });
  });
});

function never(): never {
  throw new Error('not there');
}

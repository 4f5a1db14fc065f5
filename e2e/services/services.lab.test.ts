import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../main/app.ts';
import type { ConnectionInfo } from '../../main/contract/connections.ts';
import type { CallContext } from '../../main/contract/define.ts';
import type { ConnectionId, MachineKey, TaskId } from '../../main/contract/ids.ts';
import { readRows, type MachineRow, type VerbSet } from '../../main/contract/inventory.ts';
import { STAT_COLUMNS, type StatsBatch } from '../../main/contract/stats.ts';
import type { TaskInfo } from '../../main/contract/tasks.ts';
import { allDrivers } from '../../main/drivers.ts';
import { PageStream } from '../../main/testing/page-stream.ts';
import { until } from '../../main/testing/until.ts';
import { checkLab, defineBrokenDomain, defineLabDomain, labDisksDir, run, startLab, uniqueName, type Fault, type Lab } from '../lab/index.ts';

const check = checkLab(['libvirtd', 'guest']);
const context: CallContext = { signal: new AbortController().signal, clientId: 'lab' };

describe.skipIf(check.skip)(check.title('the services on a real libvirtd'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let app: App;
  let dir = '';
  let id: ConnectionId;
  const rows = new Map<number, MachineRow>();
  const warnings: string[] = [];
  let infos: readonly ConnectionInfo[] = [];
  let tasks: readonly TaskInfo[] = [];

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    dir = mkdtempSync(join(tmpdir(), 'vireo-lab-'));
    app = await createApp({ dataDir: dir, drivers: allDrivers(), host: 'browser', version: '0', log: { warn: (message) => warnings.push(message) } });
    const sets = new Map<number, VerbSet>();
    await app.handlers.inventory.watch(
      {},
      (message) => {
        for (const row of readRows(message, sets)) rows.set(row.row, row);
        if (message.kind === 'delta') for (const row of message.removed) rows.delete(row);
      },
      context,
    );
    await app.handlers.connections.watch({}, (value) => (infos = value), context);
    await app.handlers.tasks.watch({}, (value) => (tasks = value), context);
    id = await app.handlers.connections.add({ uri: lab.libvirtd.uri }, context);
    await app.handlers.connections.connect({ id }, context);
  });
  afterAll(async () => {
    await app.dispose();
    rmSync(dir, { recursive: true });
    await lab.dispose();
    expect(warnings).toEqual([]);
  });

  const find = (name: string): MachineRow | undefined => [...rows.values()].find((row) => row.name === name);
  async function keyOf(name: string): Promise<MachineKey> {
    await until(() => find(name) !== undefined);
    const { connectionId, uuid } = find(name) ?? never();
    return { connectionId, uuid };
  }
  async function ended(task: TaskId | undefined): Promise<TaskInfo> {
    const get = (): TaskInfo | undefined => tasks.find((each) => each.id === task && each.endedMs !== undefined);
    await until(() => get() !== undefined, 60_000);
    return get() ?? never();
  }

  it('boots a machine, shows its screen and its serial line, measures it and shuts it down', async () => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('svc') });
    try {
      const key = await keyOf(domain.name);
      expect(infos[0]?.host?.hypervisor).toMatch(/^QEMU 7\.2\.\d+, libvirt 9\.0\.0$/);
      const [start] = await app.handlers.machines.lifecycle({ machines: [key], verb: 'start' }, context);
      expect(await ended(start)).toMatchObject({ state: 'done', failure: undefined });
      await until(() => find(domain.name)?.state === 'running');

      const consoles = await app.handlers.consoles.list(key, context);
      expect(consoles.filter(({ usable }) => usable).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['vnc', 'serial', 'screenshots']));
      const serial = new PageStream();
      const line = app.handlers.consoles.serial({ machine: key, id: 'serial:serial0', force: false }, () => serial.server, context);
      serial.send('\n');
      await serial.readUntil('GUEST-READY');

      const screen = new PageStream();
      const vnc = app.handlers.consoles.vnc({ machine: key, id: consoles.find(({ kind }) => kind === 'vnc')?.id ?? '' }, () => screen.server, context);
      expect((await screen.take(12)).toString()).toBe('RFB 003.008\n');
      screen.send('RFB 003.008\n');
      expect([...(await screen.take(2))]).toEqual([1, 1]);
      screen.send(Uint8Array.of(1));
      expect((await screen.take(4)).readUInt32BE()).toBe(0);
      screen.send(Uint8Array.of(1));
      const init = await screen.take(24);
      const name = (await screen.take(init.readUInt32BE(20))).toString();
      expect(name).toContain(domain.name);
      expect(init.readUInt16BE(0)).toBeGreaterThan(300);
      screen.close();
      await vnc;

      const picture = await app.handlers.machines.screenshot(key, context);
      expect(Buffer.from(picture?.png.subarray(1, 4) ?? []).toString()).toBe('PNG');

      const batches: StatsBatch[] = [];
      const watching = await app.handlers.stats.watch({ groups: ['cpu', 'memory', 'disk', 'net'], intervalMs: 1000 }, (batch) => batches.push(batch), context);
      serial.send('yes >/dev/null &\n');
      const cpu = (): number => {
        const batch = batches.at(-1);
        if (batch === undefined) return NaN;
        const at = new Uint32Array(batch.rows.slice().buffer).indexOf(find(domain.name)?.row ?? -1);
        return new Float32Array(batch.values.slice().buffer)[STAT_COLUMNS.indexOf('cpu') * (batch.rows.length / 4) + at] ?? NaN;
      };
      await until(() => cpu() > 30, 30_000);
      watching.dispose();

      expect(await app.handlers.machines.facts(key, context)).toMatchObject({ name: domain.name, arch: 'x86_64', virtType: 'qemu', persistent: true });
      const [shutdown] = await app.handlers.machines.lifecycle({ machines: [key], verb: 'shutdown' }, context);
      expect(await ended(shutdown)).toMatchObject({ state: 'done' });
      expect(find(domain.name)?.state).toBe('off');
      serial.close();
      await line;
    } finally {
      await domain.dispose();
    }
  });

  it('asks nobody for a password that libvirt knows, and refuses what listens nowhere', async () => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('svcpw'), graphics: { type: 'vnc', password: 'secret12' } });
    try {
      const key = await keyOf(domain.name);
      await ended((await app.handlers.machines.lifecycle({ machines: [key], verb: 'start' }, context))[0]);
      const screen = new PageStream();
      const vnc = app.handlers.consoles.vnc({ machine: key, id: 'vnc:0' }, () => screen.server, context);
      await Promise.race([screen.take(12), vnc]);
      screen.send('RFB 003.008\n');
      await screen.take(2);
      screen.send(Uint8Array.of(1));
      await screen.take(4);
      screen.send(Uint8Array.of(1));
      expect((await screen.take(24)).readUInt16BE(0)).toBeGreaterThan(300);
      screen.close();
      await vnc;
    } finally {
      await domain.dispose();
    }
  });

  it.each<[Fault, string]>([
    ['inactive-network', 'hint.networkInactive'],
    ['missing-image', 'hint.imageMissing'],
    ['unreadable-image', 'hint.imageDenied'],
    ['too-much-memory', 'hint.noMemory'],
  ])('explains a start that fails for %s', async (fault, hint) => {
    const domain = await defineBrokenDomain(lab.libvirtd, lab.guest, uniqueName('svc'), fault);
    try {
      const key = await keyOf(domain.name);
      const [start] = await app.handlers.machines.lifecycle({ machines: [key], verb: 'start' }, context);
      const failed = await ended(start);
      expect(failed, JSON.stringify(failed.failure)).toMatchObject({ state: 'failed', failure: { hint } });
      if (fault !== 'inactive-network') return;
      const again = await app.handlers.tasks.repair({ id: failed.id, kind: 'start-network' }, context);
      expect(await ended(again)).toMatchObject({ state: 'done' });
      await until(() => find(domain.name)?.state === 'running');
    } finally {
      await domain.dispose();
    }
  });

  it('makes a machine from an image with defaults that start, and deletes it with its disk', async () => {
    const pool = uniqueName('svcpool');
    const name = uniqueName('svcnew');
    const target = join(labDisksDir(), pool);
    await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-create-as', pool, 'dir', '--target', target, '--build']);
    try {
      const offer = await app.handlers.machines.offer({ connectionId: id }, context);
      expect(offer).toMatchObject({ impossible: undefined, pools: expect.arrayContaining([expect.objectContaining({ name: pool, active: true })]) as unknown });
      const create = await app.handlers.machines.create(
        {
          connectionId: id,
          name,
          install: { kind: 'iso', path: lab.guest.isoPath },
          vcpus: 1,
          memoryKiB: 262_144,
          disk: { kind: 'new', pool, sizeBytes: 64 * 1024 * 1024 },
          network: { kind: 'none' },
          firmware: 'bios',
          start: true,
        },
        context,
      );
      expect(await ended(create)).toMatchObject({ state: 'done' });
      await until(() => find(name)?.state === 'running', 30_000);
      const key = await keyOf(name);
      const eject = await app.handlers.machines.changeMedia({ machine: key, target: 'sdb' }, context);
      await ended(eject);
      const plan = await app.handlers.machines.deletePlan(key, context);
      expect(plan).toMatchObject({ running: true, disks: expect.arrayContaining([expect.objectContaining({ target: 'vda', keepReason: undefined })]) as unknown });
      const gone = await app.handlers.machines.delete({ machine: key, diskTargets: ['vda'] }, context);
      expect(await ended(gone)).toMatchObject({ state: 'done' });
      await until(() => find(name) === undefined);
      const left = await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'vol-list', pool]);
      expect(left.stdout.trim()).toBe('');
    } finally {
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'destroy', name], { check: false });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'undefine', name], { check: false });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-destroy', pool]);
    }
  });

  it('reads, and only reads, on a read-only connection', async () => {
    const readOnly = await app.handlers.connections.add({ uri: lab.libvirtd.uri, readOnly: true }, context);
    await app.handlers.connections.connect({ id: readOnly }, context);
    await until(() => infos.some((info) => info.id === readOnly && info.state === 'connected' && info.readOnly));
    await until(() => [...rows.values()].every((row) => row.connectionId !== readOnly || row.verbs.start.reason === 'reason.readOnly'));
    await app.handlers.connections.remove({ id: readOnly }, context);
  });
});

function never(): never {
  throw new Error('not there');
}

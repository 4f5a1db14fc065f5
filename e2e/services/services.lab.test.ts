import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VireoHandlers } from '../../main/contract/contract.ts';
import type { CallContext } from '../../main/contract/define.ts';
import type { ConnectionId } from '../../main/contract/ids.ts';
import { figureOf, type StatsBatch } from '../../main/contract/stats.ts';
import { PageStream } from '../../main/testing/page-stream.ts';
import { until } from '../../main/testing/until.ts';
import { checkLab, defineBrokenDomain, defineLabDomain, labDisksDir, run, startLab, uniqueName, type Fault, type Lab } from '../lab/index.ts';
import { LabApp } from './lab-app.ts';

const check = checkLab(['libvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('the services on a real libvirtd'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let app: LabApp;
  let id: ConnectionId;
  let context: CallContext;
  let handlers: VireoHandlers;
  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    app = await LabApp.start();
    ({ context } = app);
    ({ handlers } = app.app);
    id = await app.open(lab.libvirtd.uri);
  });
  afterAll(async () => {
    await app.dispose();
    await lab.dispose();
    expect(app.warnings).toEqual([]);
  });

  it('boots a machine, shows its screen and its serial line, measures it and shuts it down', async () => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('svc') });
    try {
      const key = await app.keyOf(domain.name);
      expect(app.info(id)?.host?.hypervisor).toMatch(/^QEMU 7\.2\.\d+, libvirt 9\.0\.0$/);
      const [start] = await handlers.machines.lifecycle({ machines: [key], verb: 'start' }, context);
      expect(await app.ended(start)).toMatchObject({ state: 'done', failure: undefined });
      await until(() => app.find(domain.name)?.state === 'running');

      const consoles = await handlers.consoles.list(key, context);
      expect(consoles.filter(({ usable }) => usable).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['vnc', 'serial', 'screenshots']));
      const serial = new PageStream();
      const line = handlers.consoles.serial({ machine: key, id: 'serial:serial0', force: false }, () => serial.server, context);
      serial.send('\n');
      await serial.readUntil('GUEST-READY');

      const screen = new PageStream();
      const vnc = handlers.consoles.vnc({ machine: key, id: consoles.find(({ kind }) => kind === 'vnc')?.id ?? '' }, () => screen.server, context);
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

      const picture = await handlers.machines.screenshot(key, context);
      expect(Buffer.from(picture?.png.subarray(1, 4) ?? []).toString()).toBe('PNG');

      const batches: StatsBatch[] = [];
      const watching = await handlers.stats.watch({ groups: ['cpu', 'memory', 'disk', 'net'], intervalMs: 1000 }, (batch) => batches.push(batch), context);
      serial.send('yes >/dev/null &\n');
      const cpu = (): number => {
        const batch = batches.at(-1);
        return batch === undefined ? NaN : figureOf(batch, app.find(domain.name)?.row ?? -1, 'cpu');
      };
      await until(() => cpu() > 30, 30_000);
      watching.dispose();

      expect(await handlers.machines.facts(key, context)).toMatchObject({ name: domain.name, arch: 'x86_64', virtType: 'qemu', persistent: true });
      const [shutdown] = await handlers.machines.lifecycle({ machines: [key], verb: 'shutdown' }, context);
      expect(await app.ended(shutdown)).toMatchObject({ state: 'done' });
      expect(app.find(domain.name)?.state).toBe('off');
      serial.close();
      await line;
    } finally {
      await domain.dispose();
    }
  });

  it('asks nobody for a password that libvirt knows', async () => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('svcpw'), graphics: { type: 'vnc', password: 'secret12' } });
    try {
      const key = await app.keyOf(domain.name);
      await app.ended((await handlers.machines.lifecycle({ machines: [key], verb: 'start' }, context))[0]);
      const screen = new PageStream();
      const vnc = handlers.consoles.vnc({ machine: key, id: 'vnc:0' }, () => screen.server, context);
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
      const key = await app.keyOf(domain.name);
      const [start] = await handlers.machines.lifecycle({ machines: [key], verb: 'start' }, context);
      const failed = await app.ended(start);
      expect(failed, JSON.stringify(failed.failure)).toMatchObject({ state: 'failed', failure: { hint } });
      if (fault !== 'inactive-network') return;
      const again = await handlers.tasks.repair({ id: failed.id, kind: 'start-network' }, context);
      expect(await app.ended(again)).toMatchObject({ state: 'done' });
      await until(() => app.find(domain.name)?.state === 'running');
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
      const offer = await handlers.machines.offer({ connectionId: id }, context);
      expect(offer).toMatchObject({ impossible: undefined, pools: expect.arrayContaining([expect.objectContaining({ name: pool, active: true })]) as unknown });
      const create = await handlers.machines.create(
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
      expect(await app.ended(create)).toMatchObject({ state: 'done' });
      await until(() => app.find(name)?.state === 'running', 30_000);
      const key = await app.keyOf(name);
      const eject = await handlers.machines.changeMedia({ machine: key, target: 'sdb' }, context);
      await app.ended(eject);
      const plan = await handlers.machines.deletePlan(key, context);
      expect(plan).toMatchObject({ running: true, disks: expect.arrayContaining([expect.objectContaining({ target: 'vda', keepReason: undefined })]) as unknown });
      const gone = await handlers.machines.delete({ machine: key, diskTargets: ['vda'] }, context);
      expect(await app.ended(gone)).toMatchObject({ state: 'done' });
      await until(() => app.find(name) === undefined);
      const left = await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'vol-list', pool]);
      expect(left.stdout.trim()).toBe('');
    } finally {
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'destroy', name], { check: false });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'undefine', name], { check: false });
      await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-destroy', pool]);
    }
  });

  it('reads, and only reads, on a read-only connection', async () => {
    const readOnly = await handlers.connections.add({ uri: lab.libvirtd.uri, readOnly: true }, context);
    await handlers.connections.connect({ id: readOnly }, context);
    await until(() => app.infos.some((info) => info.id === readOnly && info.state === 'connected' && info.readOnly));
    await until(() => [...app.rows.values()].every((row) => row.connectionId !== readOnly || row.verbs.start.reason === 'reason.readOnly'));
    await handlers.connections.remove({ id: readOnly }, context);
  });
});

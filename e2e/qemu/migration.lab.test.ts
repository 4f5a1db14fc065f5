import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DiskMover, endMovingDisks, serveMovingDisks } from '../../drivers/qemu/block/jobs/storage-migration.ts';
import { chainLayers } from '../../drivers/qemu/block/blockdev-layers.ts';
import type { BlockImage } from '../../drivers/qemu/block/block-image.ts';
import { formatPlainJson } from '../../drivers/conf/json/plain-json.ts';
import { configureMigration, listenForMigration, Migration, resetMigration, setMaxDowntime, setMaxSpeed, type MigrationSettings } from '../../drivers/qemu/qmp/migration.ts';
import { queryMigration } from '../../drivers/qemu/qmp/migration-stats.ts';
import type { QmpClient } from '../../drivers/qemu/qmp/qmp-client.ts';
import { queryJobs } from '../../drivers/qemu/qmp/query-jobs.ts';
import { checkLab, startLab, type BareQemuProcess, type Lab } from '../lab/index.ts';
import { ImageShelf, writeLive } from './block-house.ts';
import { openMonitor } from './open-monitor.ts';

const check = checkLab(['bareQemu']);

describe.skipIf(check.skip)(check.title('moving machines between two QEMUs'), () => {
  let lab: Lab<'bareQemu'>;
  let shelf: ImageShelf;
  const clients: QmpClient[] = [];
  let count = 0;

  beforeAll(async () => {
    lab = await startLab({ need: ['bareQemu'] });
    shelf = new ImageShelf(lab.bareQemu.dir);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
  });
  afterAll(async () => {
    await lab.dispose();
  });

  interface Side { readonly client: QmpClient; readonly process: BareQemuProcess }

  async function side(disk: BlockImage | undefined, ...args: string[]): Promise<Side> {
    const disks = disk === undefined ? [] : [...chainLayers(disk).flatMap((props) => ['-blockdev', formatPlainJson(props)]), '-device', `{"driver":"virtio-blk-pci","drive":"${disk.formatNode}","id":"disk0"}`];
    const process = await lab.bareQemu.start(['-machine', 'pc', ...disks, ...args]);
    const client = await openMonitor(process);
    clients.push(client);
    return { client, process };
  }

  /** A running source and a destination that listens. */
  async function pair(settings: MigrationSettings = {}, disks: readonly [BlockImage?, BlockImage?] = []): Promise<{ readonly from: Side; readonly to: Side; readonly uri: string; readonly before: Awaited<ReturnType<typeof configureMigration>> }> {
    const from = await side(disks[0]);
    const to = await side(disks[1], '-incoming', 'defer');
    const uri = `unix:${lab.bareQemu.dir}/migrate-${count++}.sock`;
    const before = await configureMigration(from.client, 'source', settings);
    await configureMigration(to.client, 'destination', settings);
    await from.client.execute('cont');
    await listenForMigration(to.client, uri);
    return { from, to, uri, before };
  }

  async function statusOf({ client }: Side): Promise<unknown> {
    return (await client.execute('query-status') as { status: string }).status;
  }

  it('moves a running machine, with progress', async () => {
    const { from, to, uri } = await pair({ params: { 'max-bandwidth': 1_000_000_000n, 'downtime-limit': 300n } });
    const phases = new Set<string | undefined>();
    let switched = 0;
    const migration = Migration.watch(from.client);
    const arrival = Migration.watch(to.client);
    const arrived = arrival.finish();
    await migration.start(uri);
    const stats = await migration.finish({
      onProgress: ({ phase }) => phases.add(phase),
      onSwitchover: async () => {
        switched += 1;
        expect(['finish-migrate', 'paused', 'postmigrate']).toContain(await statusOf(from));
      },
    });
    expect((await arrived).status).toBe('completed');
    expect(stats.memory?.totalBytes).toBeGreaterThan(64n << 20n);
    expect(stats.downtimeMs).toBeDefined();
    expect(switched).toBe(1);
    expect(phases.has('pre-switchover') && phases.has('completed')).toBe(true);
    expect(await statusOf(from)).toBe('postmigrate');
    await to.client.execute('cont');
    expect(await statusOf(to)).toBe('running');
    migration.dispose();
    arrival.dispose();
  });

  it('is given up without harm, at any moment, and can be tried again', async () => {
    const { from, uri, before } = await pair({ params: { 'max-bandwidth': 50_000n } });
    const abort = new AbortController();
    const migration = Migration.watch(from.client);
    await migration.start(uri);
    await setMaxDowntime(from.client, 100n);
    await setMaxSpeed(from.client, 60_000n);
    const ended = migration.finish({ signal: abort.signal, onProgress: ({ phase }) => {
      if (phase === 'active') abort.abort();
    } });
    await expect(ended).rejects.toThrow(/canceled by client/);
    expect(await statusOf(from)).toBe('running');
    await resetMigration(from.client, before);
    const again = await side(undefined, '-incoming', `unix:${lab.bareQemu.dir}/again.sock`);
    await configureMigration(from.client, 'source', {});
    await migration.start(`unix:${lab.bareQemu.dir}/again.sock`);
    await migration.finish();
    expect((await queryMigration(again.client)).status).toBe('completed');
    migration.dispose();
  });

  it('tells why it fails: nobody there, another machine, the destination killed, the switchover refused', async () => {
    const { from, to, uri, before } = await pair({ params: { 'max-bandwidth': 50_000n } });
    const migration = Migration.watch(from.client);
    await migration.start(`unix:${lab.bareQemu.dir}/nobody.sock`).then(() => migration.finish()).then(
      () => { throw new Error('nobody was there'); },
      (error: unknown) => { expect(String(error)).toMatch(/No such file|Failed to connect/); },
    );
    await expect(configureMigration(from.client, 'source', { capabilities: ['flying' as never] })).rejects.toThrow(/'flying' is not supported by QEMU binary/);
    await migration.start(uri);
    const failing = migration.finish();
    process.kill(to.process.id.pid, 'SIGKILL');
    await expect(failing).rejects.toThrow(/job 'migration out' failed/);
    expect(await statusOf(from)).toBe('running');
    await resetMigration(from.client, before);
    await configureMigration(from.client, 'source', {});
    await side(undefined, '-incoming', `unix:${lab.bareQemu.dir}/refuse.sock`);
    await migration.start(`unix:${lab.bareQemu.dir}/refuse.sock`);
    await expect(migration.finish({ onSwitchover: () => Promise.reject(new Error('the disks are not ready')) })).rejects.toThrow('the disks are not ready');
    expect(await statusOf(from)).toBe('running');
    migration.dispose();
  });

  it('lets a machine go on at once by post-copy', async () => {
    const { from, to, uri } = await pair({ capabilities: ['postcopy-ram'], params: { 'max-bandwidth': 2_000_000n } });
    const migration = Migration.watch(from.client);
    const arrival = Migration.watch(to.client);
    await migration.start(uri);
    let isPostcopy = false;
    const phases = new Set<string | undefined>();
    const ended = migration.finish({ onProgress: ({ phase }) => {
      phases.add(phase);
      if (phase !== 'active' || isPostcopy) return;
      isPostcopy = true;
      void migration.startPostcopy();
    } });
    const [stats] = await Promise.all([ended, arrival.finish()]);
    expect(stats.status).toBe('completed');
    expect(isPostcopy).toBe(true);
    expect(await statusOf(to)).toMatch(/paused|running|prelaunch/);
    migration.dispose();
    arrival.dispose();
  });

  it('takes the disks along', async () => {
    const source = await shelf.make('source');
    await shelf.io('source', 'write -P 1 0 1M');
    const target = await shelf.make('target');
    const { from, to, uri } = await pair({}, [source, { ...target, formatNode: source.formatNode, storageNode: source.storageNode }]);
    const disks = [{ target: 'vda', chain: source }];
    const server = { kind: 'unix', path: `${lab.bareQemu.dir}/disks.sock` } as const;
    await serveMovingDisks(to.client, server, disks);
    const mover = await DiskMover.start(from.client, disks, server);
    const seen: number[] = [];
    await mover.ready({ onProgress: ({ done }) => seen.push(done) });
    await writeLive(from.client, 'write -P 2 4M 64k');
    const migration = Migration.watch(from.client);
    await migration.start(uri);
    await migration.finish({ onSwitchover: () => mover.complete() });
    migration.dispose();
    expect(await queryJobs(from.client)).toEqual([]);
    await endMovingDisks(to.client);
    await to.client.execute('cont');
    await to.client.execute('quit').catch(() => undefined);
    await to.process.stop();
    await shelf.io('target', 'read -P 1 0 1M', 'read -P 2 4M 64k');
    await expect(DiskMover.start(from.client, disks, { kind: 'unix', path: `${lab.bareQemu.dir}/nobody.sock` })).rejects.toThrow(/No such file|Failed to connect/);
  });
});

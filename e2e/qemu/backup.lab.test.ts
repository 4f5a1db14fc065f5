import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobProgress } from '../../drivers/core/job.ts';
import { isBitmapChainValid } from '../../drivers/qemu/block/bitmaps.ts';
import type { BlockImage } from '../../drivers/qemu/block/block-image.ts';
import { DiskBackup } from '../../drivers/qemu/block/jobs/backup.ts';
import { resizeDisk, throttleDisk } from '../../drivers/qemu/block/jobs/block-settings.ts';
import { pivotCommit, startCommit } from '../../drivers/qemu/block/jobs/chain-jobs.ts';
import { checkpointActions, checkpointSize, createCheckpoint, deleteCheckpoint } from '../../drivers/qemu/block/jobs/checkpoints.ts';
import { convertImageFile, createImageFile, imageFileInfo, rebaseImageFile, resizeImageFile, snapshotImageFile } from '../../drivers/qemu/block/jobs/qemu-img.ts';
import { snapshotDisks } from '../../drivers/qemu/block/jobs/snapshots.ts';
import { queryBlockNodes } from '../../drivers/qemu/qmp/block-nodes.ts';
import type { QmpClient } from '../../drivers/qemu/qmp/qmp-client.ts';
import { queryJobs } from '../../drivers/qemu/qmp/query-jobs.ts';
import { thisComputer } from '../../drivers/transport/exec/local-process.ts';
import { checkLab, run, startLab, type Lab } from '../lab/index.ts';
import { ImageShelf, readLive, startWithDisk, writeLive } from './block-house.ts';

const check = checkLab(['bareQemu']);
const BACKEND = '/machine/peripheral/disk0/virtio-backend';

describe.skipIf(check.skip)(check.title('checkpoints, backups and images of a QEMU without libvirt'), () => {
  let lab: Lab<'bareQemu'>;
  let shelf: ImageShelf;
  let client: QmpClient | undefined;

  beforeAll(async () => {
    lab = await startLab({ need: ['bareQemu'] });
    shelf = new ImageShelf(lab.bareQemu.dir);
  });
  afterEach(() => {
    client?.dispose();
  });
  afterAll(async () => {
    await lab.dispose();
  });

  async function machine(name: string): Promise<{ readonly monitor: QmpClient; readonly disk: BlockImage }> {
    const disk = await shelf.make(name);
    await shelf.io(name, 'write -P 1 0 1M');
    const monitor = await startWithDisk(lab.bareQemu, disk);
    client = monitor;
    return { monitor, disk };
  }

  it('pushes a whole backup, then what has changed since', async () => {
    const { monitor, disk } = await machine('push');
    const checkpoint = checkpointActions([{ target: 'vda', chain: disk, bitmap: 'first' }]);
    const seen: JobProgress[] = [];
    const whole = await DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('push-full') }], checkpoint });
    await whole.finish({ onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ done: 16 << 20, total: 16 << 20 });
    await shelf.io('push-full', 'read -P 1 0 1M', 'read -P 0 1M 15M');
    await writeLive(monitor, 'write -P 2 4M 128k');
    expect(await checkpointSize(monitor, { target: 'vda', chain: disk, bitmap: 'first' })).toBe(131_072n);
    const part = await DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('push-part'), incremental: 'first' }] });
    await part.finish();
    expect(await queryJobs(monitor)).toEqual([]);
    expect((await queryBlockNodes(monitor)).get(disk.formatNode)?.bitmaps.map(({ name }) => name)).toEqual(['first']);
    const { stdout } = await run(['qemu-img', 'map', '-U', '--output=json', `${shelf.dir}/push-part`]);
    const own = (JSON.parse(stdout) as { start: number; length: number; depth: number; data: boolean }[]).filter(({ depth, data }) => depth === 0 && data);
    expect(own).toMatchObject([{ start: 4 << 20, length: 131_072 }]);
    await expect(DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('never'), incremental: 'unknown' }] })).rejects.toThrow(/missing or broken bitmap 'unknown' for disk 'vda'/);
  });

  it('lets a backup be pulled that stays as it was, with what has changed', async () => {
    const { monitor, disk } = await machine('pull');
    await createCheckpoint(monitor, [{ target: 'vda', chain: disk, bitmap: 'first' }]);
    await writeLive(monitor, 'write -P 2 4M 64k');
    const path = `${shelf.dir}/backup.sock`;
    const backup = await DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('pull-scratch'), incremental: 'first' }], server: { kind: 'unix', path } });
    await writeLive(monitor, 'write -P 3 0 1M');
    const url = `nbd+unix:///vda?socket=${path}`;
    await run(['qemu-io', '-r', '-f', 'raw', '-c', 'read -P 1 0 1M', '-c', 'read -P 2 4M 64k', url]);
    const { stdout } = await run(['qemu-img', 'map', '--output=json', '--image-opts', `driver=nbd,server.type=unix,server.path=${path},export=vda,x-dirty-bitmap=qemu:dirty-bitmap:backup-vda`]);
    expect((JSON.parse(stdout) as { start: number; length: number; data: boolean }[]).filter(({ data }) => !data)).toMatchObject([{ start: 4 << 20, length: 65_536 }]);
    await backup.end();
    expect(await queryJobs(monitor)).toEqual([]);
    expect([...(await queryBlockNodes(monitor)).keys()].filter((name) => name.startsWith('libvirt-')).toSorted()).toEqual([disk.formatNode, disk.storageNode]);
    await readLive(monitor, disk.formatNode, shelf.dir, 'read -P 3 0 1M');
    await expect(DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('raw', 'none', 'raw') }], server: { kind: 'unix', path } })).rejects.toThrow(/requires qcow2 driver/);
  });

  it('leaves nothing behind when a backup cannot begin, or is given up', async () => {
    const { monitor, disk } = await machine('abandon');
    await expect(DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('gone/too/far') }] })).rejects.toThrow(/No such file/);
    const taken = { kind: 'unix', path: `${shelf.dir}/no/such/folder.sock` } as const;
    await expect(DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('abandon-scratch') }], server: taken })).rejects.toThrow(/Failed to bind socket|No such file/);
    const slow = await DiskBackup.begin(monitor, { disks: [{ target: 'vda', chain: disk, store: shelf.image('abandon-slow') }] });
    await slow.jobs[0]?.setSpeed(1n);
    await slow.end();
    expect(await queryJobs(monitor)).toEqual([]);
    expect([...(await queryBlockNodes(monitor)).keys()].filter((name) => name.startsWith('libvirt-'))).toHaveLength(2);
  });

  it('carries checkpoints over snapshots and commits, and deletes them', async () => {
    const { monitor, disk } = await machine('carry');
    const names = ['old', 'new'];
    for (const bitmap of names) await createCheckpoint(monitor, [{ target: 'vda', chain: disk, bitmap }]);
    await writeLive(monitor, 'write -P 2 4M 64k');
    const [chain] = await snapshotDisks(monitor, [{ device: disk.formatNode, chain: disk, overlay: shelf.image('carry-overlay') }]);
    if (chain === undefined) throw new Error('no chain');
    await writeLive(monitor, 'write -P 3 8M 64k');
    expect(await checkpointSize(monitor, { target: 'vda', chain, bitmap: 'old' })).toBe(131_072n);
    await deleteCheckpoint(monitor, [{ target: 'vda', chain, bitmap: 'old' }]);
    expect(isBitmapChainValid(chain, 'old', await queryBlockNodes(monitor))).toBe(false);
    const job = { id: 'commit', device: chain.formatNode, chain, top: chain, base: disk };
    const running = await startCommit(monitor, job);
    expect(await running.wait()).toBe('ready');
    const after = await pivotCommit(monitor, job, running);
    running.dispose();
    expect(await checkpointSize(monitor, { target: 'vda', chain: after, bitmap: 'new' })).toBe(131_072n);
    expect((await queryBlockNodes(monitor)).get(after.formatNode)?.bitmaps.map(({ name }) => name)).toEqual(['new']);
    await expect(deleteCheckpoint(monitor, [{ target: 'vda', chain: after, bitmap: 'old' }])).rejects.toThrow(/bitmap 'old' not found in backing chain of 'vda'/);
  });

  it('resizes and throttles a disk', async () => {
    const { monitor, disk } = await machine('size');
    await resizeDisk(monitor, disk.formatNode, (32n << 20n) - 100n);
    expect((await queryBlockNodes(monitor)).get(disk.formatNode)?.capacityBytes).toBe(32n << 20n);
    await throttleDisk(monitor, BACKEND, { total_bytes_sec: 1_000_000n, total_bytes_sec_max: 5_000_000n, total_bytes_sec_max_length: 3n, group_name: 'slow' });
    const [block] = await monitor.execute('query-block') as { inserted: object }[];
    expect(block?.inserted).toMatchObject({ bps: 1_000_000, bps_max: 5_000_000, bps_max_length: 3, group: 'slow' });
    await throttleDisk(monitor, BACKEND, {});
    const [free] = await monitor.execute('query-block') as { inserted: object }[];
    expect(free?.inserted).toMatchObject({ bps: 0, iops: 0 });
    await expect(throttleDisk(monitor, BACKEND, { total_bytes_sec: 1n, read_bytes_sec: 1n })).rejects.toThrow(/bps\/iops/);
  });

  it('makes, resizes, converts and rebases images with qemu-img', async () => {
    const path = (name: string): string => `${shelf.dir}/${name}`;
    await createImageFile(thisComputer, { path: path('-base,odd'), format: 'qcow2', capacityBytes: 8n << 20n, options: ['cluster_size=131072'] });
    await createImageFile(thisComputer, { path: path('over'), format: 'qcow2', backing: { path: path('-base,odd'), format: 'qcow2' } });
    expect(await imageFileInfo(thisComputer, path('over'))).toMatchObject({ format: 'qcow2', capacityBytes: 8n << 20n, backingPath: path('-base,odd'), backingFormat: 'qcow2', snapshots: [] });
    await resizeImageFile(thisComputer, path('over'), 'qcow2', 16n << 20n);
    await expect(resizeImageFile(thisComputer, path('over'), 'qcow2', 1n << 20n)).rejects.toThrow(/qemu-img resize: .*shrink/i);
    await snapshotImageFile(thisComputer, path('over'), 'create', 'one');
    expect(await imageFileInfo(thisComputer, path('over'))).toMatchObject({ capacityBytes: 16n << 20n, snapshots: ['one'] });
    await snapshotImageFile(thisComputer, path('over'), 'delete', 'one');
    await shelf.io('over', 'write -P 5 3M 1M');
    const seen: number[] = [];
    await convertImageFile(thisComputer, { path: path('over'), format: 'qcow2' }, { path: path('flat'), format: 'raw' }, { onProgress: ({ done }) => seen.push(done) });
    expect(seen.at(-1)).toBe(10_000);
    await run(['qemu-io', '-r', '-f', 'raw', '-c', 'read -P 5 3M 1M', path('flat')]);
    await rebaseImageFile(thisComputer, path('over'), 'qcow2', undefined);
    expect((await imageFileInfo(thisComputer, path('over'))).backingFile).toBeUndefined();
    const abort = new AbortController();
    abort.abort();
    await expect(convertImageFile(thisComputer, { path: path('flat'), format: 'raw' }, { path: path('never'), format: 'raw' }, { signal: abort.signal })).rejects.toThrow(/given up/);
    await expect(imageFileInfo(thisComputer, path('nowhere'))).rejects.toThrow(/qemu-img info: .*No such file/);
  });
});

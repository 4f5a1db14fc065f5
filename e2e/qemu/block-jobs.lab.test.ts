import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobProgress } from '../../drivers/core/job.ts';
import { imageChain, type BlockImage } from '../../drivers/qemu/block/block-image.ts';
import { createImage } from '../../drivers/qemu/block/jobs/create-image.ts';
import { endCopy, finishCommit, finishPull, pivotCommit, pivotCopy, startCommit, startCopy, startPull } from '../../drivers/qemu/block/jobs/chain-jobs.ts';
import { deleteInternal, loadInternal, saveInternal, snapshotDisks } from '../../drivers/qemu/block/jobs/snapshots.ts';
import { SyncJob } from '../../drivers/qemu/block/jobs/sync-job.ts';
import { queryBlockNodes } from '../../drivers/qemu/qmp/block-nodes.ts';
import type { QmpClient } from '../../drivers/qemu/qmp/qmp-client.ts';
import { queryJobs } from '../../drivers/qemu/qmp/query-jobs.ts';
import { checkLab, run, startLab, type Lab } from '../lab/index.ts';
import { ImageShelf, readLive, startWithDisk, writeLive } from './block-house.ts';

const check = checkLab(['bareQemu']);

describe.skipIf(check.skip)(check.title('block jobs of a QEMU without libvirt'), () => {
  let lab: Lab<'bareQemu'>;
  let shelf: ImageShelf;
  let client: QmpClient | undefined;
  let count = 0;

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

  /** base ← mid ← top, each with a pattern of its own at its own megabyte, in a machine. */
  async function machineWithChain(): Promise<{ readonly monitor: QmpClient; readonly top: BlockImage; readonly mid: BlockImage; readonly base: BlockImage; readonly prefix: string }> {
    const prefix = `t${count++}-`;
    const base = await shelf.make(`${prefix}base`);
    await shelf.io(`${prefix}base`, 'write -P 1 0 1M');
    const mid = await shelf.make(`${prefix}mid`, '', base);
    await shelf.io(`${prefix}mid`, 'write -P 2 1M 1M');
    const top = await shelf.make(`${prefix}top`, '', mid);
    await shelf.io(`${prefix}top`, 'write -P 3 2M 1M');
    const monitor = await startWithDisk(lab.bareQemu, top);
    client = monitor;
    return { monitor, top, mid, base, prefix };
  }

  async function patterns(client: QmpClient, node: string): Promise<void> {
    await readLive(client, node, shelf.dir, ...[1, 2, 3].map((pattern, index) => `read -P ${pattern} ${index}M 1M`));
  }

  /** Exactly these images are open, no job is left. */
  async function expectOpen(client: QmpClient, images: readonly BlockImage[]): Promise<void> {
    const nodes = [...(await queryBlockNodes(client)).keys()].filter((name) => name.startsWith('libvirt-'));
    expect(nodes.toSorted()).toEqual(images.flatMap(({ formatNode, storageNode }) => [formatNode, storageNode]).toSorted());
    expect(await queryJobs(client)).toEqual([]);
  }

  it('pulls a part, then everything, with progress', async () => {
    const { monitor, top, mid, base } = await machineWithChain();
    const seen: JobProgress[] = [];
    const part = { id: 'pull', device: top.formatNode, chain: top, base };
    const first = await startPull(monitor, part);
    expect(await first.wait({ onProgress: (progress) => seen.push(progress) })).toBe('completed');
    first.dispose();
    expect(seen.at(-1)).toMatchObject({ unit: 'bytes', done: seen.at(-1)?.total });
    const shorter = await finishPull(monitor, part);
    expect(imageChain(shorter)).toEqual([shorter, base]);
    await expectOpen(monitor, [top, base]);
    const whole = { id: 'pull', device: top.formatNode, chain: shorter };
    const second = await startPull(monitor, whole);
    expect(await second.finish()).toBe('completed');
    second.dispose();
    const alone = await finishPull(monitor, whole);
    await expectOpen(monitor, [alone]);
    await patterns(monitor, top.formatNode);
    expect(mid.formatNode).not.toBe(top.formatNode);
  });

  it('commits lower images while the top stays, and the top itself', async () => {
    const { monitor, top, mid, base } = await machineWithChain();
    const lower = { id: 'commit', device: top.formatNode, chain: top, top: mid, base };
    const first = await startCommit(monitor, lower);
    expect(await first.wait()).toBe('completed');
    first.dispose();
    const shorter = await finishCommit(monitor, lower);
    await expectOpen(monitor, [top, base]);
    const active = { id: 'commit', device: top.formatNode, chain: shorter, top: shorter, base: imageChain(shorter)[1] ?? base };
    const second = await startCommit(monitor, active);
    expect(await second.wait()).toBe('ready');
    await writeLive(monitor, 'write -P 9 5M 64k');
    const alone = await pivotCommit(monitor, active, second);
    second.dispose();
    await expectOpen(monitor, [base]);
    expect(alone).toMatchObject({ formatNode: base.formatNode, isReadOnly: false, below: 'none' });
    await patterns(monitor, base.formatNode);
    await readLive(monitor, base.formatNode, shelf.dir, 'read -P 9 5M 64k');
  });

  it('copies a disk and makes the copy the disk, or leaves it', async () => {
    const { monitor, top, prefix } = await machineWithChain();
    const target = shelf.image(`${prefix}copy`);
    const sizes = { capacityBytes: 16n << 20n, physicalBytes: 0n };
    await createImage(monitor, target, undefined, sizes);
    const copy = { id: 'copy', device: top.formatNode, chain: top, target, isShallow: false };
    const running = await startCopy(monitor, copy);
    await expect(pivotCopy(monitor, copy, running)).rejects.toThrow(/not ready for pivot/);
    expect(await running.wait()).toBe('ready');
    await writeLive(monitor, 'write -P 9 5M 64k');
    expect(await pivotCopy(monitor, copy, running)).toBe(target);
    running.dispose();
    await expectOpen(monitor, [target]);
    await patterns(monitor, target.formatNode);
    await readLive(monitor, target.formatNode, shelf.dir, 'read -P 9 5M 64k');
    const second = shelf.image(`${prefix}second`);
    await createImage(monitor, second, undefined, sizes);
    const left = { id: 'copy', device: target.formatNode, chain: target, target: second, isShallow: false };
    const leaving = await startCopy(monitor, left);
    expect(await leaving.wait()).toBe('ready');
    await endCopy(monitor, left, leaving);
    leaving.dispose();
    await expectOpen(monitor, [target]);
    await shelf.io(`${prefix}second`, 'read -P 9 5M 64k');
  });

  it('is found again by a second monitor, slowed down, and given up', async () => {
    const { monitor, top, prefix } = await machineWithChain();
    const target = shelf.image(`${prefix}slow`);
    await createImage(monitor, target, undefined, { capacityBytes: 16n << 20n, physicalBytes: 0n });
    const copy = { id: 'copy', device: top.formatNode, chain: top, target, isShallow: false, speedBytes: 65_536n };
    const begun = await startCopy(monitor, copy);
    begun.dispose();
    const found = await SyncJob.attach(monitor, 'copy');
    if (found === undefined) throw new Error('the job is lost');
    expect(await found.update()).toBe('running');
    expect(await found.wait({ timeoutMs: 50 })).toBeUndefined();
    await found.setSpeed(0n);
    await found.setSpeed(32_768n);
    await endCopy(monitor, copy, found);
    expect(found.state === 'canceled' || found.state === 'completed').toBe(true);
    found.dispose();
    expect(await SyncJob.attach(monitor, 'copy')).toBeUndefined();
    await patterns(monitor, top.formatNode);
  });

  it('tells why a job fails, and when QEMU is killed under it', async () => {
    const { monitor, top, mid, base } = await machineWithChain();
    await expect(startCommit(monitor, { id: 'wrong', device: top.formatNode, chain: top, top: base, base: mid })).rejects.toThrow(/must be above its base/);
    await expect(startPull(monitor, { id: 'wrong', device: 'nobody', chain: top })).rejects.toThrow(/Cannot find device=.?nobody/);
    const full = shelf.image('no/such/folder');
    await expect(createImage(monitor, full, undefined, { capacityBytes: 1n << 20n, physicalBytes: 0n })).rejects.toThrow(/failed to create image: .*No such file/);
    await expectOpen(monitor, [top, mid, base]);
    const slow = await startPull(monitor, { id: 'slow', device: top.formatNode, chain: top, speedBytes: 1024n });
    const waiting = slow.finish();
    await monitor.execute('quit').catch(() => undefined);
    await expect(waiting).rejects.toThrow(/End of file from qemu monitor|was lost/);
    slow.dispose();
  });

  it('puts overlays on disks, all or none', async () => {
    const { monitor, top, prefix } = await machineWithChain();
    const overlay = shelf.image(`${prefix}overlay`);
    const [chain] = await snapshotDisks(monitor, [{ device: top.formatNode, chain: top, overlay }]);
    if (chain === undefined) throw new Error('no chain');
    expect(imageChain(chain)).toHaveLength(4);
    await expectOpen(monitor, imageChain(chain));
    await writeLive(monitor, 'write -P 8 6M 64k');
    await readLive(monitor, top.formatNode, shelf.dir, 'read -P 0 6M 64k');
    await patterns(monitor, overlay.formatNode);
    const { stdout } = await run(['qemu-img', 'info', '-U', `${shelf.dir}/${prefix}overlay`]);
    expect(stdout).toContain(`backing file: ${shelf.dir}/${prefix}top`);
    expect(stdout).toContain('backing file format: qcow2');
    const [one, two] = [shelf.image(`${prefix}one`), shelf.image(`${prefix}two`)];
    await expect(snapshotDisks(monitor, [{ device: overlay.formatNode, chain, overlay: one }, { device: 'nobody', chain, overlay: two }])).rejects.toThrow(/Cannot find device=.?nobody/);
    await expectOpen(monitor, imageChain(chain));
  });

  it('saves, loads and deletes internal snapshots with memory', async () => {
    const { monitor, top } = await machineWithChain();
    const snapshot = { tag: 'before', vmstate: top.formatNode, devices: [top.formatNode] };
    await saveInternal(monitor, snapshot);
    await writeLive(monitor, 'write -P 7 2M 1M');
    await loadInternal(monitor, snapshot);
    await patterns(monitor, top.formatNode);
    await deleteInternal(monitor, snapshot);
    await expect(loadInternal(monitor, snapshot)).rejects.toThrow(/snapshot-load of 'before' failed/);
    expect(await queryJobs(monitor)).toEqual([]);
  });
});

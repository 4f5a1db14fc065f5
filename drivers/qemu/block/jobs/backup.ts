import type { PlainJsonObject } from '../../../conf/json/plain-json.ts';
import { VirError } from '../../../core/vir-error.ts';
import { queryBlockNodes, type BlockNodes } from '../../qmp/block-nodes.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { isBitmapChainValid, mergeActions } from '../bitmaps.ts';
import type { BlockImage } from '../block-image.ts';
import { canHaveBacking } from '../format-props.ts';
import { action, transactionArgs, type TransactionAction } from '../transaction.ts';
import { attachImage, detachImage, type AttachOptions } from './attach-image.ts';
import { createImage } from './create-image.ts';
import { SyncJob, type SyncJobState, type SyncJobWait } from './sync-job.ts';

/** One disk of a backup. */
export interface BackupDisk {
  /** `vda`; also what the disk is called on the NBD server. */
  readonly target: string;
  readonly chain: BlockImage;
  /** Where the backup is pushed to, or (pull) what keeps the old data while the backup is open. */
  readonly store: BlockImage;
  /** The store is there already. */
  readonly isStoreThere?: boolean;
  /** Only what was written since the checkpoint with that bitmap. */
  readonly incremental?: string | undefined;
  readonly exportName?: string | undefined;
  readonly exportBitmap?: string | undefined;
  readonly options?: AttachOptions;
}

/** Where backups are pulled from. */
export type BackupServer =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: string | undefined };

/** What a backup is made of. */
export interface BackupPlan {
  readonly disks: readonly BackupDisk[];
  /** Undefined: push. */
  readonly server?: BackupServer | undefined;
  /** Of a checkpoint that begins where the backup ends (`checkpointActions`). */
  readonly checkpoint?: readonly TransactionAction[];
}

interface Prepared {
  readonly disk: BackupDisk;
  readonly jobId: string;
  readonly bitmap: string | undefined;
  readonly actions: readonly TransactionAction[];
}

/**
 * A backup of a running machine's disks: as they were at one moment, all together.
 *
 * @libvirt virDomainBackupBegin
 */
export class DiskBackup {
  readonly #client: QmpClient;
  readonly #plan: BackupPlan;
  readonly #prepared: readonly Prepared[];
  readonly #jobs: readonly SyncJob[];
  #isServing = false;

  /**
   * Begins it: opens the stores, and starts all jobs and the checkpoint at once.
   *
   * @throws VirError of what failed first; nothing stays behind in QEMU then.
   */
  static async begin(client: QmpClient, plan: BackupPlan): Promise<DiskBackup> {
    const nodes = await queryBlockNodes(client);
    const isPull = plan.server !== undefined;
    const prepared = plan.disks.map((disk) => prepare(disk, isPull, nodes));
    const jobs = prepared.map(({ jobId }) => SyncJob.begin(client, jobId));
    const backup = new DiskBackup(client, plan, prepared, jobs);
    const opened: BackupDisk[] = [];
    try {
      for (const { disk } of prepared) {
        await openStore(client, disk, isPull, nodes);
        opened.push(disk);
      }
      await client.execute('transaction', transactionArgs([...prepared.flatMap(({ actions }) => actions), ...(plan.checkpoint ?? [])]));
    } catch (error) {
      for (const job of jobs) job.dispose();
      for (const { store } of opened) await detachImage(client, store).catch(() => undefined); // the first error is the one that counts
      throw error;
    }
    try {
      if (plan.server !== undefined) await backup.#serve(plan.server);
      return backup;
    } catch (error) {
      await backup.end();
      throw error;
    }
  }

  /** Takes up one that somebody began, however far that got, to {@link end} it. */
  static async resume(client: QmpClient, plan: BackupPlan): Promise<DiskBackup> {
    const prepared = plan.disks.map((disk) => ({ ...namesOf(disk), disk, actions: [] }));
    const jobs = await Promise.all(prepared.map(({ jobId }) => SyncJob.attach(client, jobId)));
    const backup = new DiskBackup(client, plan, prepared, jobs.filter((job) => job !== undefined));
    backup.#isServing = plan.server !== undefined;
    return backup;
  }

  private constructor(client: QmpClient, plan: BackupPlan, prepared: readonly Prepared[], jobs: readonly SyncJob[]) {
    this.#client = client;
    this.#plan = plan;
    this.#prepared = prepared;
    this.#jobs = jobs;
  }

  get jobs(): readonly SyncJob[] {
    return this.#jobs;
  }

  /** Leaves it to QEMU, and to whoever resumes it. */
  detach(): void {
    for (const job of this.#jobs) job.dispose();
  }

  /**
   * Waits until all of a push backup is written, then closes it. The first disk that fails ends the others.
   *
   * @throws operation-failed with QEMU's reason; operation-aborted when the signal fired.
   */
  async finish(options: SyncJobWait = {}): Promise<void> {
    const states = await Promise.all(this.#jobs.map(async (job, index) => {
      const state = await job.finish(options);
      if (state !== 'completed') await Promise.all(this.#jobs.filter((_other, at) => at !== index).map((other) => other.cancel({ isForced: true })));
      return state;
    }));
    await this.end();
    const failed = states.findIndex((state) => state !== 'completed');
    if (failed === -1) return;
    if (options.signal?.aborted === true) throw qemuError('operation-aborted', 'the backup was given up');
    const worst = this.#jobs.find(({ state }) => state === 'failed') ?? this.#jobs[failed];
    throw qemuError('operation-failed', `backup of disk failed: ${worst?.error ?? states[failed] ?? 'it took too long'}`);
  }

  /** Ends it, however far it is: a pull backup always ends so. Closes the stores; their files stay. */
  async end(): Promise<readonly SyncJobState[]> {
    if (this.#isServing) {
      this.#isServing = false;
      await this.#client.execute('nbd-server-stop').catch(unlessMissing);
    }
    const states: SyncJobState[] = [];
    for (const job of this.#jobs) states.push((await job.cancel({ isForced: true })) ?? job.state);
    for (const { disk, bitmap } of this.#prepared) await this.#close(disk, bitmap);
    for (const job of this.#jobs) job.dispose();
    return states;
  }

  async #close(disk: BackupDisk, bitmap: string | undefined): Promise<void> {
    if (bitmap !== undefined && this.#plan.server === undefined) await this.#client.execute('block-dirty-bitmap-remove', { node: disk.chain.formatNode, name: bitmap }).catch(unlessMissing);
    await detachImage(this.#client, disk.store);
  }

  async #serve(server: BackupServer): Promise<void> {
    await this.#client.execute('nbd-server-start', serverArgs(server));
    this.#isServing = true;
    for (const { disk, bitmap } of this.#prepared) await this.#client.execute('block-export-add', exportArgs(disk.store.formatNode, disk.exportName ?? disk.target, bitmap));
  }
}

/** The arguments of `block-export-add` for an NBD export that is read only. */
export function exportArgs(node: string, name: string, bitmap?: string, isWritable = false): PlainJsonObject {
  return { 'type': 'nbd', 'id': `libvirt-nbd-${node}`, 'node-name': node, 'writable': isWritable, name, 'bitmaps': bitmap === undefined ? undefined : [bitmap] };
}

/** The arguments of `nbd-server-start`. */
export function serverArgs(server: BackupServer): PlainJsonObject {
  if (server.kind === 'unix') return { addr: { type: 'unix', data: { path: server.path } } };
  return { 'addr': { type: 'inet', data: { host: server.host, port: String(server.port) } }, 'tls-creds': server.tls };
}

/** What QEMU calls the job of a disk of a backup. */
export function backupJobId({ target, store }: Pick<BackupDisk, 'target' | 'store'>): string {
  return `backup-${target}-${store.formatNode}`;
}

function namesOf(disk: BackupDisk): Pick<Prepared, 'jobId' | 'bitmap'> {
  return { jobId: backupJobId(disk), bitmap: disk.incremental === undefined ? undefined : (disk.exportBitmap ?? `backup-${disk.target}`) };
}

/** One that was broken off before has none to end. */
function unlessMissing(error: unknown): void {
  if (!VirError.is(error) || !/NBD server not running|Dirty bitmap '[^']*' not found/i.test(error.message)) throw error;
}

function prepare(disk: BackupDisk, isPull: boolean, nodes: BlockNodes): Prepared {
  const { chain, store, target, incremental } = disk;
  if (isPull && store.format !== 'qcow2') throw qemuError('config-unsupported', `pull mode backup for disk '${target}' requires qcow2 driver`);
  const { jobId, bitmap } = namesOf(disk);
  if (incremental !== undefined && !isBitmapChainValid(chain, incremental, nodes)) {
    throw qemuError('checkpoint-inconsistent', `missing or broken bitmap '${incremental}' for disk '${target}'`);
  }
  const merge = bitmap === undefined ? [] : mergeActions({ top: chain, target: isPull ? store : chain, name: incremental, into: bitmap }, nodes);
  const sync = isPull ? 'none' : bitmap === undefined ? 'full' : 'incremental';
  const job = action.backup({ device: chain.formatNode, jobId, target: store.formatNode, sync, bitmap: isPull ? undefined : bitmap });
  return { disk, jobId, bitmap, actions: [...merge, job] };
}

async function openStore(client: QmpClient, { chain, store, isStoreThere = false, incremental, options = {} }: BackupDisk, isPull: boolean, nodes: BlockNodes): Promise<void> {
  // The disk itself lies below what holds only a part of it.
  const isLayered = isPull || (incremental !== undefined && canHaveBacking(store.format));
  const capacityBytes = nodes.get(chain.formatNode)?.capacityBytes ?? 0n;
  const image: BlockImage = { ...store, below: isLayered ? chain : 'none' };
  if (isStoreThere) await attachImage(client, image, options);
  else await createImage(client, image, isLayered ? chain : undefined, { capacityBytes, physicalBytes: store.format === 'raw' ? capacityBytes : 0n }, options);
}

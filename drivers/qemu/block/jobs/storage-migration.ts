import type { PlainJsonObject } from '../../../conf/json/plain-json.ts';
import type { JobProgress } from '../../../core/job.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import type { BlockImage } from '../block-image.ts';
import { exportArgs, serverArgs, type BackupServer } from './backup.ts';
import { SyncJob, type SyncJobWait } from './sync-job.ts';

/** A disk that goes with its machine. */
export interface MovingDisk {
  /** `vda` */
  readonly target: string;
  readonly chain: BlockImage;
}

/** At the destination: serves empty disks to be written to, each under its name (`vda`). */
export async function serveMovingDisks(client: QmpClient, server: BackupServer, disks: readonly MovingDisk[]): Promise<void> {
  await client.execute('nbd-server-start', serverArgs(server));
  for (const { target, chain } of disks) await client.execute('block-export-add', exportArgs(chain.formatNode, target, undefined, true));
}

/** At the destination: no more is written by the source. */
export async function endMovingDisks(client: QmpClient): Promise<void> {
  await client.execute('nbd-server-stop');
}

/**
 * At the source: copies disks to the destination over NBD, and keeps the copies the same until {@link complete}.
 */
export class DiskMover {
  readonly #client: QmpClient;
  readonly #disks: readonly MovingDisk[];
  readonly #jobs: SyncJob[] = [];
  readonly #nodes: string[] = [];

  /**
   * Starts to copy all disks.
   *
   * @param isShallow Only the topmost images; what lies below is at the destination already.
   */
  static async start(client: QmpClient, disks: readonly MovingDisk[], server: BackupServer, options: { readonly isShallow?: boolean; readonly speedBytes?: bigint | undefined } = {}): Promise<DiskMover> {
    const mover = new DiskMover(client, disks);
    try {
      for (const disk of disks) await mover.#start(disk, server, options);
      return mover;
    } catch (error) {
      await mover.cancel();
      throw error;
    }
  }

  private constructor(client: QmpClient, disks: readonly MovingDisk[]) {
    this.#client = client;
    this.#disks = disks;
  }

  /**
   * Waits until all copies keep up with their disks: now the memory may follow.
   *
   * @throws operation-failed with QEMU's reason; operation-aborted when the signal fired. All copies are given up then.
   */
  async ready(options: SyncJobWait = {}): Promise<void> {
    const amounts = this.#jobs.map((): JobProgress => ({ done: 0, total: 0, unit: 'bytes' }));
    const report = (index: number) => (progress: JobProgress): void => {
      amounts[index] = progress;
      options.onProgress?.({ unit: 'bytes', phase: 'disks', done: amounts.reduce((sum, one) => sum + one.done, 0), total: amounts.reduce((sum, one) => sum + one.total, 0) });
    };
    const states = await Promise.all(this.#jobs.map((job, index) => job.wait({ ...options, onProgress: report(index) })));
    const failed = states.findIndex((state) => state !== 'ready');
    if (failed === -1) return;
    const error = this.#jobs[failed]?.error;
    const target = this.#disks[failed]?.target ?? '';
    await this.cancel();
    if (states[failed] === undefined) throw qemuError('operation-aborted', 'copying of disks was given up');
    throw qemuError('operation-failed', `migration of disk ${target} failed: ${error ?? states[failed]}`);
  }

  /** At the switchover, while the machine stands still: the last is written, the copies are whole. */
  async complete(options: SyncJobWait = {}): Promise<void> {
    for (const [index, job] of this.#jobs.entries()) {
      // Ending a mirror that is ready leaves a whole copy and does not fail.
      const state = await job.cancel(options);
      if (state === 'failed' || state === undefined) throw qemuError('operation-failed', `migration of disk ${this.#disks[index]?.target ?? ''} failed: ${job.error ?? 'it took too long'}`);
    }
    await this.#close();
  }

  /** Gives all copies up; the machine keeps its disks. */
  async cancel(): Promise<void> {
    for (const job of this.#jobs) await job.cancel({ isForced: true });
    await this.#close();
  }

  async #start({ target, chain }: MovingDisk, server: BackupServer, { isShallow = false, speedBytes }: { readonly isShallow?: boolean; readonly speedBytes?: bigint | undefined }): Promise<void> {
    const [storage, format] = [`migration-${target}-storage`, `migration-${target}-format`];
    const address: PlainJsonObject = server.kind === 'unix' ? { type: 'unix', path: server.path } : { type: 'inet', host: server.host, port: String(server.port) };
    const tls = server.kind === 'unix' ? undefined : server.tls;
    await this.#add(storage, { 'driver': 'nbd', 'server': address, 'export': target, 'tls-creds': tls, 'node-name': storage, 'read-only': false, 'discard': 'unmap' });
    await this.#add(format, { 'driver': 'raw', 'node-name': format, 'read-only': false, 'file': storage });
    const job = SyncJob.begin(this.#client, `migration-${target}`);
    this.#jobs.push(job);
    await this.#client.execute('blockdev-mirror', {
      'job-id': job.id, 'device': chain.formatNode, 'target': format, 'sync': isShallow ? 'top' : 'full', 'speed': speedBytes === 0n ? undefined : speedBytes,
      'auto-finalize': true, 'auto-dismiss': false,
    }).catch((error: unknown) => {
      this.#jobs.pop();
      job.dispose();
      throw error;
    });
  }

  async #add(node: string, props: PlainJsonObject): Promise<void> {
    await this.#client.execute('blockdev-add', props);
    this.#nodes.unshift(node);
  }

  async #close(): Promise<void> {
    for (const job of this.#jobs.splice(0)) job.dispose();
    for (const node of this.#nodes.splice(0)) await this.#client.execute('blockdev-del', { 'node-name': node });
  }
}

import type { Disposable } from '../../../api/connection.ts';
import type { BlockJobInfo } from '../../../api/records.ts';
import type { Disk } from '../../../conf/domain/disk.ts';
import type { StorageSource } from '../../../conf/domain/storage-source.ts';
import { VirError } from '../../../core/vir-error.ts';
import { queryBlockNodes } from '../../qmp/block-nodes.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { Reply } from '../../qmp/reply.ts';
import { queryJobs } from '../../qmp/query-jobs.ts';
import { diskImage, imageChain, sourceImage, topNode, type BlockImage, type StorageFormat } from '../block-image.ts';
import type { ImageObjectSources } from '../image-objects.ts';
import { attachChain, attachImage } from './attach-image.ts';
import { startCommit, startCopy, startPull } from './chain-jobs.ts';
import { createImage } from './create-image.ts';
import { BLOCK_JOB_TYPES, diskJobPlan, type DiskJobKind, type DiskJobPlan, type DiskJobRecord } from './disk-job-plan.ts';
import { SyncJob, type SyncJobState } from './sync-job.ts';
import { writeChain } from './write-chain.ts';

/** A step of a job: `virConnectDomainEventBlockJobStatus` in words. */
export type DiskJobStep = 'completed' | 'failed' | 'canceled' | 'ready';

/** The machine that jobs are run on. */
export interface DiskJobsMachine {
  readonly client: QmpClient;
  /** A disk of the live definition, by its target or its image; asked for again after every wait. @throws invalid-arg when there is none. */
  readonly disk: (name: string) => Disk;
  /** What is written down of the machine's jobs; changed here. */
  readonly records: () => DiskJobRecord[];
  /** A number for an image that no other has. */
  readonly nextImageId: () => number;
  /** The live definition, or the records, have changed: they are to be stored before anything else is done. */
  readonly changed: () => Promise<void>;
  /** Runs a step of a job while nobody else changes the machine. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** What an image and those below it need to be opened; undefined where they need nothing. */
  readonly imageSources?: (image: BlockImage) => Promise<ImageObjectSources | undefined>;
  /**
   * Another image is the disk, or is in a moment; the persistent definition may have to follow. Both images are the same then, and
   * nobody writes to them.
   */
  readonly pivoted: (disk: Disk, before: StorageSource | undefined) => Promise<void>;
  /** Why the last job of a disk failed, if one did. */
  readonly lastFailure?: (disk: Disk) => string | undefined;
  /** @throws when a copy must not be made there: something is there already. */
  readonly assertFree?: (disk: Disk, target: StorageSource) => Promise<void>;
  /** A copy that was being made is of no use. */
  readonly discard?: (copy: StorageSource) => Promise<void>;
  /** Told after everything that follows from the step is done. */
  readonly told: (disk: Disk, image: StorageSource | undefined, kind: DiskJobKind, step: DiskJobStep, error: string | undefined) => void;
}

/** The disk that becomes the copy. */
export interface CopyTarget {
  readonly source: StorageSource;
  readonly format: StorageFormat;
  /** It is there already, with as much room as is needed. */
  readonly isReused: boolean;
}

type Request = 'pivot' | 'cancel' | 'release';

interface Entry {
  record: DiskJobRecord;
  readonly image: StorageSource | undefined;
  readonly running: SyncJob;
  isReady: boolean;
  request: Request | undefined;
  wake: AbortController;
  done: Promise<void>;
  failure: VirError | undefined;
}

/**
 * The block jobs of one running machine, one a disk, from their start to what the definition says afterwards.
 *
 * Each job is driven by one loop: a step of QEMU, or a wish of ours, is taken up only when the one before is dealt with. A job is written
 * down before it begins, and QEMU forgets it after all that follows from it is written down: whoever is broken off in between leaves
 * what {@link adopt} takes up.
 */
export class DiskJobs implements Disposable {
  readonly #machine: DiskJobsMachine;
  readonly #entries = new Map<string, Entry>();

  constructor(machine: DiskJobsMachine) {
    this.#machine = machine;
  }

  /** Whether a disk has a job. */
  has(name: string): boolean {
    return this.#recordOf(name) !== undefined;
  }

  /** Whether any job is driven here. */
  get isBusy(): boolean {
    return this.#entries.size > 0;
  }

  /** How the image directly below one of a disk's images (the topmost without a name) is called here. */
  imageBelow(name: string, image: string | undefined): string | undefined {
    const { disk, chain } = this.#idle(name);
    const { below } = image === undefined ? chain : imageNamed(chain, image);
    return below === undefined || below === 'none' ? undefined : `${keyOf(disk)}[${below.id}]`;
  }

  /** @libvirt virDomainBlockPull, virDomainBlockRebase */
  async pull(name: string, { base, speedBytes }: { readonly base?: string | undefined; readonly speedBytes?: bigint | undefined } = {}): Promise<void> {
    await this.#machine.alone(async () => {
    const { disk, chain, device } = this.#idle(name);
    const lower = base === undefined ? undefined : imageNamed(chain, base);
    const job = { id: jobId('pull', disk, chain), device, chain, speedBytes, base: lower, isKept: true };
    await this.#launch({ id: job.id, kind: 'pull', disk: keyOf(disk), base: lower?.id }, undefined, () => startPull(this.#machine.client, job));
    });
  }

  /** @libvirt virDomainBlockCommit; an active commit becomes ready and waits for {@link abort} with `pivot`. */
  async commit(name: string, { base, top, speedBytes, isActiveAllowed = false }: { readonly base?: string | undefined; readonly top?: string | undefined; readonly speedBytes?: bigint | undefined; readonly isActiveAllowed?: boolean } = {}): Promise<void> {
    await this.#machine.alone(async () => {
    const { disk, chain, device } = this.#idle(name);
    const images = imageChain(chain);
    const upper = top === undefined ? chain : imageNamed(chain, top);
    const lower = base === undefined ? (images.at(-1) ?? chain) : imageNamed(chain, base);
    const isActive = upper.formatNode === chain.formatNode;
    if (isActive && !isActiveAllowed) throw qemuError('invalid-arg', `commit of '${disk.target?.dev ?? ''}' active layer requires active flag`);
    const job = { id: jobId('commit', disk, chain), device, chain, top: upper, base: lower, speedBytes, isKept: true, isHeld: isActive };
    const record: DiskJobRecord = { id: job.id, kind: isActive ? 'active-commit' : 'commit', disk: keyOf(disk), top: upper.id, base: lower.id };
    await this.#launch(record, isActive ? lower : undefined, () => startCommit(this.#machine.client, job));
    });
  }

  /** @libvirt virDomainBlockCopy */
  async copy(name: string, target: CopyTarget, options: { readonly isShallow?: boolean; readonly speedBytes?: bigint | undefined; readonly granularityBytes?: number; readonly bufferBytes?: bigint; readonly isSynchronous?: boolean } = {}): Promise<void> {
    await this.#machine.alone(async () => {
    const { disk, chain, device } = this.#idle(name);
    const { isShallow = false, ...tuning } = options;
    const below = isShallow ? chain.below : 'none';
    const image = sourceImage(target.source, target.format, disk, below, { nextId: this.#machine.nextImageId });
    const job = { id: jobId('copy', disk, chain), device, chain, target: image, isShallow, isKept: true, isHeld: true, ...tuning };
    if (!target.isReused) await this.#machine.assertFree?.(disk, target.source);
    await this.#launch({ id: job.id, kind: 'copy', disk: keyOf(disk), isShallow, isNew: !target.isReused }, image, async () => {
      await this.#openTarget(image, chain, target.isReused, isShallow);
      return startCopy(this.#machine.client, job);
    });
    });
  }

  /** Undefined: there is no job on the disk. @libvirt virDomainGetBlockJobInfo */
  async info(name: string): Promise<BlockJobInfo | undefined> {
    const record = this.#recordOf(name);
    return record === undefined ? undefined : diskJobInfo(this.#machine.client, record, this.#machine.disk(name));
  }

  /** @libvirt virDomainBlockJobSetSpeed */
  async setSpeed(name: string, bytesPerSecond: bigint): Promise<void> {
    await this.#require(name).running.setSpeed(bytesPerSecond);
  }

  /**
   * Gives a job up, or makes a copy or a lower image the disk. Without `isAsync` it waits until that is done.
   *
   * @libvirt virDomainBlockJobAbort
   */
  async abort(name: string, { pivot = false, isAsync = false }: { readonly pivot?: boolean; readonly isAsync?: boolean } = {}): Promise<void> {
    const entry = this.#require(name);
    const { kind, disk } = entry.record;
    if (pivot && kind !== 'copy' && kind !== 'active-commit') throw qemuError('operation-invalid', `job type '${kind}' does not support pivot`);
    if (pivot && !entry.isReady) throw qemuError('block-copy-active', `block copy still active: disk '${disk}' not ready for pivot yet`);
    if (entry.request !== undefined) throw qemuError('operation-invalid', `job of disk '${disk}' is already being ended`);
    entry.request = pivot ? 'pivot' : 'cancel';
    entry.wake.abort();
    if (isAsync) return;
    await entry.done;
    if (entry.failure !== undefined) throw entry.failure;
  }

  /** Waits until a job is ready or over; undefined: there is none (any more). */
  async settled(name: string): Promise<'ready' | undefined> {
    for (;;) {
      const entry = this.#entries.get(keyOf(this.#machine.disk(name)));
      if (entry === undefined) return undefined;
      if (entry.isReady) return 'ready';
      await Promise.race([entry.done, new Promise((resolve) => setTimeout(resolve, 100))]);
      if (entry.failure !== undefined) throw entry.failure;
    }
  }

  /** Takes up the jobs that are written down and that nobody drives; what is left of those that never began is closed. */
  async adopt(): Promise<void> {
    const { client, records } = this.#machine;
    for (const record of [...records()]) {
      if (this.#entries.has(record.disk)) continue;
      const running = await SyncJob.attach(client, record.id, { isKept: true, isHeld: isPivoting(record) });
      if (record.ended !== undefined) {
        await running?.dismiss();
        await this.#conclude(record, diskJobPlan(client, record, this.#machine.disk(record.disk)), record.ended, false);
        this.#machine.told(this.#machine.disk(record.disk), this.#machine.disk(record.disk).source, record.kind, record.ended === 'completed' || record.ended === 'failed' ? record.ended : 'canceled', undefined);
      } else if (running === undefined) await this.#abandon(record);
      else this.#drive(record, running);
    }
    const known = new Set(records().map(({ id }) => id));
    for (const { id, status } of await queryJobs(client)) {
      if (status === 'concluded' && !known.has(id) && /^(pull|commit|copy|create)-/.test(id)) await client.execute('job-dismiss', { id });
    }
  }

  /** Lets somebody else drive the jobs, which go on; resolves when no step is under way here any more. */
  async release(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const entry of entries) {
      entry.request ??= 'release';
      entry.wake.abort();
    }
    await Promise.all(entries.map(({ done }) => done));
  }

  /** Forgets the jobs: they go on in QEMU. */
  readonly dispose = (): void => {
    for (const entry of this.#entries.values()) {
      entry.request = 'release';
      entry.wake.abort();
      entry.running.dispose();
    }
    this.#entries.clear();
  };

  /** Why the last job of a disk failed, if one did. */
  failure(name: string): string | undefined {
    return this.#machine.lastFailure?.(this.#machine.disk(name));
  }

  #recordOf(name: string): DiskJobRecord | undefined {
    const key = keyOf(this.#machine.disk(name));
    return this.#machine.records().find(({ disk }) => disk === key);
  }

  #require(name: string): Entry {
    const disk = this.#machine.disk(name);
    const entry = this.#entries.get(keyOf(disk));
    const failure = this.failure(name);
    if (entry === undefined) throw qemuError('invalid-arg', `disk ${disk.target?.dev ?? ''} does not have an active block job${failure === undefined ? '' : ` (the last one failed: ${failure})`}`);
    return entry;
  }

  #idle(name: string): { readonly disk: Disk; readonly chain: BlockImage; readonly device: string } {
    const disk = this.#machine.disk(name);
    if (this.has(name)) throw qemuError('operation-unsupported', `disk '${disk.target?.dev ?? ''}' already in active block job`);
    const chain = diskImage(disk, { nextId: this.#machine.nextImageId });
    if (chain === undefined) throw qemuError('operation-invalid', `disk ${disk.target?.dev ?? ''} has no media`);
    return { disk, chain, device: topNode(disk, chain) };
  }

  async #openTarget(image: BlockImage, chain: BlockImage, isReused: boolean, isShallow: boolean): Promise<void> {
    const { client } = this.#machine;
    const sources = await this.#machine.imageSources?.(image);
    const options = sources === undefined ? {} : { sources };
    if (isReused) {
      await (isShallow ? attachImage(client, image, options) : attachChain(client, image, options));
      return;
    }
    const capacityBytes = (await queryBlockNodes(client)).get(chain.formatNode)?.capacityBytes ?? 0n;
    const below = isShallow && chain.below !== 'none' ? chain.below : undefined;
    await createImage(client, image, below, { capacityBytes, physicalBytes: image.format === 'raw' ? capacityBytes : 0n }, { ...options, isStorageThere: image.source.type === 'block' });
  }

  /** Writes a job down, then starts it. */
  async #launch(record: DiskJobRecord, mirror: BlockImage | undefined, start: () => Promise<SyncJob>): Promise<void> {
    const { records, changed, disk } = this.#machine;
    records().push(record);
    if (mirror !== undefined) showMirror(disk(record.disk), record.kind, mirror);
    await changed();
    try {
      this.#drive(record, await start());
    } catch (error) {
      await this.#abandon(record);
      throw error;
    }
  }

  /** A job that never began: nothing of it stays. */
  async #abandon(record: DiskJobRecord): Promise<void> {
    const { client, changed, disk } = this.#machine;
    const plan = diskJobPlan(client, record, disk(record.disk));
    await plan.close();
    await this.#discard(record, plan);
    this.#forget(record);
    await changed();
  }

  #forget(record: DiskJobRecord): void {
    const { records, disk } = this.#machine;
    const all = records();
    all.splice(0, all.length, ...all.filter(({ id }) => id !== record.id));
    disk(record.disk).mirror = undefined;
  }

  #drive(record: DiskJobRecord, running: SyncJob): void {
    const entry: Entry = { record, running, image: this.#machine.disk(record.disk).source, isReady: false, request: undefined, wake: new AbortController(), done: Promise.resolve(), failure: undefined };
    this.#entries.set(record.disk, entry);
    entry.done = this.#run(entry).catch((error: unknown) => {
      entry.failure = VirError.from(error, { domain: 'qemu' });
    }).finally(() => {
      if (this.#entries.get(record.disk) === entry) this.#entries.delete(record.disk);
      entry.running.dispose();
    });
  }

  async #run(entry: Entry): Promise<void> {
    for (;;) {
      const state = await entry.running.wait({ signal: entry.wake.signal });
      if (entry.request === 'release') return;
      const { request } = entry;
      if (request !== undefined && (state === undefined || state === 'ready')) {
        if (await this.#machine.alone(() => this.#obey(entry, request))) return;
      } else if (state === 'ready') {
        await this.#machine.alone(() => this.#ready(entry));
      } else if (state === 'pending') {
        await this.#machine.alone(() => this.#takeLastStep(entry));
        return;
      } else if (state !== undefined) {
        await this.#machine.alone(() => this.#end(entry, state));
        return;
      }
    }
  }

  async #ready(entry: Entry): Promise<void> {
    const { mirror } = this.#machine.disk(entry.record.disk);
    entry.isReady = true;
    // Whoever drove it before has told.
    const isTold = mirror?.ready === 'yes';
    if (mirror !== undefined) mirror.ready = 'yes';
    await this.#write(entry, { isPivoting: undefined });
    if (!isTold) this.#tell(entry, 'ready');
  }

  /** Somebody was broken off before the last step of a job. */
  async #takeLastStep(entry: Entry): Promise<void> {
    if (entry.record.isPivoting === true) await this.#follow(entry);
    await this.#end(entry, (await entry.running.finish()) ?? 'failed');
  }

  /** The persistent definition names the image that the disk is going to be: written before the guest writes there. */
  async #follow({ record }: Entry): Promise<void> {
    const disk = this.#machine.disk(record.disk);
    const after = diskAfter(disk, diskJobPlan(this.#machine.client, record, disk));
    if (after !== undefined) await this.#machine.pivoted(after, disk.source);
  }

  #plan({ record }: Entry): DiskJobPlan {
    return diskJobPlan(this.#machine.client, record, this.#machine.disk(record.disk));
  }

  /** Whether the job is over. */
  async #obey(entry: Entry, request: Exclude<Request, 'release'>): Promise<boolean> {
    const plan = this.#plan(entry);
    const { running } = entry;
    if (request === 'cancel' || !plan.canPivot) {
      await plan.cancel(running);
      await this.#end(entry, running.state);
      return true;
    }
    let isFollowed = false;
    await this.#write(entry, { isPivoting: true });
    try {
      await plan.pivot(running, async () => {
        await this.#follow(entry);
        isFollowed = true;
      });
      await this.#end(entry, 'completed', isFollowed);
      return true;
    } catch (error) {
      entry.failure = VirError.from(error, { domain: 'qemu' });
      const state = await running.update();
      if (state !== 'ready') {
        await this.#end(entry, state);
        return true;
      }
      // The copy keeps up still; one may try again.
      await this.#write(entry, { isPivoting: undefined });
      entry.request = undefined;
      entry.wake = new AbortController();
      return false;
    }
  }

  /** The job is over in QEMU: one that came to its end before a wish reached it has done what it was for. */
  async #end(entry: Entry, state: SyncJobState, isFollowed = false): Promise<void> {
    const plan = this.#plan(entry);
    const isDone = state === 'completed' && (!plan.canPivot || (await plan.hasPivoted()));
    const ended = state === 'completed' && !isDone ? 'canceled' : state;
    await this.#write(entry, { ended });
    // A job that is over holds on to its images until it is dismissed.
    await entry.running.dismiss();
    await this.#conclude(entry.record, plan, ended, isFollowed);
    this.#entries.delete(entry.record.disk);
    this.#tell(entry, ended === 'completed' || ended === 'failed' ? ended : 'canceled');
  }

  /** What follows from a job that is over; may be done again when it was broken off. */
  async #conclude(record: DiskJobRecord, plan: DiskJobPlan, ended: SyncJobState, isFollowed: boolean): Promise<void> {
    const disk = this.#machine.disk(record.disk);
    const before = disk.source;
    if (ended === 'completed') {
      writeChain(disk, await plan.finish());
      if (plan.canPivot && !isFollowed) await this.#machine.pivoted(disk, before);
    } else {
      const after = record.isPivoting === true ? diskAfter(disk, plan) : undefined;
      if (after !== undefined) await this.#machine.pivoted(disk, after.source);
      await plan.close();
      if (ended === 'failed') await this.#discard(record, plan);
    }
    this.#forget(record);
    await this.#machine.changed();
  }

  /** What was made for a job that has failed is half of something. */
  async #discard({ kind, isNew }: DiskJobRecord, { next }: DiskJobPlan): Promise<void> {
    if (kind === 'copy' && isNew === true && next !== undefined) await this.#machine.discard?.(next.source);
  }

  async #write(entry: Entry, change: Partial<DiskJobRecord>): Promise<void> {
    entry.record = { ...entry.record, ...change };
    const all = this.#machine.records();
    all.splice(0, all.length, ...all.map((each) => (each.id === entry.record.id ? entry.record : each)));
    await this.#machine.changed();
  }

  #tell({ record, image, running }: Entry, step: DiskJobStep): void {
    this.#machine.told(this.#machine.disk(record.disk), image, record.kind, step, running.error);
  }
}

/** How far a job is, whoever drives it. */
export async function diskJobInfo(client: QmpClient, record: DiskJobRecord, disk: Disk): Promise<BlockJobInfo> {
  const found = (await queryJobs(client)).find(({ id }) => id === record.id);
  const [cur, end] = [found?.currentProgress ?? 0n, found?.totalProgress ?? 0n];
  // A job that is not ready must not look finished: that is what people wait for.
  const isReady = disk.mirror?.ready === 'yes';
  const isEarly = !isReady && cur >= end;
  const bandwidth = found === undefined ? 0n : await speedOf(client, record.id);
  // One that had nothing to do counts nothing.
  if (end === 0n) return { type: BLOCK_JOB_TYPES[record.kind], bandwidth, cur: isReady ? 1n : 0n, end: 1n };
  return { type: BLOCK_JOB_TYPES[record.kind], bandwidth, cur: isEarly ? end - 1n : cur, end };
}

async function speedOf(client: QmpClient, id: string): Promise<bigint> {
  const jobs = Reply.list('query-block-jobs', await client.execute('query-block-jobs'));
  return jobs.find((job) => job.stringOr('device') === id)?.bigintOr('speed') ?? 0n;
}

/** A disk as it is after its job. */
function diskAfter(disk: Disk, { next }: DiskJobPlan): Disk | undefined {
  if (next === undefined) return undefined;
  const after = { ...disk, driver: disk.driver === undefined ? undefined : { ...disk.driver } };
  writeChain(after, next);
  return after;
}

function isPivoting({ kind }: DiskJobRecord): boolean {
  return kind === 'copy' || kind === 'active-commit';
}

function keyOf(disk: Disk): string {
  return disk.target?.dev ?? '';
}

function jobId(kind: string, disk: Disk, chain: BlockImage): string {
  return `${kind}-${keyOf(disk)}-${chain.formatNode}`;
}

/** An image of a chain by its path, or as `vda[3]`. */
function imageNamed(chain: BlockImage, name: string): BlockImage {
  const index = /^[^[\]]*\[(\d+)\]$/.exec(name)?.[1];
  const found = imageChain(chain).find(({ id, source }) => (index === undefined ? pathOf(source) === name : id === Number(index)));
  if (found === undefined) throw qemuError('invalid-arg', `could not find image '${name}' in chain for '${pathOf(chain.source) ?? ''}'`);
  return found;
}

function pathOf(source: StorageSource): string | undefined {
  return source.type === 'file' ? source.file : source.type === 'block' ? source.dev : source.type === 'network' ? source.name : undefined;
}

function showMirror(disk: Disk, kind: DiskJobKind, { source, format, id }: BlockImage): void {
  const file = kind === 'copy' && source.type === 'file' ? source.file : undefined;
  disk.mirror = {
    type: source.type,
    file,
    oldFormat: file === undefined ? undefined : format,
    job: kind === 'copy' ? 'copy' : 'active-commit',
    ready: undefined,
    format: { type: format, metadataCache: undefined },
    source: { ...source, index: id },
    backingStore: undefined,
  };
}

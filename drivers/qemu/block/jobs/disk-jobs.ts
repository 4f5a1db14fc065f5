import type { Disposable } from '../../../api/connection.ts';
import type { BlockJobInfo } from '../../../api/records.ts';
import type { Disk } from '../../../conf/domain/disk.ts';
import type { StorageSource } from '../../../conf/domain/storage-source.ts';
import { VirError } from '../../../core/vir-error.ts';
import { queryBlockNodes } from '../../qmp/block-nodes.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import { queryJobs } from '../../qmp/query-jobs.ts';
import { diskImage, imageChain, sourceImage, topNode, type BlockImage, type StorageFormat } from '../block-image.ts';
import { attachChain, attachImage, detachImages } from './attach-image.ts';
import { endCopy, finishCommit, finishPull, pivotCommit, pivotCopy, startCommit, startCopy, startPull } from './chain-jobs.ts';
import { createImage } from './create-image.ts';
import type { SyncJob, SyncJobState } from './sync-job.ts';
import { writeChain } from './write-chain.ts';

/** libvirt's numbers of block jobs (`virDomainBlockJobType`). */
export const BLOCK_JOB_TYPES = { pull: 1, copy: 2, commit: 3, 'active-commit': 4 } as const;
/** Which job it is. */
export type DiskJobKind = keyof typeof BLOCK_JOB_TYPES;

/** A step of a job: `virConnectDomainEventBlockJobStatus` in words. */
export type DiskJobStep = 'completed' | 'failed' | 'canceled' | 'ready';

/** The machine that jobs are run on. */
export interface DiskJobsMachine {
  readonly client: QmpClient;
  /** A disk of the live definition, by its target or its image. @throws invalid-arg when there is none. */
  readonly disk: (name: string) => Disk;
  /** A number for an image that no other has. */
  readonly nextImageId: () => number;
  /** The live definition has changed: it is to be stored before anything else is done. */
  readonly changed: () => Promise<void>;
  /** Another image is the disk now; the persistent definition may have to follow. */
  readonly pivoted: (disk: Disk, before: StorageSource | undefined) => Promise<void>;
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

interface Entry {
  readonly kind: DiskJobKind;
  readonly disk: Disk;
  readonly image: StorageSource | undefined;
  readonly running: SyncJob;
  /** What follows when the job has ended well by itself. */
  readonly finish: () => Promise<BlockImage | undefined>;
  readonly pivot?: () => Promise<BlockImage>;
  readonly cancel: () => Promise<void>;
  isReady: boolean;
  request: 'pivot' | 'cancel' | undefined;
  wake: AbortController;
  done: Promise<void>;
  failure: VirError | undefined;
}

/**
 * The block jobs of one running machine, one a disk, from their start to what the definition says afterwards.
 *
 * Each job is driven by one loop: a step of QEMU, or a wish of ours, is taken up only when the one before is dealt with.
 */
export class DiskJobs implements Disposable {
  readonly #machine: DiskJobsMachine;
  readonly #entries = new Map<string, Entry>();

  constructor(machine: DiskJobsMachine) {
    this.#machine = machine;
  }

  /** Whether a disk has a job. */
  has(name: string): boolean {
    return this.#entries.has(keyOf(this.#machine.disk(name)));
  }

  /** How the image directly below one of a disk's images (the topmost without a name) is called here. */
  imageBelow(name: string, image: string | undefined): string | undefined {
    const { disk, chain } = this.#idle(name);
    const { below } = image === undefined ? chain : imageNamed(chain, image);
    return below === undefined || below === 'none' ? undefined : `${keyOf(disk)}[${below.id}]`;
  }

  /** @libvirt virDomainBlockPull, virDomainBlockRebase */
  async pull(name: string, { base, speedBytes }: { readonly base?: string | undefined; readonly speedBytes?: bigint | undefined } = {}): Promise<void> {
    const { disk, chain, device } = this.#idle(name);
    const job = { id: jobId('pull', disk, chain), device, chain, speedBytes, base: base === undefined ? undefined : imageNamed(chain, base) };
    const { client } = this.#machine;
    const running = await startPull(client, job);
    this.#drive({ kind: 'pull', disk, running, finish: () => finishPull(client, job), cancel: async () => { await running.cancel({ isForced: true }); } });
  }

  /** @libvirt virDomainBlockCommit; an active commit becomes ready and waits for {@link abort} with `pivot`. */
  async commit(name: string, { base, top, speedBytes, isActiveAllowed = false }: { readonly base?: string | undefined; readonly top?: string | undefined; readonly speedBytes?: bigint | undefined; readonly isActiveAllowed?: boolean } = {}): Promise<void> {
    const { disk, chain, device } = this.#idle(name);
    const images = imageChain(chain);
    const upper = top === undefined ? chain : imageNamed(chain, top);
    const lower = base === undefined ? (images.at(-1) ?? chain) : imageNamed(chain, base);
    const isActive = upper.formatNode === chain.formatNode;
    if (isActive && !isActiveAllowed) throw qemuError('invalid-arg', `commit of '${disk.target?.dev ?? ''}' active layer requires active flag`);
    const job = { id: jobId('commit', disk, chain), device, chain, top: upper, base: lower, speedBytes };
    const { client } = this.#machine;
    const running = await startCommit(client, job);
    const cancel = async (): Promise<void> => { await running.cancel({ isForced: true }); };
    if (isActive) this.#drive({ kind: 'active-commit', disk, running, finish: () => Promise.resolve(undefined), pivot: () => pivotCommit(client, job, running), cancel }, lower);
    else this.#drive({ kind: 'commit', disk, running, finish: () => finishCommit(client, job), cancel });
  }

  /** @libvirt virDomainBlockCopy */
  async copy(name: string, target: CopyTarget, options: { readonly isShallow?: boolean; readonly speedBytes?: bigint | undefined; readonly granularityBytes?: number; readonly bufferBytes?: bigint; readonly isSynchronous?: boolean } = {}): Promise<void> {
    const { disk, chain, device } = this.#idle(name);
    const { isShallow = false, ...tuning } = options;
    const { client, nextImageId } = this.#machine;
    const below = isShallow ? chain.below : 'none';
    const image = sourceImage(target.source, target.format, disk, below, { nextId: nextImageId });
    await this.#openTarget(image, chain, target.isReused, isShallow);
    const job = { id: jobId('copy', disk, chain), device, chain, target: image, isShallow, ...tuning };
    try {
      const running = await startCopy(client, job);
      this.#drive({ kind: 'copy', disk, running, finish: () => Promise.resolve(undefined), pivot: () => pivotCopy(client, job, running), cancel: () => endCopy(client, job, running) }, image);
    } catch (error) {
      await detachImages(client, [image]);
      throw error;
    }
  }

  /** Undefined: there is no job on the disk. @libvirt virDomainGetBlockJobInfo */
  async info(name: string): Promise<BlockJobInfo | undefined> {
    const entry = this.#entries.get(keyOf(this.#machine.disk(name)));
    if (entry === undefined) return undefined;
    const found = (await queryJobs(this.#machine.client)).find(({ id }) => id === entry.running.id);
    const [cur, end] = [found?.currentProgress ?? 0n, found?.totalProgress ?? 0n];
    // A job that is not ready must not look finished: that is what people wait for.
    const isEarly = !entry.isReady && cur >= end;
    return { type: BLOCK_JOB_TYPES[entry.kind], bandwidth: 0n, cur: isEarly && end > 0n ? end - 1n : cur, end: end === 0n ? 1n : end };
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
    const target = entry.disk.target?.dev ?? '';
    if (pivot && entry.pivot === undefined) throw qemuError('operation-invalid', `job type '${entry.kind}' does not support pivot`);
    if (pivot && !entry.isReady) throw qemuError('block-copy-active', `block copy still active: disk '${target}' not ready for pivot yet`);
    if (entry.request !== undefined) throw qemuError('operation-invalid', `job of disk '${target}' is already being ended`);
    entry.request = pivot ? 'pivot' : 'cancel';
    entry.wake.abort();
    if (isAsync) return;
    await entry.done;
    if (entry.failure !== undefined) throw entry.failure;
  }

  /** Forgets the jobs: they go on in QEMU. */
  readonly dispose = (): void => {
    for (const entry of this.#entries.values()) entry.running.dispose();
    this.#entries.clear();
  };

  #require(name: string): Entry {
    const disk = this.#machine.disk(name);
    const entry = this.#entries.get(keyOf(disk));
    if (entry === undefined) throw qemuError('invalid-arg', `disk ${disk.target?.dev ?? ''} does not have an active block job`);
    return entry;
  }

  #idle(name: string): { readonly disk: Disk; readonly chain: BlockImage; readonly device: string } {
    const disk = this.#machine.disk(name);
    if (this.#entries.has(keyOf(disk))) throw qemuError('operation-unsupported', `disk '${disk.target?.dev ?? ''}' already in active block job`);
    const chain = diskImage(disk, { nextId: this.#machine.nextImageId });
    if (chain === undefined) throw qemuError('operation-invalid', `disk ${disk.target?.dev ?? ''} has no media`);
    return { disk, chain, device: topNode(disk, chain) };
  }

  async #openTarget(image: BlockImage, chain: BlockImage, isReused: boolean, isShallow: boolean): Promise<void> {
    const { client } = this.#machine;
    if (isReused) {
      await (isShallow ? attachImage(client, image) : attachChain(client, image));
      return;
    }
    const capacityBytes = (await queryBlockNodes(client)).get(chain.formatNode)?.capacityBytes ?? 0n;
    const below = isShallow && chain.below !== 'none' ? chain.below : undefined;
    await createImage(client, image, below, { capacityBytes, physicalBytes: image.format === 'raw' ? capacityBytes : 0n }, { isStorageThere: image.source.type === 'block' });
  }

  #drive(parts: Pick<Entry, 'kind' | 'disk' | 'running' | 'finish' | 'cancel' | 'pivot'>, mirror?: BlockImage): void {
    const entry: Entry = { ...parts, image: parts.disk.source, isReady: false, request: undefined, wake: new AbortController(), done: Promise.resolve(), failure: undefined };
    this.#entries.set(keyOf(entry.disk), entry);
    if (mirror !== undefined) showMirror(entry, mirror);
    entry.done = this.#run(entry).catch((error: unknown) => {
      entry.failure = VirError.from(error, { domain: 'qemu' });
      this.#entries.delete(keyOf(entry.disk));
    }).finally(() => {
      entry.running.dispose();
    });
  }

  async #run(entry: Entry): Promise<void> {
    await this.#machine.changed();
    for (;;) {
      const state = await entry.running.wait({ signal: entry.wake.signal });
      if (entry.request !== undefined && (state === undefined || state === 'ready')) {
        if (await this.#obey(entry, entry.request)) return;
        continue;
      }
      if (state === 'ready') {
        entry.isReady = true;
        if (entry.disk.mirror !== undefined) entry.disk.mirror.ready = 'yes';
        await this.#machine.changed();
        this.#tell(entry, 'ready');
      } else if (state !== undefined) {
        await this.#end(entry, state, state === 'completed' ? await entry.finish() : undefined);
        return;
      }
    }
  }

  /** Whether the job is over. */
  async #obey(entry: Entry, request: 'pivot' | 'cancel'): Promise<boolean> {
    if (request === 'cancel' || entry.pivot === undefined) {
      await entry.cancel();
      const { state } = entry.running;
      // One that came to its end before the wish reached it has done what it was for.
      const chain = state === 'completed' && entry.pivot === undefined ? await entry.finish() : undefined;
      await this.#end(entry, state === 'completed' && entry.pivot !== undefined ? 'canceled' : state, chain);
      return true;
    }
    try {
      await this.#end(entry, 'completed', await entry.pivot());
      return true;
    } catch (error) {
      entry.failure = VirError.from(error, { domain: 'qemu' });
      const state = await entry.running.update();
      if (state === 'ready') {
        // The copy keeps up still; one may try again.
        entry.request = undefined;
        entry.wake = new AbortController();
        return false;
      }
      await this.#end(entry, state, undefined);
      return true;
    }
  }

  async #end(entry: Entry, state: SyncJobState, chain: BlockImage | undefined): Promise<void> {
    const { disk } = entry;
    const before = disk.source;
    disk.mirror = undefined;
    if (chain !== undefined) writeChain(disk, chain);
    this.#entries.delete(keyOf(disk));
    await this.#machine.changed();
    if (chain !== undefined && entry.pivot !== undefined) await this.#machine.pivoted(disk, before);
    this.#tell(entry, state === 'completed' || state === 'failed' ? state : 'canceled');
  }

  #tell({ disk, image, kind, running }: Entry, step: DiskJobStep): void {
    this.#machine.told(disk, image, kind, step, running.error);
  }
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

function showMirror({ disk, kind }: Pick<Entry, 'disk' | 'kind'>, { source, format, id }: BlockImage): void {
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

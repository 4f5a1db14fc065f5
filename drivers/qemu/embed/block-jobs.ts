import type { DomainMethods } from '../../api/facets/domain.ts';
import type { BlockJobInfo } from '../../api/records.ts';
import type { DomainRef } from '../../api/refs.ts';
import { diskPath, type Disk } from '../../conf/domain/disk.ts';
import type { StorageSource } from '../../conf/domain/storage-source.ts';
import { disposableTimeout } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import { imageChain, diskImage, type BlockImage } from '../block/block-image.ts';
import { imageObjects, type ImageObjectSources } from '../block/image-objects.ts';
import { diskJobMethods, type DiskJobMethods } from '../block/jobs/disk-job-methods.ts';
import { diskJobInfo, DiskJobs, type DiskJobsMachine } from '../block/jobs/disk-jobs.ts';
import type { SealedSecret } from '../command/command-context.ts';
import { imageSecret } from '../command/disk-images.ts';
import { Reply } from '../qmp/reply.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { failureOf, noteFailure, tellOfJob } from './block-job-events.ts';
import { commandContext } from './build-command.ts';
import { findDisk } from './domain-block.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import { noteJobDriver } from './job-drivers.ts';
import { isTaken, removeMade } from './made-files.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { methodsOf } from './method-table.ts';
import { qemuError } from './qemu-error.ts';
import { withSecrets } from './sealing.ts';

/** Block jobs. */
export const domainBlockJobs = methodsOf<DomainMethods>()({
  blockPull: (session, ...args) => of(session).blockPull(...args),
  blockRebase: (session, ...args) => of(session).blockRebase(...args),
  blockCommit: (session, ...args) => of(session).blockCommit(...args),
  blockCopy: (session, ...args) => of(session).blockCopy(...args),
  blockJobAbort: (session, ...args) => of(session).blockJobAbort(...args),
  blockJobSetSpeed: (session, ...args) => of(session).blockJobSetSpeed(...args),
  getBlockJobInfo: (session, ...args) => of(session).getBlockJobInfo(...args),
});

function of({ state }: EmbedSession): DiskJobMethods {
  return diskJobMethods((dom, work) => withDiskJobs(state, dom, work), (dom, path) => jobInfo(state, dom, path));
}

/** How far a job is, whoever drives it. */
async function jobInfo(state: EmbedState, dom: DomainRef, path: string): Promise<BlockJobInfo | undefined> {
  await state.machines();
  const machine = await state.require(dom);
  const run = machine.running();
  const disk = findDisk(run.live, path);
  const record = run.blockJobs.find((one) => one.disk === disk.target?.dev);
  return record === undefined ? undefined : diskJobInfo(machine.monitor(), record, disk);
}

/** Runs work with the block jobs of a machine, which this process drives meanwhile. Whoever calls must not hold the machine. */
export async function withDiskJobs<T>(state: EmbedState, dom: DomainRef, work: (jobs: DiskJobs) => Promise<T>): Promise<T> {
  const machine = await state.require(dom);
  return keeperOf(state, machine, machine.running()).use(work);
}

/** Takes up the jobs of a machine that runs, unless somebody else who lives drives them. */
export function watchDiskJobs(state: EmbedState, machine: Machine, run: RunningMachine): void {
  if (run.blockJobs.length > 0) keeperOf(state, machine, run).watch();
}

/** @throws operation-unsupported when a disk has a block job: it must stay as it is until that is over. */
export function assertNoDiskJob({ blockJobs }: RunningMachine, target: string | undefined, what = 'operation'): void {
  if (blockJobs.some(({ disk }) => target === undefined || disk === target)) throw qemuError('operation-unsupported', target === undefined ? `${what} is not possible: a block job is active` : `disk '${target}' already in active block job`);
}

const keepers = new WeakMap<RunningMachine, JobsKeeper>();

function keeperOf(state: EmbedState, machine: Machine, run: RunningMachine): JobsKeeper {
  const known = keepers.get(run) ?? new JobsKeeper(state, machine, run);
  keepers.set(run, known);
  noteJobDriver(run, known);
  return known;
}

const LOOK_MS = 1000;
const POLL_MS = 150;
/** Jobs are kept a little after the last one, for the next question. */
const IDLE_MS = 400;
const PATIENCE_MS = 60_000;

/**
 * Sees to it that one process drives the block jobs of a machine, and that one does: by a lock for as long as there are any. Somebody
 * else who needs them asks for the lock by a file beside it, and gets it between two steps.
 */
class JobsKeeper {
  readonly #state: EmbedState;
  readonly #machine: Machine;
  readonly #run: RunningMachine;
  #jobs: Promise<DiskJobs> | undefined;
  #users = 0;
  #isWatching = false;

  constructor(state: EmbedState, machine: Machine, run: RunningMachine) {
    this.#state = state;
    this.#machine = machine;
    this.#run = run;
  }

  async use<T>(work: (jobs: DiskJobs) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work(await this.#taken());
    } finally {
      this.#users -= 1;
      this.watch();
    }
  }

  /** Looks from time to time whether there are jobs that nobody drives. */
  watch(): void {
    if (this.#isWatching || this.#isOver) return;
    this.#isWatching = true;
    void this.#look().catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // looked at again
    }).finally(() => {
      this.#isWatching = false;
      if (this.#isOver || this.#run.blockJobs.length === 0) return;
      const timer = this.#state.store.add(disposableTimeout(() => {
        this.#state.store.delete(timer);
        this.watch();
      }, LOOK_MS));
    });
  }

  get isDriving(): boolean {
    return this.#jobs !== undefined;
  }

  get #isOver(): boolean {
    return this.#run.ended || this.#state.store.isDisposed;
  }

  get #lock(): string {
    return `${this.#machine.uuid}.jobs`;
  }

  get #wish(): string {
    return `${this.#state.layout.locks}/${this.#lock}.wanted`;
  }

  async #look(): Promise<void> {
    if (this.#jobs !== undefined || this.#run.monitor === undefined || this.#run.blockJobs.length === 0) return;
    if (!(await this.#state.locks.isHeld(this.#lock))) await this.#taken();
  }

  #taken(): Promise<DiskJobs> {
    if (this.#jobs !== undefined) return this.#jobs;
    const taken = new Promise<DiskJobs>((resolve, reject) => {
      this.#drive(resolve).catch(reject).finally(() => {
        if (this.#jobs === taken) this.#jobs = undefined;
      });
    });
    this.#jobs = taken;
    return taken;
  }

  async #drive(ready: (jobs: DiskJobs) => void): Promise<void> {
    const { locks, surroundings: { files } } = this.#state;
    if (await locks.isHeld(this.#lock)) await files.create(this.#wish, new Uint8Array(0));
    await locks.holding(this.#lock, async () => {
      await files.remove([this.#wish]);
      const jobs = new DiskJobs(await jobsMachine(this.#state, this.#machine, this.#run));
      try {
        await this.#state.change(this.#machine.ref, () => jobs.adopt());
        ready(jobs);
        await this.#untilIdle(jobs);
      } finally {
        jobs.dispose();
      }
    }, PATIENCE_MS);
  }

  async #untilIdle(jobs: DiskJobs): Promise<void> {
    const { files } = this.#state.surroundings;
    for (let idleSinceMs = performance.now(); !this.#isOver;) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const isWanted = await files.exists(this.#wish);
      if (this.#users > 0 || (jobs.isBusy && !isWanted)) {
        idleSinceMs = performance.now();
      } else if (isWanted || performance.now() - idleSinceMs > IDLE_MS) {
        // Whoever comes from now on waits for the lock.
        this.#jobs = undefined;
        await jobs.release();
        return;
      }
    }
  }
}

/** What block jobs need of a machine. */
async function jobsMachine(state: EmbedState, machine: Machine, run: RunningMachine): Promise<DiskJobsMachine> {
  const client = machine.monitor();
  const nextImageId = await imageNumbers(run, client);
  return {
    client,
    disk: (name) => findDisk(run.live, name),
    records: () => run.blockJobs,
    nextImageId,
    changed: () => state.writeStatus(machine),
    alone: (work) => {
      const step = state.change(machine.ref, () => {
        if (run.ended || run.monitor !== client) throw qemuError('operation-failed', `the monitor of '${machine.name}' was lost`);
        return work();
      });
      // Whoever closes the connection waits for it; how it went hears who asked for it.
      state.inBackground(() => step.then(() => undefined, () => undefined));
      return step;
    },
    imageSources: (image) => imageSources(state, run, image),
    pivoted: (disk, before) => followConfig(state, machine, disk, before),
    lastFailure: ({ target }) => failureOf(run, target?.dev ?? ''),
    assertFree: (disk, target) => assertFree(state, disk, target),
    async discard(copy) {
      await removeMade(state, [copy]);
    },
    told(disk, _image, kind, step, error) {
      noteFailure(run, disk.target?.dev ?? '', step === 'failed' ? (error ?? step) : undefined);
      tellOfJob(state, machine, disk, kind, step);
    },
  };
}

/** Secrets for images that are opened in a machine that runs; all are looked up at once, before QEMU is told of any. */
export async function imageSources(state: EmbedState, { live, socketFolder }: RunningMachine, image: BlockImage): Promise<ImageObjectSources | undefined> {
  const kept = await withSecrets(state, socketFolder, (sealing) => {
    const context = commandContext(state, live, socketFolder, { sealing });
    const secrets = new Map<string, SealedSecret>();
    for (const each of imageChain(image)) {
      imageObjects(each, { secret: (of, kind) => {
        const sealed = imageSecret(of, kind, context);
        secrets.set(`${of.id} ${kind}`, sealed);
        return sealed;
      } });
    }
    return secrets;
  });
  return kept.size === 0 ? undefined : { secret: (of, kind) => kept.get(`${of.id} ${kind}`) ?? { data: '', iv: '' } };
}

/** What is there is not written over. */
async function assertFree({ surroundings: { files } }: EmbedState, disk: Disk, target: StorageSource): Promise<void> {
  if (target.type !== 'file' || target.file === undefined) return;
  const [found] = await files.stat([target.file]);
  if (isTaken(found)) throw qemuError('config-unsupported', `external destination file for disk ${disk.target?.dev ?? ''} already exists and is not a block device: ${target.file}`);
}

/** Numbers for images that are neither in the definition nor open in QEMU. */
export async function imageNumbers({ live }: RunningMachine, client: QmpClient): Promise<() => number> {
  const nodes = Reply.list('query-named-block-nodes', await client.execute('query-named-block-nodes', { flat: true }));
  let last = Math.max(0, ...nodes.map((node) => Number(/^libvirt-(\d+)-/.exec(node.stringOr('node-name') ?? '')?.[1] ?? 0)));
  return () => {
    for (const disk of live.devices.disks) for (const { id } of imageChain(diskImage(disk, { nextId: () => 0 }))) last = Math.max(last, id);
    return ++last;
  };
}

/** The definition for the next start names the image that is the disk now, if it named the one before. */
export async function followConfig(state: EmbedState, machine: Machine, disk: Disk, before: StorageSource | undefined): Promise<void> {
  if (!machine.isPersistent || before === undefined) return;
  const config = machine.configCopy();
  const own = config.devices.disks.find(({ target }) => target?.dev === disk.target?.dev);
  if (own === undefined || own.source?.type !== before.type || diskPath(own) !== diskPath({ ...own, source: before })) return;
  own.type = disk.type;
  own.source = disk.source === undefined ? undefined : structuredClone(disk.source);
  if (own.source !== undefined && own.source.type !== 'vhostuser') own.source.index = undefined;
  if (own.driver !== undefined) own.driver.type = disk.driver?.type;
  own.backingStore = undefined;
  await state.writeConfig(machine, config);
}

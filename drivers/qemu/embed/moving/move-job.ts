import type { CancelSignal, TypedParameter } from '../../../api/records.ts';
import { DomainJobOperation as Operation, DomainPausedReason as Paused } from '../../../core/constants.ts';
import type { JobProgress } from '../../../core/job.ts';
import { DisposableStore } from '../../../core/lifecycle.ts';
import { typed } from '../../../core/typed-params.ts';
import type { Migration } from '../../qmp/migration.ts';
import type { MigrationStats } from '../../qmp/migration-stats.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine, MachineJob, RunningMachine } from '../machine.ts';
import { qemuError } from '../qemu-error.ts';

/** A move under way as the machine's job: how far it is, and the way to stop it. */
export class MoveJob implements MachineJob {
  readonly operation = Operation.MIGRATION_OUT;
  readonly beganAtMs = performance.now();
  totalBytes = 0;
  doneBytes = 0;
  #disks: JobProgress | undefined;
  #stats: MigrationStats | undefined;
  #isPostcopy = false;
  #failure: Error | undefined;
  readonly #abort = new AbortController();
  readonly #machine: Machine;
  readonly #run: RunningMachine;
  readonly #store = new DisposableStore();

  constructor(machine: Machine, run: RunningMachine, signal: CancelSignal | undefined) {
    this.#machine = machine;
    this.#run = run;
    if (signal?.aborted === true) this.#abort.abort();
    machine.job = this;
  }

  get signal(): CancelSignal {
    return this.#abort.signal;
  }

  get wasAborted(): boolean {
    return this.#abort.signal.aborted;
  }

  readonly cancel = (): Promise<void> => {
    if (this.#isPostcopy) return Promise.reject(qemuError('operation-invalid', 'cannot abort migration in post-copy mode'));
    this.#abort.abort();
    return Promise.resolve();
  };

  readonly takeDisks = (progress: JobProgress): void => {
    this.#disks = progress;
    this.#count();
  };

  /** @throws operation-aborted when it was told to stop. */
  assertGoesOn(): void {
    if (this.wasAborted) throw qemuError('operation-aborted', "job 'migration out' canceled by client");
  }

  /** Tells of each pass over the memory; stops when a disk fails, if that is wanted. */
  watch(state: EmbedState, monitor: QmpClient, _migration: Migration, abortOnError: boolean): void {
    this.#store.add(monitor.onDidEvent(({ name, data }) => {
      if (name === 'MIGRATION_PASS' && typeof data['pass'] === 'number') state.events.fire({ kind: 'migration-iteration', dom: this.#machine.ref, iteration: data['pass'] });
      if (name === 'BLOCK_IO_ERROR' && abortOnError && this.#run.reason === Paused.IOERROR) {
        this.#failure = qemuError('operation-failed', "job 'migration out' failed due to I/O error");
        this.#abort.abort();
      }
    }));
  }

  /** Waits until all is sent, or the machine runs at the destination and the rest comes behind. */
  async untilSent(migration: Migration, onSwitchover: () => Promise<void>): Promise<void> {
    let hasSwitched: (() => void) | undefined;
    const postcopy = new Promise<void>((resolve) => { hasSwitched = resolve; });
    const finished = migration.finish({
      signal: this.#abort.signal,
      onSwitchover,
      onProgress: (_progress, stats) => {
        this.#stats = stats;
        this.#count();
        if (stats.status !== 'postcopy-active') return;
        this.#isPostcopy = true;
        hasSwitched?.();
      },
    });
    try {
      await Promise.race([finished, postcopy]);
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  end(error?: unknown): void {
    this.#store.dispose();
    if (this.#machine.job === this) this.#machine.job = undefined;
    if (error === undefined) this.#machine.lastJob = this.params();
  }

  /** `virDomainGetJobStats`' fields. */
  params(): readonly TypedParameter[] {
    const memory = this.#stats?.memory;
    const { downtimeMs, setupTimeMs, throttlePercent = 0 } = this.#stats ?? {};
    const of = (field: string, value: bigint | undefined): TypedParameter[] => (value === undefined ? [] : [typed.ullong(field, value)]);
    const [diskTotal, diskDone] = [BigInt(this.#disks?.total ?? 0), BigInt(this.#disks?.done ?? 0)];
    return [
      typed.int('operation', this.operation), typed.ullong('time_elapsed', BigInt(Math.round(performance.now() - this.beganAtMs))), ...of('downtime', downtimeMs), ...of('setup_time', setupTimeMs),
      typed.ullong('data_total', BigInt(this.totalBytes)), typed.ullong('data_processed', BigInt(this.doneBytes)), typed.ullong('data_remaining', BigInt(this.totalBytes - this.doneBytes)),
      ...of('memory_total', memory?.totalBytes), ...of('memory_processed', memory?.transferredBytes), ...of('memory_remaining', memory?.remainingBytes), ...of('memory_bps', memory?.bytesPerSecond),
      ...of('memory_constant', memory?.constantPages), ...of('memory_normal', memory?.normalPages), ...of('memory_normal_bytes', memory?.normalBytes), ...of('memory_dirty_rate', memory?.dirtyPagesPerSecond),
      ...of('memory_iteration', memory?.iteration), ...of('memory_page_size', memory?.pageBytes), ...of('memory_postcopy_requests', memory?.postcopyRequests),
      ...(diskTotal === 0n ? [] : [typed.ullong('disk_total', diskTotal), typed.ullong('disk_processed', diskDone), typed.ullong('disk_remaining', diskTotal - diskDone)]),
      ...(throttlePercent === 0 ? [] : [typed.int('auto_converge_throttle', throttlePercent)]),
    ];
  }

  #count(): void {
    const memory = this.#stats?.memory;
    this.totalBytes = Number(memory?.totalBytes ?? 0n) + (this.#disks?.total ?? 0);
    this.doneBytes = Number((memory?.totalBytes ?? 0n) - (memory?.remainingBytes ?? 0n)) + (this.#disks?.done ?? 0);
  }
}

import type { Disposable } from '../../api/connection.ts';
import type { CancelSignal } from '../../api/records.ts';
import type { JobProgress } from '../../core/job.ts';
import type { VirError } from '../../core/vir-error.ts';
import { WakeUp } from '../../core/wake-up.ts';
import { migrationParamsArgs, readMigrationParams, type MigrationParams } from './migration-params.ts';
import { migrationProgress, queryMigration, type MigrationStats, type MigrationStatus } from './migration-stats.ts';
import type { QmpClient } from './qmp-client.ts';
import { qemuError } from './qmp-error.ts';
import { Reply } from './reply.ts';

/** What a migration can be told to do (`migrate-set-capabilities`). */
export type MigrationCapability =
  | 'xbzrle' | 'auto-converge' | 'rdma-pin-all' | 'events' | 'postcopy-ram' | 'compress' | 'pause-before-switchover' | 'late-block-activate'
  | 'multifd' | 'dirty-bitmaps' | 'return-path' | 'zero-copy-send';

/** What every migration has on each side, where QEMU knows it. */
const ALWAYS: { readonly [side in 'source' | 'destination']: readonly MigrationCapability[] } = {
  source: ['events', 'pause-before-switchover'],
  destination: ['events', 'late-block-activate'],
};

/** All capabilities that libvirt's flags steer: those not asked for are switched off. */
const STEERED: readonly MigrationCapability[] = ['xbzrle', 'auto-converge', 'rdma-pin-all', 'postcopy-ram', 'compress', 'multifd', 'dirty-bitmaps', 'zero-copy-send'];

/** How a migration is to go; both sides must be told the same capabilities. */
export interface MigrationSettings {
  readonly capabilities?: readonly MigrationCapability[];
  readonly params?: MigrationParams;
}

/** How to wait for a migration. */
export interface MigrationWait {
  readonly signal?: CancelSignal | undefined;
  readonly onProgress?: ((progress: JobProgress, stats: MigrationStats) => void) | undefined;
  /** The machine stands still, all but the last is sent: what must be done before it goes on there (disks!). */
  readonly onSwitchover?: (() => Promise<void>) | undefined;
}

const POLL_MS = 250;
const CANCEL_MS = 60_000;

/**
 * Switches capabilities and sets parameters on one side.
 *
 * @returns The parameters as they were; give them to {@link resetMigration} when the migration has failed.
 * @throws operation-unsupported for a capability this QEMU has not.
 */
export async function configureMigration(client: QmpClient, side: 'source' | 'destination', { capabilities = [], params = {} }: MigrationSettings): Promise<MigrationParams> {
  const known = await knownCapabilities(client);
  const missing = capabilities.find((one) => !known.has(one));
  if (missing !== undefined) throw qemuError('operation-unsupported', `Migration option '${missing}' is not supported by QEMU binary`);
  const wanted = new Set<MigrationCapability>([...ALWAYS[side], ...capabilities]);
  const steered = [...new Set([...STEERED, ...wanted])].filter((one) => known.has(one));
  const before = readMigrationParams(await client.execute('query-migrate-parameters'));
  await client.execute('migrate-set-capabilities', { capabilities: steered.map((capability) => ({ capability, state: wanted.has(capability) })) });
  if (Object.keys(params).length > 0) await client.execute('migrate-set-parameters', migrationParamsArgs(params));
  return before;
}

/** Puts everything back to how it was before {@link configureMigration}. */
export async function resetMigration(client: QmpClient, before: MigrationParams): Promise<void> {
  const known = await knownCapabilities(client);
  const all = [...new Set<MigrationCapability>([...STEERED, 'pause-before-switchover', 'late-block-activate'])].filter((one) => known.has(one));
  await client.execute('migrate-set-capabilities', { capabilities: all.map((capability) => ({ capability, state: false })) });
  await client.execute('migrate-set-parameters', migrationParamsArgs(before));
}

async function knownCapabilities(client: QmpClient): Promise<ReadonlySet<string>> {
  return new Set(Reply.list('query-migrate-capabilities', await client.execute('query-migrate-capabilities')).map((one) => one.string('capability')));
}

/** Lets a QEMU that was started with `-incoming defer` listen: `unix:/path`, `tcp:0:4444`, `tcp:[::]:4444`. */
export async function listenForMigration(client: QmpClient, uri: string): Promise<void> {
  await client.execute('migrate-incoming', { uri });
}

/** How long a machine may stand still. @libvirt virDomainMigrateSetMaxDowntime */
export async function setMaxDowntime(client: QmpClient, downtimeMs: bigint): Promise<void> {
  await client.execute('migrate-set-parameters', { 'downtime-limit': downtimeMs });
}

/** How much may be sent. @libvirt virDomainMigrateSetMaxSpeed */
export async function setMaxSpeed(client: QmpClient, bytesPerSecond: bigint, phase: 'precopy' | 'postcopy' = 'precopy'): Promise<void> {
  await client.execute('migrate-set-parameters', { [phase === 'precopy' ? 'max-bandwidth' : 'max-postcopy-bandwidth']: bytesPerSecond });
}

/**
 * One side of a migration that is under way. Its state moves only in {@link update}, {@link finish} and {@link cancel}:
 * what has to be done at the switchover is done while QEMU stands still.
 */
export class Migration implements Disposable {
  readonly #client: QmpClient;
  readonly #wake = new WakeUp();
  readonly #statuses: string[] = [];
  readonly #subscriptions: readonly Disposable[];
  #closed: VirError | undefined;
  #last: MigrationStats | undefined;

  /** Begins to watch; before anything is sent or awaited. */
  static watch(client: QmpClient): Migration {
    return new Migration(client);
  }

  private constructor(client: QmpClient) {
    this.#client = client;
    this.#closed = client.closeError;
    this.#subscriptions = [
      client.onDidEvent(({ name, data }) => {
        if (name !== 'MIGRATION' || typeof data['status'] !== 'string') return;
        this.#statuses.push(data['status']);
        this.#wake.notify();
      }),
      client.onDidClose((error) => {
        this.#closed = error;
        this.#wake.notify();
      }),
    ];
  }

  /** What QEMU last said. */
  get stats(): MigrationStats | undefined {
    return this.#last;
  }

  /** Begins to send. {@link finish} waits for the end. */
  async start(uri: string, options: { readonly resume?: boolean } = {}): Promise<void> {
    await this.#client.execute('migrate', { uri, resume: options.resume === true ? true : undefined });
  }

  /** Lets the machine go on at the other side now, and the rest of its memory come behind. Needs `postcopy-ram`. */
  async startPostcopy(): Promise<void> {
    await this.#client.execute('migrate-start-postcopy');
  }

  /**
   * Waits until it is over; at the switchover it does what has to be done then, and goes on.
   *
   * @throws operation-failed with QEMU's reason; operation-aborted when the signal fired: it was cancelled then, and the
   *   machine runs on here; VirError when QEMU has ended.
   */
  async finish(options: MigrationWait = {}): Promise<MigrationStats> {
    for (;;) {
      const stats = await this.#ask();
      options.onProgress?.(migrationProgress(stats), stats);
      if (stats.status === 'completed') return stats;
      if (stats.status === 'failed') throw qemuError('operation-failed', `job 'migration out' failed: ${stats.error ?? 'unexpectedly failed'}`);
      if (stats.status === 'cancelled') throw qemuError('operation-aborted', "job 'migration out' canceled by client");
      if (stats.status === 'postcopy-paused') throw qemuError('operation-failed', 'the connection broke after the switch to post-copy; the machine waits for it on both sides');
      if (options.signal?.aborted === true && canCancel(stats.status)) {
        await this.cancel();
        throw qemuError('operation-aborted', "job 'migration out' canceled by client");
      }
      if (stats.status === 'pre-switchover') await this.#switchOver(options);
      await this.#pause(options.signal);
    }
  }

  /** Gives it up and waits until QEMU has; the machine runs on here. Nothing happens when it is over. */
  async cancel(): Promise<MigrationStatus> {
    await this.#client.execute('migrate_cancel');
    const endAtMs = performance.now() + CANCEL_MS;
    for (;;) {
      const { status } = await this.#ask();
      if (status !== 'cancelling' && !canCancel(status)) return status;
      if (performance.now() >= endAtMs) throw qemuError('operation-timeout', 'QEMU did not give the migration up');
      await this.#pause(undefined);
    }
  }

  readonly dispose = (): void => {
    for (const one of this.#subscriptions) one.dispose();
    this.#wake.dispose();
  };

  async #switchOver({ onSwitchover }: MigrationWait): Promise<void> {
    try {
      await onSwitchover?.();
    } catch (error) {
      await this.cancel();
      throw error;
    }
    await this.#client.execute('migrate-continue', { state: 'pre-switchover' });
  }

  async #ask(): Promise<MigrationStats> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#statuses.length = 0;
    this.#last = await queryMigration(this.#client);
    return this.#last;
  }

  async #pause(signal: CancelSignal | undefined): Promise<void> {
    if (this.#statuses.length === 0 && this.#closed === undefined) await this.#wake.wait(POLL_MS, signal?.aborted === true ? undefined : signal);
  }
}

/** Before post-copy, everything can be taken back. */
function canCancel(status: MigrationStatus): boolean {
  return status === 'setup' || status === 'active' || status === 'pre-switchover' || status === 'wait-unplug' || status === 'device';
}

import type { DomainEvent, DomainEventKind } from '../../api/events.ts';
import type { LoggedEvent } from '../../api/extras.ts';
import { parseConnectUri } from '../../core/connect-uri.ts';
import { VirError } from '../../core/vir-error.ts';
import { surroundingsHere } from '../../transport/exec/surroundings.ts';
import { actFor } from './act-for.ts';
import { EmbedLayout } from './embed-layout.ts';
import type { EmbedState } from './embed-state.ts';
import { EventLog } from './event-log.ts';
import { KEEPER_LOCK } from './keeper-lock.ts';
import { FileLocks } from './lock.ts';
import { qemuError } from './qemu-error.ts';
import { acquireState } from './state-pool.ts';

/** What the keeper writes down. What comes often and says little (a balloon, the clock) is left out. */
const KEPT: readonly DomainEventKind[] = [
  'lifecycle', 'reboot', 'watchdog', 'io-error-reason', 'control-error', 'block-job-2', 'disk-change', 'tray-change', 'pmwakeup', 'pmsuspend', 'pmsuspend-disk', 'device-removed', 'agent-lifecycle',
  'device-added', 'job-completed', 'device-removal-failed', 'block-threshold', 'memory-failure',
];

/** A flock of events is written at once. */
const SETTLE_MS = 50;

/**
 * Keeps watch over one root of this computer until told to end: machines that start with the host are started, what waits after its guest
 * has ended is done as its definition says, and what happens is written into the root's log. Machines are not touched when it ends.
 *
 * @throws operation-failed when another keeper watches this root.
 */
export async function keepRoot(root: string | undefined, ended: Promise<void>, say: (text: string) => void): Promise<void> {
  const uri = parseConnectUri(root === undefined ? 'qemu:///embed' : `qemu:///embed?root=${encodeURIComponent(root)}`);
  const { state, release } = await acquireState(uri, root, {}, surroundingsHere);
  try {
    if (await state.locks.isHeld(KEEPER_LOCK)) throw qemuError('operation-failed', `another keeper watches '${state.layout.root}'`, { subject: state.layout.root });
    await state.locks.holding(KEEPER_LOCK, () => watch(state, ended, say), 2000);
  } finally {
    release();
  }
}

/** A root of this computer, and the number of the process that keeps watch over it. */
export interface KeeperFacts {
  readonly root: string;
  readonly pid: number | undefined;
}

/** Who keeps watch over a root of this computer; nothing is made or started for that. */
export async function keeperOf(root: string | undefined): Promise<KeeperFacts> {
  const { home, dataHome, runtimeDirectory, uid, files } = surroundingsHere();
  const layout = EmbedLayout.of(root, { home, dataHome, runtimeDir: runtimeDirectory, uid: uid ?? 0 });
  const holder = await new FileLocks(files, layout.locks).holder(KEEPER_LOCK);
  return { root: layout.root, pid: holder?.pid };
}

async function watch(state: EmbedState, ended: Promise<void>, say: (text: string) => void): Promise<void> {
  const log = new LogWriter(new EventLog(state.surroundings.files, state.layout.eventLog), say);
  const owner = {};
  for (const kind of KEPT) state.events.register(owner, kind, undefined, (event) => { log.event(event); });
  log.text('the keeper has started');
  say(`watching ${state.layout.root}`);
  await actFor(state);
  await ended;
  await state.settled();
  state.events.removeOwner(owner);
  log.text('the keeper has ended');
  await log.written();
}

/** Writes events in the order in which they come. A disk that is full loses some, and says so. */
class LogWriter {
  readonly #log: EventLog;
  readonly #say: (text: string) => void;
  #waiting: LoggedEvent[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(log: EventLog, say: (text: string) => void) {
    this.#log = log;
    this.#say = say;
  }

  event(event: DomainEvent): void {
    this.#add({ timeMs: Date.now(), event, text: undefined });
  }

  text(text: string): void {
    this.#add({ timeMs: Date.now(), event: undefined, text });
  }

  async written(): Promise<void> {
    await this.#writing;
  }

  #add(entry: LoggedEvent): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > 1) return;
    this.#writing = this.#writing.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      const entries = this.#waiting;
      this.#waiting = [];
      try {
        await this.#log.append(entries);
      } catch (error) {
        if (!VirError.is(error)) throw error;
        this.#say(`${entries.length} events are lost: ${error.message}`);
      }
    });
  }
}

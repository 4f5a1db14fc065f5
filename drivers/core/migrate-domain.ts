import type { Connection } from '../api/connection.ts';
import type { TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { parseConnectUri, uriParam } from './connect-uri.ts';
import { DomainMigrateFlags as Flags } from './constants.ts';
import { libvirtError } from './error-text.ts';
import { Job, type JobContext, type JobProgress } from './job.ts';
import { type MigrationPhases, performByArguments, phasesByArguments, phasesByParams, phasesOfFirst } from './migration-phases.ts';
import { hasMethod, requireMethod } from './require-method.ts';
import { typedValue } from './typed-params.ts';
import { VirError } from './vir-error.ts';

/** How to move a machine. */
export interface Migration {
  /** `migrate_uri`, `destination_name`, `bandwidth`, `disks_port` … (`VIR_MIGRATE_PARAM_*`). */
  readonly params?: readonly TypedParameter[];
  /** `virDomainMigrateFlags` */
  readonly flags?: number;
}

/** How often the source is asked how far it is. */
const PROGRESS_MS = 500;
/** How often a cancelled migration is told so, until the source listens. */
const ABORT_MS = 250;

/**
 * Moves a machine from one host to another, both of which we are connected to: we lead the hosts through the phases, as
 * libvirt's own client does. Cancelling leaves the machine running at the source.
 *
 * The result is the machine at its destination.
 *
 * @throws invalid-arg for flags that contradict each other; argument-unsupported for what a host cannot do; the
 *   hypervisor's own error when a phase fails, with the machine running at the source again.
 * @libvirt virDomainMigrate3
 */
export function migrateDomain(source: Connection, dom: DomainRef, dest: Connection, { params = [], flags = 0 }: Migration = {}): Job<DomainRef> {
  return new Job(async (context) => {
    checkFlags(flags);
    if ((flags & (Flags.PEER2PEER | Flags.TUNNELLED)) !== 0) {
      throw libvirtError('none', 'invalid-arg', (flags & Flags.TUNNELLED) === 0 ? 'use virDomainMigrateToURI3 for peer-to-peer migration' : 'cannot perform tunnelled migration without using peer2peer flag');
    }
    if ((flags & Flags.OFFLINE) !== 0) await requireOffline(source, dest);
    const phases = await choosePhases(source, dom, dest, params, context);
    return lead(phases, source, dom, flags, context);
  });
}

/**
 * Lets the machine's own host move it to another, to which that host connects itself (`PEER2PEER` is added). With
 * `TUNNELLED` the data goes through the daemons' own connection.
 *
 * @param destUri The destination as the *source's daemon* reaches it.
 * @throws invalid-arg when the URI means the same host.
 * @libvirt virDomainMigrateToURI3
 */
export function migrateDomainToUri(source: Connection, dom: DomainRef, destUri: string, { params = [], flags = 0 }: Migration = {}): Job<void> {
  return new Job(async (context) => {
    const all = flags | Flags.PEER2PEER;
    checkFlags(all);
    if (isSameHost(destUri)) throw libvirtError('none', 'invalid-arg', `dconnuri in virDomainMigrateToURI3: Attempt to migrate guest to the same host`, { subject: destUri });
    const byParams = (await source.supports('migration-params')).supported;
    await whileWatched(source, dom, context, () =>
      byParams
        ? requireMethod(source, 'domain', 'migratePerform3Params')(dom, destUri, params, new Uint8Array(), all)
        : performByArguments(source, dom, destUri, params, all),
    );
  });
}

async function choosePhases(source: Connection, dom: DomainRef, dest: Connection, params: readonly TypedParameter[], { signal }: JobContext): Promise<MigrationPhases> {
  const both = async (feature: string): Promise<boolean> => (await Promise.all([source.supports(feature), dest.supports(feature)])).every(({ supported }) => supported);
  if (await both('migration-params')) return phasesByParams(source, dom, dest, params);
  if (await both('migration-v3')) return phasesByArguments(source, dom, dest, params);
  if (await both('migration-v1')) return phasesOfFirst(source, dom, dest, params, signal);
  throw libvirtError('none', 'argument-unsupported', 'the two hosts have no migration protocol in common', { subject: dom.name });
}

/**
 * Whatever happens, whoever has begun is told how it ended: a prepared destination is finished, a source that
 * does not know of a failure yet is told by confirm.
 */
async function lead(phases: MigrationPhases, source: Connection, dom: DomainRef, wanted: number, context: JobContext): Promise<DomainRef> {
  const protection = (await source.supports('migrate-change-protection')).supported ? Flags.CHANGE_PROTECTION : 0;
  let flags = wanted;
  report(context, 'preparing');
  const begun = await phases.begin(flags | protection);
  if ((flags & Flags.POSTCOPY_RESUME) === 0 && (await isPaused(source, dom))) flags |= Flags.PAUSED;
  const destFlags = flags & ~(Flags.ABORT_ON_ERROR | Flags.AUTO_CONVERGE);
  let prepared;
  try {
    prepared = await phases.prepare(begun.xml, begun.cookie, destFlags);
  } catch (error) {
    if (protection !== 0) await tell(phases.confirm(new Uint8Array(), true, flags | protection));
    throw error;
  }
  const { uri } = prepared;
  const performing = { asked: false };
  const performed = await attempt(async () => {
    if (uri === undefined) throw libvirtError('none', 'internal-error', 'domainMigratePrepare3 did not set uri');
    if ((flags & Flags.OFFLINE) !== 0) return new Uint8Array();
    if (context.signal.aborted) throw libvirtError('none', 'operation-aborted', 'cancelled by user');
    performing.asked = true;
    return whileWatched(source, dom, context, () => phases.perform(uri, prepared.cookie, flags | protection));
  });
  report(context, 'finishing');
  const sent = performed.error === undefined;
  const finished = await attempt(() => phases.finish(uri, performed.value ?? prepared.cookie, !sent, destFlags));
  const arrived = sent ? finished.value?.dom : undefined;
  // A source whose own sending failed knows; any other is told how it ended.
  if (sent || !performing.asked) await tell(phases.confirm(finished.value?.cookie ?? new Uint8Array(), arrived === undefined, flags | protection));
  if (arrived !== undefined) return arrived;
  throw worthierError(performed.error, finished.error, dom);
}

/** A destination that died tells why; "the migration failed" at the source only says that it did. */
function worthierError(performing: VirError | undefined, finishing: VirError | undefined, dom: DomainRef): VirError {
  const vague = performing?.code === 'operation-failed' && performing.domain === 'qemu';
  const isNews = finishing !== undefined && finishing.domain === 'qemu' && finishing.code !== 'migrate-finish-ok';
  if (vague && isNews) return finishing;
  return performing ?? finishing ?? libvirtError('none', 'operation-failed', `machine '${dom.name}' did not start at its destination`, { subject: dom.name });
}

/** Runs the long phase with progress; asks the source to stop it when the job is cancelled. */
async function whileWatched<T>(source: Connection, dom: DomainRef, { signal, report: tellProgress }: JobContext, work: () => Promise<T>): Promise<T> {
  let over = false;
  const watch = async (): Promise<void> => {
    while (!over) {
      if (signal.aborted) await tell(requireMethod(source, 'domain', 'abortJob')(dom));
      else await tell(progressOf(source, dom).then((progress) => { if (progress !== undefined) tellProgress(progress); }));
      await pause(signal.aborted ? ABORT_MS : PROGRESS_MS, signal, () => over);
    }
  };
  const watching = hasMethod(source, 'domain', 'getJobStats') ? watch() : Promise.resolve();
  try {
    return await work();
  } finally {
    over = true;
    await watching;
  }
}

async function progressOf(source: Connection, dom: DomainRef): Promise<JobProgress | undefined> {
  const { params } = await requireMethod(source, 'domain', 'getJobStats')(dom, 0);
  const bytes = (field: string): number => {
    const value = typedValue(params, field);
    return typeof value === 'bigint' ? Number(value) : 0;
  };
  const total = bytes('data_total');
  if (total === 0) return undefined;
  // Memory that is written to is sent again: what remains counts, not what was sent.
  return { done: Math.max(0, total - bytes('data_remaining')), total, unit: 'bytes', phase: 'copying memory' };
}

/** Sleeps in slices, so that neither a cancel nor the end has to wait. */
async function pause(ms: number, signal: AbortSignal, isOver: () => boolean): Promise<void> {
  const wasAborted = signal.aborted;
  for (let left = ms; left > 0 && !isOver() && signal.aborted === wasAborted; left -= 25) await new Promise((resolve) => setTimeout(resolve, 25));
}

function report(context: JobContext, phase: string): void {
  context.report({ done: 0, total: 0, unit: 'bytes', phase });
}

/** What is told to a host at the end, or asked on the side, must not hide what happened before. */
async function tell(message: Promise<unknown>): Promise<void> {
  try {
    await message;
  } catch (error) {
    if (!VirError.is(error)) throw error;
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<{ readonly value?: T; readonly error?: VirError }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: VirError.from(error) };
  }
}

async function isPaused(source: Connection, dom: DomainRef): Promise<boolean> {
  try {
    return (await requireMethod(source, 'domain', 'getState')(dom, 0)).state === 'paused';
  } catch (error) {
    if (VirError.is(error)) return false;
    throw error;
  }
}

function checkFlags(flags: number): void {
  const exclusive = (a: number, b: number, words: string): void => {
    if ((flags & a) !== 0 && (flags & b) !== 0) throw libvirtError('none', 'invalid-arg', `flags ${words} are mutually exclusive`);
  };
  exclusive(Flags.NON_SHARED_DISK, Flags.NON_SHARED_INC, "'shared disk' and 'shared incremental'");
  if ((flags & Flags.OFFLINE) !== 0 && (flags & (Flags.NON_SHARED_DISK | Flags.NON_SHARED_INC)) !== 0) {
    throw libvirtError('none', 'invalid-arg', 'offline migration cannot handle non-shared storage');
  }
}

async function requireOffline(source: Connection, dest: Connection): Promise<void> {
  for (const [connection, which] of [[source, 'source'], [dest, 'destination']] as const) {
    const { supported } = await connection.supports('migration-offline');
    if (!supported) throw libvirtError('none', 'argument-unsupported', `offline migration is not supported by the ${which} host`);
  }
}

/** Whether the source's daemon would be sent to itself; who names a socket knows what he does. */
function isSameHost(destUri: string): boolean {
  const uri = parseConnectUri(destUri);
  if (uri.host.startsWith('localhost')) return true;
  return uri.host === '' && !(uri.transport === 'unix' && uriParam(uri, 'socket') !== undefined);
}

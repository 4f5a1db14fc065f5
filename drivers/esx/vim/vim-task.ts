import type { LongCallOptions } from '../../api/extras.ts';
import type { CallOptions } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { PropertyFilterSpec, TaskInfo } from './vim.gen.ts';
import { faultError, isFault, localizedFault } from './vim-faults.ts';
import { Properties } from './vim-codec.ts';
import type { VimClient } from './vim-client.ts';
import type { AnyValue, MoRef } from './vim-value.ts';

/** How far a task is. */
export interface TaskProgress {
  readonly state: TaskInfo['state'];
  /** Percent; undefined while the host does not say. */
  readonly percent: number | undefined;
}

/** What waiting for a task may be told. */
export interface TaskWait extends CallOptions {
  /** What is tried, for the error: “Could not start domain”. */
  readonly what: string;
  readonly subject?: string;
  readonly onProgress?: (progress: TaskProgress) => void;
}

/** Waiting as a long call wants it. */
export function waitOf(what: string, subject: string, { signal, deadlineMs, onProgress }: LongCallOptions): TaskWait {
  return {
    what,
    subject,
    ...(signal === undefined ? {} : { signal }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    onProgress: ({ percent }) => { if (percent !== undefined) onProgress?.(percent, 100); },
  };
}

const PATHS = ['info.state', 'info.error', 'info.result', 'info.progress'];
const WAIT_S = 20;
const GRACE_MS = 30_000;

/**
 * Waits for the end of a task; gives its result. When the caller's signal fires, the host is asked to cancel it.
 *
 * @throws what its fault means; operation-aborted when it was cancelled.
 */
export async function waitForTask(client: VimClient, task: MoRef, wait: TaskWait): Promise<AnyValue | undefined> {
  const collector = await client.call('CreatePropertyCollector', client.content.propertyCollector, {});
  const onAbort = (): void => {
    // A task that cannot be cancelled goes on, and is waited for.
    client.call('CancelTask', task, {}).catch(() => undefined);
  };
  wait.signal?.addEventListener('abort', onAbort);
  try {
    const spec: PropertyFilterSpec = { propSet: [{ type: 'Task', all: false, pathSet: PATHS }], objectSet: [{ obj: task, skip: false }] };
    await client.call('CreateFilter', collector, { spec, partialUpdates: false });
    if (wait.signal?.aborted === true) onAbort();
    return await followTask(client, collector, task, wait);
  } finally {
    wait.signal?.removeEventListener('abort', onAbort);
    client.call('DestroyPropertyCollector', collector, {}, { deadlineMs: 5000 }).catch(() => undefined); // it goes with the session
  }
}

async function followTask(client: VimClient, collector: MoRef, task: MoRef, wait: TaskWait): Promise<AnyValue | undefined> {
  const info = new Properties(task);
  const endMs = wait.deadlineMs === undefined ? Infinity : performance.now() + wait.deadlineMs;
  let version = '';
  for (;;) {
    const set = await client.call('WaitForUpdatesEx', collector, { version, options: { maxWaitSeconds: WAIT_S } }, { deadlineMs: WAIT_S * 1000 + GRACE_MS });
    version = set?.version ?? version;
    for (const { objectSet } of set?.filterSet ?? []) {
      for (const { changeSet } of objectSet ?? []) for (const { name, val } of changeSet ?? []) info.set(name, val);
    }
    const state = info.string('info.state');
    wait.onProgress?.({ state: state ?? 'queued', percent: info.number('info.progress') });
    if (state === 'success') return info.get('info.result');
    if (state === 'error') throw taskError(info, wait);
    if (performance.now() > endMs) throw libvirtError('esx', 'operation-timeout', `${wait.what}: the task has not ended yet`);
  }
}

function taskError(info: Properties, wait: TaskWait): VirError {
  const error = info.object('info.error', 'LocalizedMethodFault');
  if (error === undefined) return libvirtError('esx', 'operation-failed', wait.what);
  return faultError(localizedFault(error), wait.what, wait.subject);
}

/** Runs a call that starts a task, and waits for its end. A fault of the call itself says what was tried, too. */
export async function runTask(client: VimClient, start: () => Promise<MoRef>, wait: TaskWait): Promise<AnyValue | undefined> {
  let task: MoRef;
  try {
    task = await start();
  } catch (error) {
    if (!VirError.is(error) || error.details?.str1 === undefined || isFault(error, 'NotAuthenticated')) throw error;
    const bare = error.message;
    throw new VirError({ code: error.code, domain: 'esx', message: `${wait.what}: ${bare}`, subject: wait.subject, details: error.details, cause: error });
  }
  return waitForTask(client, task, wait);
}

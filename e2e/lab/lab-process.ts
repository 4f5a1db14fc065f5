import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { LabError, type Argv, waitFor } from './run.ts';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot, as /proc has it. */
  readonly startTicks: string;
}

/** Identifies a running process; undefined when there is none, or only its zombie (PID 1 may reap late). */
export function identify(pid: number): ProcessId | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  // The second field is the program's name in parentheses and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTicks };
}

export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.startTicks === id.startTicks;
}

/** The process that runs this code. */
export function self(): ProcessId {
  const id = identify(process.pid);
  if (id === undefined) throw new LabError('/proc does not show this process');
  return id;
}

/** Ends a process: SIGTERM, and SIGKILL when it has not gone after `graceMs`. Nothing happens when it has gone already. */
export async function stopProcess(id: ProcessId, graceMs = 5000): Promise<void> {
  const gone = () => (isAlive(id) ? undefined : true);
  signalProcess(id, 'SIGTERM');
  try {
    await waitFor(`end of process ${id.pid}`, gone, graceMs, 20);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    signalProcess(id, 'SIGKILL');
    await waitFor(`end of process ${id.pid} after SIGKILL`, gone, 30_000, 20);
  }
}

/** Sends a signal to exactly this process, if it is still there. */
export function signalProcess(id: ProcessId, signal: NodeJS.Signals): void {
  if (!isAlive(id)) return;
  try {
    process.kill(id.pid, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

export interface ServiceOptions {
  /** Where its standard output and standard error go. */
  readonly logPath: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** True: it outlives this process (leases decide when it ends). False: it ends with this process, however that ends. */
  readonly outlives: boolean;
}

/** Starts a long-running program in its foreground mode. */
export async function startService(argv: Argv, options: ServiceOptions): Promise<ProcessId> {
  const [file, ...args]: Argv = options.outlives ? argv : ['setpriv', '--pdeathsig', 'TERM', ...argv];
  const log = openSync(options.logPath, 'a', 0o644);
  try {
    const child = spawn(file, args, {
      stdio: ['ignore', log, log],
      detached: options.outlives,
      env: { ...process.env, LC_ALL: 'C', ...options.env },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        reject(new LabError(`cannot start ${file}: ${error.message}`, { cause: error }));
      });
    });
    child.unref();
    const id = child.pid === undefined ? undefined : identify(child.pid);
    if (id === undefined) throw new LabError(`${argv.join(' ')} ended at once: ${logTail(options.logPath)}`);
    return id;
  } finally {
    closeSync(log);
  }
}

/** The end of a log, for an error message. */
export function logTail(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-1500).trim();
  } catch (error) {
    return `(${path} cannot be read: ${String(error)})`;
  }
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH';
}

import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import type { HelperProcess } from './helper-processes.ts';

/** What starting helpers needs of a host. */
export interface HelperPort {
  /** The path of an installed program. */
  readonly findProgram: (name: string) => Promise<string | undefined>;
  /** Runs a command to its end. */
  readonly run: (argv: readonly string[]) => Promise<{ readonly code: number; readonly output: string }>;
  /** Starts a process that outlives us; what it writes goes to the log. The number tells whether it still runs. */
  readonly start: (argv: readonly string[], log: string) => Promise<number>;
  readonly isRunning: (pid: number) => Promise<boolean>;
  readonly stop: (pid: number) => Promise<void>;
  readonly exists: (path: string) => Promise<boolean>;
  readonly makePrivateFolder: (path: string) => Promise<void>;
  /** The end of a log. */
  readonly lastWords: (log: string) => Promise<string>;
}

/** Where to get what a host lacks. */
const PACKAGES: Readonly<Record<string, string>> = { swtpm: 'swtpm', swtpm_setup: 'swtpm-tools', passt: 'passt', unshare: 'util-linux' };
const LISTEN_DEADLINE_MS = 10_000;
const LOOK_EVERY_MS = 10;

/** Helpers that run. */
export interface StartedHelpers {
  /** Ends them: for a machine whose start failed. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts what a machine's devices need, and waits until it listens; all of them, or none stays.
 *
 * @throws VirError `config-unsupported` when a program is not installed; `internal-error` with the program's last words.
 */
export async function startHelpers(helpers: readonly HelperProcess[], port: HelperPort): Promise<StartedHelpers> {
  const running: number[] = [];
  const stop = async (): Promise<void> => { await Promise.all(running.map(port.stop)); };
  try {
    for (const helper of helpers) running.push(await startOne(helper, port));
    await Promise.all(helpers.map((helper, index) => listening(helper, running[index] ?? -1, port)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function startOne(helper: HelperProcess, port: HelperPort): Promise<number> {
  const program = await requireProgram(helper.program, port);
  if (helper.setUp !== undefined) await setUp(helper.setUp, port);
  return port.start([program, ...helper.arguments], helper.log);
}

async function setUp({ program, arguments: words, folder, done }: NonNullable<HelperProcess['setUp']>, port: HelperPort): Promise<void> {
  if (await port.exists(done)) return;
  await port.makePrivateFolder(folder);
  const { code, output } = await port.run([await requireProgram(program, port), ...words]);
  if (code !== 0) throw confError('internal-error', `Could not run '${program}'. exitstatus: ${code}; ${output.trim().slice(-500)}`, 'qemu');
}

async function requireProgram(name: string, port: HelperPort): Promise<string> {
  const found = await port.findProgram(name);
  if (found === undefined) throw unsupported(`'${name}' is not installed on the host; the package is usually called ${PACKAGES[name] ?? name}`, 'qemu');
  return found;
}

async function listening(helper: HelperProcess, pid: number, port: HelperPort): Promise<void> {
  for (const until = performance.now() + LISTEN_DEADLINE_MS; !(await port.exists(helper.socket)); ) {
    const ended = !(await port.isRunning(pid));
    if (ended || performance.now() > until) {
      const words = await port.lastWords(helper.log);
      throw confError('internal-error', `'${helper.title ?? helper.program}' ${ended ? 'ended at once' : 'does not listen'}${words === '' ? '' : `: ${words.slice(-500)}`}`, 'qemu');
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

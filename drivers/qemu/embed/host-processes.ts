import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { systemError } from '../../transport/system-error.ts';
import { qemuError } from './qemu-error.ts';

/** What a machine's process is started with. */
export interface DetachedOptions {
  /** Takes what it writes; added to. */
  readonly log: string;
  /** Set besides what the user has. */
  readonly environment: readonly (readonly [name: string, value: string])[];
}

/** A process that was started; it does not end with us. */
export interface DetachedProcess {
  readonly pid: number;
  /** Resolves when it has ended, where that can be told; else never. */
  readonly ended: Promise<void>;
}

/** Processes of a host: started so that they outlive us, and recognised later by number and start. */
export interface HostProcesses {
  readonly startDetached: (argv: readonly string[], options: DetachedOptions) => Promise<DetachedProcess>;
  /** When each living process was started, in the host's own words; ended ones are missing. */
  readonly starts: (pids: readonly number[]) => Promise<ReadonlyMap<number, string>>;
  /** Sends a signal; a process that has ended is none of our concern. */
  readonly kill: (pid: number, signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  /** A living process with this among its arguments. */
  readonly findByArgument: (argument: string) => Promise<number | undefined>;
  /** Changes when the host boots. */
  readonly bootId: () => Promise<string>;
}

/** `$1` the log, `$2` the pieces of the environment, then these, then the command. It leads a session of its own. */
const START = 'umask 077; log=$1; shift; setsid env "$@" </dev/null >>"$log" 2>&1 & echo $!';
const FIND = 'for f in /proc/[0-9]*/cmdline; do if tr "\\0" "\\n" < "$f" 2>/dev/null | grep -Fqx -- "$1"; then p=${f#/proc/}; echo "${p%/cmdline}"; fi; done';

/** The processes of a host, this one or one behind SSH. */
export function processesOf(surroundings: Surroundings): HostProcesses {
  const { commands, files, isHere, system } = surroundings;
  return {
    startDetached: (argv, options) => (isHere ? startHere(argv, options) : startFar(surroundings, argv, options)),
    async starts(pids) {
      if (pids.length === 0) return new Map();
      if (system !== 'linux') return startsByPs(surroundings, pids);
      const texts = await files.read(pids.map((pid) => `/proc/${pid}/stat`));
      return new Map(pids.flatMap((pid, index) => {
        const start = startOf(texts[index]);
        return start === undefined ? [] : [[pid, start] as const];
      }));
    },
    async kill(pid, signal) {
      if (!isHere) {
        await runCommand(commands, ['kill', `-${signal.slice(3)}`, String(pid)]);
        return;
      }
      try {
        process.kill(pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw systemError(error, { message: `Failed to kill process ${pid}`, step: 'open', subject: String(pid) });
      }
    },
    async findByArgument(argument) {
      if (system !== 'linux') return undefined;
      const { stdout } = await runCommand(commands, ['sh', '-c', FIND, 'sh', argument]);
      // The command that looks has the words among its arguments, too.
      const others = stdout.split('\n').map(Number).filter((pid) => Number.isInteger(pid) && pid > 1);
      const names = await files.read(others.map((pid) => `/proc/${pid}/comm`));
      return others.find((_pid, index) => !/^(sh|bash|dash|busybox|tr|grep)\s*$/.test(Buffer.from(names[index] ?? []).toString('latin1')) && names[index] !== undefined);
    },
    async bootId() {
      if (system === 'linux') {
        const [bytes] = await files.read(['/proc/sys/kernel/random/boot_id']);
        return Buffer.from(bytes ?? []).toString('latin1').trim();
      }
      return (await runCommand(commands, ['sysctl', '-n', 'kern.boottime'])).stdout.trim();
    },
  };
}

/** Field 22 of proc_pid_stat(5), the start in clock ticks; undefined for what has ended and is only waited for. */
function startOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString('latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

async function startsByPs({ commands }: Surroundings, pids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await runCommand(commands, ['ps', '-o', 'pid=,stat=,lstart=', '-p', pids.join(',')]);
  return new Map(stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    return match?.[2] === undefined || match[2].startsWith('Z') ? [] : [[Number(match[1]), match[3] ?? ''] as const];
  }));
}

async function startHere([program = '', ...args]: readonly string[], { log, environment }: DetachedOptions): Promise<DetachedProcess> {
  const handle = await open(log, 'a', 0o600);
  try {
    const child = spawn(program, args, {
      detached: true, shell: false, windowsHide: true, cwd: '/', stdio: ['ignore', handle.fd, handle.fd], env: { ...process.env, ...Object.fromEntries(environment) },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => { reject(systemError(error, { message: `Cannot run '${program}'`, step: 'open', subject: program })); });
    });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => { resolve(); });
    });
    child.unref();
    return { pid: child.pid ?? -1, ended };
  } finally {
    await handle.close();
  }
}

async function startFar({ commands }: Surroundings, argv: readonly string[], { log, environment }: DetachedOptions): Promise<DetachedProcess> {
  const words = environment.map(([name, value]) => `${name}=${value}`);
  const { stdout, stderr } = await runCommand(commands, ['sh', '-c', START, 'sh', log, ...words, ...argv]);
  const pid = Number(stdout.trim());
  if (!Number.isInteger(pid) || pid <= 1) throw qemuError('internal-error', `cannot start '${argv[0] ?? ''}' on ${commands.description}: ${stderr.trim()}`);
  return { pid, ended: new Promise<void>(() => undefined) };
}

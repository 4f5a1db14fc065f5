import { spawn } from 'node:child_process';

/** What went wrong in the lab, in one sentence, with the output of the command that failed. */
export class LabError extends Error {
  override readonly name = 'LabError';
}

/** A program and its arguments; never a shell line. */
export type Argv = readonly [string, ...string[]];

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. */
  readonly input?: string;
  /** Default 60,000. The program is killed when it takes longer. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Default true: a status other than 0 rejects with a LabError. */
  readonly check?: boolean;
}

export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** Runs a program to its end and gives what it printed. */
export function run(argv: Argv, options: RunOptions = {}): Promise<RunResult> {
  const startedMs = performance.now();
  const timeoutMs = options.timeoutMs ?? 60_000;
  const [file, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, LC_ALL: 'C', ...options.env },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that ends before it has read its input is judged by its status.
    child.stdin?.on('error', (error) => stderr.push(Buffer.from(`[stdin: ${error.message}]\n`)));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new LabError(`cannot run ${file}: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const result: RunResult = {
        status: code ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        elapsedMs: performance.now() - startedMs,
      };
      if (!timedOut && (result.status === 0 || options.check === false)) resolve(result);
      else reject(new LabError(describeFailure(argv, result, signal, timedOut ? timeoutMs : undefined)));
    });
    child.stdin?.end(options.input);
  });
}

function describeFailure(argv: Argv, result: RunResult, signal: string | null, timeoutMs: number | undefined): string {
  const how =
    timeoutMs !== undefined
      ? `took longer than ${timeoutMs} ms`
      : signal === null
        ? `ended with status ${result.status}`
        : `was ended by ${signal}`;
  const said = (result.stderr.trim() || result.stdout.trim()).slice(-2000);
  return `${argv.join(' ').slice(0, 400)}: ${how}${said === '' ? '' : `: ${said}`}`;
}

/** Asks again and again until the answer is not undefined; a LabError naming `what` after the time limit. */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs: number,
  everyMs = 50,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new LabError(`${what}: not within ${timeoutMs} ms`);
    await sleep(everyMs);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

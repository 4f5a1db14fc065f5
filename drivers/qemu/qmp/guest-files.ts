import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import { agentError, type AgentCallOptions, type GuestAgent } from './guest-agent.ts';
import { Reply } from './reply.ts';

/** How much is read or written at once: agents take at least that. */
const PIECE_BYTES = 48 * 1024;
const POLL_MS = 100;
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

/** What a command inside the guest gave. */
export interface GuestExecResult {
  /** Its status; undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: number | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** The agent kept only the beginning. */
  readonly isTruncated: boolean;
}

/** A command to run inside the guest: never a shell line. */
export interface GuestExec {
  readonly path: string;
  readonly args?: readonly string[];
  /** `NAME=value` */
  readonly env?: readonly string[];
  readonly input?: Uint8Array;
}

/** Runs a command inside the guest and waits until it has ended. The deadline counts for all of it. */
export async function execInGuest(agent: GuestAgent, { path, args = [], env, input }: GuestExec, options: AgentCallOptions = {}): Promise<GuestExecResult> {
  const endAtMs = performance.now() + (options.deadlineMs ?? 600_000);
  const started = new Reply('guest-exec', await agent.call('guest-exec', {
    path, 'arg': args, env, 'input-data': input === undefined ? undefined : base64(input), 'capture-output': true,
  }, callOptions(options)));
  const pid = started.number('pid');
  for (;;) {
    const status = new Reply('guest-exec-status', await agent.call('guest-exec-status', { pid }, callOptions(options)));
    if (status.boolean('exited')) return result(status);
    if (performance.now() >= endAtMs) throw agentError('operation-timeout', `command '${path}' still runs inside the guest`);
    await pause(POLL_MS);
  }
}

function callOptions({ signal }: AgentCallOptions): AgentCallOptions {
  return { signal };
}

function result(status: Reply): GuestExecResult {
  return {
    exitCode: status.numberOr('exitcode'),
    signal: status.numberOr('signal'),
    stdout: bytes(status, 'out-data'),
    stderr: bytes(status, 'err-data'),
    isTruncated: status.booleanOr('out-truncated') === true || status.booleanOr('err-truncated') === true,
  };
}

/**
 * Reads a file inside the guest, at most so much of it.
 *
 * @throws internal-error with the guest's reason.
 */
export async function readGuestFile(agent: GuestAgent, path: string, mostBytes = MOST_OUTPUT_BYTES, options?: AgentCallOptions): Promise<Uint8Array> {
  return withFile(agent, path, 'r', options, async (handle) => {
    const pieces: Uint8Array[] = [];
    for (let left = mostBytes; left > 0; ) {
      const reply = new Reply('guest-file-read', await agent.call('guest-file-read', { handle, count: Math.min(left, PIECE_BYTES) }, options));
      const piece = bytes(reply, 'buf-b64').subarray(0, left);
      pieces.push(piece);
      left -= piece.length;
      if (reply.boolean('eof') || piece.length === 0) break;
    }
    return Buffer.concat(pieces);
  });
}

/** Writes a file inside the guest, which is made or emptied first; `append` keeps what it has. */
export async function writeGuestFile(agent: GuestAgent, path: string, data: Uint8Array, { append = false, ...options }: AgentCallOptions & { readonly append?: boolean } = {}): Promise<void> {
  await withFile(agent, path, append ? 'a' : 'w', options, async (handle) => {
    for (let at = 0; at < data.length; ) {
      const piece = data.subarray(at, at + PIECE_BYTES);
      const written = new Reply('guest-file-write', await agent.call('guest-file-write', { 'handle': handle, 'buf-b64': base64(piece) }, options)).number('count');
      if (!Number.isInteger(written) || written <= 0 || written > piece.length) throw agentError('internal-error', `the guest wrote ${written} of ${piece.length} bytes`);
      at += written;
    }
    await agent.call('guest-file-flush', { handle }, options);
  });
}

async function withFile<T>(agent: GuestAgent, path: string, mode: string, options: AgentCallOptions | undefined, work: (handle: number | bigint) => Promise<T>): Promise<T> {
  const handle = await agent.call('guest-file-open', { path, mode } satisfies PlainJsonObject, options);
  if (typeof handle !== 'number' && typeof handle !== 'bigint') throw agentError('internal-error', 'malformed return value');
  const value = await work(handle).catch(async (error: unknown) => {
    // The first error counts; the handle is the guest's loss.
    await agent.call('guest-file-close', { handle }, { deadlineMs: 1000 }).catch(() => undefined);
    throw error;
  });
  await agent.call('guest-file-close', { handle }, options);
  return value;
}

function bytes(reply: Reply, key: string): Uint8Array {
  return Buffer.from(reply.stringOr(key) ?? '', 'base64');
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

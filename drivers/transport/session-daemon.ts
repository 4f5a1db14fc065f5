import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import type { ByteChannel } from './byte-channel.ts';
import type { DialBudget } from './dial-budget.ts';
import { hereSurroundings, libvirtSocket, type SocketQuestion, type SocketSurroundings } from './libvirt-sockets.ts';
import { errnoName, systemError } from './system-error.ts';
import { dialUnix } from './unix.ts';

const PROGRAM_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin', '/sbin'];
/** It ends by itself when nobody has used it for so long; libvirt's own choice. */
const ARGUMENTS = ['--timeout=120'];
const RETRY_MS = 20;
/** As long as libvirt waits for the socket. */
const MOST_RETRIES = 250;

/** The user's own daemon: its socket, and the program that serves it; undefined where none may be started. */
export interface SessionDaemon {
  readonly socket: string;
  readonly program: string | undefined;
}

/** Which daemon of the user's own is meant: one that runs, else the one whose program is installed. */
export function sessionDaemon(question: SocketQuestion, here: SocketSurroundings = hereSurroundings()): SessionDaemon {
  const socket = libvirtSocket(question, here);
  if (here.exists(socket) || here.env['LIBVIRT_AUTOSTART'] === '0') return { socket, program: programOf(socket, here) };
  const modes = question.mode === 'auto' ? (['legacy', 'direct'] as const) : [question.mode];
  const plans = modes
    .filter((mode) => mode !== 'direct' || question.driver !== undefined)
    .map((mode) => libvirtSocket({ ...question, mode }, here))
    .map((path) => ({ socket: path, program: programOf(path, here) }));
  return plans.find(({ program }) => program !== undefined) ?? { socket, program: undefined };
}

/**
 * Connects to the user's own daemon; starts it if it does not run.
 *
 * @throws as `dialUnix`; system-error when the daemon cannot be started.
 */
export async function dialSession({ socket, program }: SessionDaemon, budget: DialBudget): Promise<ByteChannel> {
  try {
    return await dialUnix(socket, budget);
  } catch (error) {
    if (program === undefined || !isNotRunning(error)) throw error;
    return startAndDial(socket, program, budget);
  }
}

async function startAndDial(socket: string, program: string, budget: DialBudget): Promise<ByteChannel> {
  const ended = startDaemon(socket, program);
  for (let retry = 1; ; retry += 1) {
    await budget.race(new Promise((resolve) => setTimeout(resolve, RETRY_MS)));
    try {
      return await dialUnix(socket, budget);
    } catch (error) {
      const failure = ended();
      if (failure !== undefined) throw failure;
      if (!isNotRunning(error) || retry === MOST_RETRIES) throw error;
    }
  }
}

/** Gives a question: why has it ended? Two that start at once are no harm: the second daemon sees the first and goes. */
function startDaemon(socket: string, program: string): () => VirError | undefined {
  let failure: VirError | undefined;
  try {
    mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw systemError(error, { message: `Cannot create user runtime directory '${dirname(socket)}'`, step: 'connect', subject: socket });
  }
  const child = spawn(program, ARGUMENTS, { detached: true, stdio: 'ignore' });
  child.once('error', (error) => {
    failure = systemError(error, { message: `Cannot start ${program}`, step: 'connect', subject: program });
  });
  child.once('exit', (code) => {
    if (code === 0 || code === null) return; // another one was quicker, or it went on in the background
    const hint = libvirtError('rpc', 'operation-failed', `Run ${program} in a terminal to see why.`, { subject: program, step: 'connect' });
    failure = libvirtError('rpc', 'system-error', `${program} ended with the code ${code} instead of serving ${socket}`, { subject: program, step: 'connect', cause: hint });
  });
  child.unref();
  return () => failure;
}

function programOf(socket: string, here: SocketSurroundings): string | undefined {
  if (here.env['LIBVIRT_AUTOSTART'] === '0') return undefined;
  const name = socket.endsWith('/libvirt-sock') ? 'libvirtd' : (/\/([^/]+)-sock$/.exec(socket)?.[1] ?? 'libvirtd');
  const told = here.env['VIRTD_PATH'] ?? here.env['LIBVIRTD_PATH'];
  return (told === undefined ? PROGRAM_DIRECTORIES : [told]).map((directory) => join(directory, name)).find((path) => here.exists(path));
}

function isNotRunning(error: unknown): boolean {
  if (!VirError.is(error)) return false;
  const cause = VirError.is(error.cause) ? error.cause.cause : error.cause;
  return ['ENOENT', 'ECONNREFUSED'].includes(errnoName(cause) ?? '');
}

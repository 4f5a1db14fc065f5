import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { DuplexChannel, type ByteChannel } from './byte-channel.ts';
import type { DialBudget } from './dial-budget.ts';
import { errnoName, systemError } from './system-error.ts';
import { VirError } from '../core/vir-error.ts';

/**
 * Connects to a socket on this computer; a leading `@` means Linux's abstract sockets.
 *
 * @throws system-error, as libvirt words it; its cause tells the next step to people.
 */
export async function dialUnix(path: string, budget: DialBudget): Promise<ByteChannel> {
  budget.step = 'connect';
  const socket = connect({ path: path.startsWith('@') ? `\0${path.slice(1)}` : path });
  try {
    await budget.race(whenConnected(socket));
  } catch (error) {
    socket.destroy();
    if (VirError.is(error)) throw error;
    throw await unixFailure(path, error);
  }
  return new DuplexChannel(socket, { description: path });
}

/** Resolves when a socket stands; rejects with what Node says. */
export function whenConnected(socket: Socket, event = 'connect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => {
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
  });
}

/** libvirt's words for a socket that cannot be connected to, with the next step as the cause. */
export async function unixFailure(path: string, error: unknown): Promise<VirError> {
  const hint = await nextStep(path, error);
  return systemError(error, { message: `Failed to connect socket to '${path}'`, step: 'connect', subject: path, hint });
}

async function nextStep(path: string, error: unknown): Promise<VirError | undefined> {
  switch (errnoName(error)) {
    case 'EACCES':
    case 'EPERM':
      return new VirError({
        code: 'access-denied',
        domain: 'rpc',
        message: `The daemon runs, but ${userName()} may not use its socket ${path}. ${await whoMay(path)}`,
        subject: path,
        step: 'connect',
        cause: error,
      });
    case 'ENOENT':
      return notThere(path, `There is no socket ${path}: the daemon is not running, or is not installed. Start it (systemctl start libvirtd.socket, or virtqemud.socket), or install it (libvirt-daemon-system).`, error);
    case 'ECONNREFUSED':
      return notThere(path, `Nobody listens on ${path}: the daemon has ended and left its socket behind. Start it (systemctl start libvirtd).`, error);
    default:
      return undefined;
  }
}

function notThere(path: string, message: string, cause: unknown): VirError {
  return new VirError({ code: 'no-connect', domain: 'rpc', message, subject: path, step: 'connect', cause });
}

async function whoMay(path: string): Promise<string> {
  const groupMayWrite = await stat(path).then(
    (info) => (info.mode & 0o020) !== 0 && info.gid !== 0,
    () => true, // its folder is closed to us as well, so nothing is known
  );
  return groupMayWrite
    ? `Join its group and log in again: sudo usermod -aG libvirt ${userName()}`
    : 'Only root may; ask the administrator, or connect read-only.';
}

function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    // A user id without an entry in the user database has no name.
    return errnoName(error) === undefined ? 'this user' : `user ${process.getuid?.() ?? ''}`;
  }
}

import { connect, type Socket } from 'node:net';
import { VirError } from '../core/vir-error.ts';
import { DuplexChannel, type ByteChannel } from './byte-channel.ts';
import type { DialBudget } from './dial-budget.ts';
import { errnoWords, isResolverError, systemError } from './system-error.ts';
import { whenConnected } from './unix.ts';

/** How long one of several addresses is tried before the next; Node's own 250 ms are too short for far hosts. */
const ADDRESS_ATTEMPT_MS = 1500;

/** `host:port`, an IPv6 address in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Connects to a TCP port, trying every address of the host. */
export async function dialTcp(host: string, port: number, budget: DialBudget): Promise<ByteChannel> {
  return new DuplexChannel(await tcpSocket(host, port, budget), { description: hostPort(host, port) });
}

/**
 * As {@link dialTcp}, but gives the bare socket, for protocols that go on top.
 *
 * @throws system-error in libvirt's words: the name is unknown, or nothing answers.
 */
export async function tcpSocket(host: string, port: number, budget: DialBudget): Promise<Socket> {
  budget.step = 'connect';
  const socket = connect({ host, port, noDelay: true, keepAlive: true, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS });
  try {
    await budget.race(whenConnected(socket));
    return socket;
  } catch (error) {
    socket.destroy();
    if (VirError.is(error)) throw error;
    throw failure(host, port, error);
  }
}

function failure(host: string, port: number, error: unknown): VirError {
  if (!isResolverError(error)) {
    return systemError(error, { message: `unable to connect to server at '${host}:${port}'`, step: 'connect', subject: hostPort(host, port) });
  }
  return new VirError({
    code: 'system-error',
    domain: 'rpc',
    message: `Unable to resolve address '${host}' service '${port}': ${errnoWords(error)}`,
    subject: host,
    step: 'resolve',
    cause: error,
  });
}

import type { Socket } from 'node:net';
import { libvirtError } from '../../core/error-text.ts';
import type { DialBudget } from '../../transport/dial-budget.ts';
import { hostPort, tcpSocket } from '../../transport/tcp.ts';
import type { ProxyAddress } from './host-uri.ts';

/** A TCP connection to a host, through a proxy if there is one. */
export async function hostSocket(host: string, port: number, proxy: ProxyAddress | undefined, budget: DialBudget): Promise<Socket> {
  if (proxy === undefined) return tcpSocket(host, port, budget);
  const socket = await tcpSocket(proxy.host, proxy.port, budget);
  try {
    await budget.race(proxy.kind === 'http' ? connectHttp(socket, host, port) : proxy.kind === 'socks5' ? connectSocks5(socket, host, port) : connectSocks4(socket, host, port));
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Reads from a socket until `enough` says how many bytes are the answer; what comes after them stays in the socket. */
function readAnswer(socket: Socket, enough: (bytes: Buffer) => number | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const settle = (act: () => void): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      socket.pause();
      act();
    };
    const onData = (piece: Buffer): void => {
      got = Buffer.concat([got, piece]);
      const length = got.length > 16_384 ? got.length : enough(got);
      if (length === undefined) return;
      settle(() => {
        if (got.length > length) socket.unshift(got.subarray(length));
        resolve(got.subarray(0, length));
      });
    };
    const onError = (error: Error): void => {
      settle(() => { reject(error); });
    };
    const onClose = (): void => {
      settle(() => { reject(refused('it closed the connection')); });
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
    socket.resume();
  });
}

async function connectHttp(socket: Socket, host: string, port: number): Promise<void> {
  const target = hostPort(host, port);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  const answer = await readAnswer(socket, (bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end < 0 ? undefined : end + 4;
  });
  const line = answer.toString('latin1').split('\r\n')[0] ?? '';
  if (!/^HTTP\/1\.[01] 2\d\d/.test(line)) throw refused(line);
}

/** RFC 1928, without authentication: `05 01 00`, then `05 01 00 03 LEN NAME PORT`. */
async function connectSocks5(socket: Socket, host: string, port: number): Promise<void> {
  socket.write(Uint8Array.of(5, 1, 0));
  const hello = await readAnswer(socket, (bytes) => (bytes.length < 2 ? undefined : 2));
  if (hello[1] !== 0) throw refused('it wants a password');
  const name = Buffer.from(host, 'utf8');
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 0xff])]));
  const answer = await readAnswer(socket, (bytes) => {
    if (bytes.length < 5) return undefined;
    const address = bytes[3] === 1 ? 4 : bytes[3] === 4 ? 16 : 1 + (bytes[4] ?? 0);
    return bytes.length < 6 + address ? undefined : 6 + address;
  });
  if (answer[1] !== 0) throw refused(`SOCKS error ${answer[1] ?? ''}`);
}

/** SOCKS 4A: `04 01 PORT 0.0.0.1 00 NAME 00`. */
async function connectSocks4(socket: Socket, host: string, port: number): Promise<void> {
  socket.write(Buffer.concat([Buffer.from([4, 1, port >> 8, port & 0xff, 0, 0, 0, 1, 0]), Buffer.from(host, 'utf8'), Buffer.from([0])]));
  const answer = await readAnswer(socket, (bytes) => (bytes.length < 8 ? undefined : 8));
  if (answer[1] !== 0x5a) throw refused(`SOCKS error ${answer[1] ?? ''}`);
}

function refused(why: string): Error {
  return libvirtError('esx', 'operation-failed', `the proxy does not connect: ${why}`, { step: 'connect' });
}

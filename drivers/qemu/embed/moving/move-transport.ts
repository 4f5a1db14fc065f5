import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { VirError } from '../../../core/vir-error.ts';
import type { BackupServer } from '../../block/jobs/backup.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { qemuError } from '../qemu-error.ts';
import type { MoveOffer } from './move-cookie.ts';
import type { MoveWish } from './move-wish.ts';

/** How the bytes come. `tunnel`: through the process that leads the move, and so through SSH where a host is behind it. */
export interface MoveTransport {
  readonly kind: 'unix' | 'tunnel' | 'tcp';
  /** Where sockets are made. */
  readonly folder: string;
  /** Of the socket that the caller named. */
  readonly path: string | undefined;
  /** As the source reaches this host. */
  readonly host: string;
  readonly port: number | undefined;
  readonly listen: string;
}

/** libvirt's ports for machines that move. */
const FIRST_PORT = 49152;
const LAST_PORT = 49215;

/** Sockets between roots of one host, else a tunnel; unless the caller names an address. @throws invalid-arg for what is none. */
export function chooseTransport(state: EmbedState, machine: Machine, offer: MoveOffer, wish: MoveWish): MoveTransport {
  const { surroundings, layout } = state;
  const base = { folder: layout.socketFolder(machine.uuid), path: undefined, host: surroundings.hostName, port: undefined, listen: '' };
  const { uri } = wish;
  if (uri === undefined) return { ...base, kind: offer.boot === state.boot && offer.uid === surroundings.uid && (wish.flags & M.TUNNELLED) === 0 ? 'unix' : 'tunnel' };
  if (uri.startsWith('tunnel:')) return { ...base, kind: 'tunnel' };
  const socket = /^unix:(?:\/\/)?(\/.*)$/.exec(uri)?.[1];
  if (socket !== undefined) return { ...base, kind: 'unix', path: socket };
  const [, bracketed, plain, port] = /^tcp:(?:\/\/)?(?:\[([^\]]+)\]|([^:/]*))(?::(\d{1,5}))?\/?$/.exec(uri) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw qemuError('invalid-arg', `missing or unsupported migration URI '${uri}': tcp://HOST[:PORT], unix:///PATH and tunnel: are possible`);
  const isLoopback = host === 'localhost' || host.startsWith('127.') || host === '::1';
  return { ...base, kind: 'tcp', host: host === '' ? surroundings.hostName : host, port: port === undefined ? undefined : Number(port), listen: wish.listenAddress ?? (isLoopback ? host : '0.0.0.0') };
}

/** Lets something listen, on a port that is free where none is named. @returns what the source is told: `unix:PATH`, `tcp:HOST:PORT`, `tunnel:TOKEN`. */
export async function listenAt({ kind, folder, path, host, port, listen }: MoveTransport, name: string, token: string, open: (address: BackupServer) => Promise<void>): Promise<string> {
  if (kind !== 'tcp') {
    const file = path === undefined || name !== 'migrate.sock' ? `${folder}/${name}` : path;
    await open({ kind: 'unix', path: file });
    return kind === 'tunnel' ? `tunnel:${token}` : `unix:${file}`;
  }
  const words = (text: string): string => (text.includes(':') ? `[${text}]` : text);
  const first = port ?? FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
  for (let tries = 0; ; tries++) {
    const chosen = port ?? FIRST_PORT + ((first - FIRST_PORT + tries) % (LAST_PORT - FIRST_PORT + 1));
    try {
      await open({ kind: 'tcp', host: words(listen), port: chosen });
      return `tcp:${words(host)}:${chosen}`;
    } catch (error) {
      if (port !== undefined || tries >= LAST_PORT - FIRST_PORT || !VirError.is(error) || !error.message.includes('in use')) throw error;
    }
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';
import type { SocketMode } from './libvirt-uri.ts';

/** libvirt says /var/run on purpose: a host may have no /run, while /var/run leads there where it exists. */
const SYSTEM_DIRECTORY = '/var/run/libvirt';

/** What decides which socket is meant. */
export interface SocketQuestion {
  readonly driver: string | undefined;
  readonly mode: SocketMode;
  readonly readOnly: boolean;
  /** The daemon of the user, not of the system. */
  readonly session: boolean;
  /** Looks on another host: no file can be seen from here. */
  readonly remote: boolean;
}

/** What of this computer counts; tests give another one. */
export interface SocketSurroundings {
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

/** The surroundings of this process. */
export function hereSurroundings(): SocketSurroundings {
  return { uid: process.getuid?.() ?? 0, env: process.env, exists: existsSync };
}

/**
 * The socket of a daemon, chosen as libvirt chooses it: the driver's own modular daemon where its socket
 * exists, else the one daemon for all.
 *
 * @throws operation-unsupported when modular sockets are asked for where they cannot be had.
 */
export function libvirtSocket(question: SocketQuestion, here: SocketSurroundings = hereSurroundings()): string {
  const direct = question.driver === undefined ? undefined : socketPath(`virt${question.driver}d`, question, here);
  const legacy = socketPath('libvirt', question, here);
  switch (question.mode) {
    case 'legacy':
      return legacy;
    case 'direct':
      if (question.remote) throw unsupported('Cannot use direct socket mode for ssh transport');
      if (direct === undefined) throw unsupported('Cannot use direct socket mode if no URI is set');
      return direct;
    case 'auto':
      return !question.remote && direct !== undefined && here.exists(direct) ? direct : legacy;
  }
}

/** Where the user's own daemons keep their sockets. */
export function sessionDirectory(here: Pick<SocketSurroundings, 'uid' | 'env'> = hereSurroundings()): string {
  const runtime = here.env['XDG_RUNTIME_DIR'];
  return join(runtime === undefined || runtime === '' ? `/run/user/${here.uid}` : runtime, 'libvirt');
}

/** A daemon that this computer offers. */
export interface FoundSocket {
  readonly path: string;
  /** `libvirt` is the one daemon for all drivers. */
  readonly daemon: string;
  readonly session: boolean;
}

const MODULAR_DRIVERS = ['qemu', 'xen', 'lxc', 'vbox', 'bhyve', 'vz', 'ch'] as const;

/** Every socket of a hypervisor's daemon that is there now, for "what does this computer offer". */
export function findLibvirtSockets(here: SocketSurroundings = hereSurroundings()): readonly FoundSocket[] {
  const kinds = here.uid === 0 ? [false] : [false, true];
  return kinds.flatMap((session) =>
    ['libvirt', ...MODULAR_DRIVERS.map((name) => `virt${name}d`)]
      .map((daemon) => ({ daemon, session, path: socketPath(daemon, { readOnly: false, session }, here) }))
      .filter(({ path }) => here.exists(path)),
  );
}

function socketPath(daemon: string, question: Pick<SocketQuestion, 'readOnly' | 'session'>, here: SocketSurroundings): string {
  if (question.session) return join(sessionDirectory(here), `${daemon}-sock`);
  return `${SYSTEM_DIRECTORY}/${daemon}-sock${question.readOnly ? '-ro' : ''}`;
}

function unsupported(message: string): VirError {
  return libvirtError('remote', 'operation-unsupported', message, { step: 'resolve' });
}

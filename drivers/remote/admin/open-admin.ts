import { join } from 'node:path';
import type { OpenOptions } from '../../api/connection.ts';
import type { ConnectUri } from '../../api/driver.ts';
import { parseConnectUri, redactUri } from '../../core/connect-uri.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { dialLibvirt } from '../../transport/dial-libvirt.ts';
import { sessionDirectory } from '../../transport/libvirt-sockets.ts';
import { adminOverLink, type AdminConnection } from './admin-connection.ts';

const SYSTEM_DIRECTORY = '/run/libvirt';
const OPEN_DEADLINE_MS = 30_000;
const SSH_TRANSPORTS: ReadonlySet<string> = new Set(['ssh', 'libssh', 'libssh2']);

/**
 * Opens the admin socket of a libvirt daemon.
 *
 * @param uri `libvirtd:///system`, `virtqemud:///session`, with `socket=` for another socket; as an extension of
 *   libvirt's, `libvirtd+ssh://host/system` (and the parameters of SSH) for a daemon on another host.
 *   Undefined: `LIBVIRT_ADMIN_DEFAULT_URI`, else the system's libvirtd for root and the session's for others.
 * @throws config-unsupported for another scheme, path or parameter; system-error when the socket cannot be reached.
 * @libvirt virAdmConnectOpen
 */
export async function openAdmin(uri?: string, options: OpenOptions = {}): Promise<AdminConnection> {
  const text = uri ?? defaultAdminUri();
  const link = await dialLibvirt(adminTarget(parseConnectUri(text)), options);
  const { signal, deadlineMs = OPEN_DEADLINE_MS } = options;
  return adminOverLink(redactUri(text), link, { deadlineMs, ...(signal === undefined ? {} : { signal }) });
}

/** The admin URI when none is given, without the configuration file. */
export function defaultAdminUri(env: NodeJS.ProcessEnv = process.env, uid: number = process.geteuid?.() ?? 0): string {
  const wish = env['LIBVIRT_ADMIN_DEFAULT_URI'];
  if (wish !== undefined && wish !== '') return wish;
  return uid === 0 ? 'libvirtd:///system' : 'libvirtd:///session';
}

/** The same URI for the transport, which is told the socket. */
export function adminTarget(uri: ConnectUri): ConnectUri {
  const isSsh = uri.transport !== undefined && SSH_TRANSPORTS.has(uri.transport);
  if (!isSsh && (uri.host !== '' || (uri.transport !== undefined && uri.transport !== 'unix'))) {
    throw unsupported(`the admin socket of another host is reached by SSH only: ${uri.scheme}+ssh://HOST${uri.path}`);
  }
  const unknown = isSsh ? undefined : uri.params.find(([name]) => name !== 'socket');
  if (unknown !== undefined) throw unsupported(`Unknown URI parameter '${unknown[0]}'`);
  if (uri.params.some(([name]) => name === 'socket')) return { ...uri, transport: uri.transport ?? 'unix' };
  const socket = adminSocket(uri, isSsh);
  return { ...uri, transport: uri.transport ?? 'unix', params: [...uri.params, ['socket', socket]] };
}

function adminSocket(uri: ConnectUri, isFar: boolean): string {
  if (uri.scheme !== 'libvirtd' && !uri.scheme.startsWith('virt')) throw unsupported(`Unsupported URI scheme '${uri.scheme}'`);
  const name = `${uri.scheme === 'libvirtd' ? 'libvirt' : uri.scheme}-admin-sock`;
  switch (uri.path) {
    case '/system':
      return `${SYSTEM_DIRECTORY}/${name}`;
    case '/session':
      if (isFar) throw unsupported(`the admin socket of a session on another host has to be named: socket=/run/user/UID/libvirt/${name}`);
      return join(sessionDirectory(), name);
    default:
      throw unsupported(`Invalid URI path '${uri.path}', try '/system'`);
  }
}

function unsupported(message: string): VirError {
  return libvirtError('admin', 'config-unsupported', message, { step: 'resolve' });
}

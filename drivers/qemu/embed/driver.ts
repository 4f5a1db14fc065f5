import type { Connection, OpenOptions } from '../../api/connection.ts';
import type { ConnectUri, Driver } from '../../api/driver.ts';
import { parseConnectUri, redactUri } from '../../core/connect-uri.ts';
import { VirError } from '../../core/vir-error.ts';
import { surroundingsHere } from '../../transport/exec/surroundings.ts';
import { actFor } from './act-for.ts';
import { EmbedConnection } from './connection.ts';
import { EmbedSession } from './embed-session.ts';
import { acquireState } from './state-pool.ts';
import { qemuError } from './qemu-error.ts';

/**
 * QEMU without a daemon, as the user: `qemu:///embed`, `qemu:///embed?root=DIR`, and on another host that has nothing but QEMU and sshd
 * `qemu+ssh://user@host/embed`.
 *
 * @libvirt qemuConnectOpen (embedded driver)
 */
export const qemuEmbedDriver: Driver = {
  name: 'QEMU',
  schemes: ['qemu'],
  accepts: ({ scheme, path, transport }) => scheme === 'qemu' && path === '/embed' && (transport === undefined || transport === 'ssh'),
  open,
};

async function open(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  try {
    return await openEmbed(uri, options);
  } catch (error) {
    if (!VirError.is(error) || error.step !== undefined) throw error;
    const { code, domain, message, subject, cause, details } = error;
    throw new VirError({ code, domain, message, subject: subject ?? redactUri(uri.text), cause, details, step: 'open' });
  }
}

async function openEmbed(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  const root = uri.params.find(([name]) => name === 'root')?.[1];
  if (root !== undefined && !root.startsWith('/')) throw qemuError('invalid-arg', `root '${root}' is no absolute path`);
  if (uri.transport === undefined && uri.host !== '') throw qemuError('internal-error', `'qemu:///embed' manages this computer; use qemu+ssh://${uri.host}/embed for another one`);
  if (process.platform === 'win32' && uri.transport === undefined) throw qemuError('config-unsupported', 'QEMU without a daemon runs on Linux and macOS; manage such a host with qemu+ssh://HOST/embed');
  const { state, route, onLost, release } = await acquireState(uri, root, options, surroundingsHere);
  const session = new EmbedSession(state, redactUri(uri.text), options.readOnly === true, options.prompt);
  const lost = onLost((reason) => { session.close(reason); });
  session.own(lost);
  session.closed.event(release);
  if (!session.readOnly) await actFor(state);
  const connection = new EmbedConnection(session, route);
  session.peers = { self: connection, open: (other) => open(parseConnectUri(other), { ...(options.prompt === undefined ? {} : { prompt: options.prompt }) }) };
  return connection;
}

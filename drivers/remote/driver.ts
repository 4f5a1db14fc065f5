import type { Connection, OpenOptions } from '../api/connection.ts';
import type { ConnectUri, Driver } from '../api/driver.ts';
import { redactUri } from '../core/connect-uri.ts';
import { VirError } from '../core/vir-error.ts';
import { dialLibvirt } from '../transport/dial-libvirt.ts';
import { libvirtTarget } from '../transport/libvirt-uri.ts';
import { CredentialSource } from '../transport/sasl/credential-source.ts';
import { remoteFacets } from './facets.ts';
import { ConnectGetUri } from './protocol/remote.gen.ts';
import { RemoteConnection } from './remote-connection.ts';
import { RemoteSession } from './rpc/remote-session.ts';
import type { SignInOptions } from './rpc/sign-in.ts';

/** What a libvirt daemon runs itself; clients reach it over RPC only. */
const DAEMON_SCHEMES: ReadonlySet<string> = new Set([
  'qemu', 'lxc', 'xen', 'bhyve', 'vz', 'vbox', 'ch', 'openvz', 'parallels', 'remote',
  'network', 'storage', 'nodedev', 'interface', 'secret', 'nwfilter',
]);
/** Our own drivers, without any daemon. */
const EMBEDDED_PATH = '/embed';
/** Of these every connection to the daemon has machines of its own, unless it is the shared default host. */
const PRIVATE_STATE = /^test:\/\/(?!\/default(?:[?#]|$))/;

/**
 * The driver for libvirt daemons: speaks libvirt's RPC protocol over any transport.
 *
 * Takes every URI with a transport (`qemu+ssh://host/system`, `test+unix:///default`) and those of
 * daemon-side drivers (`qemu:///system`, `lxc://host/`), but not `/embed`. What the daemon's own driver
 * cannot do, it answers itself with `no-support`.
 *
 * @libvirt virConnectOpenAuth
 */
export const remoteDriver: Driver = {
  name: 'remote',
  schemes: [...DAEMON_SCHEMES, 'test', 'esx', 'vpx', 'hyperv', 'vmwarews', 'vmwareplayer', 'vmwarefusion'],
  accepts,
  open,
};

function accepts(uri: ConnectUri): boolean {
  if (uri.path === EMBEDDED_PATH) return false;
  return uri.transport !== undefined || DAEMON_SCHEMES.has(uri.scheme) || (uri.scheme === 'test' && uri.host !== '');
}

async function open(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  const link = await dialLibvirt(uri, options);
  try {
    const shares = !PRIVATE_STATE.test(link.forwardedName);
    const session = await RemoteSession.open(link, shares, options, signInOptions(uri, options));
    const name = await resolvedUri(uri, session, link.forwardedName);
    const { isProtected } = session;
    const isEncrypted = isProtected || (link.isSecure && uri.host !== '');
    return new RemoteConnection({
      uri: name,
      readOnly: options.readOnly === true,
      session,
      facets: remoteFacets(session, { isSecure: link.isSecure || isProtected, isEncrypted }),
      dial: link.dial,
      warning: link.warning,
      route: link.description,
    });
  } catch (error) {
    link.dispose();
    throw VirError.from(error);
  }
}

/** Where the daemon asks for a name and a password, `auth.conf` and then a person is asked. */
function signInOptions(uri: ConnectUri, options: OpenOptions): SignInOptions {
  const { host, user, params, transport } = libvirtTarget(uri);
  // Over SSH the URI's user is the one that logs in there.
  const isDirect = transport === 'tcp' || transport === 'tls';
  const credentials = new CredentialSource({
    target: host,
    user: isDirect ? user : undefined,
    prompt: params.mayAsk ? options.prompt : undefined,
    signal: options.signal,
    file: async () => (await import('../transport/auth-file.ts')).readAuthFile(uri).then((file) => file?.credentials('libvirt', host)),
  });
  return { host, wanted: params.auth, credentials };
}

/** The daemon says what it opened when we left the choice to it. */
async function resolvedUri(uri: ConnectUri, session: RemoteSession, forwardedName: string): Promise<string> {
  if (forwardedName !== '') return redactUri(uri.text);
  return (await session.call(ConnectGetUri, undefined)).uri;
}

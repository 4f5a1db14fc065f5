import type { Connection, OpenOptions } from '../api/connection.ts';
import type { ConnectUri, Driver } from '../api/driver.ts';
import { redactUri } from '../core/connect-uri.ts';
import { VirError } from '../core/vir-error.ts';
import { channelToStream } from '../transport/channel-stream.ts';
import { surroundingsHere, type Surroundings } from '../transport/exec/surroundings.ts';
import { VmwareConnection, type Dial } from './connection.ts';
import { productOf } from './products.ts';
import { vmwareError } from './vmware-error.ts';
import { VmwareHost } from './vmware-host.ts';
import { VmwareSession } from './vmware-session.ts';

/**
 * VMware Workstation, Player and Fusion, by `vmrun` and the machines' files, here or over SSH:
 * `vmwarews:///session`, `vmwareplayer:///session`, `vmwarefusion:///session`, `vmwarews+ssh://user@host/session`.
 */
export const vmwareDriver: Driver = {
  name: 'VMware',
  schemes: ['vmwarews', 'vmwareplayer', 'vmwarefusion'],
  accepts: (uri) => productOf(uri.scheme) !== undefined && (uri.transport === undefined || uri.transport === 'ssh'),
  open,
};

async function open(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  try {
    return await openProduct(uri, options);
  } catch (error) {
    if (!VirError.is(error) || error.step !== undefined) throw error;
    const { code, domain, message, subject, cause, details } = error;
    throw new VirError({ code, domain, message, subject: subject ?? redactUri(uri.text), cause, details, step: 'open' });
  }
}

async function openProduct(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  checkPath(uri);
  return openOn(await wayFor(uri, options), uri, options);
}

function checkPath(uri: ConnectUri): void {
  if (uri.path === '/session') return;
  throw vmwareError('internal-error', `unexpected VMware URI path '${uri.path}', try vmwareplayer:///session, vmwarews:///session or vmwarefusion:///session`);
}

/** Opens a URI on a computer that is reached already. */
export async function openOn({ surroundings, dial, onLost }: Way, uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  const product = productOf(uri.scheme);
  if (product === undefined) throw vmwareError('internal-error', `unable to find valid requested VMware backend '${uri.scheme}'`);
  try {
    const host = await VmwareHost.find(surroundings, product, options.signal === undefined ? {} : { signal: options.signal });
    const session = new VmwareSession(host, redactUri(uri.text), options.readOnly === true, options.prompt);
    onLost((lost) => { session.close(lost); });
    await session.refresh();
    return new VmwareConnection(session, dial);
  } catch (error) {
    surroundings.dispose();
    throw error;
  }
}

type Lost = Parameters<VmwareSession['close']>[0];

/** How a computer is reached. */
export interface Way {
  readonly surroundings: Surroundings;
  readonly dial: Dial | undefined;
  readonly onLost: (listener: (reason: Lost) => void) => void;
}

async function wayFor(uri: ConnectUri, options: OpenOptions): Promise<Way> {
  if (uri.transport === undefined) {
    if (uri.host !== '') throw vmwareError('internal-error', `'${uri.scheme}' manages this computer; use ${uri.scheme}+ssh://${uri.host}/session for another one`);
    return { surroundings: surroundingsHere(), dial: undefined, onLost: () => undefined };
  }
  // ssh2 takes longer to load than a short command takes in all.
  const { openSshSurroundings } = await import('../transport/ssh/ssh-surroundings.ts');
  const { surroundings, onDidClose } = await openSshSurroundings(uri, options);
  return { surroundings, dial: async (where, call) => channelToStream(await surroundings.connect(where, call)), onLost: onDidClose };
}

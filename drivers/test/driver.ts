import type { Connection, OpenOptions } from '../api/connection.ts';
import type { ConnectUri, Driver } from '../api/driver.ts';
import { redactUri } from '../core/connect-uri.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import { authenticate } from './authenticate.ts';
import { TestConnection } from './connection.ts';
import { DEFAULT_CELLS, DEFAULT_NODE } from './default-node.ts';
import { loadNode, loadNodeFile } from './node-file.ts';
import { TestSession } from './session.ts';
import { TestHost } from './test-host.ts';

/**
 * libvirt's test driver: an invented host in this process, with machines that run nothing.
 *
 * `test:///default` is one host for the whole process, as long as a connection to it stands; `test:///FILE`
 * is a host of its own for each connection, read from a `<node>` document.
 */
export const testDriver: Driver = {
  name: 'test',
  schemes: ['test'],
  accepts: (uri) => uri.scheme === 'test' && uri.transport === undefined && uri.host === '',
  open,
};

/** The host behind `test:///default`, while anybody is connected to it. */
const shared: { host: Promise<TestHost> | undefined; users: number } = { host: undefined, users: 0 };

async function open(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  try {
    return await openHost(uri, options);
  } catch (error) {
    if (!VirError.is(error) || error.step !== undefined) throw error;
    const { code, domain, message, subject, cause, details } = error;
    throw new VirError({ code, domain, message, subject: subject ?? redactUri(uri.text), cause, details, step: 'open' });
  }
}

async function openHost(uri: ConnectUri, options: OpenOptions): Promise<Connection> {
  if (uri.path === '' || uri.path === '/') {
    throw libvirtError('test', 'invalid-arg', 'testOpen: supply a path or use test:///default');
  }
  const { host, release } = uri.path === '/default' ? await defaultHost() : { host: await fileHost(uri.path), release: () => undefined };
  try {
    await authenticate(host, uri, options);
  } catch (error) {
    release();
    throw error;
  }
  return new TestConnection(new TestSession(host, redactUri(uri.text), options.readOnly === true, release));
}

async function fileHost(path: string): Promise<TestHost> {
  const host = new TestHost();
  await loadNodeFile(host, path);
  return host;
}

async function defaultHost(): Promise<{ readonly host: TestHost; readonly release: () => void }> {
  shared.users++;
  shared.host ??= makeDefaultHost();
  return {
    host: await shared.host,
    release: () => {
      shared.users--;
      if (shared.users === 0) shared.host = undefined;
    },
  };
}

async function makeDefaultHost(): Promise<TestHost> {
  const host = new TestHost();
  host.cells = DEFAULT_CELLS;
  await loadNode(host, DEFAULT_NODE, undefined);
  return host;
}

import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { parseXml } from '../conf/xml/parse-xml.ts';
import { serializeXml } from '../conf/xml/serialize-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { DomainState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { checkTaint } from './domain-taint.ts';
import { readDevice, readInterface, readNetwork, readPool, readVolume } from './documents.ts';
import { iothreadIds } from './domain-iothread.ts';
import { DomainConfig } from './domain-config.ts';
import { readNodeInfo } from './node-info.ts';
import { nodeParts, type NodePart } from './node-parts.ts';
import { Pace } from './pace.ts';
import { loadSnapshots } from './snapshot-load.ts';
import type { TestHost } from './test-host.ts';
import { readTestNamespace } from './test-namespace.ts';

/** Reads a `<node>` file into an empty host. */
export async function loadNodeFile(host: TestHost, file: string): Promise<void> {
  await loadNode(host, await readXmlFile(file), file);
}

/** Reads a `<node>` document into an empty host; `file` is where relative names start. */
export async function loadNode(host: TestHost, text: string, file: string | undefined): Promise<void> {
  const pace = new Pace();
  const parts = (await nodeParts(text, () => pace.breathe())) ?? partsByTree(text, file);
  const each = async (name: string, load: (element: XmlElement, source: string) => Promise<void> | void): Promise<void> => {
    for (const part of parts) {
      if (part.name !== name) continue;
      const element = elementOf(part, text, file);
      if (element.attribute('file') === undefined) {
        await load(element, part.text);
      } else {
        const other = await resolved(element, file);
        await load(other, serializeXml(other));
      }
      await pace.breathe();
    }
  };
  host.nodeInfo = readNodeInfo(parts.filter(({ name }) => name === 'cpu' || name === 'memory').map((part) => elementOf(part, text, file)));
  await each('domain', (element, source) => loadDomain(host, element, source, file));
  await each('network', (element) => {
    host.networks.add(readNetwork(element), false).isActive = true;
  });
  await each('interface', (element) => {
    const { name } = host.interfaces.define(readInterface(element));
    host.interfaces.setActive(name, true);
  });
  await each('pool', (element) => loadPool(host, element, file));
  await each('device', (element) => {
    host.devices.add(readDevice(element, 'existing'));
  });
  await each('auth', (element) => {
    host.users = [...host.users, ...element.elements('user').map(readUser)];
  });
}

async function readXmlFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw libvirtError('xml', 'xml-error', `failed to parse xml document '${file}'`, { subject: file, cause });
  });
}

/** The slow way, which also says what is wrong with a document. */
function partsByTree(text: string, file: string | undefined): readonly NodePart[] {
  const { root } = parseXml(text, { url: file ?? '(test driver)' });
  if (root.name !== 'node') throw libvirtError('xml', 'xml-error', `expecting root element of 'node', not '${root.name}'`);
  return root.elements().map((element) => ({ name: element.name, text: serializeXml(element) }));
}

function elementOf(part: NodePart, text: string, file: string | undefined): XmlElement {
  try {
    return parseXml(part.text).root;
  } catch (error) {
    // The whole document gives the line of the error in the file; the part alone could not.
    partsByTree(text, file);
    throw error;
  }
}

/** The element itself, or the one of the file that it points to. */
async function resolved(element: XmlElement, file: string | undefined): Promise<XmlElement> {
  const other = element.attribute('file');
  if (other === undefined) return element;
  const path = isAbsolute(other) ? other : join(dirname(file ?? '.'), other);
  const { root } = parseXml(await readXmlFile(path), { url: path });
  if (root.name !== element.name) throw libvirtError('xml', 'xml-error', `expecting root element of '${element.name}', not '${root.name}'`);
  return root;
}

async function loadDomain(host: TestHost, element: XmlElement, source: string, file: string | undefined): Promise<void> {
  const own = readTestNamespace(element);
  const { domain } = host.domains.add(DomainConfig.enter(source, element));
  if (own.snapshots.length > 0) {
    loadSnapshots(domain, await Promise.all(own.snapshots.map((snapshot) => resolved(snapshot, file))));
  }
  domain.persistent = !own.transient;
  domain.hasManagedSave = own.hasManagedSave;
  if (own.runstate !== DomainState.SHUTOFF) host.start(domain);
  domain.setState(own.runstate, 0);
  checkTaint(domain, element);
  for (const id of iothreadIds(element)) domain.guest.addIOThread(id);
}

async function loadPool(host: TestHost, element: XmlElement, file: string | undefined): Promise<void> {
  const pool = host.pools.add(readPool(element), false);
  pool.isActive = true;
  for (const volume of element.elements('volume')) pool.addVolume(readVolume(await resolved(volume, file), pool, 'kept'));
}

function readUser(user: XmlElement): { readonly name: string; readonly password: string | undefined } {
  const name = user.text;
  if (name === '') throw libvirtError('test', 'xml-error', 'missing username in /node/auth/user field');
  return { name, password: user.attribute('password') };
}

import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainDeviceModifyFlags, DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { cloneXml, XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import { devices, diskSource, diskTarget, parseDomain } from './domain-document.ts';

/** Changes the stored document: reads it with its secrets, lets `edit` change the tree, defines it. */
export async function editStored(connection: Connection, ref: DomainRef, edit: (root: XmlElement) => void): Promise<void> {
  const xml = await requireMethod(connection, 'domain', 'getXMLDesc')(ref, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
  const document = parseDomain(xml);
  edit(document.root);
  await requireMethod(connection, 'domain', 'defineXML')(serializeXml(document));
}

/** Puts an image into a drive, or takes it out without `path`. With `force` a locked tray is opened. */
export async function changeMedia(connection: Connection, entry: MachineEntry, target: string, path: string | undefined, force = false): Promise<void> {
  const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(entry.ref, 0));
  const disk = devices(root, 'disk').find((each) => diskTarget(each) === target);
  if (disk === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: the machine has no drive '${target}'`, subject: target });
  const { LIVE, CONFIG, FORCE } = DomainDeviceModifyFlags;
  const flags = (isActive(entry) ? LIVE : 0) | (entry.persistent ? CONFIG : 0) | (force ? FORCE : 0);
  await requireMethod(connection, 'domain', 'updateDeviceFlags')(entry.ref, serializeXml(withMedia(disk, path)), flags);
}

/** A drive's element with another image in it. */
export function withMedia(disk: XmlElement, path: string | undefined): XmlElement {
  const drive = cloneXml(disk);
  const source = drive.children.findIndex((node) => node.kind === 'element' && node.name === 'source');
  if (source >= 0) drive.children.splice(source, 1);
  const backing = drive.children.findIndex((node) => node.kind === 'element' && node.name === 'backingStore');
  if (backing >= 0) drive.children.splice(backing, 1);
  if (path === undefined) return drive;
  const isDevice = path.startsWith('/dev/');
  drive.setAttribute('type', isDevice ? 'block' : 'file');
  const added = new XmlElement('source', [{ name: isDevice ? 'dev' : 'file', value: path }]);
  const before = drive.children.findIndex((node) => node.kind === 'element' && node.name === 'target');
  drive.children.splice(Math.max(0, before), 0, added);
  return drive;
}

/** The targets of the drives with exchangeable media that hold this image. */
export async function drivesWith(connection: Connection, ref: DomainRef, path: string): Promise<readonly string[]> {
  const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
  return devices(root, 'disk')
    .filter((disk) => ['cdrom', 'floppy'].includes(disk.attribute('device') ?? '') && diskSource(disk) === path)
    .map(diskTarget);
}

/** Adds a VNC display on this host's loopback, and a graphics card where there is none. */
export function addVncTo(root: XmlElement): void {
  const list = root.child('devices');
  if (list === undefined) throw new VirError({ code: 'xml-error', domain: 'domain', message: 'the document has no devices' });
  if (devices(root, 'graphics').some((each) => each.attribute('type') === 'vnc')) return;
  const attribute = (name: string, value: string) => ({ name, value });
  const listen = new XmlElement('listen', [attribute('type', 'address'), attribute('address', '127.0.0.1')]);
  const graphics = [attribute('type', 'vnc'), attribute('port', '-1'), attribute('autoport', 'yes'), attribute('listen', '127.0.0.1')];
  list.children.push(new XmlElement('graphics', graphics, [listen]));
  const cards = devices(root, 'video').map((video) => video.child('model')?.attribute('type'));
  if (cards.every((type) => type === undefined || type === 'none')) {
    for (const video of devices(root, 'video')) list.children.splice(list.children.indexOf(video), 1);
    list.children.push(new XmlElement('video', [], [new XmlElement('model', [attribute('type', 'vga')])]));
  }
}

/** Lets the stored document do without hardware virtualisation. */
export function useEmulation(root: XmlElement): void {
  root.setAttribute('type', 'qemu');
  const cpu = root.child('cpu');
  const mode = cpu?.attribute('mode');
  // These take the processor of the host, which emulation cannot give.
  if (cpu !== undefined && (mode === 'host-passthrough' || mode === 'host-model')) root.children.splice(root.children.indexOf(cpu), 1);
}

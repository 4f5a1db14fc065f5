import { XmlElement, xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import { devices, diskTarget } from '../machines/domain-document.ts';

/** Where a clone's own disk is. */
export interface ClonedSource {
  readonly type: 'file' | 'block' | 'volume';
  /** Path, or name of the volume. */
  readonly path: string;
  readonly pool?: string;
  readonly format: string;
}
/** What a disk becomes. */
export type DiskOutcome = { readonly way: 'share' | 'skip' } | { readonly way: 'own'; readonly source: ClonedSource };

/** What makes a clone a machine of its own. */
export interface CloneIdentity {
  readonly name: string;
  readonly uuid: string;
  readonly disks: ReadonlyMap<string, DiskOutcome>;
  /** Where its firmware keeps its variables; undefined: the host makes new ones. */
  readonly nvram: string | undefined;
  readonly keepMacs: boolean;
}

/** Makes a machine's stored document that of its clone, in place: what must differ differs, everything else stays as it is. */
export function makeCloneDocument(root: XmlElement, identity: CloneIdentity): void {
  const oldName = root.child('name')?.text.trim() ?? '';
  root.removeAttribute('id');
  setText(root, 'name', identity.name);
  setText(root, 'uuid', identity.uuid);
  const genid = root.child('genid');
  if (genid !== undefined) genid.children.length = 0; // an empty one is made anew
  for (const sysinfo of root.elements('sysinfo')) for (const part of sysinfo.elements()) removeWhere(part, (each) => each.name === 'entry' && each.attribute('name') === 'uuid');
  removeWhere(root.child('metadata'), (each) => each.name.replace(/^.*:/, '') === 'protected');
  for (const tags of root.child('metadata')?.elements() ?? []) removeWhere(tags, (each) => each.name.replace(/^.*:/, '') === 'protected');
  changeNvram(root, identity.nvram);
  changeDisks(root, identity.disks);
  if (!identity.keepMacs) for (const nic of devices(root, 'interface')) removeWhere(nic, ({ name }) => name === 'mac');
  for (const kind of ['serial', 'parallel', 'console', 'channel']) for (const device of devices(root, kind)) changeCharacterDevice(device, oldName, identity.name);
  for (const display of devices(root, 'graphics')) freePort(display);
  for (const vsock of devices(root, 'vsock')) {
    const cid = vsock.child('cid');
    cid?.removeAttribute('address');
    cid?.setAttribute('auto', 'yes');
  }
}

function setText(parent: XmlElement, name: string, text: string): void {
  const found = parent.child(name);
  if (found === undefined) parent.children.push(new XmlElement(name, [], [xmlText(text)]));
  else found.children.splice(0, Infinity, xmlText(text));
}

function removeWhere(parent: XmlElement | undefined, unwanted: (element: XmlElement) => boolean): void {
  if (parent === undefined) return;
  const kept = parent.children.filter((child) => child.kind !== 'element' || !unwanted(child));
  if (kept.length !== parent.children.length) parent.children.splice(0, Infinity, ...kept);
}

function changeNvram(root: XmlElement, path: string | undefined): void {
  const os = root.child('os');
  const nvram = os?.child('nvram');
  if (os === undefined || nvram === undefined) return;
  if (path !== undefined) {
    nvram.removeAttribute('type');
    nvram.children.splice(0, Infinity, xmlText(path));
  } else {
    // Its template stays named: the host fills a new file from it.
    nvram.removeAttribute('type');
    nvram.children.length = 0;
    if (nvram.attribute('template') === undefined) removeWhere(os, (each) => each === nvram);
  }
}

function changeDisks(root: XmlElement, outcomes: ReadonlyMap<string, DiskOutcome>): void {
  const all = root.child('devices');
  for (const disk of devices(root, 'disk')) {
    const outcome = outcomes.get(diskTarget(disk));
    if (outcome === undefined || outcome.way === 'share') continue;
    if (outcome.way === 'own') changeSource(disk, outcome.source);
    else {
      const removable = disk.attribute('device') === 'cdrom' || disk.attribute('device') === 'floppy';
      if (removable) removeWhere(disk, ({ name }) => name === 'source' || name === 'backingStore');
      else removeWhere(all, (each) => each === disk);
    }
  }
}

function changeSource(disk: XmlElement, { type, path, pool, format }: ClonedSource): void {
  disk.setAttribute('type', type);
  const at = { file: [['file', path]], block: [['dev', path]], volume: [['pool', pool ?? ''], ['volume', path]] }[type];
  const source = new XmlElement('source', at.map(([name = '', value = '']) => ({ name, value })));
  removeWhere(disk, ({ name }) => name === 'backingStore' || name === 'mirror');
  const place = disk.children.findIndex((child) => child.kind === 'element' && child.name === 'source');
  if (place < 0) disk.children.push(source);
  else disk.children[place] = source;
  const driver = disk.child('driver');
  if (driver === undefined) disk.children.push(new XmlElement('driver', [{ name: 'name', value: 'qemu' }, { name: 'type', value: format }]));
  else driver.setAttribute('type', format);
}

/** Files and sockets that two machines cannot both have. Those that the host names by itself, it names anew. */
function changeCharacterDevice(device: XmlElement, oldName: string, name: string): void {
  const type = device.attribute('type');
  device.removeAttribute('tty');
  if (type === 'pty') removeWhere(device, (each) => each.name === 'source');
  for (const source of device.elements('source')) {
    const path = source.attribute('path');
    if (path === undefined || (type !== 'file' && type !== 'unix')) continue;
    if (type === 'unix' && device.name === 'channel') removeWhere(device, (each) => each === source);
    else source.setAttribute('path', oldName !== '' && path.includes(oldName) ? path.replaceAll(oldName, name) : `${path}-${name}`);
  }
}

function freePort(display: XmlElement): void {
  if (display.attribute('port') === undefined && display.attribute('tlsPort') === undefined) return;
  display.removeAttribute('port');
  display.removeAttribute('tlsPort');
  display.setAttribute('autoport', 'yes');
}

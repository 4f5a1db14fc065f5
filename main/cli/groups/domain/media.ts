import { XmlElement, type XmlNode } from '../../../../drivers/conf/xml/xml-tree.ts';
import { DomainDeviceModifyFlags, DomainModificationImpact as Impact, DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, checkImpactWithPersistent, documentOf, domainOf, impactOf, isActive, withPersistent } from '../../domain-inputs.ts';
import { faults, refuseBoth } from '../../shell/inputs.ts';
import { fault, needed, optional } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { libxmlText } from '../../libxml-text.ts';
import type { Run } from '../../tables/command-table.ts';
import { devicesOf, readDocument } from '../../xml-query.ts';
import { detach } from './attach.ts';

function printXml(shell: Shell, xml: string): true {
  if (shell.options.json) shell.printJson({ xml });
  else shell.print(xml);
  return true;
}

function say(shell: Shell, words: string): void {
  if (shell.options.json) shell.printJson({ done: true });
  else shell.printExtra(words);
}

/** The disk of that target or source. */
function findDisk(document: XmlElement, path: string, removableOnly: boolean): XmlElement {
  const disks = devicesOf(document, 'disk');
  if (disks.length === 0) throw fault('Failed to get disk information');
  const found = disks.find((disk) => {
    const device = disk.attribute('device');
    if (removableOnly && device !== undefined && device !== 'cdrom' && device !== 'floppy') return false;
    const source = disk.child('source');
    const names = [disk.child('target')?.attribute('dev'), ...['file', 'dev', 'dir', 'name'].map((name) => source?.attribute(name))];
    return names.includes(path);
  });
  if (found === undefined) throw fault(`No disk found whose source path or target is ${path}`);
  const chain = found.child('backingStore');
  if (chain !== undefined) found.children.splice(found.children.indexOf(chain), 1);
  return found;
}

const detachDisk: Run = async (shell, args) => {
  const given = checkImpactWithPersistent(args);
  const domain = await domainOf(shell, args);
  const target = needed(args, 'target');
  const xml = await callDomain(shell, 'getXMLDesc', domain, given === Impact.CONFIG ? DomainXMLFlags.INACTIVE : 0);
  const flags = await withPersistent(await shell.connection(), args, domain, given);
  const disk = libxmlText(findDisk(readDocument(xml), target, false));
  if (args.has('print-xml')) return printXml(shell, disk);
  await explaining(shell, 'Failed to detach disk', () => detach(shell, args, domain, disk, flags));
  say(shell, 'Disk detached successfully\n');
  return true;
};

function chooseInterface(document: XmlElement, type: string, mac: string | undefined): XmlElement {
  const cards = devicesOf(document, 'interface').filter((card) => card.attribute('type') === type);
  const [first] = cards;
  if (first === undefined) throw fault(`No interface found whose type is ${type}`);
  if (mac === undefined) {
    if (cards.length > 1) throw fault(`Domain has ${cards.length} interfaces. Please specify which one to detach using --mac`);
    return first;
  }
  const matches = cards.filter((card) => sameMac(card.child('mac')?.attribute('address'), mac));
  const [match, second] = matches;
  if (second !== undefined) {
    throw fault(`Domain has multiple interfaces matching MAC address ${mac}. You must use detach-device and specify the device pci address to remove it.`);
  }
  if (match === undefined) throw fault(`No interface with MAC address ${mac} was found`);
  return match;
}

/** Letters and leading zeros of the bytes do not matter. */
function sameMac(a: string | undefined, b: string): boolean {
  const plain = (mac: string): string => mac.toLowerCase().split(':').map((byte) => byte.replace(/^0+(?=.)/, '')).join(':');
  return a !== undefined && plain(a) === plain(b);
}

const detachInterface: Run = async (shell, args) => {
  refuseBoth(args, ['persistent', 'current'], ['current', 'live'], ['current', 'config']);
  const domain = await domainOf(shell, args);
  const type = needed(args, 'type');
  const mac = optional(args, 'mac');
  const printOnly = args.has('print-xml');
  const act = async (xmlFlags: number, flags: number): Promise<void> => {
    const xml = await callDomain(shell, 'getXMLDesc', domain, xmlFlags);
    const card = libxmlText(chooseInterface(readDocument(xml), type, mac));
    if (printOnly) printXml(shell, card);
    else await detach(shell, args, domain, card, flags);
  };
  try {
    const affectConfig = args.has('config') || args.has('persistent');
    if (affectConfig) await act(DomainXMLFlags.INACTIVE, Impact.CONFIG);
    const affectLive = args.has('live') || (args.has('persistent') && (await isActive(await shell.connection(), domain)));
    if (affectLive || !affectConfig) await act(0, affectLive ? Impact.LIVE : 0);
  } catch (error) {
    if (!printOnly) throw withLast(error, 'Failed to detach interface');
    throw error;
  }
  if (!printOnly) say(shell, 'Interface detached successfully\n');
  return true;
};

const OWN_WORDS = /^(?:No interface|Domain has) /;

/** virsh says what it found wrong itself first, and what the host says last. */
function withLast(error: unknown, words: string): unknown {
  if (!(error instanceof Error)) return error;
  return OWN_WORDS.test(error.message) ? faults(error.message, words) : faults(words, error.message);
}

type MediaAction = 'eject' | 'insert' | 'update';
const DONE: Readonly<Record<MediaAction, string>> = {
  eject: 'Successfully ejected media.',
  insert: 'Successfully inserted media.',
  update: 'Successfully updated media.',
};

/** Changes what is in the drive. */
function changeSource(disk: XmlElement, path: string, action: MediaAction, given: string | undefined, isBlock: boolean): void {
  const device = disk.attribute('device');
  if (device !== 'cdrom' && device !== 'floppy') throw fault(`The disk device '${path}' is not removable`);
  const old = disk.child('source');
  const target = disk.child('target');
  if (action === 'eject' && old === undefined) throw fault(`The disk device '${path}' doesn't have media`);
  if (action !== 'eject' && given === undefined) throw fault('New disk media source was not specified');
  const gap = disk.children.find((node): node is Extract<XmlNode, { kind: 'text' }> => node.kind === 'text');
  if (old !== undefined) {
    const hasMedia = ['file', 'dev', 'dir', 'pool', 'name'].some((name) => old.attribute(name) !== undefined);
    if (hasMedia && action === 'insert') throw fault(`The disk device '${path}' already has media`);
    disk.children.splice(disk.children.indexOf(old), 1);
  }
  const block = action !== 'eject' && isBlock;
  disk.setAttribute('type', block ? 'block' : 'file');
  if (action === 'eject' || given === undefined || target === undefined) return;
  const policy = old?.attribute('startupPolicy');
  const source = new XmlElement('source', [{ name: block ? 'dev' : 'file', value: given }, ...(policy === undefined ? [] : [{ name: 'startupPolicy', value: policy }])]);
  disk.children.splice(disk.children.indexOf(target), 0, source, ...(gap === undefined ? [] : [{ ...gap }]));
}

const changeMedia: Run = async (shell, args) => {
  refuseBoth(args, ['eject', 'insert'], ['eject', 'update'], ['insert', 'update'], ['eject', 'block']);
  const source = optional(args, 'source');
  const eject = args.has('eject') || (args.has('update') && source === undefined);
  const action: MediaAction = eject ? 'eject' : args.has('insert') ? 'insert' : 'update';
  const flags = impactOf(args) | (args.has('force') ? DomainDeviceModifyFlags.FORCE : 0);
  const domain = await domainOf(shell, args);
  const path = needed(args, 'path');
  const xml = await callDomain(shell, 'getXMLDesc', domain, (flags & Impact.CONFIG) === 0 ? 0 : DomainXMLFlags.INACTIVE);
  const disk = findDisk(readDocument(xml), path, true);
  changeSource(disk, path, action, source, args.has('block'));
  const changed = libxmlText(disk);
  if (args.has('print-xml')) return printXml(shell, changed);
  await explaining(shell, `Failed to complete action ${action} on media`, () => callDomain(shell, 'updateDeviceFlags', domain, changed, flags));
  if (shell.options.json) shell.printJson({ done: action });
  else shell.print(DONE[action]);
  return true;
};

const domifSetlink: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const [name, state] = [needed(args, 'interface'), needed(args, 'state')];
  if (state !== 'up' && state !== 'down') throw fault(`invalid link state '${state}'`);
  const config = args.has('config');
  const active = await isActive(await shell.connection(), domain);
  const flags = config || !active ? Impact.CONFIG : Impact.LIVE;
  const cards = devicesOf(await documentOf(shell, domain, config ? DomainXMLFlags.INACTIVE : 0), 'interface');
  if (cards.length === 0) throw fault('Failed to extract interface information or no interfaces found');
  const wanted = name.toLowerCase();
  const card = cards.find((one) => [one.child('mac')?.attribute('address'), one.child('target')?.attribute('dev')].some((found) => found?.toLowerCase() === wanted));
  if (card === undefined) throw fault(`interface '${name}' not found`);
  const link = card.child('link');
  if (link === undefined) card.children.push(new XmlElement('link', [{ name: 'state', value: state }]));
  else link.setAttribute('state', state);
  const xml = libxmlText(card);
  if (args.has('print-xml')) return printXml(shell, xml);
  await explaining(shell, 'Failed to update interface link state', () => callDomain(shell, 'updateDeviceFlags', domain, xml, flags));
  say(shell, 'Device updated successfully\n');
  return true;
};

/** @libvirt virsh detach-disk detach-interface change-media domif-setlink */
export const runs = { 'detach-disk': detachDisk, 'detach-interface': detachInterface, 'change-media': changeMedia, 'domif-setlink': domifSetlink } satisfies Readonly<Record<string, Run>>;

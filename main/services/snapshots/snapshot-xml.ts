import path from 'node:path';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement, xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import { DomainSnapshotCreateFlags } from '../../../drivers/core/constants.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { SnapshotMode } from '../../contract/snapshots.ts';
import { devices, diskDevice, diskSource } from '../machines/domain-document.ts';

/** A snapshot as a person wants it. */
export interface SnapshotWish {
  readonly name: string;
  readonly description: string;
  readonly mode: SnapshotMode;
  readonly quiesce: boolean;
}

/** The document and the flags that take a snapshot. `root` is the machine's document now; `active`: it runs or is paused. */
export function snapshotRequest(wish: SnapshotWish, root: XmlElement, active: boolean): { readonly xml: string; readonly flags: number } {
  const { DISK_ONLY, QUIESCE, ATOMIC } = DomainSnapshotCreateFlags;
  const memory = wish.mode === 'files' && active ? `<memory snapshot='external' file='${escapeXml(memoryFile(wish.name, root))}'/>` : '';
  const disks = wish.mode === 'files' ? `<disks>${devices(root, 'disk').map(externalDisk).join('')}</disks>` : '';
  const xml = `<domainsnapshot><name>${escapeXml(wish.name)}</name><description>${escapeXml(wish.description)}</description>${memory}${disks}</domainsnapshot>`;
  const diskOnly = wish.mode === 'disks' || (wish.mode === 'files' && !active);
  return { xml, flags: diskOnly ? DISK_ONLY | ATOMIC | (wish.quiesce && active ? QUIESCE : 0) : 0 };
}

/** A snapshot's document with another description. */
export function describedSnapshot(xml: string, description: string): string {
  const document = parseXml(xml, { url: '(domain_snapshot)' });
  const { root } = document;
  const old = root.child('description');
  if (old !== undefined) root.children.splice(root.children.indexOf(old), 1);
  const after = root.children.findIndex((node) => node.kind === 'element' && node.name === 'name');
  root.children.splice(after + 1, 0, new XmlElement('description', [], [xmlText(description)]));
  return serializeXml(document);
}

function externalDisk(disk: XmlElement): string {
  const target = escapeXml(disk.child('target')?.attribute('dev') ?? '');
  const kept = diskDevice(disk) === 'disk' && disk.child('readonly') === undefined && diskSource(disk) !== undefined;
  return `<disk name='${target}' snapshot='${kept ? 'external' : 'no'}'/>`;
}

/** Memory lies beside the machine's first disk that is a file. */
function memoryFile(name: string, root: XmlElement): string {
  const first = devices(root, 'disk').filter((disk) => diskDevice(disk) === 'disk').map(diskSource).find((source) => source?.startsWith('/') === true);
  if (first === undefined) throw new VirError({ code: 'operation-unsupported', domain: 'domain-snapshot', message: 'the machine has no disk in a file beside which its memory could be kept' });
  const machine = path.basename(first, path.extname(first));
  return path.join(path.dirname(first), `${machine}.${name.replaceAll(/[^\w.-]+/g, '_')}.mem`);
}

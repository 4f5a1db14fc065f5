import { XmlWriter } from '../conf/lens/xml-writer.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import type { CheckpointDisk, CheckpointMoment } from './checkpoint-moment.ts';
import { nowMicroseconds } from './clock.ts';
import { DomainConfig } from './domain-config.ts';
import { findDisk } from './domain-devices.ts';

/** Reads a `<domaincheckpoint>`; one that is redefined says itself when it was made and of what. */
export function readCheckpoint(xml: string, redefine: boolean): CheckpointMoment {
  const { root } = parseXml(xml, { url: '(domain_checkpoint)' });
  if (root.name !== 'domaincheckpoint') {
    throw libvirtError('xml', 'xml-error', `expecting root element of 'domaincheckpoint', not '${root.name}'`);
  }
  const given = textOf(root, 'name');
  if (given === undefined && redefine) throw libvirtError('domain-checkpoint', 'xml-error', 'a redefined checkpoint must have a name');
  const creationTime = redefine ? readCreationTime(root) : nowMicroseconds() / 1_000_000n;
  const domain = root.child('domain');
  return {
    name: given ?? String(creationTime),
    parentName: redefine ? root.find('parent', 'name')?.text : undefined,
    description: textOf(root, 'description'),
    creationTime,
    disks: (root.child('disks')?.elements() ?? []).map(readDisk),
    config: redefine && domain !== undefined ? DomainConfig.parse(domain) : undefined,
  };
}

/** Writes a `<domaincheckpoint>`. Bitmaps have no sizes here: libvirt's test host knows none either. */
export function formatCheckpoint(
  checkpoint: CheckpointMoment,
  { secure, withDomain }: { readonly secure: boolean; readonly withDomain: boolean },
): string {
  const out = new XmlWriter();
  out.begin('domaincheckpoint');
  out.textElement('name', checkpoint.name);
  if (checkpoint.description !== undefined) out.textElement('description', checkpoint.description);
  if (checkpoint.parentName !== undefined) {
    out.begin('parent');
    out.textElement('name', checkpoint.parentName);
    out.end('parent');
  }
  if (checkpoint.creationTime !== 0n) out.textElement('creationTime', String(checkpoint.creationTime));
  if (checkpoint.disks.length > 0) {
    out.begin('disks');
    for (const { name, type, bitmap } of checkpoint.disks) {
      out.begin('disk');
      out.attribute('name', name);
      out.attribute('checkpoint', type);
      if (bitmap !== undefined) out.attribute('bitmap', bitmap);
      out.end('disk');
    }
    out.end('disks');
  }
  if (withDomain && checkpoint.config !== undefined) out.raw(checkpoint.config.format({ inactive: true, secure }));
  out.end('domaincheckpoint');
  return out.toString();
}

/** One entry for each disk of the machine; without any asked for, every disk that can be written to gets a bitmap. */
export function alignCheckpointDisks(checkpoint: CheckpointMoment, config: DomainConfig): CheckpointDisk[] {
  const refuse = (message: string): Error => libvirtError('domain-checkpoint', 'config-unsupported', message);
  const { disks } = config.facts;
  if (checkpoint.disks.length > disks.length) throw refuse('too many disk checkpoint requests for domain');
  if (disks.length === 0) throw refuse('domain must have at least one disk to perform checkpoints');
  const wishes = new Map<string, CheckpointDisk>();
  for (const wish of checkpoint.disks) {
    const disk = disks[findDisk(disks, wish.name, false)];
    if (disk === undefined) throw refuse(`no disk named '${wish.name}'`);
    if (wishes.has(disk.target)) throw refuse(`disk '${wish.name}' specified twice`);
    if ((disk.isEmpty || disk.readonly) && wish.type !== 'no') throw refuse(`disk '${wish.name}' is empty or readonly`);
    wishes.set(disk.target, { ...wish, name: disk.target });
  }
  const fallback = checkpoint.disks.length === 0 ? 'bitmap' : 'no';
  const all = disks.map(({ target, isEmpty, readonly }): CheckpointDisk => {
    return wishes.get(target) ?? { name: target, type: isEmpty || readonly ? 'no' : fallback, bitmap: undefined };
  });
  return nameBitmaps(all, checkpoint.name);
}

/** A bitmap without a name is called like the checkpoint. */
export function nameBitmaps(disks: readonly CheckpointDisk[], name: string): CheckpointDisk[] {
  return disks.map((disk) => (disk.type === 'bitmap' ? { ...disk, bitmap: disk.bitmap ?? name } : disk));
}

function textOf(root: XmlElement, name: string): string | undefined {
  const text = root.child(name)?.text;
  return text === '' ? undefined : text;
}

function readCreationTime(root: XmlElement): bigint {
  const text = root.child('creationTime')?.text.trim() ?? '';
  if (!/^-?\d+$/.test(text)) throw libvirtError('domain-checkpoint', 'internal-error', 'missing creationTime from existing checkpoint');
  return BigInt(text);
}

function readDisk(element: XmlElement): CheckpointDisk {
  return {
    name: element.attribute('name') ?? '',
    type: element.attribute('checkpoint') === 'no' ? 'no' : 'bitmap',
    bitmap: element.attribute('bitmap'),
  };
}

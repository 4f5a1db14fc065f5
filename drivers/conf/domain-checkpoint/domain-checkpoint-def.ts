import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import type { DomainDef, DomainParseContext } from '../domain/domain-def.ts';
import { parseEmbeddedDomain, writeEmbeddedDomain } from '../domain-moment/embedded-domain.ts';
import { element as writeElement, text as writeText, writeDocument } from '../format/write-element.ts';
import { string } from '../lens/codec.ts';
import { PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, child, list, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

/** One disk in a checkpoint. */
export interface CheckpointDisk {
  name: string;
  checkpoint: 'no' | 'bitmap';
  bitmap: string | undefined;
  /** How much has changed since, where the hypervisor was asked. */
  sizeBytes: bigint | undefined;
}

/** A point in time from which on a machine's disks remember what changed. */
export interface DomainCheckpointDef {
  /** Undefined until it is made up from the time. */
  name: string | undefined;
  description: string | undefined;
  parentName: string | undefined;
  /** Seconds since 1970. */
  creationTimeSec: bigint | undefined;
  disks: CheckpointDisk[];
  domain: DomainDef | undefined;
}

const disk = element({ name: attr(string), checkpoint: attr(string), bitmap: attr(string), size: attr(string) });

/** `<domaincheckpoint>` without the machine in it. */
export const checkpoint = element({
  name: textChild(string),
  description: textChild(string),
  parent: child(element({ name: textChild(string) })),
  creationTime: textChild(string),
  disks: child(element({ disks: list(disk, { name: 'disk' }) })),
});

/** Options of {@link parseDomainCheckpointXml}. */
export interface ParseCheckpointOptions {
  /** How the machine inside is read. */
  readonly domain: DomainParseContext;
  /** The document tells of a checkpoint that exists: its time is in it. */
  readonly redefine?: boolean;
  /** Seconds since 1970; undefined leaves time and name open. */
  readonly now?: () => bigint | undefined;
}

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('domain-checkpoint', code, message);
}

/** libvirt checks every checkpoint against its schema: a name becomes part of bitmap and file names. */
function againstSchema(detail: string): VirError {
  return libvirtError('xml', 'xml-invalid-schema', `Unable to validate doc against domaincheckpoint.rng\n${detail}`);
}

const NAME = /^[a-zA-Z0-9_-][a-zA-Z0-9_.-]*$/;
const TARGET = /^((ioemu:)?(fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+|\/.+)$/;
const CHILDREN = ['name', 'description', 'creationTime', 'disks', 'domain', 'parent'];

function checkSchema(root: XmlElement, fields: LensValue<typeof checkpoint>): void {
  const extra = root.elements().find((one) => !CHILDREN.includes(one.name));
  if (extra !== undefined) throw againstSchema(`Did not expect element ${extra.name} there`);
  for (const name of [root.child('name'), root.find('parent', 'name')]) {
    if (name !== undefined && !NAME.test(name.text)) throw againstSchema(`Error validating value of element ${name.name}`);
  }
  const disks = root.child('disks');
  if (disks === undefined) return;
  if (disks.elements().length === 0) throw againstSchema('Expecting an element disk, got nothing');
  const other = disks.elements().find((one) => one.name !== 'disk');
  if (other !== undefined) throw againstSchema(`Expecting element disk, got ${other.name}`);
  for (const one of fields.disks?.disks ?? []) {
    if (!TARGET.test(one.name ?? '')) throw againstSchema('Invalid attribute name for element disk');
    const kind = one.checkpoint ?? 'bitmap';
    const plain = one.bitmap === undefined && one.size === undefined;
    if (kind !== 'bitmap' && !(kind === 'no' && plain)) throw againstSchema('Invalid attribute checkpoint for element disk');
    if (one.size !== undefined && !/^\d+$/.test(one.size)) throw againstSchema('Invalid attribute size for element disk');
  }
}

/**
 * Parses a `<domaincheckpoint>` document.
 *
 * @throws VirError as libvirt: `xml-invalid-schema`, `xml-error`, `internal-error`, or what the machine inside says.
 * @libvirt virDomainCheckpointDefParseString
 */
export function parseDomainCheckpointXml(xml: string | XmlElement, options: ParseCheckpointOptions): DomainCheckpointDef {
  const root = readDocument(xml, 'domaincheckpoint', { url: '(domain_checkpoint)' });
  const fields = checkpoint.parse(root, PARSE_INACTIVE, undefined);
  checkSchema(root, fields);
  const disks = (fields.disks?.disks ?? []).map((one): CheckpointDisk => {
    return { name: one.name ?? '', checkpoint: one.checkpoint === 'no' ? 'no' : 'bitmap', bitmap: one.bitmap, sizeBytes: undefined };
  });
  if (options.redefine !== true) {
    const time = (options.now ?? currentSeconds)();
    const name = fields.name ?? (time === undefined ? undefined : String(time));
    return { name, description: fields.description, parentName: undefined, creationTimeSec: time, disks, domain: undefined };
  }
  if (fields.name === undefined) throw wrong('a redefined checkpoint must have a name');
  const time = fields.creationTime ?? '';
  if (!/^\s*[-+]?\d+\s*$/.test(time)) throw wrong('missing creationTime from existing checkpoint', 'internal-error');
  const domain = root.child('domain');
  return {
    name: fields.name,
    description: fields.description,
    parentName: fields.parent?.name,
    creationTimeSec: BigInt(time.trim()),
    disks,
    domain: domain === undefined ? undefined : parseEmbeddedDomain(domain, options.domain),
  };
}

function currentSeconds(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}

/** Options of {@link formatDomainCheckpointXml}. */
export interface FormatCheckpointOptions {
  /** With passwords. */
  readonly secure?: boolean;
  /** Without the machine. */
  readonly noDomain?: boolean;
  /** With the sizes of the changes. */
  readonly size?: boolean;
}

/** A checkpoint's document, as libvirt prints it. */
export function formatDomainCheckpointXml(def: DomainCheckpointDef, options: FormatCheckpointOptions = {}): string {
  return writeDocument((out) => {
    writeElement(out, 'domaincheckpoint', {}, () => {
      writeText(out, 'name', def.name);
      writeText(out, 'description', def.description);
      if (def.parentName !== undefined) writeElement(out, 'parent', {}, () => { writeText(out, 'name', def.parentName); });
      writeText(out, 'creationTime', def.creationTimeSec === 0n ? undefined : def.creationTimeSec);
      if (def.disks.length > 0) {
        writeElement(out, 'disks', {}, () => {
          for (const one of def.disks) {
            const size = options.size === true && one.bitmap !== undefined ? one.sizeBytes : undefined;
            writeElement(out, 'disk', { name: one.name, checkpoint: one.checkpoint, bitmap: one.bitmap, size });
          }
        });
      }
      if (options.noDomain !== true) writeEmbeddedDomain(out, 'domain', def.domain, undefined, options.secure ?? false);
    });
  });
}

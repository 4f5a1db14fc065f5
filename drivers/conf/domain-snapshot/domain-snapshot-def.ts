import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { cpu } from '../domain/cpu.ts';
import { SNAPSHOT_LOCATIONS } from '../domain/disk.ts';
import type { DomainDef, DomainParseContext } from '../domain/domain-def.ts';
import { parseEmbeddedDomain, writeEmbeddedDomain } from '../domain-moment/embedded-domain.ts';
import { element as writeElement, text as writeText, writeDocument } from '../format/write-element.ts';
import { wordOf } from '../format/word-codec.ts';
import { enumOf, string } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, child, flag, list, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { snapshotDisk, type SnapshotDisk, type SnapshotLocation } from './snapshot-disk.ts';

/** The state of a machine when the snapshot was made. */
export const SNAPSHOT_STATES = ['nostate', 'running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'pmsuspended', 'disk-snapshot'] as const;
/** A state of a machine, or that only its disks were kept. */
export type SnapshotState = (typeof SNAPSHOT_STATES)[number];

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('domain-snapshot', code, message);
}

const cookie = element({ cpu: child(cpu), slirpHelper: flag() });

/** `<domainsnapshot>` without the machine in it. */
export const snapshot = element({
  name: textChild(string),
  description: textChild(string),
  state: textChild(wordOf(SNAPSHOT_STATES, (state) => wrong(`Invalid state '${state}' in domain snapshot XML`, 'config-unsupported'))),
  parent: child(element({ name: textChild(string) })),
  creationTime: textChild(string),
  memory: child(element({ snapshot: attr(enumOf(SNAPSHOT_LOCATIONS), { refused: 'default' }), file: attr(string) })),
  disks: child(element({ disks: list(snapshotDisk, { name: 'disk' }) })),
  cookie: child(cookie),
  active: textChild(string),
});

/** A snapshot of a machine: everything its document says. */
export interface DomainSnapshotDef {
  /** Undefined until it is made up from the time. */
  name: string | undefined;
  description: string | undefined;
  state: SnapshotState | undefined;
  parentName: string | undefined;
  /** Seconds since 1970. */
  creationTimeSec: bigint | undefined;
  memory: SnapshotLocation | undefined;
  memoryFile: string | undefined;
  disks: SnapshotDisk[];
  /** The machine as it was. */
  domain: DomainDef | undefined;
  /** The machine as it would have been started the next time, where that differed. */
  inactiveDomain: DomainDef | undefined;
  /** What the driver needs to go back to it. */
  cookie: LensValue<typeof cookie> | undefined;
  /** Stored with the snapshot: it is the current one. */
  current: boolean | undefined;
}

/** Options of {@link parseDomainSnapshotXml}. */
export interface ParseSnapshotOptions {
  /** How the machine inside is read. */
  readonly domain: DomainParseContext;
  /** The document tells of a snapshot that exists: its time and state are in it. */
  readonly redefine?: boolean;
  /** The machine does not run, or only its disks are kept: there is no memory to save. */
  readonly offline?: boolean;
  /** A stored document, which says whether the snapshot is the current one. */
  readonly internal?: boolean;
  /** Seconds since 1970; undefined leaves time and name open. */
  readonly now?: () => bigint | undefined;
}

/**
 * Parses a `<domainsnapshot>` document.
 *
 * @throws VirError as libvirt: `xml-error`, `internal-error`, `config-unsupported`, or what the machine inside says.
 * @libvirt virDomainSnapshotDefParseString
 */
export function parseDomainSnapshotXml(xml: string | XmlElement, options: ParseSnapshotOptions): DomainSnapshotDef {
  const root = readDocument(xml, 'domainsnapshot', { url: '(domain_snapshot)' });
  const fields = snapshot.parse(root, PARSE_INACTIVE, undefined);
  const redefine = options.redefine ?? false;
  const moment = redefine ? existingMoment(root, fields, options.domain) : newMoment(fields, options.now ?? currentSeconds);
  const offline = redefine ? moment.state === 'shutoff' || moment.state === 'disk-snapshot' : (options.offline ?? false);
  const memory = checkedMemory(fields.memory, { redefine, offline });
  const disks = (fields.disks?.disks ?? []).map((disk) => (redefine ? disk : { ...disk, deleteInProgress: undefined }));
  return {
    ...moment,
    description: fields.description,
    memory: memory.location,
    memoryFile: memory.file,
    disks,
    current: options.internal === true ? activeFlag(fields.active) : undefined,
    cookie: offline ? undefined : fields.cookie,
  };
}

type Fields = LensValue<typeof snapshot>;
type Moment = Pick<DomainSnapshotDef, 'name' | 'creationTimeSec' | 'parentName' | 'state' | 'domain' | 'inactiveDomain'>;

function currentSeconds(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}

function newMoment(fields: Fields, now: () => bigint | undefined): Moment {
  const time = now();
  const name = fields.name ?? (time === undefined ? undefined : String(time));
  return { name, creationTimeSec: time, parentName: undefined, state: undefined, domain: undefined, inactiveDomain: undefined };
}

function existingMoment(root: XmlElement, fields: Fields, context: DomainParseContext): Moment {
  if (fields.name === undefined) throw wrong('a redefined snapshot must have a name');
  const time = fields.creationTime ?? '';
  if (!/^\s*[-+]?\d+\s*$/.test(time)) throw wrong('missing creationTime from existing snapshot', 'internal-error');
  if (fields.state === undefined) throw wrong('missing state from existing snapshot');
  if (fields.state === 'nostate') throw wrong("Invalid state 'nostate' in domain snapshot XML", 'config-unsupported');
  const domain = root.child('domain');
  const inactive = root.child('inactiveDomain');
  return {
    name: fields.name,
    creationTimeSec: BigInt(time.trim()),
    parentName: fields.parent?.name,
    state: fields.state,
    // Documents of old have only a UUID in it; then the machine of today must do.
    domain: domain?.attribute('type') === undefined ? undefined : parseEmbeddedDomain(domain, context),
    inactiveDomain: inactive === undefined ? undefined : parseEmbeddedDomain(inactive, context),
  };
}

function checkedMemory(
  memory: Fields['memory'],
  when: { readonly redefine: boolean; readonly offline: boolean },
): { readonly location: SnapshotLocation | undefined; readonly file: string | undefined } {
  const file = memory?.file;
  if (memory?.snapshot === 'manual') throw wrong("'manual' memory snapshot mode not supported");
  const implied = file !== undefined ? 'external' : when.redefine ? (when.offline ? 'no' : 'internal') : undefined;
  const location = memory?.snapshot ?? implied;
  if (file !== undefined && location !== 'external') throw wrong(`memory filename '${file}' requires external snapshot`);
  if (file === undefined && location === 'external') throw wrong('external memory snapshots require a filename');
  if (when.offline && location !== undefined && location !== 'no') {
    throw wrong('memory state cannot be saved with offline or disk-only snapshot');
  }
  if (file !== undefined && !file.startsWith('/')) throw wrong(`memory snapshot file path (${file}) must be absolute`);
  return { location, file };
}

function activeFlag(active: string | undefined): boolean {
  if (active === undefined || !/^\s*[-+]?\d+\s*$/.test(active)) throw wrong("Could not find 'active' element", 'internal-error');
  return Number(active) !== 0;
}

/** Options of {@link formatDomainSnapshotXml}. */
export interface FormatSnapshotOptions {
  /** Stands in for the machine where it is not kept. */
  readonly uuid?: string | undefined;
  /** With passwords. */
  readonly secure?: boolean;
  /** For storing: says whether the snapshot is the current one. */
  readonly internal?: boolean;
}

/** A snapshot's document, as libvirt prints it. */
export function formatDomainSnapshotXml(def: DomainSnapshotDef, options: FormatSnapshotOptions = {}): string {
  const secure = options.secure ?? false;
  return writeDocument((out) => {
    writeElement(out, 'domainsnapshot', {}, () => {
      writeText(out, 'name', def.name);
      writeText(out, 'description', def.description);
      writeText(out, 'state', def.state);
      if (def.parentName !== undefined) writeElement(out, 'parent', {}, () => { writeText(out, 'name', def.parentName); });
      writeText(out, 'creationTime', def.creationTimeSec === 0n ? undefined : def.creationTimeSec);
      if (def.memory !== undefined) writeElement(out, 'memory', { snapshot: def.memory, file: def.memoryFile });
      if (def.disks.length > 0) {
        writeElement(out, 'disks', {}, () => {
          for (const disk of def.disks) snapshotDisk.format(disk, 'disk', out, { ...FORMAT_INACTIVE, secure });
        });
      }
      writeEmbeddedDomain(out, 'domain', def.domain, options.uuid, secure);
      writeEmbeddedDomain(out, 'inactiveDomain', def.inactiveDomain, undefined, secure);
      if (def.cookie !== undefined) cookie.format(def.cookie, 'cookie', out, FORMAT_INACTIVE);
      if (options.internal === true) writeText(out, 'active', def.current === true ? 1 : 0);
    });
  });
}

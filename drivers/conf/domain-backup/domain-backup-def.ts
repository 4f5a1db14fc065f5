import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { STORAGE_FORMATS, storageSource } from '../domain/storage-source.ts';
import { wordOf } from '../format/word-codec.ts';
import { enumOf, string, uint, yesNo } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../lens/fields.ts';
import type { ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('domain', code, message);
}

const zero = (value: number): boolean => value === 0;

const server = element(
  {
    transport: attr(wordOf(['tcp', 'unix', 'rdma'], (text) => wrong(`unknown protocol transport type '${text}'`, 'config-unsupported')), { default: 'tcp' }),
    tls: attr(yesNo),
    name: attr(string),
    port: attr(uint, { omit: zero }),
    socket: attr(string),
  },
  {
    parsed({ transport, socket, name }) {
      if (transport === 'unix' && socket === undefined) throw wrong('missing socket for unix transport');
      if (transport !== 'unix' && socket !== undefined) throw wrong(`transport '${transport}' does not support socket attribute`);
      if (transport !== 'unix' && name === undefined) throw wrong('missing name for host');
      if (transport === 'rdma') throw wrong('transport rdma is not supported for <server>', 'config-unsupported');
      if (transport === 'unix' && socket?.startsWith('/') === false) throw wrong(`backup socket path '${socket}' must be absolute`);
    },
  },
);

const STATES = ['none', 'running', 'complete', 'failed', 'cancelling', 'cancelled'] as const;

const diskShape = {
  name: attr(string, { required: () => wrong('missing name from disk backup element') }),
  backup: attr(yesNo, { default: true }),
  state: attr(enumOf(STATES), { omit: (state) => state === 'none' }),
  type: attr(string),
  backupMode: attr(enumOf(['full', 'incremental']), { name: 'backupmode' }),
  incremental: attr(string),
  exportName: attr(string, { name: 'exportname' }),
  exportBitmap: attr(string, { name: 'exportbitmap' }),
  index: attr(uint, { omit: zero }),
  format: attrChild('type', enumOf(STORAGE_FORMATS), { name: 'driver', absent: '' }),
  target: child(storageSource),
  scratch: child(storageSource),
};

/** What is done with one disk. */
export type BackupDisk = ValueOf<typeof diskShape>;

/** `<disk>` of a backup. */
export const backupDisk = element(diskShape, {
  parsed(value: BackupDisk) {
    const { type = 'file' } = value;
    if (value.backup && type !== 'file' && type !== 'block') throw wrong(`unsupported disk backup type '${type}'`);
  },
});

const privateData = element({
  objects: child(element({ tlsSecret: child(element({ type: attr(string), alias: attr(string) }), { name: 'secret' }), tlsAlias: attrChild('alias', string, { name: 'TLSx509' }) })),
});

const backupShape = {
  mode: attr(wordOf(['push', 'pull'], (text) => wrong(`unknown backup mode '${text}'`, 'config-unsupported')), { default: 'push' }),
  incremental: textChild(string),
  server: child(server),
  disks: child(element({ disks: list(backupDisk, { name: 'disk' }) })),
  privateData: child(privateData),
};

/** `<domainbackup>`. */
export const backup = element(backupShape);

/** A backup job: where the disks go, and since when. */
export type DomainBackupDef = Omit<ValueOf<typeof backupShape>, 'disks'> & { disks: BackupDisk[] };

/** Options of both directions. */
export interface BackupDocumentOptions {
  /** A stored document of a running job, with its state. */
  readonly internal?: boolean;
}

/**
 * Parses a `<domainbackup>` document.
 *
 * @throws VirError `xml-error` or `config-unsupported`, worded as libvirt.
 * @libvirt virDomainBackupDefParseString
 */
export function parseDomainBackupXml(xml: string | XmlElement, options: BackupDocumentOptions = {}): DomainBackupDef {
  const internal = options.internal ?? false;
  const fields = backup.parse(readDocument(xml, 'domainbackup', { url: '(domain_backup)' }), PARSE_INACTIVE, undefined);
  const push = fields.mode === 'push';
  if (fields.server !== undefined && push) throw wrong('use of <server> requires pull mode backup', 'config-unsupported');
  const disks = (fields.disks?.disks ?? []).map((one) => settledDisk(one, push, internal));
  return { ...fields, disks, privateData: internal ? fields.privateData : undefined };
}

/** A disk that is left out keeps its name only; of the two places one counts. */
function settledDisk(one: BackupDisk, push: boolean, internal: boolean): BackupDisk {
  if (!one.backup) return backupDisk.create({ name: one.name, backup: false });
  if (internal && one.state === undefined) throw libvirtError('xml', 'xml-error', "Missing required attribute 'state' in element 'disk'");
  return {
    ...one,
    type: one.type ?? 'file',
    state: internal ? one.state : undefined,
    index: internal ? one.index : undefined,
    exportName: push ? undefined : one.exportName,
    exportBitmap: push ? undefined : one.exportBitmap,
    target: push ? one.target : undefined,
    scratch: push ? undefined : one.scratch,
  };
}

/** A backup job's document, as libvirt prints it. */
export function formatDomainBackupXml(def: DomainBackupDef, options: BackupDocumentOptions = {}): string {
  const internal = options.internal ?? false;
  const out = new XmlWriter();
  const disks = def.disks.map((one) => (internal ? one : { ...one, state: undefined }));
  const shown = { ...def, disks: { disks }, privateData: internal ? def.privateData : undefined };
  backup.format(shown, 'domainbackup', out, FORMAT_INACTIVE);
  return out.toString();
}

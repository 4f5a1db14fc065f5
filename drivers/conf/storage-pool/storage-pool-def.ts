import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseUuid, randomUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { enumOf, string, u64, yesNo } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, custom, list, text, textChild } from '../lens/fields.ts';
import type { Field, ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { storagePermissions } from '../storage-common/permissions.ts';
import { sanitizePath } from '../storage-common/sanitize-path.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { checkAdapter, checkPoolSource, poolSource, shownPoolSource } from './pool-source.ts';
import { POOL_TYPE_WORDS, poolTypeInfo, type PoolType } from './pool-types.ts';

const NAMESPACES = { fs: 'http://libvirt.org/schemas/storagepool/fs/1.0', rbd: 'http://libvirt.org/schemas/storagepool/rbd/1.0' } as const;

/** A size the host reports: written, never read. */
function reportedBytes(name: string): Field<bigint> {
  return custom<bigint>({
    elements: { [name]: element({ unit: attr(string), bytes: text(u64) }).describe() },
    read: () => 0n,
    initial: () => 0n,
    write(value, _key, out) {
      out.begin(name);
      out.attribute('unit', 'bytes');
      out.endWithText(name, String(value));
    },
  });
}

const poolShape = {
  type: attr(enumOf(POOL_TYPE_WORDS), { required: true }),
  fsNamespace: attr(string, { name: 'xmlns:fs' }),
  rbdNamespace: attr(string, { name: 'xmlns:rbd' }),
  name: textChild(string),
  uuid: textChild(string),
  capacityBytes: reportedBytes('capacity'),
  allocationBytes: reportedBytes('allocation'),
  availableBytes: reportedBytes('available'),
  features: child(element({ copyOnWrite: attrChild('state', yesNo, { name: 'cow' }) })),
  source: child(poolSource),
  target: child(element({ path: textChild(string), permissions: child(storagePermissions) }, { block: true })),
  refresh: child(element({ volumeAllocation: attrChild('allocation', string, { name: 'volume', absent: '' }) })),
  mountOptions: child(element({ options: list(element({ name: attr(string) }), { name: 'fs:option' }) }), { name: 'fs:mount_opts' }),
  rbdOptions: child(element({ options: list(element({ name: attr(string), value: attr(string) }), { name: 'rbd:option' }) }), { name: 'rbd:config_opts' }),
};

/** `<pool>`. */
export const pool = element(poolShape, { block: true });
type PoolFields = ValueOf<typeof poolShape>;

/** A storage pool: everything its document says. */
export type StoragePoolDef = Omit<PoolFields, 'name' | 'uuid' | 'source'> & {
  name: string;
  uuid: Uuid;
  source: NonNullable<PoolFields['source']>;
};

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('storage', code, message);
}

/**
 * Parses a `<pool>` document.
 *
 * @throws VirError as libvirt: `xml-error`, `xml-detail`, `config-unsupported`, `no-support`.
 * @libvirt virStoragePoolDefParse
 */
export function parseStoragePoolXml(xml: string | XmlElement): StoragePoolDef {
  const root = readDocument(xml, 'pool', { url: '(storage_pool_definition)' });
  const fields = pool.parse(root, PARSE_INACTIVE, undefined);
  const { type } = fields;
  const parts: ReadonlySet<string> = new Set(poolTypeInfo(type).source);
  const given = fields.source ?? poolSource.create();
  const checked = fields.source === undefined ? withDefaultFormat(given, type) : checkPoolSource(given, type);
  const name = fields.name ?? (parts.has('name') ? checked.name : undefined);
  if (name === undefined) throw wrong('missing pool source name element');
  if (name.includes('/')) throw wrong(`name ${name} cannot contain '/'`);
  const uuid = fields.uuid === undefined ? randomUuid() : parseUuid(fields.uuid);
  if (uuid === undefined) throw wrong('malformed uuid element');
  if (fields.features?.copyOnWrite !== undefined && type !== 'fs' && type !== 'dir') {
    throw wrong("cow feature may only be used for 'fs' and 'dir' pools", 'no-support');
  }
  const source = parts.has('name') ? { ...checked, name: checked.name ?? name } : checked;
  checkParts(source, type, parts);
  const target = parts.has('network') ? undefined : checkTarget(fields.target, type, source.name ?? '');
  if (type === 'iscsi-direct' && source.initiator?.iqn === undefined) throw wrong('missing initiator IQN', 'config-unsupported');
  const allocation = fields.refresh?.volumeAllocation;
  if (allocation !== undefined && allocation !== 'default' && allocation !== 'capacity') {
    throw wrong(`unknown storage pool volume refresh allocation type ${allocation}`, 'config-unsupported');
  }
  return { ...fields, ...namespaceParts(fields), name, uuid, source, target };
}

function withDefaultFormat(source: StoragePoolDef['source'], type: PoolType): StoragePoolDef['source'] {
  return { ...source, format: poolTypeInfo(type).formats?.fallback };
}

function checkParts(source: StoragePoolDef['source'], type: PoolType, parts: ReadonlySet<string>): void {
  if (parts.has('host') && source.hosts.length === 0) throw wrong('missing storage pool source host name');
  if (parts.has('dir') && source.dir === undefined) throw wrong('missing storage pool source path');
  if (parts.has('adapter')) checkAdapter(source.adapter);
  const onlyDevice = parts.has('device') && poolTypeInfo(type).source.length === 1;
  if (onlyDevice && source.devices.length === 0) throw wrong('missing storage pool source device name');
}

function checkTarget(target: PoolFields['target'], type: PoolType, sourceName: string): PoolFields['target'] {
  const fixed: Partial<Record<PoolType, string>> = { logical: `/dev/${sourceName}`, zfs: `/dev/zvol/${sourceName}` };
  const path = fixed[type] ?? target?.path;
  if (path === undefined) throw wrong('missing storage pool target path');
  return { path: sanitizePath(path), permissions: target?.permissions };
}

/** A namespace's elements count only in the kinds of pool that know them, and when the prefix means it. */
function namespaceParts(fields: PoolFields): Pick<PoolFields, 'fsNamespace' | 'rbdNamespace' | 'mountOptions' | 'rbdOptions'> {
  const known = poolTypeInfo(fields.type).namespace;
  const fs = known === 'fs' && fields.fsNamespace === NAMESPACES.fs && (fields.mountOptions?.options.length ?? 0) > 0;
  const rbd = known === 'rbd' && fields.rbdNamespace === NAMESPACES.rbd && (fields.rbdOptions?.options.length ?? 0) > 0;
  if (fs && fields.mountOptions?.options.some((option) => option.name === undefined) === true) throw wrong('no fs mount option name specified');
  if (rbd) for (const option of fields.rbdOptions?.options ?? []) checkRbdOption(option);
  return {
    fsNamespace: fs ? NAMESPACES.fs : undefined,
    rbdNamespace: rbd ? NAMESPACES.rbd : undefined,
    mountOptions: fs ? fields.mountOptions : undefined,
    rbdOptions: rbd ? fields.rbdOptions : undefined,
  };
}

function checkRbdOption(option: { readonly name: string | undefined; readonly value: string | undefined }): void {
  const { name, value } = option;
  if (name === undefined) throw wrong('no rbd option name specified');
  if (name === '') throw wrong('empty rbd option name specified');
  if (value === undefined) throw wrong(`no rbd option value specified for name '${name}'`);
  if (value === '') throw wrong(`empty rbd option value specified for name '${name}'`);
}

const WITHOUT_TARGET: ReadonlySet<PoolType> = new Set(['rbd', 'sheepdog', 'gluster', 'iscsi-direct']);

/** A pool's document, as libvirt prints it. */
export function formatStoragePoolXml(def: StoragePoolDef): string {
  const out = new XmlWriter();
  const target = WITHOUT_TARGET.has(def.type) ? undefined : (def.target ?? { path: undefined, permissions: undefined });
  pool.format({ ...def, source: shownPoolSource(def.source, def.type), target }, 'pool', out, FORMAT_INACTIVE);
  return out.toString();
}

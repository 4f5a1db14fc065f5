import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { pciAddress } from '../address/pci-address.ts';
import { enumOf, int, string, u64, yesNo } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { sanitizePath } from '../storage-common/sanitize-path.ts';
import { storageAuth } from '../storage-common/storage-auth.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { poolTypeInfo, type PoolType } from './pool-types.ts';

const host = element({ name: attr(string), port: attr(int, { omit: (port) => port === 0 }) });

const freeExtent = element({ start: attr(u64), end: attr(u64) });

const device = element({
  path: attr(string),
  partSeparator: attr(yesNo, { name: 'part_separator', help: 'A "p" stands before a partition’s number' }),
  freeExtents: list(freeExtent, { name: 'freeExtent' }),
});

const parentAddress = element({ uniqueId: attr(string, { name: 'unique_id' }), address: child(pciAddress) });

const adapter = element(
  {
    type: attr(enumOf(['scsi_host', 'fc_host'])),
    name: attr(string),
    parent: attr(string),
    parentWwnn: attr(string, { name: 'parent_wwnn' }),
    parentWwpn: attr(string, { name: 'parent_wwpn' }),
    parentFabricWwn: attr(string, { name: 'parent_fabric_wwn' }),
    managed: attr(yesNo),
    wwnn: attr(string),
    wwpn: attr(string),
    parentAddress: child(parentAddress, { name: 'parentaddr' }),
  },
  {
    parsed(value, xml) {
      if (value.type === undefined) return legacyAdapter(value, xml);
      if (value.type === 'scsi_host') checkParent(xml);
      return undefined;
    },
  },
);

type Adapter = { readonly type: 'scsi_host' | 'fc_host' | undefined; readonly name: string | undefined; readonly wwnn: string | undefined; readonly wwpn: string | undefined; readonly parent: string | undefined };

/** `<source>` of a pool. */
export const poolSource = element(
  {
    hosts: list(host, { name: 'host' }),
    devices: list(device, { name: 'device' }),
    dir: attrChild('path', string, { absent: '' }),
    adapter: child(adapter),
    name: textChild(string),
    initiator: child(element({ iqn: attrChild('name', string, { absent: '' }) })),
    format: attrChild('type', string, { absent: '' }),
    auth: child(storageAuth),
    protocolVersion: attrChild('ver', string, { name: 'protocol', absent: '' }),
    vendor: attrChild('name', string, { absent: '' }),
    product: attrChild('name', string, { absent: '' }),
  },
  { block: true },
);

/** Where a pool's storage comes from. */
export type PoolSource = LensValue<typeof poolSource>;

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('storage', code, message);
}

/** Before there was a type, a name alone meant a SCSI host. */
function legacyAdapter<T extends Adapter>(value: T, xml: XmlElement): T {
  if (value.wwnn !== undefined || value.wwpn !== undefined || value.parent !== undefined) {
    throw wrong("Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'");
  }
  if (xml.child('parentaddr') !== undefined) throw wrong("Use of 'parentaddr' element requires use of the adapter 'type'");
  return value.name === undefined ? value : { ...value, type: 'scsi_host' };
}

function checkParent(xml: XmlElement): void {
  const parent = xml.child('parentaddr');
  if (parent === undefined) return;
  if (parent.child('address') === undefined) throw wrong('Missing scsi_host PCI address element');
  if (!/^\s*\+?\d+$/.test(parent.attribute('unique_id') ?? '')) throw wrong("Missing or invalid scsi adapter 'unique_id' value");
}

/** Checks a source against the kind of its pool, and fills in what has a default. */
export function checkPoolSource(source: PoolSource, type: PoolType): PoolSource {
  if (type === 'rbd' && source.name === undefined) throw wrong("element 'name' is mandatory for RBD pool");
  const { formats } = poolTypeInfo(type);
  const format = formats === undefined ? undefined : (source.format ?? formats.fallback);
  if (format !== undefined && formats?.words.includes(format) !== true) throw wrong(`unknown pool format type ${format}`, 'config-unsupported');
  if (source.hosts.some((one) => one.name === undefined)) throw wrong('missing storage pool host name');
  if (source.devices.some((one) => one.path === undefined)) throw wrong('missing storage pool source device path');
  if (source.auth !== undefined && (source.auth.type ?? 'none') === 'none') throw wrong('storage pool missing auth type', 'config-unsupported');
  if (source.protocolVersion !== undefined) checkProtocolVersion(source.protocolVersion, type === 'netfs' ? (format ?? 'auto') : 'auto');
  const dir = source.dir === undefined ? undefined : sanitizePath(source.dir);
  return {
    ...source,
    format,
    dir: dir ?? (type === 'gluster' ? '/' : undefined),
    devices: source.devices.map((one) => ({ ...one, freeExtents: [] })),
  };
}

function checkProtocolVersion(version: string, format: string): void {
  if (format !== 'nfs' && format !== 'auto') {
    throw wrong(`storage pool protocol ver unsupported for pool type '${format}'`, 'config-unsupported');
  }
  if (version.includes(',')) throw wrong(`storage pool protocol ver '${version}' must not contain ','`, 'xml-detail');
}

/** Checks that an adapter names one, and only one. */
export function checkAdapter(value: PoolSource['adapter']): void {
  if (value?.type === undefined) throw wrong('missing storage pool source adapter');
  if (value.type === 'fc_host') checkFibreChannel(value);
  else if (value.name === undefined && value.parentAddress === undefined) {
    throw wrong("Either 'name' or 'parent' must be specified for the 'scsi_host' adapter");
  } else if (value.name !== undefined && value.parentAddress !== undefined) {
    throw wrong("Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter");
  }
}

function checkFibreChannel(value: LensValue<typeof adapter>): void {
  const { wwnn, wwpn, parentWwnn, parentWwpn, parentFabricWwn } = value;
  if (wwnn === undefined || wwpn === undefined) throw wrong("'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
  checkWwn(wwnn);
  checkWwn(wwpn);
  if (parentWwnn !== undefined && parentWwpn === undefined) {
    throw wrong(`when providing parent_wwnn='${parentWwnn}', the parent_wwpn must also be provided`);
  }
  if (parentWwnn === undefined && parentWwpn !== undefined) {
    throw wrong(`when providing parent_wwpn='${parentWwpn}', the parent_wwnn must also be provided`);
  }
  for (const name of [parentWwnn, parentWwpn, parentFabricWwn]) if (name !== undefined) checkWwn(name);
}

function checkWwn(name: string): void {
  if (!/^(0x)?[0-9a-fA-F]{16}$/.test(name)) throw wrong(`Malformed wwn: ${name}`, 'internal-error');
}

/** What of a source a pool of this kind shows. */
export function shownPoolSource(source: PoolSource, type: PoolType): PoolSource {
  const parts = new Set<string>(poolTypeInfo(type).source);
  const shown = source.adapter?.type === 'fc_host' ? { ...source.adapter, name: undefined, parentAddress: undefined } : source.adapter;
  return {
    ...source,
    hosts: parts.has('host') ? source.hosts : [],
    devices: parts.has('device') ? source.devices : [],
    dir: parts.has('dir') ? source.dir : undefined,
    adapter: parts.has('adapter') ? shown : undefined,
    name: parts.has('name') ? source.name : undefined,
    initiator: parts.has('initiator') ? source.initiator : undefined,
  };
}

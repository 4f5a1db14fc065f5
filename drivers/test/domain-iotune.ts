import type { DomainMethods } from '../api/facets/domain.ts';
import type { TypedParameter } from '../api/records.ts';
import { DomainModificationImpact as Impact, TypedParameterFlags } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed, validateTypedParameters, type ParameterType } from '../core/typed-params.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { findDisk } from './domain-devices.ts';
import { bigintOf } from './domain-facts.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { ensureChild, removeChildren, setChildText } from './tree-edit.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
/** Highest limit that can be set. */
const LIMIT = 1000000000000000n;

/** The limits in the order in which libvirt lists them; the name of the group is the only text. */
const FIELDS = [
  'total_bytes_sec', 'read_bytes_sec', 'write_bytes_sec',
  'total_iops_sec', 'read_iops_sec', 'write_iops_sec',
  'total_bytes_sec_max', 'read_bytes_sec_max', 'write_bytes_sec_max',
  'total_iops_sec_max', 'read_iops_sec_max', 'write_iops_sec_max',
  'size_iops_sec', 'group_name',
  'total_bytes_sec_max_length', 'read_bytes_sec_max_length', 'write_bytes_sec_max_length',
  'total_iops_sec_max_length', 'read_iops_sec_max_length', 'write_iops_sec_max_length',
] as const;

const TYPES = Object.fromEntries(FIELDS.map((field) => [field, (field === 'group_name' ? 'string' : 'ullong') as ParameterType]));

type Limits = ReadonlyMap<string, bigint | string>;

/** How fast a disk may be. */
export const domainIoTune = methodsOf<DomainMethods>()({
  getBlockIoTune(session, dom, disk, flags = 0) {
    checkFlags(flags, AFFECT | TypedParameterFlags.TYPED_PARAM_STRING_OKAY, 'testDomainGetBlockIoTune');
    const { config } = session.host.domains.require(dom).configFor(flags & AFFECT);
    const index = findDisk(config.facts.disks, disk ?? '', true);
    if (index < 0) throw libvirtError('test', 'invalid-arg', `disk '${disk ?? ''}' was not found in the domain config`);
    const limits = readLimits(diskElement(config.root, index));
    return FIELDS.map((field): TypedParameter =>
      field === 'group_name'
        ? typed.string(field, String(limits.get(field) ?? ''))
        : typed.ullong(field, BigInt(limits.get(field) ?? 0n)),
    );
  },
  setBlockIoTune(session, dom, disk, params, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetBlockIoTune');
    validateTypedParameters('test', params, TYPES);
    session.host.domains.require(dom).editOne(flags, (config) => {
      const index = findDisk(config.facts.disks, disk, true);
      if (index < 0) throw libvirtError('test', 'invalid-arg', `missing persistent configuration for disk '${disk}'`);
      const limits = new Map<string, bigint | string>(readLimits(diskElement(config.root, index)));
      for (const { field, value } of params) limits.set(field, asLimit(value));
      assertConsistent(limits);
      return config.edit((root) => {
        writeLimits(diskElement(root, index), limits);
      });
    });
  },
});

function diskElement(root: XmlElement, index: number): XmlElement {
  const disk = root.child('devices')?.elements('disk')[index];
  if (disk === undefined) throw libvirtError('test', 'internal-error', `no disk number ${index}`);
  return disk;
}

function asLimit(value: TypedParameter['value']): bigint | string {
  if (typeof value !== 'bigint') return String(value);
  if (value > LIMIT) throw libvirtError('test', 'argument-unsupported', `block I/O throttle limit value must be no more than ${LIMIT}`);
  return value;
}

function readLimits(disk: XmlElement): Limits {
  const iotune = disk.child('iotune');
  return new Map(
    FIELDS.flatMap((field) => {
      const element = iotune?.child(field);
      return element === undefined ? [] : [[field, field === 'group_name' ? element.text : bigintOf(element)] as const];
    }),
  );
}

function writeLimits(disk: XmlElement, limits: Limits): void {
  const iotune = ensureChild(disk, 'iotune');
  for (const field of FIELDS) {
    const value = limits.get(field) ?? 0n;
    if (value === 0n || value === '') removeChildren(iotune, field);
    else setChildText(iotune, field, String(value));
  }
  if (iotune.elements().length === 0) removeChildren(disk, 'iotune');
}

function assertConsistent(limits: Limits): void {
  const limit = (field: string): bigint => BigInt(limits.get(field) ?? 0n);
  for (const [unit, suffix] of [['bytes_sec', ''], ['iops_sec', ''], ['bytes_sec', '_max'], ['iops_sec', '_max']] as const) {
    const of = (who: string): bigint => limit(`${who}_${unit}${suffix}`);
    if (of('total') !== 0n && (of('read') !== 0n || of('write') !== 0n)) {
      throw libvirtError('test', 'invalid-arg', `total and read/write of ${unit}${suffix} cannot be set at the same time`);
    }
  }
  for (const unit of ['bytes_sec', 'iops_sec']) {
    for (const who of ['total', 'read', 'write']) {
      const field = `${who}_${unit}`;
      // Without a burst limit any sustained limit is refused: so does libvirt's test host.
      if (limit(field) > limit(`${field}_max`)) {
        throw libvirtError('test', 'invalid-arg', `${field} cannot be set higher than ${field}_max `);
      }
    }
  }
}

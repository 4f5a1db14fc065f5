import { enumOf, onOff, string, u64, uint, uintOf, yesNo } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, child, list } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { randomUuid } from '../../core/uuid.ts';

const vlanTag = element({ id: attr(uint, { required: true }), nativeMode: attr(enumOf(['tagged', 'untagged'])) });

/** VLAN tags of an interface. */
export const vlan = element(
  { trunk: attr(yesNo), tags: list(vlanTag, { name: 'tag' }) },
  {
    parsed(value) {
      if (value.tags.length === 0) throw xmlError('missing tag id - each <vlan> must have at least one <tag id=\'n\'/> subelement', 'none');
      if (value.tags.length > 1 && value.trunk === undefined) value.trunk = true;
      if (value.trunk === false) {
        if (value.tags.length > 1) throw xmlError(`invalid "trunk='no'" in <vlan> - trunk='yes' is required for more than one vlan tag`, 'none');
        value.trunk = undefined;
      }
      if (value.tags.some((tag) => tag.nativeMode !== undefined)) value.trunk = true;
      for (const tag of value.tags) if (tag.id > 4095) throw xmlError(`vlan tag id ${tag.id} too large (maximum 4095)`, 'none');
    },
  },
);

const big = { omit: (value: bigint): boolean => value === 0n } as const;

const bandwidthRate = element(
  { average: attr(u64, big), peak: attr(u64, big), floor: attr(u64, big), burst: attr(u64, big) },
  {
    parsed(value) {
      if (value.average === undefined && value.floor === undefined) throw xmlError('Missing mandatory average or floor attributes', 'none');
      if (value.average === undefined && (value.peak !== undefined || value.burst !== undefined)) {
        throw xmlError("'peak' and 'burst' require 'average' attribute", 'none');
      }
    },
  },
);

/** Limits on what passes an interface: kilobytes a second, kilobytes. */
export const bandwidth = element(
  { inbound: child(bandwidthRate), outbound: child(bandwidthRate) },
  {
    block: true,
    parsed(value) {
      if (value.outbound?.floor !== undefined) throw unsupported("'floor' attribute allowed only in <inbound> element", 'none');
    },
  },
);

const virtualportParameters = element({
  managerid: attr(uintOf({ base: 0 })),
  typeid: attr(uintOf({ base: 0 })),
  typeidversion: attr(uintOf({ base: 0 })),
  instanceid: attr(string),
  interfaceid: attr(string),
  profileid: attr(string),
});

/** How a switch knows the port. */
export const virtualport = element(
  { type: attr(enumOf(['802.1Qbg', '802.1Qbh', 'openvswitch', 'midonet'])), parameters: child(virtualportParameters) },
);

/** How a switch knows the port. */
export type Virtualport = LensValue<typeof virtualport>;

/** What libvirt makes up for a port profile, and what it insists on. */
export function completeVirtualport(value: Virtualport, rules: { readonly requireType: boolean; readonly requireAll: boolean }): void {
  if (rules.requireType && value.type === undefined) throw xmlError('missing required virtualport type', 'none');
  const parameters = (value.parameters ??= virtualportParameters.create());
  if (value.type === '802.1Qbg' || value.type === undefined) parameters.instanceid ??= randomUuid();
  if (value.type === 'openvswitch' || value.type === undefined) parameters.interfaceid ??= randomUuid();
  if (!rules.requireAll) return;
  checkComplete(value);
}

function checkComplete(value: Virtualport): void {
  const parameters = value.parameters;
  const missing = (name: string): Error => xmlError(`missing ${name} in <virtualport type='${value.type ?? ''}'>`, 'none');
  switch (value.type) {
    case '802.1Qbg':
      if (parameters?.managerid === undefined) throw missing('managerid');
      if (parameters.typeid === undefined) throw missing('typeid');
      if (parameters.typeidversion === undefined) throw missing('typeidversion');
      break;
    case '802.1Qbh':
      if (parameters?.profileid === undefined) throw missing('profileid');
      break;
    case 'midonet':
      if (parameters?.interfaceid === undefined) throw missing('interfaceid');
      break;
    case 'openvswitch':
    case undefined:
      break;
  }
}

const ip = element(
  { address: attr(string, { required: true }), family: attr(string), prefix: attr(uint), peer: attr(string) },
  {
    parsed(value) {
      value.family = value.address.includes(':') ? 'ipv6' : 'ipv4';
    },
  },
);
const route = element({
  family: attr(string),
  address: attr(string, { required: true }),
  netmask: attr(string),
  prefix: attr(uint),
  gateway: attr(string, { required: true }),
  metric: attr(uint),
});

/** Addresses and routes. */
export const ipFields = { ips: list(ip, { name: 'ip' }), routes: list(route, { name: 'route' }) };

/** What a virtio interface may leave to the guest. */
export const guestOffloads = { csum: attr(onOff), tso4: attr(onOff), tso6: attr(onOff), ecn: attr(onOff), ufo: attr(onOff) };

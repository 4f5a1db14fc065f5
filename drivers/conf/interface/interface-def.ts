import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { looseInteger, wordOf } from '../format/word-codec.ts';
import { enumOf, intOf, onOff, string, uint, yesNo } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, flag, list } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { interfaceLink } from '../network-common/interface-link.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

function wrong(message: string): VirError {
  return libvirtError('interface', 'xml-error', message);
}

const type = attr(enumOf(['ethernet', 'bridge', 'bond', 'vlan']), { required: true });
const name = attr(string, { required: () => wrong('interface has no name') });

const zero = (value: number): boolean => value === 0;
const ip = element(
  { address: attr(string), prefix: attr(intOf({ base: 0 }), { omit: zero }) },
  { formatting: (value) => (value.address === undefined ? undefined : value) },
);

const protocol = element(
  {
    family: attr(wordOf(['ipv4', 'ipv6'], (text) => wrong(`unsupported protocol family '${text}'`)), {
      required: () => wrong('protocol misses the family attribute'),
    }),
    autoconf: flag({ help: 'IPv6 addresses from router advertisements' }),
    dhcp: child(element({ peerDns: attr(yesNo, { name: 'peerdns' }) }, { keep: true })),
    ips: list(ip, { name: 'ip' }),
    gateway: attrChild('gateway', string, { name: 'route', absent: '' }),
  },
  { block: true, parsed: (value) => (value.family === 'ipv4' ? { ...value, autoconf: undefined } : undefined) },
);

const miiMonitor = element(
  {
    frequencyMs: attr(looseInteger({ signed: true }), { name: 'freq', absent: '' }),
    downDelayMs: attr(looseInteger({ signed: true }), { name: 'downdelay', absent: '', omit: (value) => value <= 0 }),
    upDelayMs: attr(looseInteger({ signed: true }), { name: 'updelay', absent: '', omit: (value) => value <= 0 }),
    carrier: attr(wordOf(['ioctl', 'netif'], (text) => wrong(`unknown mii bonding carrier ${text}`)), { absent: '' }),
  },
  {
    parsed(value) {
      if (value.frequencyMs === undefined || Number.isNaN(value.frequencyMs)) throw wrong('bond interface miimon freq missing or invalid');
      if (Number.isNaN(value.downDelayMs)) throw wrong('bond interface miimon downdelay invalid');
      if (Number.isNaN(value.upDelayMs)) throw wrong('bond interface miimon updelay invalid');
    },
  },
);

const arpMonitor = element(
  {
    intervalMs: attr(looseInteger({ signed: true }), { name: 'interval', absent: '' }),
    target: attr(string, { absent: '' }),
    validate: attr(wordOf(['active', 'backup', 'all'], (text) => wrong(`unknown arp bonding validate ${text}`)), { absent: '' }),
  },
  {
    parsed(value) {
      if (value.intervalMs === undefined || Number.isNaN(value.intervalMs)) throw wrong('bond interface arpmon interval missing or invalid');
      if (value.target === undefined) throw wrong('bond interface arpmon target missing');
    },
  },
);

const BOND_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'] as const;

const card = { link: child(interfaceLink), mac: attrChild('address', string, { absent: '' }) };

/** A card below a bond. */
const bondMember = element({ type, name, ...card }, { block: true, parsed: (value) => { checkMember(value.type, ['ethernet']); } });

const bond = element(
  {
    mode: attr(wordOf(BOND_MODES, (text) => wrong(`unknown bonding mode ${text}`)), { absent: '' }),
    miiMonitor: child(miiMonitor, { name: 'miimon' }),
    arpMonitor: child(arpMonitor, { name: 'arpmon' }),
    interfaces: list(bondMember, { name: 'interface' }),
  },
  { block: true, parsed: (value) => (value.miiMonitor === undefined ? undefined : { ...value, arpMonitor: undefined }) },
);

const vlan = element(
  { tag: attr(string, { absent: '' }), device: attrChild('name', string, { name: 'interface', absent: '' }) },
  {
    parsed(value) {
      if (value.tag === undefined) throw wrong('vlan interface misses the tag attribute');
      if (value.device === undefined) throw wrong('vlan interface misses name attribute');
    },
  },
);

/** What stands below a bridge. */
const bridgeMember = element(
  { type, name, ...card, bond: child(bond), vlan: child(vlan) },
  {
    block: true,
    parsed(value) {
      checkMember(value.type, ['ethernet', 'bond', 'vlan']);
      return ownParts({ ...value, bridge: undefined });
    },
  },
);

const bridge = element(
  { stp: attr(onOff, { help: 'Spanning tree protocol' }), delay: attr(string), interfaces: list(bridgeMember, { name: 'interface' }) },
  { block: true },
);

/** `<interface>` of a host. */
export const hostInterface = element(
  {
    type,
    name,
    startMode: attrChild('mode', wordOf(['onboot', 'hotplug', 'none'], (text) => wrong(`unknown interface startmode ${text}`)), { name: 'start', absent: '' }),
    mtu: attrChild('size', uint, { absent: '' }),
    protocols: list(protocol, { name: 'protocol' }),
    ...card,
    bridge: child(bridge),
    bond: child(bond),
    vlan: child(vlan),
  },
  {
    block: true,
    parsed(value) {
      if ((value.mtu ?? 0) > 100_000) throw wrong("value of the 'size' attribute of 'mtu' element must be at most 100000");
      return ownParts(value);
    },
    formatting: (value) => ({ ...value, mtu: value.mtu === 0 ? undefined : value.mtu }),
  },
);

/** A network interface of the host: everything its document says. */
export type InterfaceDef = LensValue<typeof hostInterface>;

interface Parts {
  readonly type: 'ethernet' | 'bridge' | 'bond' | 'vlan';
  readonly link: unknown;
  readonly mac: string | undefined;
  readonly bridge: unknown;
  readonly bond: unknown;
  readonly vlan: unknown;
}

/** Each kind has, and must have, its own part; those of other kinds are dropped. */
function ownParts<T extends Parts>(value: T): T {
  if (value.type !== 'ethernet' && value[value.type] === undefined) throw wrong(`${value.type} interface misses the ${value.type} element`);
  return {
    ...value,
    link: value.type === 'bridge' ? undefined : value.link,
    mac: value.type === 'ethernet' ? value.mac : undefined,
    bridge: value.type === 'bridge' ? value.bridge : undefined,
    bond: value.type === 'bond' ? value.bond : undefined,
    vlan: value.type === 'vlan' ? value.vlan : undefined,
  };
}

function checkMember(found: string, allowed: readonly string[]): void {
  if (!allowed.includes(found)) throw wrong(`interface has unsupported type '${found}'`);
}

/**
 * Parses an `<interface>` document of the host.
 *
 * @throws VirError `xml-error`, worded as libvirt.
 * @libvirt virInterfaceDefParseString
 */
export function parseInterfaceXml(xml: string | XmlElement): InterfaceDef {
  return hostInterface.parse(readDocument(xml, 'interface', { url: '(interface_definition)' }), PARSE_INACTIVE, undefined);
}

/** A host interface's document, as libvirt prints it. */
export function formatInterfaceXml(def: InterfaceDef): string {
  const out = new XmlWriter();
  hostInterface.format(def, 'interface', out, FORMAT_INACTIVE);
  return out.toString();
}

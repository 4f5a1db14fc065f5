import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseUuid, randomUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { formatSocketAddress, maskByPrefix, socketAddress } from '../address/socket-address.ts';
import { isMulticastMac, parseMacAddress } from '../address/mac-address.ts';
import { prettyXml } from '../format/pretty-xml.ts';
import type { Codec } from '../lens/codec.ts';
import { string, uint, yesNo } from '../lens/codec.ts';
import { readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, custom, list, textChild } from '../lens/fields.ts';
import type { LensParseContext, ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { bandwidthLens } from '../network-common/bandwidth.ts';
import { ipRoute } from '../network-common/ip-route.ts';
import type { NetworkParseContext } from '../network-common/network-context.ts';
import { networkNameOf } from '../network-common/network-context.ts';
import { virtualPortLens } from '../network-common/virtual-port.ts';
import { vlan } from '../network-common/vlan.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { networkDns } from './dns.ts';
import { forward, type Forward, type ForwardMode } from './forward.ts';
import { ipBaseOf, networkIp } from './ip.ts';

const DNSMASQ_NAMESPACE = 'http://libvirt.org/schemas/network/dnsmasq/1.0';

/** A word of which only one spelling counts; everything else is the opposite. */
function only(word: string, value: boolean): Codec<boolean> {
  const other = (text: string): boolean => (text.toLowerCase() === word ? value : !value);
  return { kind: 'boolean', words: value ? [word] : ['on', word], decode: other, encode: (flag) => (flag === value ? word : 'on') };
}

function checked<T>(parse: (text: string) => T | undefined): Codec<T | string> {
  return { kind: 'string', decode: (text) => parse(text) ?? text, encode: String };
}

const bridge = element({
  name: attr(string, { absent: '', help: 'The host’s bridge interface' }),
  zone: attr(string, { absent: '', help: 'firewalld zone' }),
  stp: attr(only('off', false), { absent: '', help: 'Spanning tree protocol' }),
  delay: attr(checked((text) => (/^\s*\+?\d+$/.test(text) ? Number(text) : undefined)), { absent: '', help: 'Forward delay in seconds' }),
  macTableManager: attr(string, { absent: '', help: 'kernel or libvirt' }),
});

/** `<portgroup>`: a named class of connections to the network. */
export const portGroup = element(
  {
    name: attr(string, { absent: '' }),
    isDefault: attr(only('yes', true), { name: 'default', absent: '', omit: (value) => !value }),
    trustGuestRxFilters: attr(yesNo),
    vlan: child(vlan),
    virtualPort: child(virtualPortLens(), { name: 'virtualport' }),
    bandwidth: child(bandwidthLens({ floor: false, classId: false })),
  },
  {
    block: true,
    parsed(value) {
      if (value.name === undefined) throw libvirtError('network', 'xml-error', 'Missing required name attribute in portgroup');
    },
  },
);

const dnsmasqOptions = element({ options: list(element({ value: attr(string, { required: true }) }), { name: 'dnsmasq:option' }) });

const networkShape = {
  dnsmasqNamespace: attr(string, { name: 'xmlns:dnsmasq' }),
  connections: attr(uint, { only: 'live', omit: (count) => count === 0 }),
  ipv6NoGateway: attr(yesNo, { name: 'ipv6', absent: '', omit: (value) => !value, help: 'Guests talk IPv6 to each other without a gateway' }),
  trustGuestRxFilters: attr(yesNo),
  name: textChild(string),
  uuid: textChild(string),
  metadata: custom<XmlElement | undefined>({
    elements: { metadata: { text: undefined, words: [], attributes: [], children: () => [] } },
    read: (xml) => xml.child('metadata'),
    write: (value, _name, out) => {
      if (value !== undefined) out.foreign(prettyXml(value, out.level));
    },
  }),
  forward: child(forward),
  bridge: child(bridge),
  mtu: attrChild('size', checked((text) => (/^\s*\+?\d{1,10}$/.test(text) ? Number(text) : undefined)), { absent: '' }),
  mac: attrChild('address', checked(parseMacAddress), { absent: '' }),
  domain: child(element({ name: attr(string), localOnly: attr(yesNo) }, { formatting: (value) => (value.name === undefined ? undefined : value) })),
  dns: child(networkDns),
  vlan: child(vlan),
  bandwidth: child(bandwidthLens({ floor: false, classId: false })),
  portIsolated: attrChild('isolated', yesNo, { name: 'port' }),
  ips: list(networkIp, { name: 'ip' }),
  routes: list(ipRoute, { name: 'route' }),
  virtualPort: child(virtualPortLens({ requireType: true }), { name: 'virtualport' }),
  portGroups: list(portGroup, { name: 'portgroup' }),
  dnsmasq: child(dnsmasqOptions, { name: 'dnsmasq:options' }),
};

type NetworkFields = ValueOf<typeof networkShape>;

/** `<network>`. */
export const network = element(networkShape, {
  block: true,
  parsed(value, _xml, context) {
    checkNetwork(value, networkNameOf(context));
  },
  formatting: (value) => ({ ...value, bridge: bridgeShown(value.forward?.mode ?? 'none', value.bridge) }),
});

/** A virtual network: everything its document says. */
export type NetworkDef = Omit<NetworkFields, 'name' | 'uuid'> & {
  name: string;
  uuid: Uuid;
  /** The document named the UUID; otherwise it was made up. */
  uuidSpecified: boolean;
};

/** Options of {@link parseNetworkXml}. */
export interface ParseNetworkOptions {
  /** Options for dnsmasq are kept (true for a driver that runs dnsmasq). */
  readonly dnsmasq?: boolean;
}

/**
 * Parses a `<network>` document.
 *
 * @throws VirError as libvirt: `no-name`, `xml-error`, `xml-detail`, `config-unsupported`, `internal-error`.
 * @libvirt virNetworkDefParse
 */
export function parseNetworkXml(xml: string | XmlElement, options: ParseNetworkOptions = {}): NetworkDef {
  const root = readDocument(xml, 'network', { url: '(network_definition)' });
  const name = root.child('name')?.text ?? '';
  if (name === '') throw libvirtError('network', 'no-name');
  if (name.includes('/')) throw libvirtError('none', 'xml-detail', 'invalid char in name: /');
  const uuidText = root.child('uuid')?.text ?? '';
  const uuid = uuidText === '' ? randomUuid() : parseUuid(uuidText);
  if (uuid === undefined) throw libvirtError('network', 'internal-error', 'malformed uuid element');
  const context: NetworkParseContext = { inactive: true, network: name, partial: false };
  const fields = network.parse(root, context, undefined);
  const dnsmasq = fields.dnsmasqNamespace === DNSMASQ_NAMESPACE && options.dnsmasq === true && (fields.dnsmasq?.options.length ?? 0) > 0;
  return {
    ...fields,
    name,
    uuid,
    uuidSpecified: uuidText !== '',
    dnsmasqNamespace: dnsmasq ? DNSMASQ_NAMESPACE : undefined,
    dnsmasq: dnsmasq ? fields.dnsmasq : undefined,
  };
}

/** A network's document, as libvirt prints it: with `inactive`, without what only a running network has. */
export function formatNetworkXml(def: NetworkDef, options: { readonly inactive?: boolean } = {}): string {
  const out = new XmlWriter();
  network.format(def, 'network', out, { inactive: options.inactive ?? false, secure: false, migratable: false });
  return out.toString();
}

/** How the network reaches the world; `none` means it does not. */
export function forwardModeOf(def: { readonly forward: Forward | undefined }): ForwardMode {
  return def.forward?.mode ?? 'none';
}

const OWN_BRIDGE: ReadonlySet<ForwardMode> = new Set(['none', 'nat', 'route', 'open']);

function bridgeShown(mode: ForwardMode, value: NetworkFields['bridge']): NetworkFields['bridge'] {
  const given = value ?? bridge.create();
  if (!OWN_BRIDGE.has(mode)) {
    const shown = given.name !== undefined || given.macTableManager !== undefined;
    return shown ? { ...given, stp: undefined, delay: undefined } : undefined;
  }
  return { ...given, stp: given.stp ?? true, delay: given.delay ?? 0 };
}

function fail(message: string): VirError {
  return libvirtError('network', 'xml-error', message);
}

function checkNetwork(def: NetworkFields, name: string): void {
  if (typeof def.bridge?.delay === 'string') throw fail(`Invalid delay value in network '${name}'`);
  const manager = def.bridge?.macTableManager;
  if (manager !== undefined && manager !== 'kernel' && manager !== 'libvirt') {
    throw fail(`Invalid macTableManager setting '${manager}' in network '${name}'`);
  }
  if (def.mac !== undefined) checkMac(def.mac, name);
  if (typeof def.mtu === 'string') throw fail(`Invalid mtu size '${def.mtu}' in network '${name}'`);
  checkRoutesReachable(def, name);
  if (def.forward !== undefined) checkMode(def.forward, def, name);
}

function checkMac(mac: string, name: string): void {
  if (parseMacAddress(mac) === undefined) throw fail(`Invalid bridge mac address '${mac}' in network '${name}'`);
  if (isMulticastMac(mac)) throw fail(`Invalid multicast bridge mac address '${mac}' in network '${name}'`);
}

/** The networks of a document's addresses: masked addresses by family and prefix. */
function ownNetworks(def: NetworkFields): Map<number, Set<string>> {
  const networks = new Map<number, Set<string>>();
  for (const { address, prefix } of def.ips.map(ipBaseOf)) {
    if (prefix === undefined) continue;
    const same = networks.get(prefix) ?? new Set();
    networks.set(prefix, same.add(formatSocketAddress(maskByPrefix(address, prefix))));
  }
  return networks;
}

function checkRoutesReachable(def: NetworkFields, name: string): void {
  // A document may have thousands of both: every address is looked at once, and a gateway only once for each length of prefix.
  const networks = def.routes.length === 0 ? [] : [...ownNetworks(def)];
  for (const route of def.routes) {
    const gateway = socketAddress(route.gateway ?? '');
    const longest = gateway.bytes.length * 8;
    if (networks.some(([prefix, same]) => prefix <= longest && same.has(formatSocketAddress(maskByPrefix(gateway, prefix))))) continue;
    throw libvirtError('network', 'config-unsupported', `unreachable static route gateway '${route.gateway ?? ''}' specified for network '${name}'`);
  }
}

function checkMode(way: Forward, def: NetworkFields, name: string): void {
  switch (way.mode) {
    case 'none':
      return;
    case 'route':
    case 'nat':
    case 'open':
      if (def.ips.length === 0) throw fail(`${way.mode} forwarding requested, but no IP address provided for network '${name}'`);
      if (way.interfaces.length > 1) throw fail(`multiple forwarding interfaces specified for network '${name}', only one is supported`);
      if (way.mode === 'open' && way.interfaces.length > 0) {
        throw fail(`forward dev not allowed for network '${name}' with forward mode='${way.mode}'`);
      }
      return;
    case 'private':
    case 'vepa':
    case 'passthrough':
    case 'hostdev':
      if (def.bridge?.name !== undefined) throw fail(`bridge name not allowed in ${way.mode} mode (network '${name}')`);
      if (def.bridge?.zone !== undefined) throw fail(`bridge zone not allowed in ${way.mode} mode (network '${name}')`);
      if (def.bridge?.macTableManager !== undefined) {
        throw fail(`bridge macTableManager setting not allowed in ${way.mode} mode (network '${name}')`);
      }
      checkForeignBridge(way, def, name);
      return;
    case 'bridge':
      checkForeignBridge(way, def, name);
  }
}

/** In these modes the bridge is the host's own, so its settings are none of the network's business. */
function checkForeignBridge(way: Forward, def: NetworkFields, name: string): void {
  const { bridge: given } = def;
  if ((given?.delay ?? 0) !== 0 || given?.stp !== undefined || given?.zone !== undefined) {
    throw fail(`bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in ${way.mode} (network '${name}')`);
  }
  if (given?.name !== undefined && (way.interfaces.length + way.addresses.length > 0 || way.pf !== undefined)) {
    throw fail(`A network with forward mode='${way.mode}' can specify a bridge name or a forward dev, but not both (network '${name}')`);
  }
  if (def.mtu !== undefined && def.mtu !== 0) {
    throw fail(`mtu size only allowed in open, route, nat, and isolated mode, not in ${way.mode} (network '${name}')`);
  }
}

/** The context in which a part of this network is read (see network-update). */
export function networkPartContext(name: string, partial: boolean): LensParseContext & NetworkParseContext {
  return { inactive: true, network: name, partial };
}

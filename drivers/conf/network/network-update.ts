import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { NetworkUpdateCommand, NetworkUpdateSection } from '../../core/constants.ts';
import { parseMacAddress } from '../address/mac-address.ts';
import { socketAddress } from '../address/socket-address.ts';
import { parseXml } from '../xml/parse-xml.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import type { NetworkParseContext } from '../network-common/network-context.ts';
import { dnsHost, dnsSrv, dnsTxt, networkDns, type DnsHost, type NetworkDns } from './dns.ts';
import { forward } from './forward.ts';
import { checkDhcpHost, checkDhcpRange, dhcp, dhcpHost, dhcpRange, ipBaseOf, type DhcpHost, type NetworkIp } from './ip.ts';
import { portGroup, type NetworkDef } from './network-def.ts';

/** What is asked of a network: a part of it to add, change or remove. Numbers are libvirt's. */
export interface NetworkUpdate {
  /** {@link NetworkUpdateCommand} */
  readonly command: number;
  /** {@link NetworkUpdateSection} */
  readonly section: number;
  /** Which of several parents (`<ip>` elements) is meant; -1: the fitting one. */
  readonly parentIndex: number;
  readonly xml: string;
}

interface Update {
  readonly def: NetworkDef;
  readonly command: number;
  readonly parentIndex: number;
  readonly xml: XmlElement;
  /** Being a search key, the part may be incomplete. */
  readonly context: NetworkParseContext;
}

/**
 * A network with one part added, changed or removed; the given one stays as it is.
 *
 * @throws VirError `operation-invalid` (no such entry, or there already), `operation-unsupported`, or what the part's own check says.
 * @libvirt virNetworkUpdate
 */
export function updateNetwork(def: NetworkDef, update: NetworkUpdate): NetworkDef {
  const xml = parseXml(update.xml, { url: 'network_update_xml' }).root;
  const { command, parentIndex } = update;
  const partial = command !== NetworkUpdateCommand.ADD_FIRST && command !== NetworkUpdateCommand.ADD_LAST;
  const context = { inactive: true, network: def.name, partial };
  const run = SECTIONS.get(update.section);
  if (run === undefined) throw wrong("can't update unrecognized section of network", 'operation-unsupported');
  return run({ def, command, parentIndex, xml, context });
}

/** One entry a section. */
const SECTIONS: ReadonlyMap<number, (update: Update) => NetworkDef> = new Map([
  [NetworkUpdateSection.BRIDGE, refuse('bridge')],
  [NetworkUpdateSection.DOMAIN, refuse('domain')],
  [NetworkUpdateSection.IP, refuse('ip')],
  [NetworkUpdateSection.IP_DHCP_HOST, updateDhcpHost],
  [NetworkUpdateSection.IP_DHCP_RANGE, updateDhcpRange],
  [NetworkUpdateSection.FORWARD, refuse('forward')],
  [NetworkUpdateSection.FORWARD_INTERFACE, updateForwardInterface],
  [NetworkUpdateSection.FORWARD_PF, refuse('forward pf')],
  [NetworkUpdateSection.PORTGROUP, updatePortGroup],
  [NetworkUpdateSection.DNS_HOST, updateDnsHost],
  [NetworkUpdateSection.DNS_TXT, updateDnsTxt],
  [NetworkUpdateSection.DNS_SRV, updateDnsSrv],
]);

function wrong(message: string, code: VirErrorCode = 'operation-invalid'): VirError {
  return libvirtError('network', code, message);
}

function refuse(section: string): (update: Update) => never {
  return ({ def }) => {
    throw wrong(`can't update '${section}' section of network '${def.name}'`, 'operation-unsupported');
  };
}

function checkElement({ xml, def }: Update, name: string): void {
  if (xml.name === name) return;
  throw wrong(`unexpected element <${xml.name}>, expecting <${name}>, while updating network '${def.name}'`, 'xml-error');
}

/** How a list of entries takes a command; the words of its complaints are the list's own. */
interface Entries<T> {
  readonly list: readonly T[];
  readonly item: T;
  /** Where entries are that an addition must not repeat, a change replaces, or a removal removes. */
  readonly matches: readonly number[];
  readonly exists: () => VirError;
  readonly missing: () => VirError;
  readonly several?: () => VirError;
}

function edited<T>(command: number, entries: Entries<T>): T[] {
  const { list, item, matches } = entries;
  const at = matches.at(-1) ?? -1;
  switch (command) {
    case NetworkUpdateCommand.ADD_FIRST:
    case NetworkUpdateCommand.ADD_LAST:
      if (matches.length > 0) throw entries.exists();
      return command === NetworkUpdateCommand.ADD_FIRST ? [item, ...list] : [...list, item];
    case NetworkUpdateCommand.MODIFY:
      if (at === -1) throw entries.missing();
      return list.map((one, index) => (index === at ? item : one));
    case NetworkUpdateCommand.DELETE:
      if (at === -1) throw entries.missing();
      if (matches.length > 1 && entries.several !== undefined) throw entries.several();
      return list.filter((_, index) => index !== at);
    default:
      throw wrong(`unrecognized network update command code ${command}`, 'operation-unsupported');
  }
}

function indexesWhere<T>(list: readonly T[], test: (one: T) => boolean): number[] {
  return list.flatMap((one, index) => (test(one) ? [index] : []));
}

const isAddition = (command: number): boolean => command === NetworkUpdateCommand.ADD_FIRST || command === NetworkUpdateCommand.ADD_LAST;

/** Which `<ip>` holds the DHCP entries: the one at the index, or the one that serves DHCP, or the first. */
function dhcpParent({ def, parentIndex }: Update): NetworkIp {
  if (parentIndex >= 0) {
    const found = def.ips[parentIndex];
    if (found === undefined) {
      throw wrong(`couldn't update dhcp host entry - no <ip> element found at index ${parentIndex} in network '${def.name}'`);
    }
    return found;
  }
  const family = (ip: NetworkIp): string => ipBaseOf(ip).address.family;
  const serves = def.ips.find(servesDhcp);
  const chosen = serves ?? def.ips.find((ip) => family(ip) === 'ipv4') ?? def.ips.find((ip) => family(ip) === 'ipv6');
  if (chosen === undefined) throw wrong(`couldn't update dhcp host entry - no <ip> element found in network '${def.name}'`);
  return chosen;
}

function servesDhcp(ip: NetworkIp): boolean {
  return (ip.dhcp?.ranges.length ?? 0) + (ip.dhcp?.hosts.length ?? 0) > 0;
}

function checkOnlyServer(def: NetworkDef, ip: NetworkIp): void {
  const { family } = ipBaseOf(ip).address;
  if (!def.ips.some((other) => other !== ip && ipBaseOf(other).address.family === family && servesDhcp(other))) return;
  throw wrong(`dhcp is supported only for a single ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address on each network`);
}

function withIp(def: NetworkDef, ip: NetworkIp, changed: Partial<NonNullable<NetworkIp['dhcp']>>): NetworkDef {
  const next: NetworkIp = { ...ip, dhcp: { ...(ip.dhcp ?? dhcp.create()), ...changed } };
  return { ...def, ips: def.ips.map((one) => (one === ip ? next : one)) };
}

function sameMac(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && parseMacAddress(left) === parseMacAddress(right);
}

function updateDhcpHost(update: Update): NetworkDef {
  const { def, command, xml } = update;
  checkElement(update, 'host');
  const ip = dhcpParent(update);
  const base = ipBaseOf(ip);
  const partial = command === NetworkUpdateCommand.DELETE;
  const host = checkDhcpHost(dhcpHost.parse(xml, update.context, undefined), base, def.name, partial);
  if (!partial && host.ip !== undefined && socketAddress(host.ip).family !== base.address.family) {
    throw wrong("the address family of a host entry IP must match the address family of the dhcp element's parent");
  }
  if (isAddition(command)) checkOnlyServer(def, ip);
  const list = ip.dhcp?.hosts ?? [];
  const anyMatch = (one: DhcpHost): boolean =>
    sameMac(host.mac, one.mac) || (host.ip !== undefined && host.ip === one.ip) || (host.name !== undefined && host.name === one.name);
  const allMatch = (one: DhcpHost): boolean =>
    (host.mac === undefined || one.mac === undefined || sameMac(host.mac, one.mac)) &&
    (host.name === undefined || host.name === one.name) &&
    (host.ip === undefined || host.ip === one.ip);
  const { mac = 'unknown', name = '(null)', ip: address = 'unknown' } = host;
  const missing = partial
    ? `couldn't locate a matching dhcp host entry in network '${def.name}'`
    : `couldn't locate an existing dhcp host entry with "mac='${mac}'" "name='${name}'" "ip='${address}'" in network '${def.name}'`;
  const hosts = edited(command, {
    list,
    item: host,
    matches: indexesWhere(list, partial ? allMatch : anyMatch).slice(0, 1),
    exists: () => wrong(`there is an existing dhcp host entry in network '${def.name}' that matches "<host mac='${mac}' name='${name}' ip='${address}'/>"`),
    missing: () => wrong(missing),
  });
  return withIp(def, ip, { hosts });
}

function updateDhcpRange(update: Update): NetworkDef {
  const { def, command, xml } = update;
  checkElement(update, 'range');
  const ip = dhcpParent(update);
  if (command === NetworkUpdateCommand.MODIFY) throw wrong('dhcp ranges cannot be modified, only added or deleted', 'operation-unsupported');
  const range = checkDhcpRange(dhcpRange.parse(xml, update.context, undefined), ipBaseOf(ip), def.name);
  if (isAddition(command)) checkOnlyServer(def, ip);
  const list = ip.dhcp?.ranges ?? [];
  const ranges = edited(command, {
    list,
    item: range,
    matches: indexesWhere(list, (one) => one.start === range.start && one.end === range.end).slice(0, 1),
    exists: () =>
      wrong(`there is an existing dhcp range entry in network '${def.name}' that matches "<range start='${range.start ?? ''}' end='${range.end ?? ''}'/>"`),
    missing: () => wrong(`couldn't locate a matching dhcp range entry in network '${def.name}'`),
  });
  return withIp(def, ip, { ranges });
}

function updateForwardInterface(update: Update): NetworkDef {
  const { def, command, xml } = update;
  checkElement(update, 'interface');
  if (command === NetworkUpdateCommand.MODIFY) {
    throw wrong('forward interface entries cannot be modified, only added or deleted', 'operation-unsupported');
  }
  const dev = xml.attribute('dev');
  if (dev === undefined) throw wrong('missing dev attribute in <interface> element', 'xml-error');
  const way = def.forward ?? forward.create({ mode: 'none' });
  const found = way.interfaces.find((one) => one.dev === dev);
  if (command === NetworkUpdateCommand.DELETE && (found?.connections ?? 0) > 0) {
    throw wrong(`unable to delete interface '${dev}' in network '${def.name}'. It is currently being used  by ${found?.connections ?? 0} domains.`);
  }
  const interfaces = edited(command, {
    list: way.interfaces,
    item: { dev, connections: undefined },
    matches: indexesWhere(way.interfaces, (one) => one.dev === dev).slice(0, 1),
    exists: () => wrong(`there is an existing interface entry in network '${def.name}' that matches "<interface dev='${dev}'>"`),
    missing: () => wrong(`couldn't find an interface entry in network '${def.name}' matching <interface dev='${dev}'>`),
  });
  return { ...def, forward: { ...way, interfaces } };
}

function updatePortGroup(update: Update): NetworkDef {
  const { def, command, xml, context } = update;
  checkElement(update, 'portgroup');
  const group = portGroup.parse(xml, context, undefined);
  const name = group.name ?? '';
  const matches = indexesWhere(def.portGroups, (one) => one.name === name);
  const portGroups = edited(command, {
    list: def.portGroups,
    item: group,
    matches,
    exists: () => wrong(`there is an existing portgroup entry in network '${def.name}' that matches "<portgroup name='${name}'>"`),
    missing: () => wrong(`couldn't find a portgroup entry in network '${def.name}' matching <portgroup name='${name}'>`),
  });
  const otherDefault = def.portGroups.some((one) => one.isDefault === true && one.name !== name);
  if (command !== NetworkUpdateCommand.DELETE && group.isDefault === true && otherDefault) {
    throw wrong(`a different portgroup entry in network '${def.name}' is already set as the default. Only one default is allowed.`);
  }
  return { ...def, portGroups };
}

function refuseChange({ command }: Update, kind: string): void {
  if (command === NetworkUpdateCommand.MODIFY) {
    throw wrong(`DNS ${kind} records cannot be modified, only added or deleted`, 'operation-unsupported');
  }
}

function dnsOf(def: NetworkDef): NetworkDns {
  return def.dns ?? networkDns.create();
}

function updateDnsHost(update: Update): NetworkDef {
  const { def, command, xml, context } = update;
  refuseChange(update, 'HOST');
  checkElement(update, 'host');
  const host = dnsHost.parse(xml, context, undefined);
  const dns = dnsOf(def);
  // Several addresses may have the same name, so only the address tells whether an addition is a repetition.
  const matches = (one: DnsHost): boolean =>
    (host.ip !== undefined && host.ip === one.ip) || (!isAddition(command) && host.hostnames.some((name) => one.hostnames.includes(name)));
  const hosts = edited(command, {
    list: dns.hosts,
    item: host,
    matches: indexesWhere(dns.hosts, matches),
    exists: () => wrong(`there is already at least one DNS HOST record with a matching field in network ${def.name}`),
    missing: () => wrong(`couldn't locate a matching DNS HOST record in network ${def.name}`),
    several: () => wrong(`multiple matching DNS HOST records were found in network ${def.name}`),
  });
  return { ...def, dns: { ...dns, hosts } };
}

function updateDnsSrv(update: Update): NetworkDef {
  const { def, command, xml, context } = update;
  refuseChange(update, 'SRV');
  checkElement(update, 'srv');
  const srv = dnsSrv.parse(xml, context, undefined);
  const dns = dnsOf(def);
  const same = (left: string | undefined, right: string | undefined): boolean => left === undefined || left === right;
  const srvs = edited(command, {
    list: dns.srvs,
    item: srv,
    matches: indexesWhere(
      dns.srvs,
      (one) => same(srv.domain, one.domain) && same(srv.service, one.service) && same(srv.protocol, one.protocol) && same(srv.target, one.target),
    ),
    exists: () => wrong(`there is already at least one DNS SRV record matching all specified fields in network ${def.name}`),
    missing: () => wrong(`couldn't locate a matching DNS SRV record in network ${def.name}`),
    several: () => wrong(`multiple DNS SRV records matching all specified fields were found in network ${def.name}`),
  });
  return { ...def, dns: { ...dns, srvs } };
}

function updateDnsTxt(update: Update): NetworkDef {
  const { def, command, xml, context } = update;
  refuseChange(update, 'TXT');
  checkElement(update, 'txt');
  const txt = dnsTxt.parse(xml, context, undefined);
  const dns = dnsOf(def);
  const txts = edited(command, {
    list: dns.txts,
    item: txt,
    matches: indexesWhere(dns.txts, (one) => one.name === txt.name).slice(0, 1),
    exists: () => wrong(`there is already a DNS TXT record with name '${txt.name ?? ''}' in network ${def.name}`),
    missing: () => wrong(`couldn't locate a matching DNS TXT record in network ${def.name}`),
  });
  return { ...def, dns: { ...dns, txts } };
}

import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseSocketAddress } from '../address/socket-address.ts';
import { ipAddress } from '../address/address-codec.ts';
import type { Codec } from '../lens/codec.ts';
import { string, yesNo } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, list, textList } from '../lens/fields.ts';
import type { LensParseContext, LensValue } from '../lens/lens.ts';
import { isPartial, networkNameOf } from '../network-common/network-context.ts';

const SERVICE = /^[A-Za-z0-9_\-+/*]*$/;
const PROTOCOL = /^[A-Za-z0-9\-+/]*$/;
const MAX_SRV_LENGTH = 512;

function detail(message: string): VirError {
  return libvirtError('network', 'xml-detail', message);
}

const forwarder = element(
  {
    domain: attr(string, { help: 'Only names below this domain go to the forwarder' }),
    address: attr(ipAddress, { name: 'addr', help: 'Where queries go; none: nowhere' }),
  },
  {
    keep: true,
    parsed(value) {
      if (value.address === undefined && value.domain === undefined) {
        throw libvirtError('network', 'xml-error', 'Invalid forwarder element, must contain at least one of addr or domain');
      }
    },
  },
);

/** `<txt>`: a TXT record. */
export const dnsTxt = element(
  { name: attr(string), value: attr(string) },
  {
    parsed(value, _xml, context) {
      const network = networkNameOf(context);
      if (value.name === undefined) throw detail(`missing required name attribute in DNS TXT record of network ${network}`);
      if (/[ ,]/.test(value.name)) throw detail(`prohibited character in DNS TXT record name '${value.name}' of network ${network}`);
      if (value.value === undefined && !isPartial(context)) {
        throw detail(`missing required value attribute in DNS TXT record named '${value.name}' of network ${network}`);
      }
    },
  },
);

/** A number with its own complaint, worded by {@link checkSrvNumbers}: what is no number is -1. */
const looseNumber: Codec<number> = {
  kind: 'integer',
  decode: (text) => (/^\s*\+?\d{1,10}$/.test(text) ? Number(text) : -1),
  encode: String,
};
const zero = (value: number): boolean => value === 0;

/** `<srv>`: an SRV record. */
export const dnsSrv = element(
  {
    service: attr(string),
    protocol: attr(string),
    domain: attr(string),
    target: attr(string),
    port: attr(looseNumber, { absent: '', omit: zero }),
    priority: attr(looseNumber, { absent: '', omit: zero }),
    weight: attr(looseNumber, { absent: '', omit: zero }),
  },
  {
    parsed(value, _xml, context) {
      checkSrv(value, networkNameOf(context), isPartial(context));
    },
    formatting: (value) => (value.service === undefined || value.protocol === undefined ? undefined : value),
  },
);

interface SrvFields {
  readonly service: string | undefined;
  readonly protocol: string | undefined;
  readonly target: string | undefined;
  readonly port: number | undefined;
  readonly priority: number | undefined;
  readonly weight: number | undefined;
}

function checkSrv(value: SrvFields, network: string, partial: boolean): void {
  const { service, protocol } = value;
  if (service === undefined && !partial) throw detail(`missing required service attribute in DNS SRV record of network '${network}'`);
  if (service !== undefined && service.length > MAX_SRV_LENGTH) {
    throw detail(`service attribute '${service}' in network '${network}' is too long, limit is ${MAX_SRV_LENGTH} bytes`);
  }
  if (service !== undefined && !SERVICE.test(service)) {
    throw detail(`invalid character in service attribute '${service}' in DNS SRV record of network '${network}'`);
  }
  if (protocol === undefined && !partial) {
    throw detail(`missing required protocol attribute in DNS SRV record '${service ?? ''}' of network '${network}'`);
  }
  if (protocol !== undefined && !PROTOCOL.test(protocol)) {
    throw detail(`invalid character in protocol attribute '${protocol}' in DNS SRV record of network '${network}'`);
  }
  checkSrvNumbers(value, `for service '${service ?? ''}' in network '${network}'`);
}

function checkSrvNumbers(value: SrvFields, where: string): void {
  for (const name of ['port', 'priority', 'weight'] as const) {
    const number = value[name];
    if (number === undefined) continue;
    if (number >= 0 && value.target === undefined) throw detail(`DNS SRV ${name} attribute not permitted without target ${where}`);
    if (number < (name === 'port' ? 1 : 0) || number > 65535) {
      throw detail(`${name === 'priority' ? 'Invalid' : 'invalid'} DNS SRV ${name} attribute ${where}`);
    }
  }
}

/** `<host>` below `<dns>`: names of an address. */
export const dnsHost = element(
  { ip: attr(string), hostnames: textList(string, { name: 'hostname' }) },
  {
    block: true,
    parsed(value, _xml, context) {
      return { ...value, ip: checkDnsHost(value, context) };
    },
  },
);

function checkDnsHost(value: { readonly ip: string | undefined; readonly hostnames: readonly string[] }, context: LensParseContext): string | undefined {
  const record = `in network '${networkNameOf(context)}' DNS HOST record`;
  const partial = isPartial(context);
  if (value.ip === undefined && !partial) throw detail(`Missing IP address ${record}`);
  const ip = value.ip === undefined ? undefined : parseSocketAddress(value.ip);
  if (value.ip !== undefined && ip === undefined) throw detail(`Invalid IP address ${record}`);
  if (value.hostnames.includes('') || (value.hostnames.length === 0 && !partial)) throw detail(`Missing hostname ${record}`);
  if (ip === undefined && value.hostnames.length === 0) throw detail(`Missing ip and hostname ${record}`);
  return ip === undefined ? undefined : ipAddress.encode(ip);
}

/** `<dns>` of a network. */
export const networkDns = element(
  {
    enable: attr(yesNo, { help: 'no: this network answers no DNS queries' }),
    forwardPlainNames: attr(yesNo, { help: 'Names without dots go to the host’s resolvers' }),
    forwarders: list(forwarder, { name: 'forwarder', help: 'Resolver for names that are not local' }),
    txts: list(dnsTxt, { name: 'txt', help: 'TXT record' }),
    srvs: list(dnsSrv, { name: 'srv', help: 'SRV record' }),
    hosts: list(dnsHost, { name: 'host', help: 'Names of an address' }),
  },
  {
    parsed(value, _xml, context) {
      const extra = value.forwarders.length + value.txts.length + value.srvs.length + value.hosts.length;
      if (value.enable === false && extra > 0) throw libvirtError('network', 'xml-error', `Extra data in disabled network '${networkNameOf(context)}'`);
    },
  },
);

/** What a network's DNS server knows. */
export type NetworkDns = LensValue<typeof networkDns>;
/** Names of an address. */
export type DnsHost = LensValue<typeof dnsHost>;
/** A TXT record. */
export type DnsTxt = LensValue<typeof dnsTxt>;
/** An SRV record. */
export type DnsSrv = LensValue<typeof dnsSrv>;

import { wordOf } from '../format/word-codec.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { checkAddressRange } from '../address/address-range.ts';
import { formatPciAddress, typedPciAddress } from '../address/pci-address.ts';
import { formatSocketAddress, parseSocketAddress } from '../address/socket-address.ts';
import type { Codec } from '../lens/codec.ts';
import { enumOf, string, uint, yesNo } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list } from '../lens/fields.ts';
import type { ValueOf } from '../lens/lens.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { networkNameOf } from '../network-common/network-context.ts';

const MODES = ['none', 'nat', 'route', 'open', 'bridge', 'private', 'vepa', 'passthrough', 'hostdev'] as const;

/** How a network reaches the world. */
export type ForwardMode = (typeof MODES)[number];

const forwardMode = wordOf(MODES, (text) => wrong(`unknown forwarding type '${text}'`, 'config-unsupported'));

const managed: Codec<boolean> = {
  kind: 'boolean',
  words: ['yes', 'no'],
  decode: (text) => text.toLowerCase() === 'yes',
  encode: (value) => (value ? 'yes' : 'no'),
};

/** A port; what is no number becomes one that the check refuses. */
const port: Codec<number> = { kind: 'integer', decode: (text) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN), encode: String };

const nat = element(
  {
    ipv6: attr(yesNo, { help: 'IPv6 is translated too' }),
    address: child(element({ start: attr(string), end: attr(string) })),
    port: child(element({ start: attr(port, { absent: '' }), end: attr(port, { absent: '', omit: (value) => value === 0 }) })),
  },
  {
    parsed(value, xml, context) {
      const network = networkNameOf(context);
      checkSingle(xml, 'address', network);
      checkSingle(xml, 'port', network);
      checkNatPort(value.port, network);
      return value.address === undefined ? undefined : { ...value, address: checkNatAddress(value.address, network) };
    },
  },
);

const forwardInterface = element({
  dev: attr(string),
  connections: attr(uint, { only: 'live', omit: (count) => count === 0 }),
});

const driverName: Codec<'kvm' | 'vfio'> = enumOf(['kvm', 'vfio']);

const forwardShape = {
  dev: attr(string, { absent: '', help: 'Only out through this interface' }),
  mode: attr(forwardMode, { absent: '', default: 'nat' }),
  managed: attr(managed, { absent: '', help: 'hostdev: detach the device from its driver by itself' }),
  driver: attrChild('name', driverName, { absent: '' }),
  nat: child(nat),
  pf: attrChild('dev', string),
  interfaces: list(forwardInterface, { name: 'interface' }),
  addresses: list(typedPciAddress, { name: 'address' }),
};

/** The way out of a network. */
export type Forward = ValueOf<typeof forwardShape>;

/** `<forward>`: the way out, and the host's devices it takes. */
export const forward = element(forwardShape, {
  keep: true,
  parsed(value: Forward, xml, context) {
    return checkForward(value, xml, networkNameOf(context));
  },
  formatting(value, context) {
    const showsPool = value.pf === undefined || !context.inactive;
    return {
      ...value,
      dev: value.pf === undefined ? value.interfaces[0]?.dev : undefined,
      managed: value.mode === 'hostdev' ? (value.managed ?? false) : undefined,
      nat: value.mode === 'nat' ? value.nat : undefined,
      interfaces: showsPool ? value.interfaces : [],
      addresses: showsPool ? value.addresses : [],
    };
  },
});

function wrong(message: string, code: VirErrorCode = 'xml-error'): VirError {
  return libvirtError('network', code, message);
}

function checkSingle(xml: XmlElement, name: string, network: string): void {
  if (xml.elements(name).length > 1) throw wrong(`Only one <${name}> element is allowed in <nat> in <forward> in network ${network}`);
}

function checkNatAddress(range: { readonly start: string | undefined; readonly end: string | undefined }, network: string) {
  const [start, end] = (['start', 'end'] as const).map((name) => {
    const text = range[name];
    if (text === undefined) throw wrong(`missing '${name}' attribute in <address> element in <nat> in <forward> in network ${network}`);
    const address = parseSocketAddress(text, 'ipv4');
    if (address === undefined) throw wrong(`Bad ipv4 ${name} address '${text}' in <nat> in <forward> in network '${network}'`);
    return address;
  });
  if (start === undefined || end === undefined) return { start: undefined, end: undefined };
  checkAddressRange({ start, end });
  return { start: formatSocketAddress(start), end: formatSocketAddress(end) };
}

function checkNatPort(range: { readonly start: number | undefined; readonly end: number | undefined } | undefined, network: string): void {
  if (range === undefined) return;
  const { start = Number.NaN, end = Number.NaN } = range;
  if (!(start <= 65535)) throw wrong(`Missing or invalid 'start' attribute in <port> in <nat> in <forward> in network ${network}`, 'xml-detail');
  if (!(end <= 65535 && end >= start)) throw wrong(`Missing or invalid 'end' attribute in <port> in <nat> in <forward> in network ${network}`, 'xml-detail');
}

/** Of interfaces, addresses and a physical function only the first kind that is there counts. */
function checkForward(value: Forward, xml: XmlElement, network: string): Forward {
  if (value.driver === undefined && xml.find('driver')?.attribute('name') === 'default') {
    throw wrong(`Unknown forward <driver name='default'/> in network ${network}`, 'config-unsupported');
  }
  if (xml.elements('nat').length > 1) throw wrong(`Only one <nat> element is allowed in <forward> of network ${network}`);
  if (value.nat !== undefined && value.mode !== 'nat') {
    throw wrong(`The <nat> element can only be used when <forward> 'mode' is 'nat' in network ${network}`);
  }
  const functions = xml.elements('pf').length;
  if (value.dev !== undefined && (value.addresses.length > 0 || functions > 0)) {
    throw wrong(`the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present in network ${network}`);
  }
  const unused = { dev: undefined, pf: undefined, interfaces: [], addresses: [] };
  if (value.interfaces.length > 0 || value.dev !== undefined) {
    return { ...value, ...unused, interfaces: checkInterfaces(value, network) };
  }
  if (value.addresses.length > 0) {
    checkAddresses(value, network);
    return { ...value, ...unused, addresses: value.addresses };
  }
  if (functions > 1) throw wrong(`Only one <pf> element is allowed in <forward> of network ${network}`);
  if (functions === 1 && value.pf === undefined) throw wrong(`Missing required dev attribute in <pf> element of network '${network}'`);
  return value;
}

function checkInterfaces(value: Forward, network: string): Forward['interfaces'] {
  const names = value.interfaces.map(({ dev }) => {
    if (dev === undefined) throw wrong(`Missing required dev attribute in <forward> <interface> element of network ${network}`);
    return dev;
  });
  const [first] = names;
  if (value.dev !== undefined && first !== undefined && first !== value.dev) {
    throw wrong(`<forward dev='${value.dev}'> must match first <interface dev='${first}'/> in network ${network}`);
  }
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw wrong(`interface '${twice}' can only be listed once in network ${network}`);
  return value.interfaces.length > 0 ? value.interfaces : [forwardInterface.create({ dev: value.dev })];
}

function checkAddresses(value: Forward, network: string): void {
  const texts = value.addresses.map(formatPciAddress);
  const twice = texts.find((text, index) => texts.indexOf(text) < index);
  if (twice !== undefined) throw wrong(`PCI device '${twice}' can only be listed once in network ${network}`);
}

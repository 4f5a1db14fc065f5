import { enumOf, i64, intOf, onOff, string, u64, uint, uuid, yesNo } from '../lens/codec.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { element, variants } from '../lens/element.ts';
import type { ElementLens } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../lens/fields.ts';
import type { Lens, LensFormatContext, LensParseContext, LensValue, ValueOf } from '../lens/lens.ts';
import { mergeHelp } from '../lens/merge-help.ts';
import { bootRomInfo, nonZero, virtioOptions } from './device-info.ts';
import { hostdevDriver, interfaceHostdevSource, teaming } from './hostdev.ts';
import type { HostdevSource } from './hostdev.ts';
import { bandwidth, completeVirtualport, guestOffloads, ipFields, virtualport, vlan } from './net-parts.ts';

/** The kinds of network interfaces. */
export const INTERFACE_TYPES = [
  'user', 'ethernet', 'vhostuser', 'server', 'client', 'mcast', 'network', 'bridge', 'internal', 'direct', 'hostdev', 'udp', 'vdpa', 'null', 'vds',
] as const;
export type InterfaceType = (typeof INTERFACE_TYPES)[number];

const reconnect = element(
  { enabled: attr(yesNo), timeout: attr(uint) },
  { formatting: (value) => (value.enabled === true ? value : { ...value, timeout: undefined }) },
);
const local = element({ address: attr(string, { required: true }), port: attr(intOf(), { required: true }) });

const socketShape = { address: attr(string), port: attr(intOf(), { required: true }), ...ipFields };

/** What an interface is connected to. */
const plainSource = variants(
  'type',
  {
    user: { dev: attr(string), ...ipFields },
    ethernet: { ...ipFields },
    vhostuser: {
      transport: attr(string, { name: 'type', required: true }),
      path: attr(string, { required: true }),
      mode: attr(enumOf(['client', 'server']), { required: true }),
      reconnect: child(reconnect),
      ...ipFields,
    },
    server: socketShape,
    client: socketShape,
    mcast: socketShape,
    udp: {
      ...socketShape,
      local: child(local, { required: () => xmlError("'<local>' element missing for 'udp' socket interface") }),
    },
    network: {
      network: attr(string, { required: true }),
      portgroup: attr(string),
      portid: attr(uuid, { only: 'live' }),
      bridge: attr(string),
      ...ipFields,
    },
    bridge: { bridge: attr(string, { required: true }), ...ipFields },
    internal: { name: attr(string, { required: true }), ...ipFields },
    direct: {
      dev: attr(string, { required: true }),
      mode: attr(enumOf(['vepa', 'private', 'bridge', 'passthrough']), { default: 'vepa' }),
      ...ipFields,
    },
    vdpa: { dev: attr(string, { required: true }), ...ipFields },
    null: { ...ipFields },
    vds: {
      switchid: attr(uuid, { required: true }),
      portid: attr(i64, { required: true }),
      portgroupid: attr(string, { required: true }),
      connectionid: attr(i64, { required: true }),
      ...ipFields,
    },
  },
  {
    select: (_source, parent) => parent?.attribute('type'),
    fallback: 'user',
    parsed(value, _xml, context) {
      if (value.type === 'network') {
        if (context.inactive) value.portid = undefined;
        value.bridge = undefined;
      }
      if ((value.type === 'client' || value.type === 'mcast' || value.type === 'udp') && value.address === undefined) {
        throw xmlError("Missing required attribute 'address' in element 'source'", 'xml');
      }
      if (value.type === 'vhostuser' && value.transport !== 'unix') {
        throw unsupported(`Type='${value.transport}' unsupported for <interface type='vhostuser'>`);
      }
    },
  },
);

/** What an interface is connected to. */
export type InterfaceSource = LensValue<typeof plainSource> | { type: 'hostdev'; device: HostdevSource };

const source: Lens<InterfaceSource> = {
  parse: (xml, context, parent) =>
    parent?.attribute('type') === 'hostdev'
      ? { type: 'hostdev', device: interfaceHostdevSource.parse(xml, context, parent) }
      : plainSource.parse(xml, context, parent),
  format(value, name, out, context) {
    if (value.type === 'hostdev') interfaceHostdevSource.format(value.device, name, out, context);
    else plainSource.format(value, name, out, context);
  },
  describe: () => mergeHelp([plainSource.describe(), interfaceHostdevSource.describe()]),
};

const mac = element({
  address: attr(string),
  type: attr(enumOf(['generated', 'static'])),
  check: attr(yesNo),
});

const host = element({
  csum: attr(onOff), gso: attr(onOff), tso4: attr(onOff), tso6: attr(onOff), ecn: attr(onOff), ufo: attr(onOff), mrg_rxbuf: attr(onOff),
});

const driver = element({
  name: attr(enumOf(['qemu', 'vhost', 'kvm', 'vfio', 'xen']), { refused: 'default' }),
  txmode: attr(enumOf(['iothread', 'timer']), { refused: 'default' }),
  ioeventfd: attr(onOff),
  event_idx: attr(onOff),
  queues: attr(uint, nonZero),
  rx_queue_size: attr(uint, nonZero),
  tx_queue_size: attr(uint, nonZero),
  rss: attr(onOff),
  rss_hash_report: attr(onOff),
  ...virtioOptions,
  host: child(host),
  guest: child(element(guestOffloads)),
});

const backend = element({ type: attr(enumOf(['passt']), { refused: 'default' }), tap: attr(string), vhost: attr(string), logFile: attr(string) });
const filterParameter = element({ name: attr(string), value: attr(string) });
const filterref = element(
  { filter: attr(string), parameters: list(filterParameter, { name: 'parameter' }) },
  {
    parsed(value) {
      value.parameters = value.parameters.filter((each) => each.name !== undefined && each.value !== undefined);
      value.parameters.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : (a.name ?? '') > (b.name ?? '') ? 1 : 0));
    },
    formatting: (value) => (value.filter === undefined ? undefined : value),
  },
);
const target = element({ dev: attr(string), managed: attr(yesNo) });
const range = element({ start: attr(uint), end: attr(uint), to: attr(uint), exclude: attr(yesNo) });
const portForward = element(
  { proto: attr(enumOf(['tcp', 'udp']), { required: true }), address: attr(string), dev: attr(string), ranges: list(range, { name: 'range' }) },
  { keep: true },
);
const coalesce = element({ rx: child(element({ frames: attrChild('max', uint) })) });

const shape = {
    type: attr(enumOf(INTERFACE_TYPES), { default: 'user' }),
    managed: attr(yesNo, { omit: (value) => !value }),
    trustGuestRxFilters: attr(yesNo),
    mac: child(mac),
    hostdevDriver: hostdevDriver(),
    source: child(source),
    vlan: child(vlan),
    virtualport: child(virtualport),
    bandwidth: child(bandwidth),
    port: child(element({ isolated: attr(yesNo) })),
    ...ipFields,
    portForwards: list(portForward, { name: 'portForward' }),
    script: attrChild('path', string),
    downscript: attrChild('path', string),
    backenddomain: attrChild('name', string),
    target: child(target),
    guest: child(element({ dev: attr(string), actual: attr(string) })),
    model: attrChild('type', string),
    driver: child(driver),
    backend: child(backend),
    filterref: child(filterref),
    tune: child(element({ sndbuf: textChild(u64) })),
    teaming: child(teaming),
    link: attrChild('state', enumOf(['up', 'down'])),
    mtu: attrChild('size', uint),
    coalesce: child(coalesce),
    ...bootRomInfo,
};

/** A network interface. */
export type NetInterface = ValueOf<typeof shape>;

/** A network interface. */
export const netInterface: ElementLens<NetInterface> = element(shape, {
    block: true,
    parsed(value, _xml, context) {
      settle(value, context);
      if (value.type === 'hostdev') settleHostdev(value);
      else value.managed = undefined;
    },
    formatting: shown,
});

const NEEDS_SOURCE: ReadonlySet<InterfaceType> = new Set(['network', 'vds', 'internal', 'bridge', 'direct', 'vhostuser', 'vdpa', 'client', 'server', 'mcast', 'udp']);
const GENERATED = /^(vnet|macvtap|macvlan)/;
const VIRTIO = new Set(['virtio', 'virtio-transitional', 'virtio-non-transitional']);

/** Whether the guest sees a virtio interface. */
export function isVirtioInterface(value: Pick<NetInterface, 'model'>): boolean {
  return value.model !== undefined && VIRTIO.has(value.model);
}

/** Whether a target device's name was made up by libvirt; such names are not kept. */
export function isGeneratedName(name: string): boolean {
  return GENERATED.test(name);
}

function settle(value: NetInterface, context: LensParseContext): void {
  const { type } = value;
  if (value.source === undefined && NEEDS_SOURCE.has(type)) throw xmlError(`interface type='${type}' requires a 'source' element`);
  if (value.model !== undefined) {
    value.model = CANONICAL_MODELS.get(value.model.toLowerCase()) ?? value.model;
    checkModel(value.model);
  }
  settleVirtualport(value);
  if (type !== 'network' && type !== 'bridge' && type !== 'ethernet') value.filterref = undefined;
  if (type !== 'network' && (value.bandwidth?.inbound?.floor !== undefined)) {
    throw unsupported("floor attribute is supported only for interfaces of type network", 'none');
  }
  settleMac(value);
  settleTarget(value, context);
  if (value.driver !== undefined) {
    if (!isVirtioInterface(value) && type !== 'hostdev') {
      value.driver = driver.create({ iommu: value.driver.iommu, ats: value.driver.ats, packed: value.driver.packed, page_per_vq: value.driver.page_per_vq });
    }
    if (value.driver.queues === 1) value.driver.queues = undefined;
  }
  if (value.backend !== undefined && (type === 'hostdev' || !isVirtioInterface(value))) value.backend.vhost = undefined;
}

function settleHostdev(value: NetInterface): void {
  if (value.source === undefined) throw xmlError('Missing <source> element in hostdev device');
  const name = value.driver?.name;
  value.hostdevDriver = name === 'kvm' || name === 'vfio' || name === 'xen' ? name : undefined;
  value.driver = undefined;
}

const KNOWN_MODELS = [
  'netfront', 'rtl8139', 'virtio', 'e1000', 'e1000e', 'virtio-transitional', 'virtio-non-transitional', 'usb-net', 'spapr-vlan', 'lan9118',
  'scm91c111', 'vlance', 'vmxnet', 'vmxnet2', 'vmxnet3', 'Am79C970A', 'Am79C973', '82540EM', '82545EM', '82543GC',
];
const CANONICAL_MODELS = new Map(KNOWN_MODELS.map((model) => [model.toLowerCase(), model]));

/** Whether libvirt has a word of its own for a model; others pass only where any string does. */
export function isKnownInterfaceModel(model: string): boolean {
  return CANONICAL_MODELS.has(model.toLowerCase());
}

function checkModel(model: string): void {
  if (!/^[a-zA-Z0-9-_]*$/.test(model)) throw confError('invalid-arg', 'Model name contains invalid characters');
}

function settleVirtualport(value: NetInterface): void {
  if (value.virtualport === undefined) return;
  switch (value.type) {
    case 'network':
      completeVirtualport(value.virtualport, { requireType: false, requireAll: false });
      break;
    case 'bridge':
    case 'direct':
    case 'hostdev':
      completeVirtualport(value.virtualport, { requireType: true, requireAll: true });
      break;
    default:
      throw unsupported(`<virtualport> element unsupported for <interface type='${value.type}'>`);
  }
}

function settleMac(value: NetInterface): void {
  const address = value.mac?.address;
  if (value.mac === undefined || address === undefined) return;
  const normal = parseMac(address);
  if (normal === undefined) throw xmlError(`unable to parse mac address '${address}'`);
  if ((Number.parseInt(normal.slice(0, 2), 16) & 1) === 1) throw xmlError(`expected unicast mac address, found multicast '${address}'`);
  value.mac.address = normal;
}

/** A MAC address in lower case with two digits a byte; undefined if it is none. */
export function parseMac(text: string): string | undefined {
  const parts = text.split(':');
  if (parts.length !== 6 || parts.some((part) => !/^[0-9a-fA-F]{1,2}$/.test(part))) return undefined;
  return parts.map((part) => part.toLowerCase().padStart(2, '0')).join(':');
}

function settleTarget(value: NetInterface, context: LensParseContext): void {
  const name = value.target?.dev;
  if (value.target === undefined || name === undefined || value.target.managed === false) return;
  if (context.inactive && isGeneratedName(name)) value.target.dev = undefined;
}

function shown(value: NetInterface, context: LensFormatContext): NetInterface {
  let result = value;
  const hidden = context.inactive && value.target?.dev !== undefined && value.target.managed !== false && isGeneratedName(value.target.dev);
  if (hidden) result = { ...result, target: target.create({ managed: value.target?.managed }) };
  if (value.driver !== undefined && !isVirtioInterface(value)) result = { ...result, driver: undefined };
  if (value.source?.type === 'user' && value.backend?.type !== 'passt') result = { ...result, source: { ...value.source, dev: undefined } };
  return result;
}

/** A new interface of the given model, with nothing else said. */
export function newMac(address: string): LensValue<typeof mac> {
  return mac.create({ address });
}

import { enumOf, hexOf, onOff, string, u64Of, uint, uintOf, uuid, yesNo } from '../lens/codec.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { element, variants } from '../lens/element.ts';
import type { VariantOf } from '../lens/element.ts';
import { attr, attrChild, child, custom, flag, hidden, list, textChild } from '../lens/fields.ts';
import type { Field, Lens, LensValue } from '../lens/lens.ts';
import { mergeHelp } from '../lens/merge-help.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { bootRomInfo, nonZero } from './device-info.ts';
import { ipFields } from './net-parts.ts';
import { storageAuth } from './storage-source.ts';

/** Which of two devices takes over when the other one fails. */
export const teaming = element({ type: attr(enumOf(['persistent', 'transient']), { required: true }), persistent: attr(string) });

/** How a PCI device of the host is taken over. */
export const PCI_BACKENDS = ['kvm', 'vfio', 'xen'] as const;
type PciBackend = (typeof PCI_BACKENDS)[number];

/** `<driver name='vfio'/>`, where another field reads the same element. */
export function hostdevDriver(): Field<PciBackend | undefined> {
  return custom<PciBackend | undefined>({
    read: () => undefined,
    write(value, _name, out) {
      if (value === undefined) return;
      out.begin('driver');
      out.attribute('name', value);
      out.end('driver');
    },
  });
}

const iscsiHost = element({ name: attr(string), port: attr(uint, nonZero) }, { keep: true });
const usbId = uintOf({ base: 0, format: (value) => `0x${value.toString(16).padStart(4, '0')}` });

function constant<const T extends string>(word: T, written: boolean): Field<T> {
  return written ? attr(enumOf([word]), { default: word, name: 'type' }) : hidden(() => word);
}

/** The tables of a host device's source; in an interface the address tells the kind, elsewhere the parent does. */
function sourceCases(typed: boolean) {
  return {
    usb: {
      startupPolicy: attr(enumOf(['mandatory', 'requisite', 'optional']), { refused: 'default' }),
      autoAddress: attr(yesNo),
      missing: attr(yesNo, { only: 'live' }),
      guestReset: attr(enumOf(['off', 'uninitialized', 'on']), { refused: 'default' }),
      vendor: attrChild('id', usbId, { mandatory: true }),
      product: attrChild('id', usbId, { mandatory: true }),
      address: child(
        element(
          { kind: constant('usb', typed), bus: attr(uintOf({ base: 0 }), { required: true }), device: attr(uintOf({ base: 0 }), { required: true }) },
          { formatting: (value) => (value.bus === 0 && value.device === 0 ? undefined : value) },
        ),
      ),
    },
    pci: {
      writeFiltering: attr(yesNo),
      address: child(
        element({
          kind: constant('pci', typed),
          domain: attr(hexOf(4), { default: 0 }),
          bus: attr(hexOf(2), { default: 0 }),
          slot: attr(hexOf(2), { default: 0 }),
          function: attr(uintOf({ base: 0, format: (value) => `0x${value}` }), { default: 0 }),
        }),
      ),
    },
    scsi: {
      protocol: attr(enumOf(['adapter', 'iscsi'])),
      name: attr(string),
      hosts: list(iscsiHost, { name: 'host' }),
      auth: child(storageAuth),
      initiator: child(element({ iqn: attrChild('name', string) })),
      adapter: attrChild('name', string),
      address: child(
        element({
          kind: constant('scsi', typed),
          bus: attr(uintOf({ base: 0 }), { required: true }),
          target: attr(uintOf({ base: 0 }), { required: true }),
          unit: attr(u64Of({ base: 0 }), { required: true }),
        }),
      ),
    },
    scsi_host: { protocol: attr(enumOf(['vhost']), { required: true }), wwpn: attr(string) },
    mdev: { address: child(element({ uuid: attr(uuid, { required: () => unsupported("Missing 'uuid' attribute for element <address>") }) })) },
  } as const;
}

/** Which device of the host is meant. */
export type HostdevSource = VariantOf<'type', ReturnType<typeof sourceCases>>;

function checkSource(value: HostdevSource): undefined {
  switch (value.type) {
    case 'usb':
      if (value.vendor === 0) throw xmlError("Invalid value for attribute 'id' in element 'vendor': Zero is not permitted", 'xml');
      if (value.vendor !== undefined && value.product === undefined) throw internal('missing product');
      if (value.product !== undefined && value.vendor === undefined) throw internal('missing vendor');
      break;
    case 'scsi':
      checkScsi(value);
      break;
    case 'scsi_host':
      if (value.wwpn === undefined) throw xmlError("malformed wwn: (null)");
      if (!/^naa\.5[0-9a-fA-F]{15}$/.test(value.wwpn)) throw xmlError('malformed \'wwpn\' value');
      break;
    case 'mdev':
      if (value.address === undefined) throw xmlError("Missing <address> element");
      break;
    case 'pci':
      value.address ??= { kind: 'pci', domain: 0, bus: 0, slot: 0, function: 0 };
      break;
  }
}

function internal(detail: string): Error {
  return confError('internal-error', detail);
}

function checkScsi(value: Extract<HostdevSource, { type: 'scsi' }>): void {
  if (value.protocol === 'iscsi') {
    if (value.name === undefined) throw xmlError('missing iSCSI hostdev source path name');
    if (value.hosts.length < 1) throw xmlError('missing the host address for the iSCSI hostdev');
    if (value.hosts.length > 1) throw xmlError('only one source host address may be specified for the iSCSI hostdev');
    for (const each of value.hosts) if ((each.port ?? 0) === 0) each.port = 3260;
    return;
  }
  value.protocol = undefined;
  value.hosts = [];
  if (value.address === undefined) throw xmlError("'address' must be specified for scsi hostdev source");
  if (value.adapter === undefined) throw xmlError("'adapter' name must be specified for scsi hostdev source");
}

function unknownType(tag: string): Error {
  return unsupported(`unknown host device source address type '${tag}'`);
}

const plainSource: Lens<HostdevSource> = variants('type', sourceCases(false), {
  select: (_source, parent) => parent?.attribute('type'),
  unknown: unknownType,
  parsed: (value) => { checkSource(value); },
});

/** The source of a network interface that is a device of the host. */
export const interfaceHostdevSource: Lens<HostdevSource> = variants('type', sourceCases(true), {
  select: kindWithin,
  unknown: unknownType,
  parsed: (value) => { checkSource(value); },
});

function kindWithin(source: XmlElement): string {
  const kind = source.child('address')?.attribute('type') ?? (source.child('vendor') === undefined ? undefined : 'usb');
  if (kind === undefined) throw xmlError('missing source address type');
  return kind;
}


const capabilitySource = element({ block: textChild(string), char: textChild(string), interface: textChild(string) });

const SUBSYSTEMS = ['usb', 'pci', 'scsi', 'scsi_host', 'mdev'] as const;
const CAPABILITIES = ['storage', 'misc', 'net'] as const;

const hostdevSource: Lens<{ mode: 'subsystem'; device: HostdevSource } | { mode: 'capabilities'; device: LensValue<typeof capabilitySource> }> = {
  parse: (xml, context, parent) =>
    parent?.attribute('mode') === 'capabilities'
      ? { mode: 'capabilities', device: capabilitySource.parse(xml, context, parent) }
      : { mode: 'subsystem', device: plainSource.parse(xml, context, parent) },
  format(value, name, out, context) {
    if (value.mode === 'subsystem') plainSource.format(value.device, name, out, context);
    else capabilitySource.format(value.device, name, out, context);
  },
  describe: () => mergeHelp([plainSource.describe(), capabilitySource.describe()]),
};

/** A device of the host, handed to the guest. */
export const hostdev = element(
  {
    mode: attr(enumOf(['subsystem', 'capabilities']), { default: 'subsystem' }),
    type: attr(string, { required: () => xmlError('missing source address type') }),
    managed: attr(yesNo),
    sgio: attr(enumOf(['filtered', 'unfiltered']), { refused: 'default' }),
    rawio: attr(yesNo),
    model: attr(string),
    display: attr(onOff),
    ramfb: attr(onOff),
    driver: attrChild('name', enumOf(PCI_BACKENDS)),
    source: child(hostdevSource, { required: () => xmlError('Missing <source> element in hostdev device') }),
    ...ipFields,
    teaming: child(teaming),
    readonly: flag(),
    shareable: flag(),
    ...bootRomInfo,
  },
  {
    block: true,
    parsed(value, xml) {
      if (value.mode === 'capabilities') {
        if (!(CAPABILITIES as readonly string[]).includes(value.type)) throw unknownType(value.type);
        return;
      }
      if (!(SUBSYSTEMS as readonly string[]).includes(value.type)) throw unknownType(value.type);
      checkAttributes(value, xml);
      value.managed ??= false;
      if (value.type !== 'pci') value.driver = undefined;
      if (value.type !== 'scsi') {
        value.readonly = undefined;
        value.shareable = undefined;
      }
      value.ips = [];
      value.routes = [];
    },
  },
);

/** A device of the host, handed to the guest. */
export type Hostdev = LensValue<typeof hostdev>;

const MDEV_MODELS = ['vfio-pci', 'vfio-ccw', 'vfio-ap'];
const VHOST_MODELS = ['virtio', 'virtio-transitional', 'virtio-non-transitional'];

function checkAttributes(value: Hostdev, xml: XmlElement): void {
  const { type } = value;
  if (type !== 'usb' && xml.child('source')?.attribute('startupPolicy') !== undefined) throw unsupported('Setting startupPolicy is only allowed for USB devices');
  if (value.sgio !== undefined && type !== 'scsi') throw xmlError('sgio is only supported for scsi host device');
  if (value.rawio !== undefined && type !== 'scsi') throw xmlError('rawio is only supported for scsi host device');
  if (type !== 'mdev') {
    value.display = undefined;
    value.ramfb = undefined;
  }
  if (type === 'mdev') {
    if (value.model === undefined) throw xmlError("Missing required attribute 'model' in element 'hostdev'", 'xml');
    if (!MDEV_MODELS.includes(value.model)) throw xmlError(`Invalid value for attribute 'model' in element 'hostdev': '${value.model}'.`, 'xml');
  } else if (type === 'scsi_host') {
    if (value.model === 'default') value.model = undefined;
    if (value.model !== undefined && !VHOST_MODELS.includes(value.model)) throw xmlError(`Invalid value for attribute 'model' in element 'hostdev': '${value.model}'.`, 'xml');
  } else if (value.model !== undefined) {
    throw xmlError(`'model' attribute in <hostdev> is only supported when type='${type}'`);
  }
}

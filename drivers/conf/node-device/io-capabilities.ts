import { wordOf } from '../format/word-codec.ts';
import { string } from '../lens/codec.ts';
import { element, variants } from '../lens/element.ts';
import { attr, attrChild, child, custom, list, textChild } from '../lens/fields.ts';
import type { Field, LensParseContext, ValueOf } from '../lens/lens.ts';
import { interfaceLink } from '../network-common/interface-link.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { checkInnerTypes, checkSupplied, deviceContext, deviceError } from './device-context.ts';
import { numberChild, onlyTypes, usbIdAndName } from './shared-parts.ts';

const FEATURES = ['rx', 'tx', 'sg', 'tso', 'gso', 'gro', 'lro', 'rxvlan', 'txvlan', 'ntuple', 'rxhash', 'rdma', 'txudptnl', 'switchdev'] as const;

const feature = element(
  { name: attr(wordOf(FEATURES, (text) => deviceError(`unknown network device feature '${text}'`, 'xml-error'))) },
  {
    parsed(value) {
      if (value.name === undefined) throw deviceError('missing network device feature name', 'xml-error');
    },
  },
);

/** `<capability type='net'>` */
export const netShape = {
  interface: textChild(string),
  address: textChild(string),
  link: child(interfaceLink),
  features: list(feature, { name: 'feature' }),
  subtype: attrChild('type', string, { name: 'capability', absent: '' }),
};

/** Complains about what a network card must tell. */
export function checkNet(value: ValueOf<typeof netShape>, context: LensParseContext): void {
  const { device } = deviceContext(context);
  if (value.interface === undefined) throw deviceError(`no network interface supplied for '${device}'`);
  if (value.subtype !== undefined && value.subtype !== '80203' && value.subtype !== '80211') {
    throw deviceError(`invalid network type supplied for '${device}'`, 'config-unsupported');
  }
}

/** Features once each, in libvirt's order. */
export function shownNet<T extends ValueOf<typeof netShape>>(value: T): T {
  const names = new Set(value.features.map((one) => one.name));
  return { ...value, features: FEATURES.filter((name) => names.has(name)).map((name) => ({ name })) };
}

/** `<capability type='usb_device'>` */
export const usbDeviceShape = {
  bus: numberChild('bus'),
  device: numberChild('device'),
  product: child(usbIdAndName),
  vendor: child(usbIdAndName),
};

/** Complains about what a USB device must tell. */
export function checkUsbDevice(value: ValueOf<typeof usbDeviceShape>, context: LensParseContext): void {
  checkSupplied(value.bus, 'USB bus number', context);
  checkSupplied(value.device, 'USB device number', context);
  checkSupplied(value.vendor?.id, 'USB vendor ID', context);
  checkSupplied(value.product?.id, 'USB product ID', context);
}

/** `<capability type='usb'>`: an interface of a USB device. */
export const usbInterfaceShape = {
  number: numberChild('number'),
  class: numberChild('class'),
  subclass: numberChild('subclass'),
  protocol: numberChild('protocol'),
  description: textChild(string),
};

/** Complains about what a USB interface must tell. */
export function checkUsbInterface(value: ValueOf<typeof usbInterfaceShape>, context: LensParseContext): void {
  for (const part of ['number', 'class', 'subclass', 'protocol'] as const) checkSupplied(value[part], `USB interface ${part}`, context);
}

function reportedCount(name: string): Field<number> {
  return custom<number>({
    read: () => 0,
    initial: () => 0,
    write(count, _key, out) {
      out.textElement(name, String(count));
    },
  });
}

const HOST_TYPES = ['fc_host', 'vport_ops'];

const hostCapability = variants(
  'type',
  {
    fc_host: { wwnn: textChild(string), wwpn: textChild(string), fabricWwn: textChild(string, { name: 'fabric_wwn' }) },
    // The counts are the host's to tell; a document's own are not believed.
    vport_ops: {
      maxVports: reportedCount('max_vports'),
      vports: reportedCount('vports'),
    },
  },
  {
    block: true,
    parsed(value, _xml, context) {
      if (value.type !== 'fc_host') return undefined;
      const { newWwn, device } = deviceContext(context);
      const name = (given: string | undefined, label: string): string => {
        if (given !== undefined) return given;
        if (newWwn === undefined) throw deviceError(`no ${label} supplied for '${device}', and auto-generation failed`);
        return newWwn();
      };
      return { ...value, wwnn: name(value.wwnn, 'WWNN'), wwpn: name(value.wwpn, 'WWPN') };
    },
  },
);

/** `<capability type='scsi_host'>` */
export const scsiHostShape = {
  host: numberChild('host'),
  uniqueId: numberChild('unique_id', { signed: true }),
  capabilities: list(hostCapability, { name: 'capability', accepts: onlyTypes(HOST_TYPES) }),
};

/** Complains about what a SCSI host must tell; a new one gets its number from the kernel. */
export function checkScsiHost(value: ValueOf<typeof scsiHostShape>, xml: XmlElement, context: LensParseContext): void {
  const { create, device } = deviceContext(context);
  checkInnerTypes(xml, HOST_TYPES, 'SCSI host', 'missing SCSI host capability type', context);
  if (create) return;
  checkSupplied(value.host, 'SCSI host ID', context);
  if (Number.isNaN(value.uniqueId)) throw deviceError(`invalid unique_id supplied for '${device}'`);
}

/** What is written of a SCSI host. */
export function shownScsiHost<T extends ValueOf<typeof scsiHostShape>>(value: T): T {
  const of = (type: string): T['capabilities'] => value.capabilities.filter((one) => one.type === type).slice(-1);
  return { ...value, host: value.host ?? 0, uniqueId: value.uniqueId === -1 ? undefined : value.uniqueId, capabilities: [...of('fc_host'), ...of('vport_ops')] };
}

const remotePort = variants(
  'type',
  { fc_remote_port: { rport: textChild(string), wwpn: textChild(string) } },
  {
    block: true,
    parsed(value, _xml, context) {
      const { device } = deviceContext(context);
      if (value.rport === undefined) throw deviceError(`missing rport name for '${device}'`);
      if (value.wwpn === undefined) throw deviceError(`missing wwpn identifier for '${device}'`);
    },
  },
);

/** `<capability type='scsi_target'>` */
export const scsiTargetShape = { target: textChild(string), capabilities: list(remotePort, { name: 'capability', accepts: onlyTypes(['fc_remote_port']) }) };

/** Complains about what a SCSI target must tell. */
export function checkScsiTarget(value: ValueOf<typeof scsiTargetShape>, xml: XmlElement, context: LensParseContext): void {
  checkInnerTypes(xml, ['fc_remote_port'], 'SCSI target', 'missing type for SCSI target capability', context);
  if (value.target === undefined) throw deviceError(`no target name supplied for '${deviceContext(context).device}'`);
}

/** `<capability type='scsi'>` */
export const scsiShape = {
  host: numberChild('host'),
  bus: numberChild('bus'),
  target: numberChild('target'),
  lun: numberChild('lun'),
  scsiType: textChild(string, { name: 'type' }),
};

/** Complains about what a SCSI device must tell. */
export function checkScsi(value: ValueOf<typeof scsiShape>, context: LensParseContext): void {
  checkSupplied(value.host, 'SCSI host ID', context);
  checkSupplied(value.bus, 'SCSI bus ID', context);
  checkSupplied(value.target, 'SCSI target ID', context);
  checkSupplied(value.lun, 'SCSI LUN ID', context);
}

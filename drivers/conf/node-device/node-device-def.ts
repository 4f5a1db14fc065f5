import { libvirtError } from '../../core/error-text.ts';
import { parseUuid } from '../../core/uuid.ts';
import { enumOf, string } from '../lens/codec.ts';
import { FORMAT_INACTIVE, readDocument } from '../lens/document.ts';
import { element, variants } from '../lens/element.ts';
import type { VariantOf } from '../lens/element.ts';
import { attr, child, custom, list, text, textChild } from '../lens/fields.ts';
import type { LensParseContext, ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import {
  apCardShape, apMatrixShape, apQueueShape, ccwShape, checkApCard, checkApQueue, checkCcw, checkedMdev, cssShape, mdevShape,
} from './channel-capabilities.ts';
import { deviceContext, deviceError, type NodeDeviceContext } from './device-context.ts';
import {
  checkNet, checkScsi, checkScsiHost, checkScsiTarget, checkUsbDevice, checkUsbInterface, netShape, scsiHostShape, scsiShape,
  scsiTargetShape, shownNet, shownScsiHost, usbDeviceShape, usbInterfaceShape,
} from './io-capabilities.ts';
import { checkPci, pciShape, shownPci } from './pci-capability.ts';
import { mdevTypesShape } from './shared-parts.ts';
import { checkedStorage, shownStorage, storageShape } from './storage-capability.ts';

const DRM_TYPES = ['primary', 'control', 'render'];

const hardware = element({ vendor: textChild(string), version: textChild(string), serial: textChild(string), uuid: textChild(string) }, { block: true });
const firmware = element({ vendor: textChild(string), version: textChild(string), releaseDate: textChild(string, { name: 'release_date' }) }, { block: true });

/** One entry a kind of device. */
const capabilityShapes = {
  system: { product: textChild(string), hardware: child(hardware), firmware: child(firmware) },
  pci: pciShape,
  usb_device: usbDeviceShape,
  usb: usbInterfaceShape,
  net: netShape,
  scsi_host: scsiHostShape,
  scsi_target: scsiTargetShape,
  scsi: scsiShape,
  storage: storageShape,
  scsi_generic: { path: textChild(string, { name: 'char' }) },
  drm: { drmType: textChild(string, { name: 'type' }) },
  mdev_types: mdevTypesShape,
  mdev: mdevShape,
  ccw: ccwShape,
  css: cssShape,
  vdpa: { characterDevice: textChild(string, { name: 'chardev' }) },
  ap_card: apCardShape,
  ap_queue: apQueueShape,
  ap_matrix: apMatrixShape,
};

/** What a device is: a union told apart by `type`. */
export type NodeDeviceCapability = VariantOf<'type', typeof capabilityShapes>;

/** libvirt's numbers of the kinds that a document may not have: only the host tells of those. */
const HOST_ONLY: Readonly<Record<string, number>> = { fc_host: 9, vports: 10, scsi_generic: 11, mdev_types: 13, vdpa: 17, vpd: 21 };

const capability = variants('type', capabilityShapes, {
  block: true,
  parsed: (value: NodeDeviceCapability, xml, context) => checkedCapability(value, xml, context),
  formatting: (value: NodeDeviceCapability) => shownCapability(value),
});

function checkedCapability(value: NodeDeviceCapability, xml: XmlElement, context: LensParseContext): NodeDeviceCapability {
  const { device } = deviceContext(context);
  switch (value.type) {
    case 'system':
      checkSystemUuid(value.hardware?.uuid, device);
      return value;
    case 'pci':
      checkPci(value, context);
      return value;
    case 'usb_device':
      checkUsbDevice(value, context);
      return value;
    case 'usb':
      checkUsbInterface(value, context);
      return value;
    case 'net':
      checkNet(value, context);
      return value;
    case 'scsi_host':
      checkScsiHost(value, xml, context);
      return value;
    case 'scsi_target':
      checkScsiTarget(value, xml, context);
      return value;
    case 'scsi':
      checkScsi(value, context);
      return value;
    case 'storage':
      return checkedStorage(value, xml, context);
    case 'drm':
      if (!DRM_TYPES.includes(value.drmType ?? '')) throw deviceError(`unknown drm type '${value.drmType ?? ''}' for '${device}'`, 'config-unsupported');
      return value;
    case 'mdev':
      return checkedMdev(value, context);
    case 'ccw':
    case 'css':
      checkCcw(value, context);
      return value;
    case 'ap_card':
      checkApCard(value, context);
      return value;
    case 'ap_queue':
      checkApQueue(value, context);
      return value;
    case 'ap_matrix':
    case 'scsi_generic':
    case 'mdev_types':
    case 'vdpa':
      return value;
  }
}

function checkSystemUuid(uuid: string | undefined, device: string): void {
  if (uuid === undefined) throw deviceError(`no system UUID supplied for '${device}'`);
  if (parseUuid(uuid) === undefined) throw deviceError(`malformed uuid element for '${device}'`);
}

function shownCapability(value: NodeDeviceCapability): NodeDeviceCapability {
  switch (value.type) {
    case 'system': {
      const given = value.hardware ?? hardware.create();
      return { ...value, hardware: { ...given, uuid: parseUuid(given.uuid ?? '') }, firmware: value.firmware ?? firmware.create() };
    }
    case 'pci':
      return shownPci(value);
    case 'net':
      return shownNet(value);
    case 'scsi_host':
      return shownScsiHost(value);
    case 'storage':
      return shownStorage(value);
    case 'mdev':
      return { ...value, iommuGroup: value.iommuGroup ?? 0 };
    default:
      return value;
  }
}

const parentShape = {
  wwnn: attr(string, { absent: '' }),
  wwpn: attr(string, { absent: '' }),
  fabricWwn: attr(string, { name: 'fabric_wwn', absent: '' }),
  name: text(string),
};

const parent = element(parentShape, {
  parsed({ wwnn, wwpn }) {
    if (wwnn !== undefined && wwpn === undefined) throw deviceError(`when providing parent wwnn='${wwnn}', the wwpn must also be provided`, 'xml-error');
    if (wwnn === undefined && wwpn !== undefined) throw deviceError(`when providing parent wwpn='${wwpn}', the wwnn must also be provided`, 'xml-error');
  },
  formatting: ({ name }) => (name === undefined ? undefined : { wwnn: undefined, wwpn: undefined, fabricWwn: undefined, name }),
});

const devnode = element({ type: attr(enumOf(['dev', 'link']), { required: true }), path: text(string) });

const deviceShape = {
  name: textChild(string),
  path: textChild(string),
  devnodes: list(devnode, { name: 'devnode' }),
  parent: child(parent),
  driver: custom<string | undefined>({
    elements: { driver: element({ name: textChild(string) }).describe() },
    read: () => undefined,
    write(name, _key, out) {
      if (name === undefined) return;
      out.begin('driver');
      out.textElement('name', name);
      out.end('driver');
    },
  }),
  capabilities: list(capability, { name: 'capability' }),
};

/** `<device>`. */
export const device = element(deviceShape, {
  block: true,
  formatting(value) {
    const files = value.devnodes.filter((one) => one.type === 'dev').slice(-1);
    return { ...value, devnodes: files.concat(value.devnodes.filter((one) => one.type === 'link')) };
  },
});

/** A device of the host: everything its document says. */
export type NodeDeviceDef = Omit<ValueOf<typeof deviceShape>, 'name'> & { name: string };

/** Options of {@link parseNodeDeviceXml}. */
export interface ParseNodeDeviceOptions {
  /** The document asks for a new device, which has no name yet. */
  readonly create?: boolean;
  /** Makes the world wide names of a new port where the document leaves them out. */
  readonly newWwn?: () => string;
}

/**
 * Parses a `<device>` document.
 *
 * @throws VirError as libvirt: `no-name`, `internal-error`, `xml-error`, `config-unsupported`.
 * @libvirt virNodeDeviceDefParse
 */
export function parseNodeDeviceXml(xml: string | XmlElement, options: ParseNodeDeviceOptions = {}): NodeDeviceDef {
  const root = readDocument(xml, 'device', { url: '(node_device_definition)' });
  const create = options.create ?? false;
  const name = create ? 'new device' : (root.child('name')?.text ?? '');
  if (name === '') throw libvirtError('nodedev', 'no-name');
  for (const one of root.elements('capability')) {
    const number = HOST_ONLY[one.attribute('type') ?? ''];
    if (number !== undefined) throw deviceError(`unknown capability type '${number}' for '${name}'`);
  }
  const context: NodeDeviceContext = { inactive: true, device: name, create, newWwn: options.newWwn };
  const fields = device.parse(root, context, undefined);
  if (fields.capabilities.length === 0) throw deviceError(`no device capabilities for '${name}'`);
  return { ...fields, name };
}

/** A node device's document, as libvirt prints it. */
export function formatNodeDeviceXml(def: NodeDeviceDef): string {
  const out = new XmlWriter();
  device.format(def, 'device', out, FORMAT_INACTIVE);
  return out.toString();
}

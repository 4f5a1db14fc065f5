import type { NodeDeviceRef } from '../api/refs.ts';
import { ConnectListAllNodeDeviceFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import type { XmlDefinition } from './xml-definition.ts';

/** One device of the test host. */
export interface TestDevice {
  readonly name: string;
  readonly parent: string | undefined;
  readonly definition: XmlDefinition;
}

/** The flag of each kind of capability, by its word in the XML. */
const CAPABILITY_BITS: { readonly [capability: string]: number } = {
  system: List.CAP_SYSTEM,
  pci: List.CAP_PCI_DEV,
  usb_device: List.CAP_USB_DEV,
  usb: List.CAP_USB_INTERFACE,
  net: List.CAP_NET,
  scsi_host: List.CAP_SCSI_HOST,
  scsi_target: List.CAP_SCSI_TARGET,
  scsi: List.CAP_SCSI,
  storage: List.CAP_STORAGE,
  fc_host: List.CAP_FC_HOST,
  vports: List.CAP_VPORTS,
  scsi_generic: List.CAP_SCSI_GENERIC,
  drm: List.CAP_DRM,
  mdev_types: List.CAP_MDEV_TYPES,
  mdev: List.CAP_MDEV,
  ccw: List.CAP_CCW_DEV,
  css: List.CAP_CSS_DEV,
  vdpa: List.CAP_VDPA,
  ap_card: List.CAP_AP_CARD,
  ap_queue: List.CAP_AP_QUEUE,
  ap_matrix: List.CAP_AP_MATRIX,
  vpd: List.CAP_VPD,
};

/** Every flag that {@link DeviceList.filter} knows; this host's devices are always active. */
export const LIST_DEVICES_FLAGS: number = Object.values(CAPABILITY_BITS).reduce((all, bit) => all | bit, 0);

/** The `<capability>` of a device, and those within it that count as its own too. */
export function capabilitiesOf(device: TestDevice): readonly XmlElement[] {
  return device.definition.root.elements('capability');
}

/** Whether a device is of that kind, by its own capability or by one within it. */
export function hasCapability(device: TestDevice, capability: string): boolean {
  return capabilitiesOf(device).some(
    (own) => own.attribute('type') === capability || own.elements('capability').some((inner) => nestedName(inner) === capability),
  );
}

/** The list's word for what stands in a capability: the XML says `vport_ops` where the list says `vports`. */
function nestedName(inner: XmlElement): string | undefined {
  const type = inner.attribute('type');
  return type === 'vport_ops' ? 'vports' : type;
}

/** The devices of a test host, by name. */
export class DeviceList {
  readonly #byName = new Map<string, TestDevice>();

  get all(): readonly TestDevice[] {
    return [...this.#byName.values()];
  }

  find(name: string): TestDevice | undefined {
    return this.#byName.get(name);
  }

  /** @throws no-node-device */
  require(ref: NodeDeviceRef): TestDevice {
    const device = this.#byName.get(ref.name);
    if (device === undefined) {
      throw libvirtError('test', 'no-node-device', `no node device with matching name '${ref.name}'`, { subject: ref.name });
    }
    return device;
  }

  add(device: TestDevice): void {
    this.#byName.set(device.name, device);
  }

  remove(name: string): void {
    this.#byName.delete(name);
  }

  filter(flags: number): readonly TestDevice[] {
    if ((flags & LIST_DEVICES_FLAGS) === 0) return this.all;
    const wanted = Object.entries(CAPABILITY_BITS).filter(([, bit]) => (flags & bit) !== 0);
    return this.all.filter((device) => wanted.some(([capability]) => hasCapability(device, capability)));
  }

  withCapability(capability: string | undefined): readonly TestDevice[] {
    return capability === undefined ? this.all : this.all.filter((device) => hasCapability(device, capability));
  }
}

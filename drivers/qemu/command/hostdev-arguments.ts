import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { Hostdev, HostdevSource } from '../../conf/domain/hostdev.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { storageProps } from '../block/storage-props.ts';
import { addressProps } from './address-props.ts';
import { blockdevArguments, deviceArguments, objectArguments, onOffText } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { bootIndex, nonZeroProp, romProps, virtioProps } from './device-props.ts';
import type { Props } from './props.ts';
import { scsiImage } from './scsi-image.ts';
import { secretObjectProps } from './secret-object.ts';
import { zpciArguments } from './zpci-arguments.ts';

type Source<T extends HostdevSource['type']> = Extract<HostdevSource, { type: T }>;

const internal = (detail: string): Error => confError('internal-error', detail, 'qemu');

/** Devices of the host that the guest has, interfaces among them first. */
export function hostdevArguments(def: DomainDef, context: CommandContext): string[] {
  return [
    ...def.devices.interfaces.flatMap((net) => (net.source?.type === 'hostdev' ? interfaceArguments(net, net.source.device, def, context) : [])),
    ...def.devices.hostdevs.flatMap((each) => (each.source.mode === 'subsystem' ? hostdevOf(each, each.source.device, def, context) : [])),
  ];
}

function interfaceArguments(net: NetInterface, source: HostdevSource, def: DomainDef, context: CommandContext): string[] {
  switch (source.type) {
    case 'pci':
      if (net.address?.type === 'unassigned') return [];
      return [...zpciArguments(net, def, context), ...deviceArguments(pciProps({ ...net, driver: net.hostdevDriver }, source, bootIndex(net, def), def), def, context)];
    case 'usb':
      return deviceArguments(usbProps(net, source, def, context), def, context);
    case 'scsi':
    case 'scsi_host':
    case 'mdev':
      throw unsupported(`host device of type '${source.type}' cannot be a network interface`, 'qemu');
  }
}

function hostdevOf(hostdev: Hostdev, source: HostdevSource, def: DomainDef, context: CommandContext): string[] {
  if (source.type === 'pci' && hostdev.address?.type === 'unassigned') return [];
  const backend = source.type === 'scsi' ? scsiBackendArguments(hostdev, source, context) : [];
  const companion = source.type === 'pci' ? zpciArguments(hostdev, def, context) : [];
  return [...backend, ...companion, ...deviceArguments(hostdevDeviceProps(hostdev, def, context), def, context)];
}

/** A device of the host as QEMU's device. */
export function hostdevDeviceProps(hostdev: Hostdev, def: DomainDef, context: CommandContext): Props {
  if (hostdev.source.mode !== 'subsystem') throw unsupported(`host device mode '${hostdev.source.mode}' is not supported`, 'qemu');
  const source = hostdev.source.device;
  switch (source.type) {
    case 'pci':
      return pciProps(hostdev, source, bootIndex(hostdev, def), def);
    case 'usb':
      return usbProps(hostdev, source, def, context);
    case 'scsi':
      return { driver: 'scsi-generic', drive: scsiImage(hostdev, source, context).storageNode, id: hostdev.alias, bootindex: nonZeroProp(hostdev.boot?.order), ...addressProps(hostdev, def, 'scsi') };
    case 'scsi_host':
      return {
        ...virtioProps('vhost-scsi', hostdev, hostdev.model, undefined, context.caps),
        wwpn: source.wwpn,
        vhostfd: String(context.passed.vhostScsiFd?.(hostdev.alias ?? '') ?? ''),
        id: hostdev.alias,
        ...addressProps(hostdev, def),
      };
    case 'mdev':
      return {
        driver: hostdev.ramfb === true ? 'vfio-pci-nohotplug' : hostdev.model,
        id: hostdev.alias,
        sysfsdev: `/sys/bus/mdev/devices/${source.address?.uuid ?? ''}`,
        display: onOffText(hostdev.display),
        ramfb: hostdev.ramfb === true ? true : undefined,
        bootindex: nonZeroProp(hostdev.boot?.order),
        ...addressProps(hostdev, def),
      };
  }
}

type PciFront = Pick<Hostdev, 'alias' | 'address' | 'acpi' | 'rom' | 'teaming' | 'driver'>;

function pciProps(front: PciFront, { address }: Source<'pci'>, boot: number | undefined, def: DomainDef): Props {
  if (front.driver !== undefined && front.driver !== 'vfio') throw internal(`invalid PCI passthrough type '${front.driver}'`);
  const { domain = 0, bus = 0, slot = 0, function: func = 0 } = address ?? {};
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return {
    driver: 'vfio-pci',
    host: `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${func}`,
    id: front.alias,
    bootindex: nonZeroProp(boot),
    failover_pair_id: front.teaming?.type === 'transient' ? front.teaming.persistent : undefined,
    ...addressProps(front, def),
    ...romProps(front),
  };
}

/** How often the guest's resets reach a USB device. */
const RESETS = { off: { 'guest-reset': false }, uninitialized: { 'guest-reset': true, 'guest-resets-all': false }, on: { 'guest-reset': true, 'guest-resets-all': true } } as const;

function usbProps(front: Pick<Hostdev, 'alias' | 'address' | 'acpi' | 'boot'>, source: Source<'usb'>, def: DomainDef, { caps }: CommandContext): Props {
  const { bus = 0, device = 0 } = source.address ?? {};
  if (source.missing !== true && bus === 0 && device === 0) throw internal('USB host device is missing bus/device information');
  const digits = (value: number): string => String(value).padStart(3, '0');
  const file = caps.has('usb-host.hostdevice');
  const where = source.missing === true ? {} : file ? { hostdevice: `/dev/bus/usb/${digits(bus)}/${digits(device)}` } : { hostbus: nonZeroProp(bus), hostaddr: nonZeroProp(device) };
  return {
    driver: 'usb-host',
    ...where,
    id: front.alias,
    bootindex: nonZeroProp(front.boot?.order),
    ...(source.guestReset === undefined ? {} : RESETS[source.guestReset]),
    ...addressProps(front, def),
  };
}

/** What stands behind a SCSI device of the host. */
export function scsiBackendArguments(hostdev: Hostdev, source: Source<'scsi'>, context: CommandContext): string[] {
  const image = scsiImage(hostdev, source, context);
  const { auth } = image;
  const secret =
    image.aliases.auth === undefined ? [] : objectArguments(secretObjectProps(image.aliases.auth, context.sealSecret({ uuid: auth?.secret?.uuid, usage: auth?.secret?.usage, usageType: 'iscsi' })), context);
  return [...secret, ...blockdevArguments(storageProps(image, { skipUnmap: true }))];
}

import { enumOf, intOf, onOff, string, uint } from '../lens/codec.ts';
import { unsupported } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { kibChild } from '../lens/sized.ts';
import { deviceInfo, nonZero, virtioOptions } from './device-info.ts';

/** The kinds of controllers. */
export const CONTROLLER_TYPES = ['ide', 'fdc', 'scsi', 'sata', 'virtio-serial', 'ccid', 'usb', 'pci', 'xenbus', 'isa'] as const;
export type ControllerType = (typeof CONTROLLER_TYPES)[number];

const MODELS: Readonly<Record<ControllerType, readonly string[]>> = {
  ide: ['piix3', 'piix4', 'ich6'],
  fdc: [],
  scsi: [
    'auto', 'buslogic', 'lsilogic', 'lsisas1068', 'vmpvscsi', 'ibmvscsi', 'virtio-scsi', 'lsisas1078', 'virtio-transitional',
    'virtio-non-transitional', 'ncr53c90', 'dc390', 'am53c974',
  ],
  sata: [],
  'virtio-serial': ['virtio', 'virtio-transitional', 'virtio-non-transitional'],
  ccid: [],
  usb: [
    'piix3-uhci', 'piix4-uhci', 'ehci', 'ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3', 'vt82c686b-uhci', 'pci-ohci', 'nec-xhci',
    'qusb1', 'qusb2', 'qemu-xhci', 'none',
  ],
  pci: [
    'pci-root', 'pcie-root', 'pci-bridge', 'dmi-to-pci-bridge', 'pcie-to-pci-bridge', 'pcie-root-port', 'pcie-switch-upstream-port',
    'pcie-switch-downstream-port', 'pci-expander-bus', 'pcie-expander-bus',
  ],
  xenbus: [],
  isa: [],
};

/** The devices that play a PCI controller. */
export const PCI_MODEL_NAMES = [
  'pci-bridge', 'i82801b11-bridge', 'ioh3420', 'x3130-upstream', 'xio3130-downstream', 'pxb', 'pxb-pcie', 'pcie-root-port',
  'spapr-pci-host-bridge', 'pcie-pci-bridge',
] as const;

const pciTarget = element({
  chassisNr: attr(intOf({ base: 0 })),
  chassis: attr(intOf({ base: 0 })),
  port: attr(intOf({ base: 0, format: (value) => `0x${value.toString(16)}` })),
  busNr: attr(intOf({ base: 0 })),
  index: attr(intOf({ base: 0 })),
  hotplug: attr(onOff),
  node: textChild(uint),
});

const driver = element({
  queues: attr(uint, nonZero),
  cmd_per_lun: attr(uint, nonZero),
  max_sectors: attr(uint, nonZero),
  ioeventfd: attr(onOff),
  iothread: attr(uint, nonZero),
  ...virtioOptions,
});

/** A controller that devices are attached to. */
export const controller = element(
  {
    type: attr(enumOf(CONTROLLER_TYPES), { default: 'ide' }),
    index: attr(intOf({ nonNegative: true }), { default: -1 }),
    model: attr(string),
    ports: attr(intOf({ nonNegative: true })),
    vectors: attr(intOf({ nonNegative: true })),
    maxGrantFrames: attr(intOf({ nonNegative: true })),
    maxEventChannels: attr(intOf({ nonNegative: true })),
    modelName: attrChild('name', enumOf(PCI_MODEL_NAMES), { name: 'model', absent: 'none' }),
    target: child(pciTarget),
    driver: child(driver),
    ...deviceInfo,
    pcihole64KiB: kibChild({ name: 'pcihole64' }),
  },
  {
    parsed(value) {
      const { type, model } = value;
      if (model !== undefined && !MODELS[type].includes(model)) throw unsupported(`Unknown model type '${model}'`);
      if (type !== 'virtio-serial' && type !== 'usb') value.ports = undefined;
      if (type !== 'virtio-serial') value.vectors = undefined;
      if (type !== 'xenbus') {
        value.maxGrantFrames = undefined;
        value.maxEventChannels = undefined;
      }
      if (type !== 'pci') {
        value.modelName = undefined;
        value.target = undefined;
      }
      if (type !== 'pci' || (model !== 'pci-root' && model !== 'pcie-root')) value.pcihole64KiB = undefined;
      value.master ??= COMPANION_PORTS[model ?? ''];
      checkPorts(value.type, value.ports);
      checkTarget(value.target);
    },
    formatting(value, context) {
      if (!context.migratable || value.model !== 'pci-root' || value.modelName !== 'spapr-pci-host-bridge') return value;
      return { ...value, modelName: undefined };
    },
  },
);

/** A controller that devices are attached to. */
export type Controller = LensValue<typeof controller>;

/** A companion without a master belongs to the one beside it, at the ports it has in hardware. */
const COMPANION_PORTS: Readonly<Record<string, number>> = { 'ich9-uhci1': 0, 'ich9-uhci2': 2, 'ich9-uhci3': 4 };

function checkPorts(type: ControllerType, ports: number | undefined): void {
  if (type === 'usb' && ports !== undefined && ports > 15) throw unsupported(`'ports' attribute exceeds the maximum of 15`);
}

function checkTarget(target: LensValue<typeof pciTarget> | undefined): void {
  if (target === undefined) return;
  const check = (name: string, value: number | undefined, low: number, high: number): void => {
    if (value !== undefined && (value < low || value > high)) {
      throw unsupported(`PCI controller ${name} '${value}' out of range - must be ${low}-${high}`);
    }
  };
  check('chassisNr', target.chassisNr, 1, 255);
  check('chassis', target.chassis, 0, 255);
  check('port', target.port, 0, 255);
  check('busNr', target.busNr, 1, 254);
}

/** A new PCI controller target with nothing said. */
export function newPciTarget(fields: Partial<LensValue<typeof pciTarget>> = {}): LensValue<typeof pciTarget> {
  return pciTarget.create(fields);
}

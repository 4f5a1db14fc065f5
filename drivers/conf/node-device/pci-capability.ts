import { pciAddress } from '../address/pci-address.ts';
import { looseInteger } from '../format/word-codec.ts';
import { enumOf, intOf, string, uint, uintOf } from '../lens/codec.ts';
import { element, variants } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../lens/fields.ts';
import type { LensParseContext, ValueOf } from '../lens/lens.ts';
import { checkSupplied, deviceContext, deviceError } from './device-context.ts';
import { checkedVpd, vpdShape } from './pci-vpd.ts';
import { acceptsTypes, hexText, idAndName, inOrder, mdevTypesShape, numberChild } from './shared-parts.ts';

/** The order in which libvirt prints what a PCI device can. */
const ORDER = ['phys_function', 'virt_functions', 'pci-bridge', 'cardbus-bridge', 'mdev_types', 'vpd'];

const capability = variants(
  'type',
  {
    'phys_function': { address: child(pciAddress) },
    'virt_functions': { maxCount: attr(uint, { absent: '', omit: (count) => count === 0 }), addresses: list(pciAddress, { name: 'address' }) },
    'pci-bridge': {},
    'cardbus-bridge': {},
    'mdev_types': mdevTypesShape,
    'vpd': vpdShape,
  },
  {
    parsed(value) {
      if (value.type === 'phys_function' && value.address === undefined) {
        throw deviceError("Missing address in 'phys_function' capability", 'xml-error');
      }
      return value.type === 'vpd' ? { type: 'vpd', ...checkedVpd(value) } : undefined;
    },
    formatting: (value) => (value.type === 'mdev_types' && value.types.length === 0 ? undefined : value),
  },
);

const link = element({
  validity: attr(string),
  port: attr(intOf(), { omit: (port) => port < 0 }),
  speed: attr(enumOf(['2.5', '5', '8', '16', '32', '64']), { absent: '', help: 'GT/s' }),
  width: attr(uintOf({ base: 0 }), { required: true }),
});

const express = element(
  { links: list(link, { name: 'link', accepts: (xml) => ['cap', 'sta'].includes(xml.attribute('validity') ?? '') }) },
  {
    keep: true,
    formatting: (value) => ({
      links: ['cap', 'sta'].flatMap((validity) => value.links.filter((one) => one.validity === validity).slice(0, 1)),
    }),
  },
);

const iommuGroup = element({ number: attr(uint, { required: true }), addresses: list(pciAddress, { name: 'address' }) });

/** `<capability type='pci'>` */
export const pciShape = {
  class: textChild(looseInteger({ base: 16, format: hexText(6) })),
  domain: numberChild('domain'),
  bus: numberChild('bus'),
  slot: numberChild('slot'),
  function: numberChild('function'),
  product: child(idAndName),
  vendor: child(idAndName),
  capabilities: list(capability, { name: 'capability', accepts: acceptsTypes(ORDER) }),
  iommuGroup: child(iommuGroup),
  numaNode: attrChild('node', looseInteger({ signed: true }), { name: 'numa', absent: '' }),
  express: child(express, { name: 'pci-express' }),
};

type Pci = ValueOf<typeof pciShape>;

/** Complains about what a PCI device must tell. */
export function checkPci(value: Pci, context: LensParseContext): void {
  const { device } = deviceContext(context);
  if (value.class !== undefined && !(value.class <= 0xffffff)) throw deviceError(`invalid PCI class supplied for '${device}'`);
  for (const part of ['domain', 'bus', 'slot', 'function'] as const) checkSupplied(value[part], `PCI ${part} ID`, context);
  checkSupplied(value.vendor?.id, 'PCI vendor ID', context);
  checkSupplied(value.product?.id, 'PCI product ID', context);
  if (Number.isNaN(value.numaNode)) throw deviceError(`invalid NUMA node ID supplied for '${device}'`);
}

/** What is written of a PCI device. */
export function shownPci<T extends Pci>(value: T): T {
  // A device has one header; of several the first counts.
  const isHeader = (one: Pci['capabilities'][number]): boolean => one.type === 'pci-bridge' || one.type === 'cardbus-bridge';
  const header = value.capabilities.find(isHeader);
  return {
    ...value,
    capabilities: inOrder(value.capabilities.filter((one) => !isHeader(one) || one === header), ORDER),
    iommuGroup: (value.iommuGroup?.addresses.length ?? 0) > 0 ? value.iommuGroup : undefined,
    numaNode: (value.numaNode ?? -1) < 0 ? undefined : value.numaNode,
  };
}

import { libvirtError } from '../../core/error-text.ts';
import { enumOf, hexOf } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

/** The largest value of each part, and how libvirt words that it is more. */
const LIMITS = [
  { name: 'bus', most: 0xff, complaint: (hex: string) => `bus='${hex}', must be <= 0xFF` },
  { name: 'slot', most: 0x1f, complaint: (hex: string) => `slot='${hex}', must be <= 0x1F` },
  { name: 'function', most: 7, complaint: (hex: string) => `function=${hex}, must be <= 7` },
] as const;

const parts = {
  domain: attr(hexOf(4), { default: 0 }),
  bus: attr(hexOf(2), { default: 0 }),
  slot: attr(hexOf(2), { default: 0 }),
  function: attr(hexOf(1), { default: 0 }),
};

const options = {
  keep: true,
  parsed(value: { readonly domain: number; readonly bus: number; readonly slot: number; readonly function: number }): void {
    const wrong = LIMITS.find(({ name, most }) => value[name] > most);
    if (wrong !== undefined) throw libvirtError('none', 'xml-error', `Invalid PCI address ${wrong.complaint(`0x${value[wrong.name].toString(16)}`)}`);
    if (value.domain === 0 && value.bus === 0 && value.slot === 0) {
      throw libvirtError('none', 'xml-error', 'Invalid PCI address 0000:00:00, at least one of domain, bus, or slot must be > 0');
    }
  },
};

/** A host PCI address: `<address type='pci' domain='0x0000' …/>`. */
export const typedPciAddress = element({ type: attr(enumOf(['pci']), { default: 'pci' }), ...parts }, options);

/** The same without `type`, as node devices write it. */
export const pciAddress = element(parts, options);

/** The four numbers of a PCI address. */
export type PciAddress = LensValue<typeof pciAddress>;

/** `0000:00:1f.2` */
export function formatPciAddress(address: PciAddress): string {
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  return `${hex(address.domain, 4)}:${hex(address.bus, 2)}:${hex(address.slot, 2)}.${address.function.toString(16)}`;
}

import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, list, text, textChild } from '../lens/fields.ts';
import type { LensValue, ValueOf } from '../lens/lens.ts';
import { deviceError } from './device-context.ts';

const indexed = element({ index: attr(string), value: text(string) });
type Indexed = LensValue<typeof indexed>;

const hasIndex = (xml: { attribute(name: string): string | undefined }): boolean => xml.attribute('index') !== undefined;

const fieldsShape = {
  access: attr(string),
  changeLevel: textChild(string, { name: 'change_level' }),
  manufactureId: textChild(string, { name: 'manufacture_id' }),
  partNumber: textChild(string, { name: 'part_number' }),
  serialNumber: textChild(string, { name: 'serial_number' }),
  assetTag: textChild(string, { name: 'asset_tag' }),
  vendorFields: list(indexed, { name: 'vendor_field', accepts: hasIndex }),
  systemFields: list(indexed, { name: 'system_field', accepts: hasIndex }),
};
type VpdFields = ValueOf<typeof fieldsShape>;

const READ_ONLY = { assetTag: undefined, systemFields: [] };
const READ_WRITE = { changeLevel: undefined, manufactureId: undefined, partNumber: undefined, serialNumber: undefined };

const fields = element(fieldsShape, {
  block: true,
  parsed(value: VpdFields) {
    const vendorFields = usable(value.vendorFields, /^[0-9A-Z]$/);
    switch (value.access) {
      case 'readonly':
        return { ...value, ...READ_ONLY, vendorFields };
      case 'readwrite':
        return { ...value, ...READ_WRITE, vendorFields, systemFields: usable(value.systemFields, /^[0-9B-Z]$/) };
      default:
        throw deviceError(`Unsupported VPD field access type specified ${value.access ?? ''}`, 'xml-error');
    }
  },
});

/** Fields whose index libvirt knows; of two with the same index the later value counts. */
function usable(all: readonly Indexed[], pattern: RegExp): Indexed[] {
  const byIndex = new Map<string, Indexed>();
  for (const field of all) {
    if (field.index !== undefined && pattern.test(field.index) && field.value !== undefined) byIndex.set(field.index, field);
  }
  return [...byIndex.values()];
}

/** Vital product data of a PCI device. */
export const vpdShape = {
  name: textChild(string),
  fields: list(fields, { name: 'fields', accepts: (xml) => xml.attribute('access') !== undefined }),
};

/** What a VPD must have, and its sections in order. */
export function checkedVpd(value: ValueOf<typeof vpdShape>): ValueOf<typeof vpdShape> {
  if (value.name === undefined) throw deviceError('Could not read a device name from the <name> element', 'xml-error');
  const section = (access: string): VpdFields[] => value.fields.filter((one) => one.access === access).slice(-1);
  return { name: value.name, fields: [...section('readonly'), ...section('readwrite')] };
}

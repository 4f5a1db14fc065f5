import { looseInteger } from '../format/word-codec.ts';
import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, list, text, textChild } from '../lens/fields.ts';
import type { Field, Lens, LensValue } from '../lens/lens.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { deviceError } from './device-context.ts';

/** `0x` and at least `digits` hexadecimal digits. */
export function hexText(digits: number): (value: number) => string {
  return (value) => `0x${value.toString(16).padStart(digits, '0')}`;
}

/** A decimal number as an element's text. */
export function numberChild(name: string, options: { readonly signed?: boolean } = {}): Field<number | undefined> {
  return textChild(looseInteger(options), { name });
}

/** `<product id='0x10c9'>82576</product>`: a number and perhaps a name. */
export const idAndName = element({ id: attr(looseInteger({ base: 16, format: hexText(4) }), { absent: '' }), name: text(string) }, { keep: true });

/** The same for USB, which leaves a blank before the end of an element without a name. */
export const usbIdAndName: Lens<LensValue<typeof idAndName>> = {
  ...idAndName,
  format(value, name, out, context) {
    if (value.name === undefined && value.id !== undefined) out.raw(`<${name} id='${hexText(4)(value.id)}' />`);
    else idAndName.format(value, name, out, context);
  },
};

const mdevType = element(
  {
    id: attr(string, { absent: '' }),
    name: textChild(string),
    deviceApi: textChild(string, { name: 'deviceAPI' }),
    availableInstances: numberChild('availableInstances'),
  },
  {
    block: true,
    parsed(value) {
      if (value.id === undefined) throw deviceError("missing 'id' attribute for mediated device's <type> element", 'xml-error');
      if (value.deviceApi === undefined) throw deviceError(`missing device API for mediated device type '${value.id}'`, 'xml-error');
      if (value.availableInstances === undefined || Number.isNaN(value.availableInstances)) {
        throw deviceError(`missing number of available instances for mediated device type '${value.id}'`, 'xml-error');
      }
    },
  },
);

/** The kinds of mediated devices that a parent can make. */
export const mdevTypesShape = { types: list(mdevType, { name: 'type' }) };

/** Capabilities inside a capability whose kinds are these; others are passed over, a missing kind is an error. */
export function acceptsTypes(types: readonly string[]): (xml: XmlElement) => boolean {
  return (xml) => {
    const type = xml.attribute('type');
    if (type === undefined) throw deviceError('Missing capability type', 'xml-error');
    return types.includes(type);
  };
}

/** Like {@link acceptsTypes}, where the owner complains about a missing or unknown kind itself. */
export function onlyTypes(types: readonly string[]): (xml: XmlElement) => boolean {
  return (xml) => types.includes(xml.attribute('type') ?? '');
}

/** Sorts capabilities into the order libvirt prints them. */
export function inOrder<T extends { readonly type: string }>(capabilities: readonly T[], order: readonly string[]): T[] {
  return [...capabilities].sort((left, right) => order.indexOf(left.type) - order.indexOf(right.type));
}

import { parseUuid } from '../../core/uuid.ts';
import { string } from '../lens/codec.ts';
import type { Codec } from '../lens/codec.ts';
import { element, variants } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../lens/fields.ts';
import type { LensParseContext, ValueOf } from '../lens/lens.ts';
import { looseInteger } from '../format/word-codec.ts';
import { deviceContext, deviceError } from './device-context.ts';
import { acceptsTypes, hexText, mdevTypesShape } from './shared-parts.ts';

/** A number that is kept as it was written until the device's name is known for a complaint. */
export interface RawNumber {
  readonly text: string;
  readonly value: number;
}

function rawNumber(base: 0 | 16, digits: number): Codec<RawNumber> {
  const loose = looseInteger({ base });
  return {
    kind: 'integer',
    decode: (text, place) => ({ text, value: loose.decode(text, place) }),
    encode: ({ value }) => hexText(digits)(value),
  };
}

/** A number in hexadecimal form as a program gives it. */
export function rawHex(value: number): RawNumber {
  return { text: `0x${value.toString(16)}`, value };
}

function checkRaw(value: RawNumber | undefined, what: string, context: LensParseContext): void {
  const { device } = deviceContext(context);
  if (value === undefined) throw deviceError(`missing ${what} value for '${device}'`, 'config-unsupported');
  if (Number.isNaN(value.value)) throw deviceError(`invalid ${what} value '${value.text}' for '${device}'`, 'config-unsupported');
}

const mdevTypes = variants('type', { mdev_types: mdevTypesShape }, { formatting: (value) => (value.types.length === 0 ? undefined : value) });
const mdevList = list(mdevTypes, { name: 'capability', accepts: acceptsTypes(['mdev_types']) });

/** `<capability type='ccw'>`: a channel I/O device. */
export const ccwShape = {
  cssid: textChild(rawNumber(0, 1)),
  ssid: textChild(rawNumber(0, 1)),
  devno: textChild(rawNumber(16, 4)),
};

type Ccw = ValueOf<typeof ccwShape>;

/** Complains about the parts of a channel address. */
export function checkCcw(value: Ccw, context: LensParseContext): void {
  for (const part of ['cssid', 'ssid', 'devno'] as const) checkRaw(value[part], part, context);
}

const channelAddress = element(ccwShape, {
  block: true,
  parsed: (value, _xml, context) => {
    checkCcw(value, context);
  },
});

/** `<capability type='css'>`: a subchannel. */
export const cssShape = { ...ccwShape, channelAddress: child(channelAddress, { name: 'channel_dev_addr' }), capabilities: mdevList };

/** `<capability type='ap_card'>` */
export const apCardShape = { adapter: textChild(rawNumber(0, 2), { name: 'ap-adapter' }) };

/** `<capability type='ap_queue'>` */
export const apQueueShape = { ...apCardShape, domain: textChild(rawNumber(0, 4), { name: 'ap-domain' }) };

/** `<capability type='ap_matrix'>` */
export const apMatrixShape = { capabilities: mdevList };

/** Complains about an adapter number. */
export function checkApCard(value: ValueOf<typeof apCardShape>, context: LensParseContext): void {
  checkRaw(value.adapter, 'ap-adapter', context);
}

/** Complains about the numbers of a queue. */
export function checkApQueue(value: ValueOf<typeof apQueueShape>, context: LensParseContext): void {
  checkApCard(value, context);
  checkRaw(value.domain, 'ap-domain', context);
  if ((value.domain?.value ?? 0) > 255) {
    throw deviceError(`ap-domain value '${value.domain?.text ?? ''}' is out of range for '${deviceContext(context).device}'`, 'config-unsupported');
  }
}

const mdevAttribute = element({ name: attr(string, { absent: '' }), value: attr(string, { absent: '' }) });

/** `<capability type='mdev'>`: a mediated device. */
export const mdevShape = {
  typeId: attrChild('id', string, { name: 'type', absent: '' }),
  uuid: textChild(string),
  parentAddress: textChild(string, { name: 'parent_addr' }),
  iommuGroup: attrChild('number', looseInteger(), { name: 'iommuGroup', absent: '' }),
  attributes: list(mdevAttribute, { name: 'attr' }),
};

/** Complains about what a mediated device must tell; where it hangs is the host's to tell. */
export function checkedMdev<T extends ValueOf<typeof mdevShape>>(value: T, context: LensParseContext): T {
  const { device } = deviceContext(context);
  if (value.typeId === undefined) throw deviceError(`missing type id attribute for '${device}'`, 'config-unsupported');
  const uuid = value.uuid === undefined ? undefined : parseUuid(value.uuid);
  if (value.uuid !== undefined && uuid === undefined) throw deviceError(`Invalid uuid '${value.uuid}' for new mdev device`);
  if (Number.isNaN(value.iommuGroup)) throw deviceError(`invalid iommuGroup number attribute for '${device}'`);
  const attributes = value.attributes.filter((one) => one.name !== undefined && one.value !== undefined);
  return { ...value, uuid, parentAddress: undefined, attributes };
}

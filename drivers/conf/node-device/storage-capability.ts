import { string } from '../lens/codec.ts';
import type { Codec } from '../lens/codec.ts';
import { variants } from '../lens/element.ts';
import { list, textChild } from '../lens/fields.ts';
import type { LensParseContext, ValueOf } from '../lens/lens.ts';
import type { XmlElement } from '../xml/xml-tree.ts';
import { checkInnerTypes, deviceContext, deviceError } from './device-context.ts';
import { onlyTypes } from './shared-parts.ts';

/** A count of bytes or blocks; -1 is one that could not be read, judged where the device is known. */
const bytes: Codec<bigint> = { kind: 'integer', decode: (text) => (/^\s*\+?\d{1,20}$/.test(text) ? BigInt(text.trim().replace('+', '')) : -1n), encode: String };

const TYPES = ['removable', 'hotpluggable'];

const capability = variants(
  'type',
  {
    removable: {
      mediaAvailable: textChild(string, { name: 'media_available' }),
      mediaSizeBytes: textChild(bytes, { name: 'media_size' }),
      mediaLabel: textChild(string, { name: 'media_label' }),
      logicalBlockSize: textChild(bytes, { name: 'logical_block_size' }),
      blockCount: textChild(bytes, { name: 'num_blocks' }),
    },
    hotpluggable: {},
  },
  {
    parsed(value, _xml, context) {
      if (value.type !== 'removable') return undefined;
      checkBytes(value.mediaSizeBytes, 'removable media size', context);
      return { ...value, mediaAvailable: value.mediaAvailable === '1' ? '1' : '0', logicalBlockSize: undefined, blockCount: undefined };
    },
  },
);

/** `<capability type='storage'>`; block size and count are the host's to tell and are not read. */
export const storageShape = {
  block: textChild(string),
  bus: textChild(string),
  driveType: textChild(string, { name: 'drive_type' }),
  model: textChild(string),
  vendor: textChild(string),
  serial: textChild(string),
  sizeBytes: textChild(bytes, { name: 'size' }),
  logicalBlockSize: textChild(bytes, { name: 'logical_block_size' }),
  blockCount: textChild(bytes, { name: 'num_blocks' }),
  capabilities: list(capability, { name: 'capability', accepts: onlyTypes(TYPES) }),
};

type Storage = ValueOf<typeof storageShape>;

function checkBytes(value: bigint | undefined, what: string, context: LensParseContext): void {
  const { device } = deviceContext(context);
  if (value === undefined) throw deviceError(`no ${what} supplied for '${device}'`);
  if (value < 0n) throw deviceError(`invalid ${what} supplied for '${device}'`);
}

/** Complains about what a storage device must tell, and drops what is not read. */
export function checkedStorage<T extends Storage>(value: T, xml: XmlElement, context: LensParseContext): T {
  if (value.block === undefined) throw deviceError(`no block device path supplied for '${deviceContext(context).device}'`);
  checkInnerTypes(xml, TYPES, 'storage', 'missing storage capability type', context);
  const removable = value.capabilities.some((one) => one.type === 'removable');
  if (!removable) checkBytes(value.sizeBytes, 'size', context);
  return { ...value, sizeBytes: removable ? undefined : value.sizeBytes, logicalBlockSize: undefined, blockCount: undefined };
}

/** What is written of a storage device: of removable media the size stands in their own part. */
export function shownStorage<T extends Storage>(value: T): T {
  const of = (type: string): T['capabilities'] => value.capabilities.filter((one) => one.type === type).slice(-1);
  return { ...value, capabilities: [...of('removable'), ...of('hotpluggable')] };
}

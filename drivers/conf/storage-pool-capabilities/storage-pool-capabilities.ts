import { element as writeElement, text, writeDocument } from '../format/write-element.ts';
import { enumOf, string, yesNo } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list, textList } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { POOL_TYPE_WORDS, poolTypeInfo, type FormatWords, type PoolType } from '../storage-pool/pool-types.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

const choice = element({ name: attr(string), values: textList(string, { name: 'value' }) }, { block: true });
const options = element({ defaultFormat: attrChild('type', string), choice: child(choice, { name: 'enum' }) });
const pool = element(
  { type: attr(enumOf(POOL_TYPE_WORDS), { required: true }), supported: attr(yesNo), poolOptions: child(options), volumeOptions: child(options, { name: 'volOptions' }) },
  { block: true },
);
/** `<storagepoolCapabilities>`. */
export const capabilities = element({ pools: list(pool, { name: 'pool' }) }, { block: true });

/** Which kinds of pools a host can have, and their formats. */
export type StoragePoolCapabilities = LensValue<typeof capabilities>;

/** Parses a `<storagepoolCapabilities>` document. */
export function parseStoragePoolCapabilitiesXml(xml: string | XmlElement): StoragePoolCapabilities {
  return capabilities.parse(readDocument(xml, 'storagepoolCapabilities', { url: '(storage_pool_capabilities)' }), PARSE_INACTIVE, undefined);
}

/** Such a document, as libvirt prints it. */
export function formatStoragePoolCapabilitiesXml(def: StoragePoolCapabilities): string {
  const out = new XmlWriter();
  capabilities.format(def, 'storagepoolCapabilities', out, FORMAT_INACTIVE);
  return out.toString();
}

/** What a driver that has these kinds of pools says it can. */
export function storagePoolCapabilitiesOf(supported: ReadonlySet<PoolType>): string {
  return writeDocument((out) => {
    writeElement(out, 'storagepoolCapabilities', {}, () => {
      for (const type of POOL_TYPE_WORDS) {
        const { formats, volumeFormats } = poolTypeInfo(type);
        writeElement(out, 'pool', { type, supported: supported.has(type) ? 'yes' : 'no' }, () => {
          out.raw('');
          writeOptions(out, 'poolOptions', 'sourceFormatType', formats);
          writeOptions(out, 'volOptions', 'targetFormatType', volumeFormats, volumeFormats?.listed === false ? [] : undefined);
        });
      }
    });
  });
}

function writeOptions(out: XmlWriter, name: string, kind: string, formats: FormatWords | undefined, words = formats?.words): void {
  if (formats === undefined) return;
  writeElement(out, name, {}, () => {
    writeElement(out, 'defaultFormat', { type: formats.fallback });
    writeElement(out, 'enum', { name: kind }, () => {
      out.raw('');
      for (const word of words ?? []) text(out, 'value', word);
    });
  });
}

import { formatCapabilitiesXml, parseCapabilitiesXml } from '../../../drivers/conf/capabilities/capabilities.ts';
import { storagePoolCapabilitiesOf } from '../../../drivers/conf/storage-pool-capabilities/storage-pool-capabilities.ts';
import { POOL_TYPE_WORDS, type PoolType } from '../../../drivers/conf/storage-pool/pool-types.ts';
import { formatStoragePoolXml, parseStoragePoolXml } from '../../../drivers/conf/storage-pool/storage-pool-def.ts';
import { formatStorageVolXml, parseStorageVolXml } from '../../../drivers/conf/storage-vol/storage-vol-def.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

/** Every element name and attribute of a document, once. */
function vocabulary(xml: XmlElement, into: Set<string>): Set<string> {
  into.add(xml.name);
  for (const { name } of xml.attributes) into.add(`${xml.name}/@${name}`);
  for (const inner of xml.elements()) vocabulary(inner, into);
  return into;
}

function words(text: string): string {
  return [...vocabulary(parseXml(text).root, new Set())].sort().join('\n');
}

/** A document without an expected text: what is printed reads back the same, and no word of the document is lost. */
function stable(corpus: string, format: (text: string) => string): CorpusTransformation {
  return {
    corpus,
    run(one, files) {
      const text = files.text(inputOf(one));
      const printed = format(text);
      return [{ actual: format(printed), expected: { text: printed } }, { actual: words(printed), expected: { text: words(text) } }];
    },
  };
}

/** Kinds of pools of each case: the names stand in libvirt's test program only. */
function poolTypes(name: string): ReadonlySet<PoolType> {
  return new Set(name === 'poolcaps-full' ? POOL_TYPE_WORDS : (['fs'] satisfies PoolType[]));
}

export const transformations: readonly CorpusTransformation[] = [
  stable('schema-only:capabilityschemadata', (text) => formatCapabilitiesXml(parseCapabilitiesXml(text))),
  stable('schema-only:storagepoolschemadata', (text) => formatStoragePoolXml(parseStoragePoolXml(text))),
  {
    corpus: 'schema-only:storagevolschemadata',
    run(one, files) {
      const print = (text: string): string => formatStorageVolXml(parseStorageVolXml(text, { type: 'dir' }), { type: 'dir' });
      const printed = print(files.text(inputOf(one)));
      return [{ actual: print(printed), expected: { text: printed } }];
    },
  },
  {
    corpus: 'storagepoolcaps',
    run: (one) => [{ actual: storagePoolCapabilitiesOf(poolTypes(one.name)), expected: expectedOf(one) }],
  },
];

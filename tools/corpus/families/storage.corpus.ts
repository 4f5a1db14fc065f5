import { formatStoragePoolXml, parseStoragePoolXml } from '../../../drivers/conf/storage-pool/storage-pool-def.ts';
import { formatStorageVolXml, parseStorageVolXml } from '../../../drivers/conf/storage-vol/storage-vol-def.ts';
import { depOf, expectedOf, inputOf, roundTrip, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('storagepoolxml2xml', (text) => formatStoragePoolXml(parseStoragePoolXml(text))),
  {
    corpus: 'storagevolxml2xml',
    run(one, files) {
      const pool = parseStoragePoolXml(files.text(depOf(one)));
      const capacity = one.params.includes('OPT_CAPACITY') ? 'with-backing' : one.params.includes('NO_CAPACITY') ? 'none' : 'required';
      const volume = parseStorageVolXml(files.text(inputOf(one)), pool, { capacity });
      return [{ actual: formatStorageVolXml(volume, pool), expected: expectedOf(one) }];
    },
  },
];

import { formatPlainJson, isPlainObject, parsePlainJson } from '../../../drivers/conf/json/plain-json.ts';
import { formatFirmware, parseFirmware } from '../../../drivers/qemu/firmware/firmware-descriptor.ts';
import { expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'qemufirmware',
    run(one, files) {
      // Descriptions and tags are for people.
      const wanted = parsePlainJson(files.text(expectedOf(one)));
      const kept = isPlainObject(wanted) ? Object.fromEntries(Object.entries(wanted).filter(([key]) => key !== 'description' && key !== 'tags')) : wanted;
      return [{ actual: formatFirmware(parseFirmware(files.text(inputOf(one)), one.name)), expected: { text: formatPlainJson(kept, true) } }];
    },
  },
];

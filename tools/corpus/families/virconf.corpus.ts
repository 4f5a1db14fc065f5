import { formatVirConf } from '../../../drivers/conf/virconf/format-vir-conf.ts';
import { parseVirConf } from '../../../drivers/conf/virconf/parse-vir-conf.ts';
import { roundTrip, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [roundTrip('virconf', (text) => formatVirConf(parseVirConf(text)))];

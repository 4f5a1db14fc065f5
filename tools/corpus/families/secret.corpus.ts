import { formatSecretXml, parseSecretXml } from '../../../drivers/conf/secret/secret-def.ts';
import { roundTrip, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [roundTrip('secretxml2xml', (text) => formatSecretXml(parseSecretXml(text)))];

import { formatNwfilterXml, parseNwfilterXml } from '../../../drivers/conf/nwfilter/nwfilter-def.ts';
import { roundTrip, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('nwfilterxml2xml', (text) => formatNwfilterXml(parseNwfilterXml(text))),
];

import { formatInterfaceXml, parseInterfaceXml } from '../../../drivers/conf/interface/interface-def.ts';
import { roundTrip, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('interfacexml2xml', (text) => formatInterfaceXml(parseInterfaceXml(text))),
];

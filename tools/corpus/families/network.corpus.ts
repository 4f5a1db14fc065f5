import { formatNetworkXml, parseNetworkXml } from '../../../drivers/conf/network/network-def.ts';
import { roundTrip, type CorpusTransformation } from '../transformation.ts';

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('networkxml2xml', (text, one) =>
    formatNetworkXml(parseNetworkXml(text, { dnsmasq: true }), { inactive: one.params.includes('VIR_NETWORK_XML_INACTIVE') }),
  ),
];

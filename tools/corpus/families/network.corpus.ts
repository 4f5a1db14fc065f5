import { NetworkUpdateCommand, NetworkUpdateSection } from '../../../drivers/core/constants.ts';
import { formatNetworkPortXml, parseNetworkPortXml } from '../../../drivers/conf/network-port/network-port-def.ts';
import { formatNetworkXml, parseNetworkXml } from '../../../drivers/conf/network/network-def.ts';
import { updateNetwork } from '../../../drivers/conf/network/network-update.ts';
import { formatNwfilterBindingXml, parseNwfilterBindingXml } from '../../../drivers/conf/nwfilter-binding/nwfilter-binding-def.ts';
import type { CorpusCase } from '../corpus-case.ts';
import { expectedOf, inputOf, roundTrip, type CorpusTransformation } from '../transformation.ts';

/** A libvirt constant named in a case's parameters, as its number. */
function constant(one: CorpusCase, prefix: string, numbers: Readonly<Record<string, number>>): number {
  const word = new RegExp(`${prefix}([A-Z_]+)`).exec(one.params)?.[1] ?? '';
  const number = numbers[word];
  if (number === undefined) throw new Error(`no ${prefix}… in the case's parameters: ${one.params}`);
  return number;
}

export const transformations: readonly CorpusTransformation[] = [
  roundTrip('networkxml2xml', (text, one) =>
    formatNetworkXml(parseNetworkXml(text, { dnsmasq: true }), { inactive: one.params.includes('VIR_NETWORK_XML_INACTIVE') }),
  ),
  {
    corpus: 'networkxml2xmlupdate',
    run(one, files) {
      const updated = updateNetwork(parseNetworkXml(files.text(inputOf(one))), {
        command: constant(one, 'VIR_NETWORK_UPDATE_COMMAND_', NetworkUpdateCommand),
        section: constant(one, 'VIR_NETWORK_SECTION_', NetworkUpdateSection),
        // The index in the parameters is not one: libvirt's test table hands it over as format flags, and 0 as the index.
        parentIndex: 0,
        xml: files.text(inputOf(one, 1)),
      });
      return one.kind === 'ok' ? [{ actual: formatNetworkXml(updated), expected: expectedOf(one) }] : [];
    },
  },
  roundTrip('virnetworkportxml2xml', (text) => formatNetworkPortXml(parseNetworkPortXml(text))),
  roundTrip('virnwfilterbindingxml2xml', (text) => formatNwfilterBindingXml(parseNwfilterBindingXml(text))),
];

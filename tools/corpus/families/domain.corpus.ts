import { bhyveDomainContext } from '../../../drivers/bhyve/conf/bhyve-context.ts';
import { domainContext, formatDomainXml, parseDomainXml, type DomainParseContext } from '../../../drivers/conf/domain/domain-def.ts';
import { domainLens } from '../../../drivers/conf/domain/domain-shape.ts';
import { formatLens, parseLens } from '../../../drivers/conf/lens/document.ts';
import { lxcDomainContext } from '../../../drivers/lxc/conf/lxc-context.ts';
import { qemuDomainContext } from '../../../drivers/qemu/conf/qemu-context.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { FIXED_UUID, qemuHost } from '../qemu-host.ts';
import { expectedOf, inputOf, type CorpusOutput, type CorpusTransformation } from '../transformation.ts';

/** Reads a domain as something that runs, or not, and writes it back with passwords. */
function domainRoundTrip(
  corpus: string,
  contextOf: (one: CorpusCase, files: CorpusFiles, inactive: boolean) => DomainParseContext,
  modesOf: (one: CorpusCase) => readonly boolean[],
): CorpusTransformation {
  return {
    corpus,
    run(one, files) {
      const text = files.text(inputOf(one));
      return modesOf(one).flatMap((inactive): CorpusOutput[] => {
        const actual = formatDomainXml(parseDomainXml(text, contextOf(one, files, inactive)), { inactive, secure: true });
        return one.kind === 'ok' ? [{ actual, expected: one.expected.length > 1 && !inactive ? expectedOf(one, 1) : expectedOf(one) }] : [];
      });
    },
  };
}

/** libvirt's tests run each case once as active, unless its name says otherwise. */
const onlyActive = (one: CorpusCase): readonly boolean[] => [one.kind !== 'ok' && one.params.includes('INACTIVE')];
const onlyInactive = (): readonly boolean[] => [true];

export const transformations: readonly CorpusTransformation[] = [
  domainRoundTrip('genericxml2xml', (_one, _files, inactive) => domainContext({ inactive, features: { individualVcpus: true } }), onlyActive),
  domainRoundTrip(
    'qemuxml2xml',
    (one, files, inactive) =>
      qemuDomainContext(qemuHost(one, files), {
        inactive,
        abiUpdate: one.params.includes('PARSE_ABI_UPDATE'),
        defaultSecurityModel: 'none',
        generateUuid: () => FIXED_UUID,
      }),
    (one) => (one.params.includes('WHEN_INACTIVE') ? [true] : [true, false]),
  ),
  domainRoundTrip('lxcxml2xml', (_one, _files, inactive) => lxcDomainContext('/usr/libexec/libvirt_lxc', { inactive }), onlyInactive),
  domainRoundTrip('bhyvexml2xml', (_one, _files, inactive) => bhyveDomainContext({ ahci32Slots: true }, { inactive, generateMac: () => '52:54:00:00:00:00' }), onlyInactive),
  {
    // No expected text: what is printed reads back the same.
    corpus: 'schema-only:domainschemadata',
    run(one, files) {
      const print = (text: string): string => formatLens(domainLens, 'domain', parseLens(domainLens, text, { inactive: false }), { inactive: false, secure: true, migratable: false });
      const printed = print(files.text(inputOf(one)));
      return [{ actual: print(printed), expected: { text: printed } }];
    },
  },
];

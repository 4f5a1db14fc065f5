import { parseProductVersion, PRODUCTS, type ProductKind } from '../../../drivers/vmware/products.ts';
import { inputOf, type CorpusTransformation } from '../transformation.ts';

/** What the names of the cases begin with. */
const KINDS: Readonly<Record<string, ProductKind>> = { workstation: 'ws', player: 'player', fusion: 'fusion' };

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'vmwarever',
    run(one, files) {
      // The version that libvirt's test expects stands in the case's name.
      const [, product = '', major = '', minor = '', release = ''] = /^(\w+)-(\d+)\.(\d+)\.(\d+)/.exec(one.name) ?? [];
      const kind = KINDS[product];
      if (kind === undefined) throw new Error(`case of an unknown product: ${one.name}`);
      const version = parseProductVersion(PRODUCTS[kind], files.text(inputOf(one)));
      return [{ actual: String(version), expected: { text: String(Number(major) * 1_000_000 + Number(minor) * 1000 + Number(release)) } }];
    },
  },
];

import { describe, expect, it } from 'vitest';
import { VirError } from '../core/vir-error.ts';
import { DOCUMENT_KINDS, isDocumentKind, type DocumentKind } from './document-kind.ts';
import { canonicalText } from './testing/canonical-text.ts';
import { corpusDocuments, isCorpusAvailable } from './testing/corpus-documents.ts';
import { parseXml } from './xml/parse-xml.ts';
import { serializeXml } from './xml/serialize-xml.ts';

const kinds = Object.keys(DOCUMENT_KINDS).filter(isDocumentKind);

/** What the work gives, or nothing where it is refused with an error of ours. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}

describe.skipIf(!isCorpusAvailable)("libvirt's own documents (needs VIREO_SHARED)", () => {
  const documents = corpusDocuments();

  it('come back to the byte from the tree', () => {
    const trees = documents.map((each) => ({ ...each, tree: attempt(() => parseXml(each.text)) }));
    const changed = trees.filter(({ text, tree }) => tree !== undefined && serializeXml(tree) !== text);
    expect(changed.map((each) => each.path)).toEqual([]);
    expect(trees.filter((each) => each.tree !== undefined).length).toBeGreaterThan(documents.length * 0.99);
  });

  it.each(kinds)('are stable once they are written: %s', (kind: DocumentKind) => {
    const own = documents.filter((each) => each.kind === kind);
    const written = own.flatMap(({ path, text }) => {
      const once = attempt(() => canonicalText(kind, text));
      return once === undefined ? [] : [{ path, once }];
    });
    const unstable = written.filter(({ once }) => !isStable(kind, once));
    expect(unstable.map((each) => each.path)).toEqual([]);
    // A parser that refuses everything would be stable, too.
    expect(written.length / own.length).toBeGreaterThan(LEAST_VALID[kind] ?? 0.85);
  });
});

/** As libvirt's tests have them: many filters are there to be refused. */
const LEAST_VALID: Partial<Record<DocumentKind, number>> = { 'nwfilter': 0.75 };

/** libvirt puts an implied controller behind the others, and among them when it reads what it wrote: one more turn, and the same lines. */
function isStable(kind: DocumentKind, once: string): boolean {
  const twice = attempt(() => canonicalText(kind, once));
  if (twice === undefined || twice === once) return twice === once;
  return sortedLines(twice) === sortedLines(once) && attempt(() => canonicalText(kind, twice)) === twice;
}

function sortedLines(text: string): string {
  return text.split('\n').sort().join('\n');
}

import { describe, expect, it } from 'vitest';
import { VirError } from '../core/vir-error.ts';
import { DOCUMENT_KINDS, isDocumentKind } from './document-kind.ts';
import { helpOf } from './help.ts';
import { corpusDocuments, isCorpusAvailable } from './testing/corpus-documents.ts';
import { canonicalText } from './testing/canonical-text.ts';
import { parseXml } from './xml/parse-xml.ts';

const kinds = Object.keys(DOCUMENT_KINDS).filter(isDocumentKind);

describe.each(kinds)('help of %s', (kind) => {
  const help = helpOf(kind);

  it('has a line for the root and for everything in it', () => {
    expect(help.root.name).toBe(DOCUMENT_KINDS[kind].root);
    expect(help.root.help).not.toBe('');
    const silent = help.children([]).filter((each) => each.help === '' && !each.name.includes(':'));
    expect(silent.map((each) => each.name)).toEqual([]);
  });

  it('says nothing about what does not exist', () => {
    const missing = help.documented.filter((path) => path.includes('/')).filter((path) => {
      const [element = '', attribute] = path.split('@');
      const found = help.element(element.split('/'));
      return found === undefined || (attribute !== undefined && !found.attributes.some((each) => each.name === attribute));
    });
    expect(missing).toEqual([]);
  });
});

describe.skipIf(!isCorpusAvailable)('help (needs VIREO_SHARED)', () => {
  it.each(kinds.filter((kind) => kind !== 'domain'))('knows every name libvirt writes: %s', (kind) => {
    const texts = corpusDocuments().filter((each) => each.kind === kind).flatMap(({ text }) => written(kind, text));
    const unknown = texts.flatMap((text) => helpOf(kind).unknownNames(parseXml(text).root));
    expect([...new Set(unknown.map(({ path, attribute = '' }) => `${path}@${attribute}`))]).toEqual([]);
  });

  function written(kind: (typeof kinds)[number], text: string): string[] {
    try {
      return [canonicalText(kind, text)];
    } catch (error) {
      if (VirError.is(error)) return [];
      throw error;
    }
  }
});

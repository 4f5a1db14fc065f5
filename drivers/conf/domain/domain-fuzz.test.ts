import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { parseXml } from '../xml/parse-xml.ts';
import { serializeXml } from '../xml/serialize-xml.ts';
import { mutation } from '../testing/mutation.ts';
import { XmlElement, xmlText } from '../xml/xml-tree.ts';
import { domainContext, formatDomainXml, parseDomainXml, TEST_DRIVER_FEATURES } from './domain-def.ts';
import { editDomainXml } from './edit-domain.ts';

const context = domainContext({ features: TEST_DRIVER_FEATURES, generateMac: () => '52:54:00:00:00:01' });
const folder = join(process.env['VIREO_SHARED'] ?? '', 'corpus', 'genericxml2xmlindata');
const isAvailable = (process.env['VIREO_SHARED'] ?? '') !== '' && existsSync(folder);
const corpus = isAvailable ? readdirSync(folder).filter((name) => name.endsWith('.xml')).map((name) => readFileSync(join(folder, name), 'utf8')) : [];

const name = fc.constantFrom('domain', 'name', 'memory', 'devices', 'disk', 'target', 'source', 'a:b', 'x-1', 'ünı');
const text = fc.string({ unit: fc.constantFrom('a', '&', '<', '>', '"', "'", '\n', '\t', ' ', ']]>', '0', 'é', '𝄞') });
const attributes = fc.uniqueArray(fc.record({ name, value: text }), { selector: (each) => each.name, maxLength: 4 });
const tree = fc.letrec<{ node: XmlElement }>((tie) => ({
  node: fc
    .tuple(name, attributes, fc.array(fc.oneof({ maxDepth: 5 }, text.map(xmlText), tie('node')), { maxLength: 5 }))
    .map(([own, attrs, children]) => new XmlElement(own, attrs, children)),
})).node;

/** The error must be one of ours, or there must be none. */
function survives<T>(work: () => T): T | undefined {
  const start = performance.now();
  try {
    return work();
  } catch (error) {
    if (error instanceof VirError) return undefined;
    throw error;
  } finally {
    expect(performance.now() - start).toBeLessThan(1000);
  }
}

describe('trees', () => {
  it('come back as they were written, and so do their bytes', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const written = serializeXml(root);
        const read = parseXml(written);
        expect(serializeXml(read)).toBe(written);
        expect(serializeXml(strip(read.root))).toBe(serializeXml(strip(root)));
      }),
      { numRuns: 300 },
    );
  });

  it('survive noise', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '/', '!', '-', '[', ']', '?', '&', ';', '=', '"', "'", ' ', 'a', '#', 'x', 'CDATA', 'DOCTYPE'), maxLength: 200 }), (noise) => {
        survives(() => parseXml(noise));
        survives(() => parseXml(`<domain>${noise}</domain>`));
      }),
      { numRuns: 500 },
    );
  });
});

describe.skipIf(!isAvailable)('mutated documents (needs VIREO_SHARED)', () => {
  const document = fc.constantFrom(...(corpus.length === 0 ? [''] : corpus));

  it('are refused with an error of ours, or read and written alike', () => {
    fc.assert(
      fc.property(document, fc.array(mutation(), { minLength: 1, maxLength: 4 }), (source, mutations) => {
        const mutated = mutations.reduce((at, mutate) => mutate(at), source);
        const def = survives(() => parseDomainXml(mutated, context));
        if (def === undefined) return;
        const once = formatDomainXml(def, { secure: true });
        const again = survives(() => parseDomainXml(once, { ...context, skipValidate: true }));
        expect(again, once).toBeDefined();
      }),
      { numRuns: 400, seed: 15 },
    );
  });

  it('keep what nobody knows when they are edited', () => {
    fc.assert(
      fc.property(document, fc.nat(), fc.integer({ min: 1, max: 64 }), (source, place, gib) => {
        const tags = [...source.matchAll(/<\/(disk|interface|devices|domain|graphics|controller)>/g)];
        const at = tags[place % tags.length]?.index ?? 0;
        const marked = `${source.slice(0, at)}<unheard of='it'/><!-- kept -->${source.slice(at)}`;
        const edited = survives(() => editDomainXml(marked, context, (def) => { def.memory.sizeKiB += gib * 1_048_576; }));
        if (edited !== undefined) expect(edited).toContain("<unheard of='it'/><!-- kept -->");
      }),
      { numRuns: 200, seed: 15 },
    );
  });
});

/** Without the source of start tags, and with neighbouring texts made one. */
function strip(element: XmlElement): XmlElement {
  const children: XmlElement['children'] = [];
  for (const node of element.children) {
    const last = children.at(-1);
    if (node.kind === 'element') children.push(strip(node));
    else if (node.kind === 'text' && last?.kind === 'text') last.raw += node.raw;
    else if (node.kind !== 'text' || node.raw !== '') children.push({ ...node });
  }
  return new XmlElement(element.name, element.attributes.map((each) => ({ ...each })), children);
}

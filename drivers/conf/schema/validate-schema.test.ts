import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { DOCUMENT_KINDS, documentKindOf, isDocumentKind } from '../document-kind.ts';
import { findSchemaFolder } from './schema-files.ts';
import { validateAgainstSchema } from './validate-schema.ts';

const GRAMMAR = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'";
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vireo-schema-'));
  writeFileSync(join(folder, 'secret.rng'), `${GRAMMAR}><include href="parts.rng"/><start><element name="secret"><ref name="uuid"/></element></start></grammar>`);
  writeFileSync(join(folder, 'parts.rng'), `${GRAMMAR}><include href="secret-words.rng"/><define name="uuid"><element name="uuid"><ref name="word"/></element></define></grammar>`);
  writeFileSync(join(folder, 'secret-words.rng'), `${GRAMMAR}><define name="word"><text/></define></grammar>`);
  writeFileSync(join(folder, 'network.rng'), `${GRAMMAR}><include href="nowhere.rng"/></grammar>`);
  writeFileSync(join(folder, 'storagepool.rng'), `${GRAMMAR}><start><ref name="nothing"/></start></grammar>`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('validateAgainstSchema', () => {
  it('follows includes, and tells where a document is wrong', async () => {
    expect(await validateAgainstSchema('<secret><uuid>x</uuid></secret>', 'secret', { folders: [folder] })).toEqual({ available: true, problems: [] });
    const verdict = await validateAgainstSchema("<secret>\n<uuid>x</uuid>\n<what/>\n</secret>", 'secret', { folders: [folder] });
    expect(verdict).toMatchObject({ available: true });
    expect(verdict.available && verdict.problems).toContainEqual({ line: 3, message: 'Did not expect element what there' });
  });

  it('says why it cannot judge', async () => {
    const reasons = await Promise.all((['domain', 'network', 'storage-pool'] as const).map(async (kind) => {
      const verdict = await validateAgainstSchema('<x/>', kind, { folders: [folder] });
      return verdict.available ? '' : verdict.reason;
    }));
    expect(reasons[0]).toContain('domain.rng is not installed');
    expect(reasons[1]).toContain('nowhere.rng');
    expect(reasons[2]).toContain('storagepool.rng');
  });

  it('refuses entities before any validator sees them', async () => {
    const text = "<!DOCTYPE secret [<!ENTITY a 'a'>]><secret><uuid>&a;</uuid></secret>";
    await expect(validateAgainstSchema(text, 'secret', { folders: [folder] })).rejects.toSatisfy((error) => VirError.is(error));
  });
});

describe.skipIf(findSchemaFolder('domain.rng') === undefined)("libvirt's schemas (needs libvirt's package)", () => {
  it('has one for every kind, and it can be used', async () => {
    const kinds = Object.keys(DOCUMENT_KINDS).filter(isDocumentKind);
    for (const kind of kinds) {
      const { root } = DOCUMENT_KINDS[kind];
      const verdict = await validateAgainstSchema(`<${root}>\n<nonsense/></${root}>`, kind);
      expect(verdict.available && verdict.problems.length > 0, JSON.stringify(verdict)).toBe(true);
      expect(documentKindOf(root)).toBe(kind);
    }
  }, 60_000);

  it('finds a machine valid, and a misspelt one not', async () => {
    const valid = "<domain type='test'><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>";
    expect(await validateAgainstSchema(valid, 'domain')).toEqual({ available: true, problems: [] });
    const verdict = await validateAgainstSchema(valid.replace('<os>', '\n<oss/><os>'), 'domain');
    expect(verdict.available && verdict.problems.map((each) => each.line)).toContain(2);
  });
});

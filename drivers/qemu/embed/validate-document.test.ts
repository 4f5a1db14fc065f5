import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertValid } from './validate-document.ts';

describe('assertValid', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vireo-valid-'));
    writeFileSync(join(folder, 'domainsnapshot.rng'), '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><element name="domainsnapshot"><element name="name"><text/></element></element></start></grammar>');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('lets documents pass that fit, and all where nobody knows', async () => {
    await expect(assertValid('<domainsnapshot><name>a</name></domainsnapshot>', 'domain-snapshot', [folder])).resolves.toBeUndefined();
    await expect(assertValid('<domain><what/></domain>', 'domain', [folder])).resolves.toBeUndefined();
  });

  it('says what does not fit, and where', async () => {
    await expect(assertValid('<domainsnapshot>\n<nome>a</nome>\n</domainsnapshot>', 'domain-snapshot', [folder])).rejects.toMatchObject({ code: 'xml-invalid-schema', message: expect.stringMatching(/XML document failed to validate against schema: Unable to validate doc against domainsnapshot\.rng\nline 2: /) as unknown });
  });
});

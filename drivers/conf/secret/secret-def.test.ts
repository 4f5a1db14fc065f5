import { describe, expect, it } from 'vitest';
import { formatSecretXml, parseSecretXml, secretUsageOf } from './secret-def.ts';

const CEPH = `<secret ephemeral='no' private='yes'>
  <uuid>0f8fad5b-d9cb-469f-a165-70867728950e</uuid>
  <description>key of client.admin</description>
  <usage type='ceph'>
    <name>client.admin secret</name>
  </usage>
</secret>
`;

describe('secret documents', () => {
  it('come out as libvirt prints them', () => {
    const def = parseSecretXml(CEPH);
    expect(secretUsageOf(def)).toEqual({ type: 'ceph', id: 'client.admin secret' });
    expect(formatSecretXml(def)).toBe(CEPH);
  });

  it.each([
    ["<secret ephemeral='maybe'/>", 'xml-error', "XML error: invalid value of 'ephemeral'"],
    ['<secret><uuid>x</uuid></secret>', 'internal-error', 'internal error: malformed uuid element'],
    ['<secret><usage/></secret>', 'xml-error', 'XML error: unknown secret usage type'],
    ["<secret><usage type='tls'/></secret>", 'internal-error', 'internal error: TLS usage specified, but name is missing'],
  ])('refuses %s', (xml, code, message) => {
    expect(() => parseSecretXml(xml)).toThrow(expect.objectContaining({ code, message }));
  });
});

import { describe, expect, it } from 'vitest';
import { enumOf, string, uint, uintOf } from './codec.ts';
import { formatLens, parseLens } from './document.ts';
import { element, variants } from './element.ts';
import { attr, attrChild, child, flag, list, text, textChild } from './fields.ts';
import type { LensValue } from './lens.ts';

const target = element({ dev: attr(string, { required: true }), bus: attr(enumOf(['ide', 'scsi', 'virtio'])) });
const address = variants('type', { pci: { slot: attr(uint, { default: 0 }) }, drive: { unit: attr(uint) } });
const disk = element({
  type: attr(enumOf(['file', 'block']), { default: 'file' }),
  target: child(target, { required: true }),
  serial: textChild(string),
  readonly: flag(),
  boot: attrChild('order', uintOf({ positive: true })),
  note: list(element({ value: text(string) })),
  alias: attrChild('name', string, { only: 'live' }),
  address: child(address),
});
type Disk = LensValue<typeof disk>;

const SOURCE = `<disk><address slot="3" type="pci"/><note>a &amp; b</note><readonly/><note>c</note><alias name='x'/><boot order='1'/><target bus='ide' dev='hda'/></disk>`;

describe('element', () => {
  it('reads typed values and writes them in the order of the table', () => {
    const value: Disk = parseLens(disk, SOURCE);
    expect(value.target.bus).toBe('ide');
    expect(value.address).toEqual({ type: 'pci', slot: 3 });
    expect(formatLens(disk, 'disk', value)).toBe(
      `<disk type='file'>\n  <target dev='hda' bus='ide'/>\n  <readonly/>\n  <boot order='1'/>\n  <note>a &amp; b</note>\n  <note>c</note>\n  <address type='pci' slot='3'/>\n</disk>\n`,
    );
    expect(formatLens(disk, 'disk', value, { inactive: false, secure: false, migratable: false })).toContain("<alias name='x'/>");
  });

  it('complains in the words of libvirt', () => {
    const complaint = (xml: string) => () => parseLens(disk, xml);
    expect(complaint('<disk><target/></disk>')).toThrow("XML error: Missing required attribute 'dev' in element 'target'");
    expect(complaint('<disk type="x"/>')).toThrow("XML error: Invalid value for attribute 'type' in element 'disk': 'x'.");
    expect(complaint('<disk><boot order="0"/></disk>')).toThrow("Invalid value for attribute 'order' in element 'boot': Zero is not permitted");
    expect(complaint('<disk/>')).toThrow("missing element or attribute './target'");
  });

  it('keeps nothing between two documents', () => {
    expect(parseLens(disk, SOURCE).note).toHaveLength(2);
    expect(parseLens(disk, SOURCE).note).toHaveLength(2);
    expect(disk.create({ target: target.create({ dev: 'sda' }) }).note).toEqual([]);
  });

  it('describes itself for an editor', () => {
    const help = disk.describe();
    expect(help.attributes[0]).toMatchObject({ name: 'type', words: ['file', 'block'] });
    expect(help.children().find((each) => each.name === 'target')?.attributes.map((each) => each.name)).toEqual(['dev', 'bus']);
  });
});

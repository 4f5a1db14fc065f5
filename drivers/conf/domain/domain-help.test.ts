import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../xml/parse-xml.ts';
import { DOMAIN_HELP_PATHS, domainHelp } from './domain-help.ts';

const shared = process.env['VIREO_SHARED'] ?? '';
const folder = join(shared, 'corpus', 'qemuxml2xmloutdata');

describe('domainHelp', () => {
  it('knows elements, attributes and their words from the tables', () => {
    expect(domainHelp.children(['devices']).map((each) => each.name)).toContain('vsock');
    const device = domainHelp.attributes(['devices', 'disk']).find((each) => each.name === 'device');
    expect(device).toMatchObject({ kind: 'enum', words: ['disk', 'cdrom', 'floppy', 'lun'], help: 'What the guest takes it for' });
    expect(domainHelp.element(['devices', 'disk'])?.repeats).toBe(true);
  });

  it('has a line for everything near the top', () => {
    const silent = [[], ['devices']].flatMap((path) => domainHelp.children(path)).filter((each) => each.help === '' && !each.name.includes(':'));
    expect(silent.map((each) => each.name)).toEqual([]);
  });

  it('says nothing about what does not exist', () => {
    const paths = DOMAIN_HELP_PATHS.filter((path) => path.includes('/'));
    const missing = paths.filter((path) => {
      const [element = '', attribute] = path.split('@');
      const found = domainHelp.element(element.split('/'));
      return found === undefined || (attribute !== undefined && !found.attributes.some((each) => each.name === attribute));
    });
    expect(missing).toEqual([]);
  });

  it('finds names that mean nothing', () => {
    const root = parseXml("<domain type='test'>\n<nmae>x</nmae>\n<devices>\n<disk devise='cdrom'><x:y xmlns:x='u'/></disk></devices><metadata><a/></metadata></domain>").root;
    expect(domainHelp.unknownNames(root)).toEqual([
      { line: 2, path: 'nmae' },
      { line: 4, path: 'devices/disk', attribute: 'devise' },
    ]);
  });

  it.skipIf(shared === '' || !existsSync(folder))('knows every name libvirt writes (needs VIREO_SHARED)', () => {
    const texts = readdirSync(folder).filter((name) => name.endsWith('.xml')).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(texts.flatMap((text) => domainHelp.unknownNames(parseXml(text).root))).toEqual([]);
  });
});

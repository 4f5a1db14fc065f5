import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TEST_DRIVER_FEATURES, cloneDomainDef, domainContext, formatDomainXml, parseDomainXml } from './domain-def.ts';

const shared = process.env['VIREO_SHARED'] ?? '';
const corpus = join(shared, 'corpus');
const available = shared !== '' && existsSync(join(corpus, 'index.tsv'));

const context = domainContext({ features: TEST_DRIVER_FEATURES, generateMac: () => '52:54:00:00:00:01' });

const SMALL = `<domain type='test'>
  <name>vm</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory>524288</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <interface type='network'><source network='default'/></interface>
    <disk type='file'><target dev='sda'/><source file='/a &amp; b'/></disk>
    <graphics type='vnc'/>
    <serial type='pty'/>
  </devices>
</domain>`;

describe('parseDomainXml', () => {
  it('fills in what libvirt fills in and writes it in its order', () => {
    const def = parseDomainXml(SMALL, context);
    expect(def.devices.disks[0]?.target?.bus).toBe('scsi');
    expect(formatDomainXml(def)).toMatchInlineSnapshot(`
      "<domain type='test'>
        <name>vm</name>
        <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
        <memory unit='KiB'>524288</memory>
        <currentMemory unit='KiB'>524288</currentMemory>
        <vcpu placement='static'>2</vcpu>
        <os>
          <type arch='x86_64'>hvm</type>
          <boot dev='hd'/>
        </os>
        <clock offset='utc'/>
        <on_poweroff>destroy</on_poweroff>
        <on_reboot>restart</on_reboot>
        <on_crash>destroy</on_crash>
        <devices>
          <disk type='file' device='disk'>
            <source file='/a &amp; b'/>
            <target dev='sda' bus='scsi'/>
            <address type='drive' controller='0' bus='0' target='0' unit='0'/>
          </disk>
          <controller type='scsi' index='0'/>
          <interface type='network'>
            <mac address='52:54:00:00:00:01'/>
            <source network='default'/>
          </interface>
          <serial type='pty'>
            <target port='0'/>
          </serial>
          <console type='pty'>
            <target type='serial' port='0'/>
          </console>
          <graphics type='vnc' port='-1' autoport='yes'>
            <listen type='address'/>
          </graphics>
          <video>
            <model type='default' heads='1' primary='yes'/>
          </video>
        </devices>
      </domain>
      "
    `);
  });

  it('writes what it wrote', () => {
    const text = formatDomainXml(parseDomainXml(SMALL, context));
    expect(formatDomainXml(parseDomainXml(text, context))).toBe(text);
  });

  it('copies without sharing', () => {
    const def = parseDomainXml(SMALL, context);
    const copy = cloneDomainDef(def);
    copy.memory.sizeKiB = 1;
    copy.devices.disks.pop();
    expect(def.memory.sizeKiB).toBe(524288);
    expect(def.devices.disks).toHaveLength(1);
  });

  it.each([
    ['<domain/>', 'missing name information'],
    ['<foo/>', "XML error: expecting root element of 'domain', not 'foo'"],
    ['<domain type="test"><name>x</name></domain>', 'XML error: an os <type> must be specified'],
    ['<domain type="foo"><name>x</name></domain>', 'unsupported configuration: invalid domain type foo'],
    ['<domain type="test"><name>x</name><os><type>hvm</type></os></domain>', 'XML error: Memory size must be specified via <memory> or in the <numa> configuration'],
    [
      '<domain type="test"><name>x</name><memory>1</memory><os firmware="efi"><type>hvm</type><loader readonly="yes"/></os></domain>',
      "loader attribute 'readonly' cannot be specified when firmware autoselection is enabled",
    ],
  ])('refuses %s in the words of libvirt', (xml, message) => {
    expect(() => parseDomainXml(xml, context)).toThrow(message);
  });
});

describe.skipIf(!available)('corpus genericxml2xml (needs VIREO_SHARED)', () => {
  const rows = available ? readFileSync(join(corpus, 'index.tsv'), 'utf8').split('\n').map((line) => line.split('\t')) : [];
  const generic = domainContext({ inactive: false, features: { individualVcpus: true } });
  for (const [name, label = '', , kind, input = '', expected = ''] of rows) {
    if (name !== 'genericxml2xml') continue;
    it(`${label} ${kind ?? ''}`, () => {
      const text = readFileSync(join(corpus, input), 'utf8');
      if (kind === 'ok') {
        expect(formatDomainXml(parseDomainXml(text, generic), { secure: true })).toBe(readFileSync(join(corpus, expected), 'utf8'));
      } else {
        expect(() => parseDomainXml(text, generic)).toThrow();
      }
    });
  }
});

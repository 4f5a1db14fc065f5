import { describe, expect, it } from 'vitest';
import { formatDomainXml, parseDomainXml } from '../../conf/domain/domain-def.ts';
import { bhyveDomainContext } from './bhyve-context.ts';

const TEXT = `<domain type='bhyve'><name>b</name><memory>1048576</memory><os><type>hvm</type></os><devices>
  <disk type='file'><source file='/a'/><target dev='sda' bus='sata'/></disk>
  <disk type='file'><source file='/b'/><target dev='sdb' bus='sata'/></disk>
  </devices></domain>`;

describe('bhyveDomainContext', () => {
  it('gives every disk a controller of its own unless the host can put 32 on one', () => {
    const places = [false, true].map((ahci32Slots) => {
      const def = parseDomainXml(TEXT, bhyveDomainContext({ ahci32Slots }));
      return def.devices.disks.map(({ address }) => (address?.type === 'drive' ? `${address.controller}:${address.unit}` : 'none'));
    });
    expect(places).toEqual([['0:0', '1:0'], ['0:0', '0:1']]);
  });

  it('has a PCI root and puts controllers on it', () => {
    const written = formatDomainXml(parseDomainXml(TEXT, bhyveDomainContext({ ahci32Slots: true })));
    expect(written).toContain("<controller type='pci' index='0' model='pci-root'/>");
    expect(written).toMatch(/<controller type='sata' index='0'>\n {6}<address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'\/>/);
  });
});

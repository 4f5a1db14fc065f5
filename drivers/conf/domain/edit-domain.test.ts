import { describe, expect, it } from 'vitest';
import { domainContext } from './domain-def.ts';
import { editDomainXml } from './edit-domain.ts';

const context = domainContext();

const SOURCE = `<!-- mine -->
<domain type="test" xmlns:my="urn:my">
    <name>vm</name>   <!-- the name -->
    <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
    <memory unit="GiB">1</memory>
    <vcpu>2</vcpu>
    <os><type arch="x86_64">hvm</type></os>
    <cputune>
        <shares>7</shares>
        <my:shares>8</my:shares>
    </cputune>
    <devices>
        <interface type="network" my:color="red">
            <future level="3"/>
            <source network="default"/>
        </interface>
        <disk type="file">
            <target dev="vda"/> <!-- system -->
            <source file="/a"/>
        </disk>
    </devices>
</domain>
`;

describe('editDomainXml', () => {
  it('gives the same bytes when nothing changes', () => {
    expect(editDomainXml(SOURCE, context, () => undefined)).toBe(SOURCE);
  });

  it('changes what changed and nothing else', () => {
    const edited = editDomainXml(SOURCE, context, (def) => {
      def.currentMemory.sizeKiB = 524_288;
      def.memory.sizeKiB = 2_097_152;
    });
    const expected = SOURCE.replace('<memory unit="GiB">1</memory>', `<memory unit="KiB">2097152</memory>\n    <currentMemory unit='KiB'>524288</currentMemory>`);
    expect(edited).toBe(expected);
  });

  it('keeps the foreign parts of a device that changes', () => {
    const edited = editDomainXml(SOURCE, context, (def) => {
      const [net] = def.devices.interfaces;
      if (net?.type === 'network') Object.assign(net.source ?? {}, { network: 'other' });
    });
    expect(edited).toBe(SOURCE.replace('<source network="default"/>', '<source network="other"/>'));
  });

  it('removes a device with all its parts, and of a container only what it knows', () => {
    const edited = editDomainXml(SOURCE, context, (def) => {
      def.devices.interfaces = [];
      def.cputune = undefined;
    });
    expect(edited).not.toContain('<interface');
    expect(edited).not.toContain('<shares>');
    expect(edited).toContain('<my:shares>8</my:shares>');
    expect(edited).toContain('<!-- system -->');
  });

  it('adds a device in the place and with the indentation that is usual there', () => {
    const edited = editDomainXml(SOURCE, context, (def) => {
      const [disk] = def.devices.disks;
      if (disk?.target !== undefined) def.devices.disks.push({ ...disk, target: { ...disk.target, dev: 'vdb' }, address: undefined, serial: 'b' });
    });
    const added = `
        <disk type='file' device='disk'>
          <source file='/a'/>
          <target dev='vdb' bus='virtio'/>
          <serial>b</serial>
        </disk>`;
    expect(edited).toBe(SOURCE.replace('</disk>', `</disk>${added}`));
  });
});

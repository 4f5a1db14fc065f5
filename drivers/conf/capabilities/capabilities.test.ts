import { describe, expect, it } from 'vitest';
import { deviceChoices, formatDomainCapabilitiesXml, parseDomainCapabilitiesXml } from '../domain-capabilities/domain-capabilities.ts';
import { formatStoragePoolCapabilitiesXml, parseStoragePoolCapabilitiesXml, storagePoolCapabilitiesOf } from '../storage-pool-capabilities/storage-pool-capabilities.ts';
import { formatCapabilitiesXml, parseCapabilitiesXml } from './capabilities.ts';

const HOST = `<capabilities>

  <host>
    <uuid>0f8fad5b-d9cb-469f-a165-70867728950e</uuid>
    <cpu>
      <arch>x86_64</arch>
      <pages unit='KiB' size='4'/>
    </cpu>
    <power_management/>
    <iommu support='no'/>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <machine canonical='pc-1' maxCpus='255'>pc</machine>
      <domain type='kvm'/>
    </arch>
    <features>
      <acpi default='on' toggle='yes'/>
    </features>
  </guest>

</capabilities>
`;

describe('capabilities', () => {
  it('of a host come out as libvirt prints them', () => {
    const def = parseCapabilitiesXml(HOST);
    expect(def.guests[0]?.arch?.machines[0]).toEqual({ canonical: 'pc-1', maxCpus: '255', deprecated: undefined, name: 'pc' });
    expect(formatCapabilitiesXml(def)).toBe(HOST);
  });

  it('of a kind of machine tell the words for a device, those of later versions included', () => {
    const xml = `<domainCapabilities>
  <path>/usr/bin/x</path>
  <devices>
    <disk supported='yes'>
      <enum name='bus'>
        <value>sata</value>
      </enum>
    </disk>
    <rng supported='no'/>
    <console supported='yes'>
      <enum name='type'>
        <value>pty</value>
      </enum>
    </console>
  </devices>
</domainCapabilities>
`;
    const def = parseDomainCapabilitiesXml(xml);
    expect([deviceChoices(def, 'disk', 'bus'), deviceChoices(def, 'rng', 'model'), deviceChoices(def, 'tpm', 'model')]).toEqual([['sata'], [], undefined]);
    expect(deviceChoices(def, 'console', 'type')).toEqual(['pty']);
    expect(formatDomainCapabilitiesXml(def)).toBe(xml);
  });

  it('of storage name every kind of pool', () => {
    const xml = storagePoolCapabilitiesOf(new Set(['dir', 'zfs']));
    const def = parseStoragePoolCapabilitiesXml(xml);
    expect(def.pools.filter((pool) => pool.supported === true).map((pool) => pool.type)).toEqual(['dir', 'zfs']);
    expect(formatStoragePoolCapabilitiesXml(def)).toBe(xml);
  });
});

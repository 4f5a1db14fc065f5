import type { NumaCell } from './test-host.ts';

/** The content of `test:///default`: one of each, with libvirt's names, UUIDs and addresses. */
export const DEFAULT_NODE = `<node>
  <domain type='test'>
    <name>test</name>
    <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
    <memory>8388608</memory>
    <currentMemory>2097152</currentMemory>
    <vcpu>2</vcpu>
    <os><type>hvm</type></os>
    <devices>
      <disk type='file' device='disk'>
        <source file='/guest/diskimage1'/>
        <target dev='vda' bus='virtio'/>
        <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
      </disk>
      <interface type='network'>
        <mac address='aa:bb:cc:dd:ee:ff'/>
        <source network='default' bridge='virbr0'/>
        <address type='pci' domain='0x0000' bus='0x00' slot='0x1' function='0x0'/>
      </interface>
      <memballoon model='virtio'>
        <address type='pci' domain='0x0000' bus='0x00' slot='0x2' function='0x0'/>
      </memballoon>
    </devices>
  </domain>
  <network>
    <name>default</name>
    <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
    <bridge name='virbr0'/>
    <forward/>
    <ip address='192.168.122.1' netmask='255.255.255.0'>
      <dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp>
    </ip>
  </network>
  <interface type='ethernet' name='eth1'>
    <start mode='onboot'/>
    <mac address='aa:bb:cc:dd:ee:ff'/>
    <mtu size='1492'/>
    <protocol family='ipv4'>
      <ip address='192.168.0.5' prefix='24'/>
      <route gateway='192.168.0.1'/>
    </protocol>
  </interface>
  <pool type='dir'>
    <name>default-pool</name>
    <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
    <target><path>/default-pool</path></target>
  </pool>
  <device>
    <name>computer</name>
    <capability type='system'>
      <hardware>
        <vendor>Libvirt</vendor>
        <version>Test driver</version>
        <serial>123456</serial>
        <uuid>11111111-2222-3333-4444-555555555555</uuid>
      </hardware>
      <firmware>
        <vendor>Libvirt</vendor>
        <version>Test Driver</version>
        <release_date>01/22/2007</release_date>
      </firmware>
    </capability>
  </device>
  ${scsiHost(1, 'computer', 0, '2000000012341234', '1000000012341234', '2000000043214321', 1)}
  ${scsiHost(2, 'computer', 1, '2000000056785678', '1000000056785678', '2000000087658765', 0)}
  ${scsiHost(11, 'scsi_host1', 10, '2000000034563456', '1000000034563456', '2000000043214321')}
</node>`;

/** A fibre channel adapter; with a number of virtual ports it may have more of them. */
function scsiHost(host: number, parent: string, uniqueId: number, wwnn: string, wwpn: string, fabric: string, vports?: number): string {
  const operations =
    vports === undefined ? '' : `<capability type='vport_ops'><max_vports>127</max_vports><vports>${vports}</vports></capability>`;
  return `<device>
    <name>scsi_host${host}</name>
    <parent>${parent}</parent>
    <capability type='scsi_host'>
      <host>${host}</host>
      <unique_id>${uniqueId}</unique_id>
      <capability type='fc_host'><wwnn>${wwnn}</wwnn><wwpn>${wwpn}</wwpn><fabric_wwn>${fabric}</fabric_wwn></capability>
      ${operations}
    </capability>
  </device>`;
}

/** Its NUMA cells: 2 and 4 GiB, eight CPUs each. */
export const DEFAULT_CELLS: readonly NumaCell[] = [0, 1].map((cell) => ({
  memoryKiB: BigInt((cell + 1) * 2048 * 1024),
  freeKiB: BigInt((cell + 1) * 1024 * 1024),
  cpus: Array.from({ length: 8 }, (_, core) => ({ id: cell * 8 + core, socketId: cell, coreId: core })),
}));

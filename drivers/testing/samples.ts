import { randomUUID } from 'node:crypto';
import type { Uuid } from '../api/refs.ts';

/** The documents that the exercises hand to a peer; a plan may replace any of them. */
export interface Samples {
  readonly domain: (name: string) => string;
  readonly network: (name: string) => string;
  readonly pool: (name: string, path: string) => string;
  readonly volume: (name: string) => string;
  readonly iface: (name: string) => string;
  readonly nodeDevice: string;
  readonly snapshot: (name: string) => string;
  readonly checkpoint: (name: string) => string;
  readonly secret: (usage: string) => string;
  readonly nwFilter: (name: string) => string;
  readonly nwFilterBinding: (portDev: string, filter: string, domain: { readonly name: string; readonly uuid: Uuid }) => string;
  readonly networkPort: (domain: { readonly name: string; readonly uuid: Uuid }) => string;
  /** A device that can be attached, and detached again. */
  readonly device: string;
  readonly cpu: string;
  /** The target of the machine's disk. */
  readonly disk: string;
  /** The machine's interface, by its MAC address. */
  readonly net: string;
  /** The architecture and emulator that capabilities are asked for. */
  readonly arch: string;
  readonly emulator: string | undefined;
  readonly virtType: string;
  /** A machine in the hypervisor's own words: the name of the format, and the text. */
  readonly native: readonly [format: string, text: string];
}

const MAC = '52:54:00:6c:0f:01';

/** Documents that libvirt's own test host understands; `type` is the kind of domain. */
export function defaultSamples(type: string): Samples {
  return {
    domain: (name) => `<domain type='${type}'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <currentMemory unit='MiB'>32</currentMemory>
  <vcpu current='1'>2</vcpu>
  <iothreads>1</iothreads>
  <os><type>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><source file='/var/lib/conformance/${name}.img'/><target dev='vda' bus='virtio'/></disk>
    <interface type='network'><mac address='${MAC}'/><source network='default'/></interface>
    <memballoon model='virtio'/>
  </devices>
</domain>`,
    network: (name) => `<network><name>${name}</name><bridge name='br-${name.slice(-10)}'/>
  <ip address='192.168.213.1' netmask='255.255.255.0'><dhcp><range start='192.168.213.2' end='192.168.213.9'/></dhcp></ip></network>`,
    pool: (name, path) => `<pool type='dir'><name>${name}</name><target><path>${path}</path></target></pool>`,
    volume: (name) => `<volume><name>${name}</name><capacity unit='KiB'>64</capacity><allocation>0</allocation></volume>`,
    iface: (name) => `<interface type='ethernet' name='${name}'><start mode='onboot'/><mac address='52:54:00:6c:0f:02'/></interface>`,
    nodeDevice: `<device><parent>scsi_host1</parent><capability type='scsi_host'>
  <capability type='fc_host'><wwnn>2000000012341235</wwnn><wwpn>1000000012341235</wwpn></capability></capability></device>`,
    snapshot: (name) => `<domainsnapshot><name>${name}</name></domainsnapshot>`,
    checkpoint: (name) => `<domaincheckpoint><name>${name}</name></domaincheckpoint>`,
    secret: (usage) => `<secret ephemeral='no' private='no'><usage type='volume'><volume>${usage}</volume></usage></secret>`,
    nwFilter: (name) => `<filter name='${name}' chain='root'><rule action='accept' direction='inout' priority='500'/></filter>`,
    nwFilterBinding: (portDev, filter, { name, uuid }) => `<filterbinding><owner><name>${name}</name><uuid>${uuid}</uuid></owner>
  <portdev name='${portDev}'/><mac address='${MAC}'/><filterref filter='${filter}'/></filterbinding>`,
    networkPort: ({ name, uuid }) => `<networkport><uuid>${randomUUID()}</uuid><owner><name>${name}</name><uuid>${uuid}</uuid></owner><mac address='${MAC}'/></networkport>`,
    device: `<interface type='network'><mac address='52:54:00:6c:0f:03'/><source network='default'/></interface>`,
    cpu: `<cpu><arch>x86_64</arch><model>qemu64</model></cpu>`,
    disk: 'vda',
    net: MAC,
    arch: 'x86_64',
    emulator: undefined,
    virtType: type,
    native: ['qemu-argv', '/usr/bin/true'],
  };
}

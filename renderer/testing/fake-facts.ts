import type { Discovery } from '../../main/contract/connections.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';
import type { DeletePlan, DiskFacts, MachineFacts, NewMachineOffer } from '../../main/contract/machines.ts';
import type { CatalogueEntry, SystemInfo } from '../../main/contract/new-machine.ts';

const GIB = 2 ** 30;

function disksOf(row: MachineRow): DiskFacts[] {
  return [
    { target: 'vda', bus: 'virtio', device: 'disk', source: `/var/lib/libvirt/images/${row.name}.qcow2`, format: 'qcow2', readOnly: false, capacityBytes: 40 * GIB, allocationBytes: 21 * GIB, keepReason: undefined },
    { target: 'vdb', bus: 'virtio', device: 'disk', source: '/srv/shared/data.raw', format: 'raw', readOnly: false, capacityBytes: 500 * GIB, allocationBytes: 208 * GIB, keepReason: 'keep.shared' },
    { target: 'sda', bus: 'sata', device: 'cdrom', source: undefined, format: undefined, readOnly: true, capacityBytes: undefined, allocationBytes: undefined, keepReason: 'keep.empty' },
  ];
}

/** Made-up facts about a machine. */
export function makeFacts(row: MachineRow, nowMs: number): MachineFacts {
  return {
    connectionId: row.connectionId,
    uuid: row.uuid,
    name: row.name,
    title: row.title,
    description: undefined,
    os: 'Debian 12',
    vcpus: row.vcpus,
    maxVcpus: row.vcpus,
    cpuModel: 'host model',
    memoryKiB: row.memoryKiB,
    maxMemoryKiB: row.memoryKiB,
    arch: 'x86_64',
    machineType: 'pc-q35-7.2',
    virtType: 'kvm',
    firmware: 'uefi-secure',
    autostart: row.autostart,
    persistent: row.persistent,
    agent: row.state === 'running' ? 'connected' : 'none',
    disks: disksOf(row),
    nics: [
      { target: 'vnet0', mac: '52:54:00:7c:11:0c', model: 'virtio', sourceKind: 'network', source: 'prod-lan', linkUp: true, addresses: row.address === undefined ? [] : [row.address, 'fd00:3::12'] },
      { target: 'vnet1', mac: '52:54:00:7c:11:0d', model: 'virtio', sourceKind: 'bridge', source: 'storage', linkUp: true, addresses: row.address === undefined ? [] : ['10.99.0.12'] },
    ],
    messages: [],
    startedMs: row.state === 'running' ? nowMs - 23 * 86_400_000 : undefined,
  };
}

/** A made-up configuration. */
export function makeXml(row: MachineRow): string {
  return `<domain type='kvm' id='7'>
  <name>${row.name}</name>
  <uuid>${row.uuid}</uuid>
  <memory unit='KiB'>${row.memoryKiB}</memory>
  <vcpu placement='static'>${row.vcpus}</vcpu>
  <os firmware='efi'>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <boot dev='hd'/>
  </os>
  <!-- kept as it was written -->
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/var/lib/libvirt/images/${row.name}.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:7c:11:0c'/>
      <source network='prod-lan'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
`;
}

/** What would go with a made-up machine. */
export function makePlan(row: MachineRow): DeletePlan {
  return { name: row.name, running: row.state === 'running', hasManagedSave: false, snapshots: 2, nvram: `/var/lib/libvirt/qemu/nvram/${row.name}_VARS.fd`, disks: disksOf(row) };
}

/** What the names of made-up images tell. */
const FAKE_OS: Readonly<Record<string, string>> = { 'debian-13.1.0-amd64-netinst.iso': 'debian-13', 'Win11_25H2_English_x64.iso': 'windows-11', 'openbsd-7.8-install.iso': 'openbsd-7.8', 'FreeBSD-15.0-RELEASE-amd64-disc1.iso': 'freebsd-15', 'alpine-standard-3.22.1-x86_64.iso': 'alpine-3.22' };

const system = (id: string, name: string, more: Partial<SystemInfo> = {}): SystemInfo => ({
  id, name, isOld: false, vcpus: 2, memoryKiB: 2 * 1024 * 1024, diskBytes: 20 * GIB, minimum: { memoryKiB: 512 * 1024, diskBytes: 4 * GIB }, firmware: 'bios', tpm: false, disk: 'virtio', nic: 'virtio', ...more,
});

/** Systems that a made-up application knows. */
export const FAKE_SYSTEMS: readonly SystemInfo[] = [
  system('debian-13', 'Debian 13 “trixie”'),
  system('debian-10', 'Debian 10 “buster”', { isOld: true }),
  system('alpine-3.22', 'Alpine Linux 3.22', { memoryKiB: 512 * 1024, diskBytes: 8 * GIB }),
  system('fedora-43', 'Fedora 43', { memoryKiB: 4 * 1024 * 1024 }),
  system('freebsd-15', 'FreeBSD 15'),
  system('openbsd-7.8', 'OpenBSD 7.8'),
  system('windows-11', 'Windows 11', { memoryKiB: 4 * 1024 * 1024, diskBytes: 64 * GIB, minimum: { memoryKiB: 4 * 1024 * 1024, diskBytes: 64 * GIB }, firmware: 'uefi-secure', tpm: true, disk: 'sata', nic: 'e1000e' }),
];

/** Images that a made-up application could download. */
export const FAKE_CATALOGUE: readonly CatalogueEntry[] = [
  { id: 'fedora-43-cloud', osId: 'fedora-43', name: 'Fedora 43', kind: 'cloud', host: 'download.example.org', fileName: 'Fedora-Cloud-43.qcow2' },
  { id: 'debian-13-cloud', osId: 'debian-13', name: 'Debian 13 “trixie”', kind: 'cloud', host: 'download.example.org', fileName: 'debian-13-genericcloud-amd64.qcow2' },
  { id: 'alpine-cloud', osId: 'alpine-3.22', name: 'Alpine Linux 3.22', kind: 'cloud', host: 'download.example.org', fileName: 'alpine.qcow2' },
];

/** What a made-up host offers for a new machine. */
export const FAKE_OFFER: NewMachineOffer = {
  suggestedName: 'machine-4',
  vcpus: 2,
  maxVcpus: 26,
  memoryKiB: 4 * 1024 * 1024,
  hostMemoryKiB: 128 * 1024 * 1024,
  diskBytes: 20 * GIB,
  firmware: ['uefi', 'bios', 'uefi-secure'],
  tpm: true,
  pools: [
    { name: 'default', availableBytes: 118 * GIB, active: true },
    { name: 'nfs-iso', availableBytes: 400 * GIB, active: true },
    { name: 'old', availableBytes: 0, active: false },
  ],
  networks: [
    { name: 'default', active: true },
    { name: 'prod-lan', active: true },
    { name: 'lab', active: false },
  ],
  images: [
    ['debian-13.1.0-amd64-netinst.iso', 783, true],
    ['Win11_25H2_English_x64.iso', 6860, true],
    ['openbsd-7.8-install.iso', 718, true],
    ['FreeBSD-15.0-RELEASE-amd64-disc1.iso', 1228, true],
    ['alpine-standard-3.22.1-x86_64.iso', 226, true],
    ['golden-web.qcow2', 3890, false],
    ['cad-workstation.qcow2', 65_536, false],
    ['debian-13-genericcloud-amd64.qcow2', 434, false, 'debian-13'],
  ].map(([name, mib, iso, osId]) => ({ osId: FAKE_OS[String(name)] ?? (osId === undefined ? undefined : String(osId)), path: `/srv/images/${String(name)}`, pool: iso === true ? 'nfs-iso' : 'default', name: String(name), sizeBytes: Number(mib) * 2 ** 20, iso: iso === true })),
  impossible: undefined,
  noSource: { container: 'offer.noContainers' },
  noDownload: undefined,
  virtType: 'kvm',
};

const nothing = { readOnly: false, labelValues: {}, problem: undefined, problemValues: {}, command: undefined } as const;

/** What a made-up computer offers: much, or nothing but the test host. */
export function makeDiscoveries(found: boolean): readonly Discovery[] {
  return [
    found
      ? { ...nothing, kind: 'libvirt-system', found: true, uri: 'qemu:///system', label: 'libvirt', labelKey: 'discover.libvirtSystem', detail: '/run/libvirt/libvirt-sock' }
      : { ...nothing, kind: 'libvirt-system', found: false, uri: undefined, label: 'libvirt', labelKey: 'discover.libvirtSystem', detail: 'no socket in /run/libvirt, none for your user' },
    { ...nothing, kind: 'qemu', found, uri: undefined, label: 'QEMU', labelKey: 'discover.qemu', detail: found ? '/usr/bin/qemu-system-x86_64 7.2' : 'no qemu-system-* in PATH', command: found ? undefined : 'sudo apt install qemu-system-x86 ovmf qemu-utils swtpm' },
    { ...nothing, kind: 'kvm', found: true, uri: undefined, label: 'KVM', labelKey: 'discover.kvm', detail: '/dev/kvm is there and you may use it' },
    ...(found ? ['kvm-03', 'ber-kvm-01'] : []).map((host) => ({ ...nothing, kind: 'ssh-host', found: true, uri: `qemu+ssh://${host}/system`, label: host, labelKey: 'discover.sshHost' as const, labelValues: { host }, detail: '~/.ssh/config' })),
    { ...nothing, kind: 'test', found: true, uri: 'test:///default', label: 'Test host', labelKey: 'discover.test', detail: 'test:///default' },
  ];
}

/** The same with a library of so many images; undefined: as it is. */
export function offerWith(images: number | undefined): NewMachineOffer {
  if (images === undefined) return FAKE_OFFER;
  const usual = FAKE_OFFER.images;
  const more = Array.from({ length: Math.max(0, images - usual.length) }, (_, at): NewMachineOffer['images'][number] => {
    const iso = at % 3 !== 0;
    const name = `${iso ? 'installer' : 'a-ready-image-with-quite-a-long-name'}-${String(at).padStart(4, '0')}.${iso ? 'iso' : 'qcow2'}`;
    return { osId: undefined, path: `/srv/images/${name}`, pool: iso ? 'nfs-iso' : 'default', name, sizeBytes: (at + 1) * 2 ** 20, iso };
  });
  return { ...FAKE_OFFER, images: [...usual, ...more].slice(0, images) };
}

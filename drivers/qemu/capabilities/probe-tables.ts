/**
 * What of QEMU's answers makes which capability flag. Data tables; the flags' names are libvirt's, since documents name them.
 */

/** Names in an answer and the flags they make: `renamed` maps a flag to the names that make it, separated by blanks. */
export interface FlagNames {
  readonly sameName?: string;
  readonly renamed: Readonly<Record<string, string>>;
}

/** Properties of a type and the flags they make; asked for only where the flag `only` is set. */
export interface PropertyFlags {
  readonly type: string;
  readonly only?: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** Commands, out of query-commands. */
export const COMMANDS: FlagNames = {
  sameName: `
    rtc-reset-reinjection query-hotpluggable-cpus query-cpu-model-expansion query-cpu-definitions query-cpu-model-baseline
    query-cpu-model-comparison block-export-add blockdev-reopen set-action query-dirty-rate sev-inject-launch-secret calc-dirty-rate query-stats
    query-stats-schemas`,
  renamed: {
    vnc: 'query-vnc',
  },
};

/** Types of objects, out of qom-list-types. */
export const OBJECT_TYPES: FlagNames = {
  sameName: `
    hda-duplex hda-micro piix3-usb-uhci piix4-usb-uhci usb-ehci ich9-usb-ehci1 vt82c686b-usb-uhci pci-ohci nec-usb-xhci usb-redir usb-hub
    ich9-ahci virtio-scsi-pci megasas qxl scsi-block VGA cirrus-vga vmware-svga usb-serial rng-random rng-egd pci-bridge vfio-pci usb-storage
    virtio-mmio ich9-intel-hda pvpanic usb-kbd usb-audio iothread ivshmem pc-dimm pci-serial gpex-pcihost ioh3420 x3130-upstream
    xio3130-downstream rtl8139 e1000 virtio-vga mptsas1068 pxb pxb-pcie intel-iommu ivshmem-plain ivshmem-doorbell vhost-scsi nvdimm
    pcie-root-port qemu-xhci spapr-pci-host-bridge vmcoreinfo spapr-vty sclplmconsole isa-serial pl011 virtio-gpu-ccw virtio-keyboard-ccw
    virtio-mouse-ccw virtio-tablet-ccw pcie-pci-bridge pr-manager-helper vfio-ccw hda-output vmgenid mch sev-guest vfio-ap zpci
    memory-backend-memfd bochs-display dbus-vmstate vhost-user-gpu vhost-user-vga ramfb i8042 rng-builtin tpm-spapr pvscsi spapr-tpm-proxy dc390
    am53c974 virtio-pmem-pci vhost-user-blk input-linux virtio-gpu-gl-pci virtio-vga-gl s390-pv-guest virtio-mem-pci virtio-iommu-pci sgx-epc
    thread-context`,
  renamed: {
    'ccid-emulated': 'ccid-card-emulated',
    'ccid-passthru': 'ccid-card-passthru',
    'virtio-ccw': 'virtio-blk-ccw',
    's390-sclp': 'sclpconsole',
    lsi: 'lsi53c895a',
    'virtio-scsi-pci': 'virtio-scsi-ccw virtio-scsi-device',
    'virtio-rng': 'virtio-rng-pci virtio-rng-ccw virtio-rng-device',
    nvram: 'spapr-nvram',
    'dmi-to-pci-bridge': 'i82801b11-bridge',
    'virtio-net': 'virtio-net-pci virtio-net-ccw virtio-net-device',
    'virtio-gpu': 'virtio-gpu-pci virtio-gpu-device',
    'virtio-keyboard': 'virtio-keyboard-device virtio-keyboard-pci',
    'virtio-mouse': 'virtio-mouse-device virtio-mouse-pci',
    'virtio-tablet': 'virtio-tablet-device virtio-tablet-pci',
    'virtio-input-host': 'virtio-input-host-device virtio-input-host-pci',
    'vhost-vsock': 'vhost-vsock-device',
    'virtio-pci-non-transitional': `
      virtio-blk-pci-transitional virtio-blk-pci-non-transitional virtio-net-pci-transitional virtio-net-pci-non-transitional
      vhost-scsi-pci-transitional vhost-scsi-pci-non-transitional virtio-rng-pci-transitional virtio-rng-pci-non-transitional
      virtio-9p-pci-transitional virtio-9p-pci-non-transitional virtio-balloon-pci-transitional virtio-balloon-pci-non-transitional
      vhost-vsock-pci-transitional vhost-vsock-pci-non-transitional virtio-scsi-pci-transitional virtio-scsi-pci-non-transitional
      virtio-serial-pci-transitional virtio-serial-pci-non-transitional`,
    'x86-max-cpu': 'max-x86_64-cpu',
    'arm-max-cpu': 'max-arm-cpu',
    'vhost-user-fs': 'vhost-user-fs-device',
    tcg: 'tcg-accel',
    'machine-vmport-opt': 'vmport',
  },
};

/** What a migration can be told, out of query-migrate-capabilities. */
export const MIGRATION: FlagNames = {
  renamed: {
    'migrate-rdma': 'rdma-pin-all',
  },
};

/** Places of the QAPI schema that say something by being there. */
export const SCHEMA_PLACES: readonly (readonly [place: string, flag: string])[] = [
  ['blockdev-add/arg-type/+vxhs', 'vxhs'],
  ['blockdev-add/arg-type/+file/drop-cache', 'migration-file-drop-cache'],
  ['blockdev-add/arg-type/+nvme', 'drive-nvme'],
  ['blockdev-add/arg-type/+file/aio/^io_uring', 'aio.io_uring'],
  ['blockdev-add/arg-type/+rbd/encrypt', 'rbd-encryption'],
  ['blockdev-add/arg-type/+nbd/tls-hostname', 'blockdev.nbd.tls-hostname'],
  ['blockdev-snapshot/$allow-write-only-overlay', 'blockdev-snapshot.allow-write-only-overlay'],
  ['chardev-add/arg-type/backend/+socket/data/reconnect', 'chardev-reconnect'],
  ['device_add/$json-cli-hotplug', 'device.json+hotplug'],
  ['migrate-set-parameters/arg-type/block-bitmap-mapping/bitmaps/transform', 'migration-param.block-bitmap-mapping'],
  ['nbd-server-start/arg-type/tls-creds', 'nbd-tls'],
  ['nbd-server-add/arg-type/bitmap', 'nbd-bitmap'],
  ['netdev_add/arg-type/+stream', 'netdev.stream'],
  ['netdev_add/arg-type/+vhost-vdpa', 'netdev.vhost-vdpa'],
  ['netdev_add/arg-type/type/^dgram', 'netdev.json'],
  ['object-add/arg-type/qom-type/^secret', 'object.qapified'],
  ['query-display-options/ret-type/+egl-headless/rendernode', 'egl-headless.rendernode'],
  ['query-display-options/ret-type/+sdl', 'sdl'],
  ['query-display-options/ret-type/+egl-headless', 'egl-headless'],
  ['query-iothreads/ret-type/poll-max-ns', 'iothread.poll-max-ns'],
  ['query-hotpluggable-cpus/ret-type/props/die-id', 'smp-dies'],
  ['query-named-block-nodes/arg-type/flat', 'query-named-block-nodes.flat'],
  ['screendump/arg-type/device', 'screendump_device'],
  ['set-numa-node/arg-type/+hmat-lb', 'numa.hmat'],
  ['object-add/arg-type/+sev-guest/kernel-hashes', 'sev-guest-kernel-hashes'],
  ['calc-dirty-rate/arg-type/mode', 'dirtyrate-param.mode'],
  ['chardev-add/arg-type/backend/+qemu-vdagent', 'chardev.qemu-vdagent'],
  ['query-display-options/ret-type/+dbus', 'display-dbus'],
  ['object-add/arg-type/+iothread/thread-pool-max', 'iothread.thread-pool-max'],
  ['query-migrate/ret-type/blocked-reasons', 'migration.blocked-reasons'],
  ['screendump/arg-type/format/^png', 'screenshot-format-png'],
];

/** Properties of devices, out of device-list-properties, in the order in which they are asked for. */
export const DEVICE_PROPERTIES: readonly PropertyFlags[] = [
  { type: 'virtio-blk-pci', flags: { scsi: 'virtio-blk-pci.scsi', 'queue-size': 'virtio-blk.queue-size', 'acpi-index': 'acpi-index' } },
  { type: 'virtio-net-pci', only: 'virtio-net', flags: { 'acpi-index': 'acpi-index', rss: 'virtio-net.rss' } },
  { type: 'virtio-scsi-pci', only: 'virtio-scsi-pci', flags: { 'acpi-index': 'acpi-index' } },
  {
    type: 'virtio-blk-ccw',
    only: 'virtio-ccw',
    flags: {
      scsi: 'virtio-blk-pci.scsi',
      'queue-size': 'virtio-blk.queue-size',
      'acpi-index': 'acpi-index',
    },
  },
  { type: 'virtio-net-ccw', only: 'virtio-net', flags: { 'acpi-index': 'acpi-index', rss: 'virtio-net.rss' } },
  { type: 'virtio-scsi-ccw', only: 'virtio-scsi-pci', flags: { 'acpi-index': 'acpi-index' } },
  { type: 'vfio-pci', only: 'vfio-pci', flags: { display: 'vfio-pci.display' } },
  { type: 'scsi-hd', flags: { channel: 'scsi-disk.channel', wwn: 'scsi-disk.wwn', rotation_rate: 'rotation-rate' } },
  { type: 'ide-hd', flags: { wwn: 'ide-drive.wwn' } },
  { type: 'PIIX4_PM', flags: { disable_s3: 'disable-s3', disable_s4: 'disable-s4', 'acpi-root-pci-hotplug': 'piix4.acpi-root-pci-hotplug' } },
  { type: 'usb-redir', only: 'usb-redir', flags: { filter: 'usb-redir.filter' } },
  { type: 'usb-storage', only: 'usb-storage', flags: { removable: 'usb-storage.removable' } },
  { type: 'kvm-pit', flags: { lost_tick_policy: 'kvm-pit-lost-tick-policy' } },
  { type: 'VGA', only: 'VGA', flags: { vgamem_mb: 'VGA.vgamem_mb' } },
  { type: 'vmware-svga', only: 'vmware-svga', flags: { vgamem_mb: 'vmware-svga.vgamem_mb' } },
  { type: 'qxl', only: 'qxl', flags: { vgamem_mb: 'qxl.vgamem_mb', vram64_size_mb: 'qxl.vram64_size_mb' } },
  { type: 'virtio-gpu-pci', only: 'virtio-gpu', flags: { virgl: 'virtio-gpu.virgl', 'acpi-index': 'acpi-index' } },
  { type: 'virtio-gpu-device', only: 'virtio-gpu', flags: { virgl: 'virtio-gpu.virgl', 'acpi-index': 'acpi-index' } },
  { type: 'ICH9-LPC', flags: { disable_s3: 'ich9-disable-s3', disable_s4: 'ich9-disable-s4' } },
  {
    type: 'virtio-balloon-pci',
    flags: {
      'deflate-on-oom': 'virtio-balloon-pci.deflate-on-oom',
      'free-page-reporting': 'virtio-balloon.free-page-reporting',
      'acpi-index': 'acpi-index',
    },
  },
  {
    type: 'virtio-balloon-ccw',
    flags: {
      'deflate-on-oom': 'virtio-balloon-pci.deflate-on-oom',
      'free-page-reporting': 'virtio-balloon.free-page-reporting',
      'acpi-index': 'acpi-index',
    },
  },
  {
    type: 'virtio-balloon-device',
    flags: {
      'deflate-on-oom': 'virtio-balloon-pci.deflate-on-oom',
      'free-page-reporting': 'virtio-balloon.free-page-reporting',
      'acpi-index': 'acpi-index',
    },
  },
  {
    type: 'intel-iommu',
    only: 'intel-iommu',
    flags: {
      intremap: 'intel-iommu.intremap',
      'caching-mode': 'intel-iommu.caching-mode',
      eim: 'intel-iommu.eim',
      'device-iotlb': 'intel-iommu.device-iotlb',
      'aw-bits': 'intel-iommu.aw-bits',
    },
  },
  { type: 'spapr-pci-host-bridge', only: 'spapr-pci-host-bridge', flags: { numa_node: 'spapr-pci-host-bridge.numa_node' } },
  { type: 'virtio-gpu-ccw', only: 'virtio-gpu-ccw', flags: { virgl: 'virtio-gpu.virgl', 'acpi-index': 'acpi-index' } },
  { type: 'mch', only: 'mch', flags: { 'extended-tseg-mbytes': 'mch.extended-tseg-mbytes' } },
  { type: 'nvdimm', only: 'nvdimm', flags: { unarmed: 'nvdimm.unarmed' } },
  { type: 'pcie-root-port', only: 'pcie-root-port', flags: { hotplug: 'pcie-root-port.hotplug' } },
  { type: 'usb-host', flags: { hostdevice: 'usb-host.hostdevice', 'guest-resets-all': 'usb-host.guest-resets-all' } },
  { type: 'vhost-user-fs-device', only: 'vhost-user-fs', flags: { bootindex: 'vhost-user-fs.bootindex' } },
  { type: 'virtio-mem-pci', only: 'virtio-mem-pci', flags: { prealloc: 'virtio-mem-pci.prealloc' } },
  { type: 'virtio-iommu-pci', only: 'virtio-iommu-pci', flags: { 'boot-bypass': 'virtio-iommu.boot-bypass' } },
];

/** Properties of objects, out of qom-list-properties. */
export const OBJECT_PROPERTIES: readonly PropertyFlags[] = [
  {
    type: 'memory-backend-file',
    flags: {
      pmem: 'memory-backend-file.pmem',
      'x-use-canonical-path-for-ramblock-id': 'memory-backend-file.x-use-canonical-path-for-ramblock-id',
      reserve: 'memory-backend-file.reserve',
      'prealloc-threads': 'memory-backend-file.prealloc-threads',
    },
  },
  { type: 'memory-backend-memfd', only: 'memory-backend-memfd', flags: { hugetlb: 'memory-backend-memfd.hugetlb' } },
  {
    type: 'max-x86_64-cpu',
    only: 'x86-max-cpu',
    flags: {
      'unavailable-features': 'cpu-unavailable-features',
      'kvm-no-adjvtime': 'cpu.kvm-no-adjvtime',
      migratable: 'cpu.migratable',
    },
  },
  {
    type: 'max-arm-cpu',
    only: 'arm-max-cpu',
    flags: {
      'unavailable-features': 'cpu-unavailable-features',
      'kvm-no-adjvtime': 'cpu.kvm-no-adjvtime',
      migratable: 'cpu.migratable',
    },
  },
];

/** Properties of machines, likewise. */
export const MACHINE_PROPERTIES: readonly PropertyFlags[] = [
  {
    type: 'pseries',
    flags: {
      'cap-hpt-max-page-size': 'machine.pseries.cap-hpt-max-page-size',
      'cap-htm': 'machine.pseries.cap-htm',
      'cap-nested-hv': 'machine.pseries.cap-nested-hv',
      'cap-ccf-assist': 'machine.pseries.cap-ccf-assist',
      'cap-cfpc': 'machine.pseries.cap-cfpc',
      'cap-sbbc': 'machine.pseries.cap-sbbc',
      'cap-ibs': 'machine.pseries.cap-ibs',
    },
  },
  { type: 'virt', flags: { iommu: 'machine.virt.iommu' } },
  { type: 'none', flags: { 'confidential-guest-support': 'confidential-guest-support' } },
];

/** Options of the command line, and parameters of them, out of query-command-line-options. */
export const COMMAND_LINE: readonly (readonly [option: string, parameter: string | undefined, flag: string])[] = [
  ['fsdev', 'multidevs', 'fsdev.multidevs'],
  ['machine', 'hpet', 'machine-hpet'],
  ['sandbox', undefined, 'seccomp-sandbox'],
  ['spice', undefined, 'spice'],
  ['spice', 'gl', 'spice-gl'],
  ['spice', 'rendernode', 'spice-rendernode'],
  ['vnc', 'power-control', 'vnc-power-control'],
];

/** Models and backends of TPMs, out of query-tpm-models and query-tpm-types. */
export const TPM_MODELS: Readonly<Record<string, string>> = { 'tpm-tis': 'tpm-tis', 'tpm-crb': 'tpm-crb', 'tpm-spapr': 'tpm-spapr' };
export const TPM_BACKENDS: Readonly<Record<string, string>> = { passthrough: 'tpm-passthrough', emulator: 'tpm-emulator' };

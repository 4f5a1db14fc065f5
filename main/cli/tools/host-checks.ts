import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { arch, platform, release } from 'node:os';

/** How bad it is that something is missing. */
export type Level = 'FAIL' | 'WARN' | 'NOTE';

/** What a check found. */
export type Found = { readonly ok: true } | { readonly ok: false; readonly level: Level; readonly hint: string };

/** One thing that a hypervisor wants of its host. */
export interface Check {
  /** Behind `Checking`. */
  readonly what: string;
  readonly look: () => Found;
  /** What is looked at as well when this was found. */
  readonly then?: () => readonly Check[];
}

const PASS: Found = { ok: true };
const miss = (level: Level, hint: string): Found => ({ ok: false, level, hint });
const when = (isThere: boolean, level: Level, hint: string): Found => (isThere ? PASS : miss(level, hint));

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Words of the processor's flags, features or facilities. */
function cpuFlags(): ReadonlySet<string> {
  const lines = read('/proc/cpuinfo').split('\n').filter((line) => /^(flags|[Ff]eatures|facilities)/.test(line));
  return new Set(lines.flatMap((line) => line.slice(line.indexOf(':') + 1).split(' ')));
}

function deviceExists(path: string, level: Level, hint: string, then?: Check): Check {
  const check: Check = { what: `if device ${path} exists`, look: () => when(existsSync(path), level, hint) };
  return then === undefined ? check : { ...check, then: () => [then] };
}

function deviceAccessible(path: string, level: Level, hint: string): Check {
  const look = (): Found => {
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return PASS;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return miss(level, hint);
      throw error;
    }
  };
  return { what: `if device ${path} is accessible`, look };
}

/** Whether a version of a kernel is at least that of another. */
export function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const parts = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version)?.slice(1).map((part: string | undefined) => Number(part ?? 0));
  if (parts === undefined) return false;
  const at = wanted.findIndex((number, index) => parts[index] !== number);
  return at < 0 || (parts[at] ?? 0) > (wanted[at] ?? 0);
}

const V2_NAMES: Readonly<Record<string, string>> = { io: 'blkio' };

/** Control group controllers that are mounted: those of version 1 by name, those of version 2 by what the root lists. */
export function cgroupControllers(mounts: string, readRoot: (folder: string) => string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of mounts.split('\n')) {
    const [, folder = '', type, options = ''] = line.split(' ');
    if (type === 'cgroup') for (const option of options.split(',')) found.add(option);
    if (type !== 'cgroup2') continue;
    for (const name of readRoot(`${folder}/cgroup.controllers`).trim().split(/\s+/)) found.add(V2_NAMES[name] ?? name);
    // Usage is always counted there, and devices are ruled by programs in the kernel.
    found.add('cpuacct');
    found.add('devices');
  }
  return found;
}

function cgroups(names: readonly string[], level: Level): readonly Check[] {
  const there = cgroupControllers(read('/proc/mounts'), read);
  return names.map((name) => ({
    what: `for cgroup '${name}' controller support`,
    look: () => when(there.has(name), level, `Enable '${name}' in kernel Kconfig file or mount/enable cgroup controller in your system`),
  }));
}

function iommu(flags: ReadonlySet<string>, level: Level): Check {
  const table = flags.has('vmx') ? 'DMAR' : flags.has('svm') ? 'IVRS' : undefined;
  const bootarg = table === 'DMAR' ? 'intel_iommu=on' : 'iommu=pt iommu=1';
  const enabled: Check = {
    what: 'if IOMMU is enabled by kernel',
    look: () => {
      const hint = table === undefined ? 'IOMMU capability not compiled into kernel.' : `IOMMU appears to be disabled in kernel. Add ${bootarg} to kernel cmdline arguments`;
      return when(readdirSync('/sys/kernel/iommu_groups').length > 0, level, hint);
    },
  };
  return {
    what: 'for device assignment IOMMU support',
    look: () => {
      if (table !== undefined) {
        const hint = `No ACPI ${table} table found, IOMMU either disabled in BIOS or not supported by this hardware platform`;
        return when(existsSync(`/sys/firmware/acpi/tables/${table}`), level, hint);
      }
      if (arch() === 'ppc64') return PASS;
      if (arch() !== 's390x') return miss(level, 'Unknown if this platform has IOMMU support');
      const folder = '/sys/bus/pci/devices';
      if (!existsSync(folder)) return miss('NOTE', 'Skipped - PCI support disabled');
      return when(readdirSync(folder).length > 0, 'NOTE', 'Skipped - No PCI devices are online');
    },
    then: () => (existsSync('/sys/kernel/iommu_groups') ? [enabled] : []),
  };
}

function secureGuests(flags: ReadonlySet<string>, level: Level): Check {
  const look = (): Found => {
    if (arch() === 's390x') {
      if (!flags.has('158')) return miss(level, 'Hardware or firmware does not provide support for IBM Secure Execution');
      if (!existsSync('/sys/firmware/uv')) return miss(level, 'IBM Secure Execution not supported by the currently used kernel');
      const isOn = /(^|\s)prot_virt=(y|on|1)/i.test(read('/proc/cmdline'));
      return when(isOn, level, 'IBM Secure Execution appears to be disabled in kernel. Add prot_virt=1 to kernel cmdline arguments');
    }
    if (!flags.has('sev')) return miss(level, 'Unknown if this platform has Secure Guest support');
    const setting = '/sys/module/kvm_amd/parameters/sev';
    if (!existsSync(setting)) return miss(level, 'AMD Secure Encrypted Virtualization not supported by the currently used kernel');
    if (!/^[1Yy]/.test(read(setting))) return miss(level, 'AMD Secure Encrypted Virtualization appears to be disabled in kernel. Add kvm_amd.sev=1 to the kernel cmdline arguments');
    return when(existsSync('/dev/sev'), level, 'AMD Secure Encrypted Virtualization appears to be disabled in firmware.');
  };
  return { what: 'for secure guest support', look };
}

interface Kvm {
  /** The processor says whether it can. */
  readonly isTold: boolean;
  readonly can: boolean;
  readonly cannot: string;
  readonly hint: string;
}

const isX86 = (): boolean => arch() === 'x64' || arch() === 'ia32';
const X86_HINT = "Check that the 'kvm-intel' or 'kvm-amd' modules are loaded & the BIOS has enabled virtualization";
const OTHER_HINT = 'Check that CPU and firmware supports virtualization and kvm module is loaded';

function kvmChecks({ isTold, can, cannot, hint }: Kvm): readonly Check[] {
  const accessible = deviceAccessible('/dev/kvm', 'FAIL', 'Check /dev/kvm is world writable or you are in a group that is allowed to access it');
  const processor: Check = { what: 'for hardware virtualization', look: () => when(can, 'FAIL', cannot) };
  return [...(isTold ? [processor] : []), ...(can || !isTold ? [deviceExists('/dev/kvm', 'FAIL', hint, accessible)] : [])];
}

function qemu(): readonly Check[] {
  const flags = cpuFlags();
  const isTold = isX86() || arch() === 's390x' || arch() === 'ppc64';
  const can = isX86() ? flags.has('svm') || flags.has('vmx') : arch() === 's390x' ? flags.has('sie') : arch() === 'ppc64';
  const cannot = 'Host not compatible with KVM; HW virtualization CPU features not found. Only emulated CPUs are available; performance will be significantly limited';
  const powerModule: Check = { what: 'for PowerPC KVM module loaded', look: () => when(/^kvm_hv/m.test(read('/proc/modules')), 'WARN', 'Load kvm_hv for better performance') };
  return [
    ...kvmChecks({ isTold, can, cannot, hint: isX86() ? X86_HINT : OTHER_HINT }),
    ...(arch() === 'ppc64' ? [powerModule] : []),
    deviceExists('/dev/vhost-net', 'WARN', "Load the 'vhost_net' module to improve performance of virtio networking"),
    deviceExists('/dev/net/tun', 'FAIL', "Load the 'tun' module to enable networking for QEMU guests"),
    ...cgroups(['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'blkio'], 'WARN'),
    iommu(flags, 'WARN'),
    secureGuests(flags, 'WARN'),
  ];
}

function namespace(name: string, level: Level, hint: string): Check {
  return { what: `for namespace ${name}`, look: () => when(existsSync(`/proc/self/ns/${name}`), level, hint) };
}

function lxc(): readonly Check[] {
  return [
    { what: 'for Linux >= 2.6.26', look: () => when(platform() === 'linux' && isAtLeast(release(), [2, 6, 26]), 'FAIL', 'Upgrade to a kernel supporting namespaces') },
    namespace('ipc', 'FAIL', 'IPC namespace support is required'),
    namespace('mnt', 'FAIL', 'Mount namespace support is required'),
    namespace('pid', 'FAIL', 'PID namespace support is required'),
    namespace('uts', 'FAIL', 'UTS namespace support is required'),
    namespace('net', 'WARN', 'Network namespace support is recommended'),
    namespace('user', 'WARN', 'User namespace support is recommended'),
    ...cgroups(['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio'], 'FAIL'),
    deviceExists('/sys/fs/fuse/connections', 'FAIL', "Load the 'fuse' module to enable /proc/ overrides"),
  ];
}

function cloudHypervisor(): readonly Check[] {
  const flags = cpuFlags();
  const isArm = arch() === 'arm64';
  const can = isArm || (arch() === 'x64' && (flags.has('svm') || flags.has('vmx')));
  const cannot = 'Only emulated CPUs are available, performance will be significantly limited';
  return kvmChecks({ isTold: isArm || arch() === 'x64', can, cannot, hint: arch() === 'x64' ? X86_HINT : OTHER_HINT });
}

/** What each hypervisor wants, by the name that it is asked for with. Those of `onRequest` are not looked at otherwise. */
export const HYPERVISORS: Readonly<Record<string, { readonly label: string; readonly checks: () => readonly Check[]; readonly onRequest?: boolean }>> = {
  qemu: { label: 'QEMU', checks: qemu },
  lxc: { label: 'LXC', checks: lxc },
  ch: { label: 'CH', checks: cloudHypervisor, onRequest: true },
};

import type { DomainDef } from '../conf/domain/domain-def.ts';
import { parseCpuSet } from '../conf/lens/cpu-set.ts';
import { formatFilesystems, formatGraphics, formatParallel, formatSerial, formatVideo } from './format-devices.ts';
import { formatDisks } from './format-disks.ts';
import { formatInterface } from './format-interface.ts';
import { SHARES_OF_LEVEL } from './parse-vmx.ts';
import type { VmxFormatContext } from './vmx-context.ts';
import { vmxError, vmxUnsupported } from './vmx-error.ts';
import { escapePercent, escapePipe } from './vmx-escape.ts';
import { vmxLine } from './vmx-edit.ts';
import { formatVmxUuid } from './vmx-text.ts';

const NO_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * The .vmx file of a machine, in UTF-8.
 *
 * @throws config-unsupported and internal-error with libvirt's words for what VMware cannot do.
 * @libvirt virVMXFormatConfig
 */
export function formatVmx(def: DomainDef, context: VmxFormatContext): string {
  if (def.type !== 'vmware') throw vmxError(`Expecting virt type to be 'vmware' but found '${def.type}'`);
  const { graphics, filesystems, interfaces, videos, serials, parallels } = def.devices;
  if (videos.length > 1) throw vmxError('No support for multiple video devices');
  const head = [
    vmxLine('.encoding', 'UTF-8'),
    vmxLine('config.version', '8'),
    vmxLine('virtualHW.version', String(context.virtualHardware)),
    ...osLines(def),
    def.uuid === NO_UUID ? vmxLine('uuid.action', 'create') : vmxLine('uuid.bios', formatVmxUuid(def.uuid)),
    `displayName = "${escapePercent(escapePipe(def.name))}"`,
    ...(def.description === undefined ? [] : [vmxLine('annotation', def.description)]),
    ...memoryLines(def),
    ...cpuLines(def),
    ...graphics.flatMap(formatGraphics),
  ];
  const drives = formatDisks(def, context);
  const lines = [
    ...head,
    ...drives.lines,
    ...formatFilesystems(filesystems),
    ...interfaces.flatMap((each, index) => formatInterface(each, index, context.virtualHardware)),
    ...videos.flatMap(formatVideo),
    ...serials.flatMap((each) => formatSerial(each, context)),
    ...parallels.flatMap((each) => formatParallel(each, context)),
    ...(def.os.firmware === 'efi' ? [vmxLine('firmware', 'efi')] : []),
    ...(context.virtualHardware >= 7 ? bridgeLines(drives.hasScsi) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function osLines({ os }: DomainDef): string[] {
  const { arch } = os.type;
  if (arch !== 'i686' && arch !== 'x86_64') throw vmxError(`Expecting domain XML attribute 'arch' of entry 'os/type' to be 'i686' or 'x86_64' but found '${arch}'`);
  const guest = vmxLine('guestOS', arch === 'i686' ? 'other' : 'other-64');
  switch (os.smbios) {
    case undefined:
    case 'emulate':
      return [guest];
    case 'host':
      return [guest, vmxLine('smbios.reflecthost', 'true')];
    default:
      throw vmxUnsupported(`Unsupported SMBIOS mode '${os.smbios}'`);
  }
}

const toMiB = (kib: number): string => String(Math.ceil(kib / 1024));

function memoryLines({ memory, currentMemory, memtune }: DomainDef): string[] {
  const sizeKiB = Math.ceil(memory.sizeKiB / 4096) * 4096;
  const reservedKiB = memtune?.minGuaranteeKiB ?? 0;
  return [
    vmxLine('memsize', toMiB(sizeKiB)),
    ...(currentMemory.sizeKiB < sizeKiB ? [vmxLine('sched.mem.max', toMiB(currentMemory.sizeKiB))] : []),
    ...(reservedKiB > 0 ? [vmxLine('sched.mem.minsize', toMiB(reservedKiB))] : []),
  ];
}

function cpuLines(def: DomainDef): string[] {
  const { max, current, cpuset } = def.vcpu;
  if (current !== undefined && current !== max) throw vmxUnsupported("No support for domain XML entry 'vcpu' attribute 'current'");
  if (max === 0) throw vmxError("Expecting domain XML entry 'vcpu' to be greater than 0");
  return [vmxLine('numvcpus', String(max)), ...topologyLines(def, max), ...affinityLines(cpuset, max), ...shareLines(def, max)];
}

function topologyLines({ cpu }: DomainDef, max: number): string[] {
  if (cpu === undefined) return [];
  if (cpu.mode !== undefined && cpu.mode !== 'custom') throw vmxError(`Expecting domain XML CPU mode 'custom' but found '${cpu.mode}'`);
  const { sockets = 0, dies = 0, cores = 0, threads = 0 } = cpu.topology ?? {};
  if (threads !== 1) throw vmxUnsupported('Only 1 thread per core is supported');
  if (dies !== 1) throw vmxUnsupported('Only 1 die per socket is supported');
  if (sockets * cores !== max) throw vmxError(`Expecting domain XML CPU sockets per core as ${max} but found ${sockets * cores}`);
  return [vmxLine('cpuid.coresPerSocket', String(cores))];
}

function affinityLines(cpuset: string | undefined, max: number): string[] {
  if (cpuset === undefined) return [];
  const cpus = parseCpuSet(cpuset);
  if (cpus.length < max) throw vmxError(`Expecting domain XML attribute 'cpuset' of entry 'vcpu' to contain at least ${max} CPU(s)`);
  return [vmxLine('sched.cpu.affinity', cpus.join(','))];
}

function shareLines({ cputune }: DomainDef, vcpus: number): string[] {
  const shares = cputune?.shares;
  if (shares === undefined) return [];
  const level = (['low', 'normal', 'high'] as const).find((name) => shares === BigInt(SHARES_OF_LEVEL[name] * vcpus));
  return [vmxLine('sched.cpu.shares', level ?? String(shares))];
}

function bridgeLines(hasScsi: boolean): string[] {
  const ports = [4, 5, 6, 7].flatMap((index) => [
    vmxLine(`pciBridge${index}.present`, 'true'),
    vmxLine(`pciBridge${index}.virtualDev`, 'pcieRootPort'),
    vmxLine(`pciBridge${index}.functions`, '8'),
  ]);
  return [...(hasScsi ? [vmxLine('pciBridge0.present', 'true'), ...ports] : []), vmxLine('vmci0.present', 'true')];
}

import { topologyCpus, type Cpu } from '../../../conf/domain/cpu.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import { isX86, machineIs } from '../machine-kinds.ts';
import { machineOf } from '../qemu-capabilities.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/** What a guest's CPU may ask of QEMU. */
export function validateCpu({ cpu, os: { type: { arch } } }: DomainDef, caps: QemuCapabilities, host: { readonly arch: string | undefined }): void {
  if (cpu === undefined) return;
  checkAddresses(cpu, arch);
  checkCache(cpu, arch);
  if (cpu.mode === 'host-passthrough') {
    if (arch === 'armv7l' && host.arch === 'aarch64' && !caps.has('aarch64-off')) throw refuse('QEMU binary does not support CPU host-passthrough for armv7l on aarch64 host');
    if (cpu.migratable === true && !caps.has('cpu.migratable')) throw refuse('Migratable attribute for host-passthrough CPU is not supported by this QEMU binary');
  }
  if (cpu.mode === 'maximum' && !caps.has('cpu-max')) throw refuse('maximum CPU is not supported by QEMU binary');
}

function checkAddresses({ maxphysaddr }: Cpu, arch: string): void {
  if (maxphysaddr === undefined) return;
  const { mode, bits } = maxphysaddr;
  if (!isX86(arch)) throw refuse(`CPU maximum physical address bits specification is not supported for '${arch}' architecture`);
  if (mode === 'passthrough' && bits !== undefined) throw refuse(`CPU maximum physical address bits number specification cannot be used with mode='${mode}'`);
  if (mode === 'emulate' && bits === undefined) throw refuse(`if using CPU maximum physical address mode='${mode}', bits= must be specified too`);
}

function checkCache({ cache, mode: cpuMode }: Cpu, arch: string): void {
  if (cache === undefined) return;
  const { mode, level } = cache;
  if (!isX86(arch)) throw refuse(`CPU cache specification is not supported for '${arch}' architecture`);
  if (mode === 'emulate') {
    if (level !== 3) throw refuse(`CPU cache mode '${mode}' can only be used with level='3'`);
    return;
  }
  if (mode === 'passthrough' && cpuMode !== 'host-passthrough' && cpuMode !== 'maximum') throw refuse(`CPU cache mode '${mode}' can only be used with 'host-passthrough' / 'maximum' CPUs`);
  if (level !== undefined) throw refuse(`unsupported CPU cache level for mode '${mode}'`);
}

/** Beyond this number interrupts need another mode of the IOMMU. */
const MOST_WITHOUT_EIM = 255;

/** How many CPUs there may be. */
export function validateCpuCount(def: DomainDef, caps: QemuCapabilities): void {
  const { max } = def.vcpu;
  const own = def.vcpus?.vcpu ?? [];
  const count = own.length > 0 ? own.filter((each) => each.enabled).length : (def.vcpu.current ?? max);
  const most = machineOf(caps, def.type, def.os.type.machine)?.maxCpus ?? 0;
  if (count === 0) throw refuse('Domain requires at least 1 vCPU');
  if (most > 0 && max > most) throw refuse(`Maximum CPUs greater than specified machine type limit ${most}`);
  if (caps.has('query-hotpluggable-cpus')) checkTopology(def, count);
  if (!isX86(def.os.type.arch) || max <= MOST_WITHOUT_EIM) return;
  if (!machineIs.q35(def)) throw refuse(`more than ${MOST_WITHOUT_EIM} vCPUs are only supported on q35-based machine types`);
  if (!def.devices.iommus.some((each) => each.driver?.eim === true)) throw refuse(`more than ${MOST_WITHOUT_EIM} vCPUs require extended interrupt mode enabled on the iommu device`);
}

function checkTopology(def: DomainDef, count: number): void {
  const cpus = topologyCpus(def.cpu);
  if (cpus !== undefined && cpus !== def.vcpu.max) throw refuse("CPU topology doesn't match maximum vcpu count");
  // A pSeries machine plugs whole cores.
  const step = machineIs.pSeries(def) ? (def.cpu?.topology?.threads ?? 1) : 1;
  if (count % step !== 0) throw refuse(`vCPUs count must be a multiple of the vCPU hotplug granularity (${step})`);
}

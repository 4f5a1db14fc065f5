import type { ConnectMethods } from '../../api/facets/connect.ts';
import type { CallOptions } from '../../api/records.ts';
import { formatCapabilitiesXml } from '../../conf/capabilities/capabilities.ts';
import { formatDomainCapabilitiesXml } from '../../conf/domain-capabilities/domain-capabilities.ts';
import { ConnectBaselineCPUFlags as Baseline, ConnectCompareCPUFlags as Compare } from '../../core/constants.ts';
import { baselineCpu, compareCpu, cpuModels, expandCpuFeatures } from '../../cpu/cpu.ts';
import { CPU_COMPARISON_NUMBERS, type CpuDef } from '../../cpu/cpu-def.ts';
import { formatCpuXml, parseCpuXml } from '../../cpu/cpu-xml.ts';
import { hostCapabilitiesOf, readHost, type HostCapabilities } from '../../host/capabilities.ts';
import { nodeInfoOf } from '../../host/topology.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { installedFirmware, supportedFirmware } from '../firmware/installed-firmware.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { featureFromQemu, isX86, qemuKnowsFeature } from './cpu-names.ts';
import { loadersFor, probeDeviceFacts } from './device-facts.ts';
import { domainCapabilities } from './domain-capabilities.ts';
import type { EmulatorStore, KnownEmulator } from './emulator-store.ts';
import { hypervisorModels } from './emulator-cpus.ts';
import { accelerationOf, bestVirtType, canonicalMachine, machineOf, virtTypesOf } from './emulator.ts';
import type { VirtType } from './emulator.ts';
import { GUEST_ARCHITECTURES, guestsOf } from './guests.ts';

type Methods = Pick<
  ConnectMethods,
  'getCapabilities' | 'getDomainCapabilities' | 'compareCPU' | 'baselineCPU' | 'getCPUModelNames' | 'compareHypervisorCPU' | 'baselineHypervisorCPU'
>;

/** What a connection says of the host's guests and CPUs, by its emulators. */
export function capabilityMethods(store: EmulatorStore, surroundings: Surroundings): Methods {
  const { arch: hostArch } = surroundings;
  const checkFlags = (flags: number, known: number, name: string): void => {
    const unknown = (flags & ~known) >>> 0;
    if (unknown !== 0) throw qemuError('invalid-arg', `unsupported flags (0x${unknown.toString(16)}) in function ${name}`);
  };
  return {
    async getCapabilities(options) {
      const [host, guests] = await Promise.all([hostPart(store, surroundings, options), store.installed(options)]);
      return formatCapabilitiesXml({ host, guests: guestsOf(guests), pool: undefined });
    },
    async getDomainCapabilities(binary, arch, machine, type, flags = 0, options = {}) {
      checkFlags(flags, 0, 'qemuConnectGetDomainCapabilities');
      const [asked, firmware, facts] = await Promise.all([lookUp(store, hostArch, { binary, arch, machine, type }, options), installedFirmware(surroundings), probeDeviceFacts(surroundings)]);
      return formatDomainCapabilitiesXml(domainCapabilities({
        ...facts,
        emulator: asked.known.emulator,
        type: asked.type,
        machine: asked.machine,
        arch: asked.arch,
        hostArch,
        firmware: supportedFirmware(firmware, asked.arch, asked.machine),
        loaders: await loadersFor(surroundings, firmware, asked.arch, asked.machine),
        kvmMaxVcpus: undefined,
        hostModel: asked.known.hostCpu(asked.type)?.reported,
      }));
    },
    async compareCPU(xml, flags = 0) {
      checkFlags(flags, Compare.FAIL_INCOMPATIBLE | Compare.VALIDATE_XML, 'qemuConnectCompareCPU');
      const { cpu } = await store.host();
      return CPU_COMPARISON_NUMBERS[compareCpu(hostArch, cpu, parseCpuXml(xml), { failIncompatible: (flags & Compare.FAIL_INCOMPATIBLE) !== 0 })];
    },
    baselineCPU: (xmlCPUs, flags = 0) =>
      new Promise((resolve) => {
        checkFlags(flags, Baseline.EXPAND_FEATURES | Baseline.MIGRATABLE, 'qemuConnectBaselineCPU');
        const cpus = xmlCPUs.map((xml) => parseCpuXml(xml, 'host'));
        const cpu = baselineCpu(undefined, cpus, { migratable: (flags & Baseline.MIGRATABLE) !== 0 });
        const arch = cpus[0]?.arch ?? hostArch;
        cpu.features = cpu.features.filter(({ name }) => qemuKnowsFeature(arch, name));
        resolve(printed(cpu, arch, flags));
      }),
    getCPUModelNames: (arch, flags = 0) =>
      new Promise((resolve) => {
        checkFlags(flags, 0, 'qemuConnectGetCPUModelNames');
        if (!GUEST_ARCHITECTURES.includes(arch)) throw qemuError('invalid-arg', `cannot find architecture ${arch}`);
        resolve(cpuModels(arch));
      }),
    async compareHypervisorCPU(binary, arch, machine, type, xmlCPU, flags = 0, options = {}) {
      checkFlags(flags, Compare.FAIL_INCOMPATIBLE | Compare.VALIDATE_XML, 'qemuConnectCompareHypervisorCPU');
      const asked = await lookUp(store, hostArch, { binary, arch, machine, type }, options);
      const host = asked.known.hostCpu(asked.type)?.reported;
      if (host?.fallback !== 'forbid') throw qemuError('operation-unsupported', `QEMU '${asked.known.emulator.binary}' does not support reporting CPU model for virttype '${asked.type}'`);
      if (!isX86(asked.arch)) throw qemuError('operation-unsupported', `comparing with the hypervisor CPU is not supported for arch ${asked.arch}`);
      return CPU_COMPARISON_NUMBERS[compareCpu(asked.arch, host, parseCpuXml(xmlCPU), { failIncompatible: (flags & Compare.FAIL_INCOMPATIBLE) !== 0 })];
    },
    async baselineHypervisorCPU(binary, arch, machine, type, xmlCPUs, flags = 0, options = {}) {
      checkFlags(flags, Baseline.EXPAND_FEATURES | Baseline.MIGRATABLE, 'qemuConnectBaselineHypervisorCPU');
      const cpus = xmlCPUs.map((xml) => parseCpuXml(xml));
      const asked = await lookUp(store, hostArch, { binary, arch, machine, type }, options);
      return printed(baselineFor(asked, cpus, (flags & Baseline.MIGRATABLE) !== 0), asked.arch, flags);
    },
  };
}

function printed(cpu: CpuDef, arch: string, flags: number): string {
  if ((flags & Baseline.EXPAND_FEATURES) !== 0) expandCpuFeatures(arch, cpu);
  return formatCpuXml(cpu);
}

/** QEMU's own list of features, where it has one, says which of them exist and let a guest move. */
function baselineFor({ known: { emulator }, type, arch }: Asked, cpus: readonly CpuDef[], migratable: boolean): CpuDef {
  const models = hypervisorModels(emulator, type);
  if (models === undefined || models.length === 0) throw qemuError('operation-unsupported', `QEMU '${emulator.binary}' does not support any CPU models for virttype '${type}'`);
  if (!isX86(arch)) throw qemuError('operation-unsupported', `computing baseline hypervisor CPU is not supported for arch ${arch}`);
  const { hostCpu } = accelerationOf(emulator, type);
  const features = hostCpu?.properties.filter((property) => !migratable || property.migratable !== false).map(({ name }) => featureFromQemu(emulator.arch, name));
  const cpu = baselineCpu(arch, cpus, { models, features, migratable: migratable && hostCpu?.migratability !== true });
  cpu.fallback = 'forbid';
  return cpu;
}

interface Question {
  readonly binary: string | undefined;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  readonly type: string | undefined;
}

interface Asked {
  readonly known: KnownEmulator;
  readonly arch: string;
  readonly type: VirtType;
  readonly machine: string;
}

/** The emulator, architecture, hypervisor and machine type that are meant; what is not said is what a new machine would have. */
async function lookUp(store: EmulatorStore, hostArch: string, question: Question, options: CallOptions): Promise<Asked> {
  const { arch = hostArch, type } = question;
  if (type !== undefined && type !== 'kvm' && type !== 'qemu' && type !== 'hvf') throw qemuError('invalid-arg', `unknown virttype: ${type}`);
  if (!GUEST_ARCHITECTURES.includes(arch)) throw qemuError('invalid-arg', `unknown architecture: ${arch}`);
  const binary = question.binary ?? (await store.binaryFor(arch));
  if (binary === undefined) throw qemuError('config-unsupported', `unable to find any emulator to serve '${arch}' architecture`);
  const known = await store.get(binary, options);
  const { emulator } = known;
  if (familyOf(emulator.arch) !== familyOf(arch)) throw qemuError('invalid-arg', `architecture from emulator '${emulator.arch}' doesn't match given architecture '${arch}'`);
  const best = bestVirtType(emulator) ?? 'qemu';
  const chosen = type ?? best;
  if (chosen !== 'qemu' && best === 'qemu') throw qemuError('invalid-arg', `the accel '${chosen}' is not supported by '${binary}' on this host`);
  if (!virtTypesOf(emulator).includes(chosen)) throw qemuError('invalid-arg', `Emulator '${binary}' does not support virt type '${chosen}'`);
  const machine = question.machine === undefined ? (accelerationOf(emulator, chosen).machines[0]?.name ?? '') : canonicalMachine(emulator, chosen, question.machine);
  if (machineOf(emulator, chosen, machine) === undefined) throw qemuError('invalid-arg', `the machine '${machine}' is not supported by emulator '${binary}'`);
  return { known, arch, type: chosen, machine };
}

/** Architectures whose guests one emulator runs. */
function familyOf(arch: string): string {
  if (isX86(arch)) return 'x86';
  return /^(ppc|s390)/.exec(arch)?.[1] ?? (arch.startsWith('arm') || arch === 'aarch64' ? 'arm' : arch);
}

async function hostPart(store: EmulatorStore, surroundings: Surroundings, options: CallOptions = {}): Promise<HostCapabilities> {
  const [reading, { cpu }] = await Promise.all([readHost(surroundings, options), store.host()]);
  const host = hostCapabilitiesOf(reading);
  if (cpu === undefined || host.cpu === undefined) return host;
  const { sockets, cores, threads } = nodeInfoOf(reading.topology);
  const { microcode, signature, maxPhysAddr } = cpu;
  const text = (value: number): string => String(value);
  return {
    ...host,
    cpu: {
      ...host.cpu,
      model: cpu.model,
      vendor: cpu.vendor,
      microcode: microcode === undefined ? undefined : text(microcode),
      signature: signature === undefined ? undefined : { family: text(signature.family), model: text(signature.model), stepping: text(signature.stepping) },
      topology: { sockets: text(sockets), dies: '1', cores: text(cores), threads: text(threads) },
      maxPhysAddr: maxPhysAddr === undefined ? undefined : { mode: maxPhysAddr.mode, bits: maxPhysAddr.bits === undefined ? undefined : text(maxPhysAddr.bits) },
      features: cpu.features.map(({ name }) => ({ policy: undefined, name })),
    },
  };
}

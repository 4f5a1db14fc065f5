import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { isPlainArray, type PlainJson } from '../../conf/json/plain-json.ts';
import { cpuIntoDomain, cpuOfDomain } from '../../cpu/cpu-xml.ts';
import { leafData, X86Data, type X86Register } from '../../cpu/x86/x86-data.ts';
import { findFeature, hasFeature } from '../../cpu/x86/x86-model.ts';
import { updateLiveX86 } from '../../cpu/x86/x86-update.ts';
import { qemuError, qmpErrorClass } from '../qmp/qmp-error.ts';
import { Reply } from '../qmp/reply.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { featureFromQemu, isX86 } from './cpu-names.ts';
import type { ProbePort } from './probe-emulator.ts';

/** QEMU's object that the first processor is, where no other is known. */
const FIRST_CPU = '/machine/unattached/device[0]';

/** What QEMU really gave a guest, and what it was asked for and could not give. */
export interface LiveCpu {
  readonly enabled: X86Data;
  readonly disabled: X86Data;
}

/**
 * Asks a QEMU that has not run its guest yet; undefined where it cannot say. Bits of CPUID come all at once; what is in other registers is
 * asked for by name, as everything is where that answer is not to be had.
 */
export async function readLiveCpu(port: ProbePort, arch: string, path: string = FIRST_CPU): Promise<LiveCpu | undefined> {
  const properties = await listOf(port, path);
  if (properties === undefined) return undefined;
  const hasWords = properties.some((entry) => entry.string('name') === 'feature-words');
  const names = properties.filter((entry) => entry.stringOr('type') === 'bool').map((entry) => entry.string('name')).filter((name) => {
    const feature = findFeature(featureFromQemu(arch, name));
    return feature !== undefined && (feature.isMsr || !hasWords);
  });
  const get = (property: string): Promise<PlainJson> => port.execute('qom-get', { path, property });
  const [missing, words, ...states] = await Promise.all([get('unavailable-features'), hasWords ? get('feature-words') : null, ...names.map(get)]);
  const enabled = words === null ? new X86Data() : featureWords(words);
  const disabled = new X86Data();
  const add = (data: X86Data, name: string): void => {
    const feature = findFeature(featureFromQemu(arch, name));
    if (feature !== undefined) data.add(feature.data);
  };
  names.forEach((name, index) => {
    if (states[index] === true) add(enabled, name);
  });
  for (const name of isPlainArray(missing) ? missing : []) if (typeof name === 'string') add(disabled, name);
  return { enabled, disabled };
}

const REGISTERS: Readonly<Record<string, X86Register>> = { EAX: 'eax', EBX: 'ebx', ECX: 'ecx', EDX: 'edx' };

/** One entry a register of a CPUID leaf. */
function featureWords(answer: PlainJson): X86Data {
  const data = new X86Data();
  for (const entry of Reply.list('qom-get', answer)) {
    const register = REGISTERS[entry.string('cpuid-register')];
    if (register !== undefined) data.add(leafData(entry.number('cpuid-input-eax'), { [register]: entry.number('features') >>> 0 }, entry.numberOr('cpuid-input-ecx') ?? 0));
  }
  return data;
}

async function listOf(port: ProbePort, path: string): Promise<Reply[] | undefined> {
  try {
    const answer = await port.execute('qom-list', { path });
    return isPlainArray(answer) ? Reply.list('qom-list', answer) : undefined;
  } catch (error) {
    if (qmpErrorClass(error) === 'DeviceNotFound') return undefined;
    throw error;
  }
}

/**
 * Puts into a running machine's definition what its CPU really is; from then on nothing else will do for it (`check='full'`). The
 * definition is changed.
 *
 * @throws operation-failed when `check='full'` wants a CPU that QEMU did not give; config-unsupported for an invariant clock that the host
 *   has not.
 * @libvirt qemuProcessUpdateAndVerifyCPU
 */
export async function updateLiveCpu(def: DomainDef, port: ProbePort, caps: QemuCapabilities): Promise<void> {
  const { arch } = def.os.type;
  if (def.cpu === undefined || !isX86(arch) || !caps.has('cpu-unavailable-features')) return;
  const cpu = cpuOfDomain(def.cpu);
  if (cpu.mode === 'custom' && cpu.model === undefined) return;
  const live = await readLiveCpu(port, arch);
  if (live === undefined) return;
  const wantsClock = cpu.features.some(({ name, policy }) => name === 'invtsc' && (policy === 'require' || policy === 'force'));
  if (wantsClock && !hasFeature(live.enabled, 'invtsc')) throw qemuError('config-unsupported', "host doesn't support invariant TSC");
  if (cpu.mode !== 'custom' && cpu.check !== 'full') return;
  updateLiveX86(cpu, live.enabled, live.disabled);
  cpu.check = 'full';
  def.cpu = cpuIntoDomain(cpu, def.cpu);
}

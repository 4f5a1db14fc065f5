import type { PlainJson, PlainJsonObject } from '../../conf/json/plain-json.ts';
import { qmpErrorClass } from '../qmp/qmp-error.ts';
import { Reply } from '../qmp/reply.ts';
import { isX86 } from './cpu-names.ts';
import { accelerationOf } from './emulator.ts';
import type { CpuExpansion, CpuProperty, Emulator, VirtType } from './emulator.ts';
import type { ProbePort } from './probe-emulator.ts';

/** Hyper-V's enlightenments, in libvirt's order. */
export const HYPERV_FEATURES = [
  'relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'vendor_id', 'frequencies', 'reenlightenment', 'tlbflush', 'ipi',
  'evmcs', 'avic',
] as const;

/** Asks what the host's CPU gives to guests: `host` with acceleration, else the most that can be emulated. */
export async function probeHostCpu(port: ProbePort, emulator: Emulator, type: VirtType): Promise<void> {
  const { arch, flags } = emulator;
  if (!flags.has('query-cpu-model-expansion')) return;
  const isArm = ['aarch64', 'armv6l', 'armv7l', 'armv7b'].includes(arch);
  const accelerated = type !== 'qemu';
  // Only old versions need both: the static model has the preferred names alone, the full one every name.
  const kind = isX86(arch) && !flags.has('canonical-cpu-features') ? 'static+full' : isArm ? 'full' : 'static';
  const model = accelerated ? 'host' : 'max';
  const propertiesNeeded = arch !== 's390x' && arch !== 's390';
  const expansion = await expand(port, kind, { name: model }, propertiesNeeded);
  const all = expansion !== undefined && isX86(arch) ? await expand(port, kind, { name: model, props: { migratable: false } }, propertiesNeeded) : undefined;
  if (expansion !== undefined && all !== undefined) noteMigratability(expansion, all);
  if (accelerated && (isX86(arch) || isArm)) {
    const full = await expand(port, 'full', { name: model, props: { 'migratable': false, 'hv-passthrough': true } }, true);
    emulator.hyperv = full === undefined ? undefined : hypervFeatures(full);
  }
  accelerationOf(emulator, type).hostCpu = expansion;
}

/** Undefined where QEMU cannot expand models of this architecture, or on this host. */
async function expand(port: ProbePort, kind: 'static' | 'full' | 'static+full', model: PlainJsonObject, propertiesNeeded: boolean): Promise<CpuExpansion | undefined> {
  const command = 'query-cpu-model-expansion';
  try {
    const first = new Reply(command, await port.execute(command, { type: kind === 'full' ? 'full' : 'static', model })).object('model');
    if (kind !== 'static+full') return cpuExpansion(first, propertiesNeeded);
    return cpuExpansion(new Reply(command, await port.execute(command, { type: 'full', model: first.value })).object('model'), propertiesNeeded);
  } catch (error) {
    if (qmpErrorClass(error) === 'GenericError') return undefined;
    throw error;
  }
}

/** Reads the `model` of an answer to query-cpu-model-expansion. */
export function cpuExpansion(model: Reply, propertiesNeeded: boolean): CpuExpansion {
  const props = propertiesNeeded ? model.object('props') : model.objectOr('props');
  const properties = Object.entries(props?.value ?? {}).flatMap(([name, value]): CpuProperty[] => {
    const usable = propertyValue(value);
    return usable === undefined ? [] : [{ name, value: usable, migratable: undefined }];
  });
  return { name: model.string('name'), migratability: false, properties };
}

/** Numbers that are no integers of 64 bits say nothing. */
function propertyValue(value: PlainJson | undefined): boolean | bigint | string | undefined {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined;
}

/** What is on only in a CPU that may not move does not let a guest move. */
function noteMigratability(expansion: CpuExpansion, all: CpuExpansion): void {
  const own = new Map(expansion.properties.map((property) => [property.name, property]));
  for (const { name, value } of all.properties) {
    const property = own.get(name);
    if (property === undefined || typeof property.value !== 'boolean' || typeof value !== 'boolean') continue;
    if (property.value) {
      property.migratable = true;
    } else if (value) {
      property.value = true;
      property.migratable = false;
    }
  }
  expansion.migratability = true;
}

/** Old versions say nothing of any. */
function hypervFeatures(full: CpuExpansion): readonly string[] | undefined {
  const on = new Set(full.properties.filter(({ value }) => (typeof value === 'bigint' ? value > 0n : value !== false)).map(({ name }) => name));
  const features = HYPERV_FEATURES.filter((name) => on.has(`hv-${name}`) || on.has(`hv-${name.replaceAll('_', '-')}`));
  return features.length === 0 ? undefined : features;
}

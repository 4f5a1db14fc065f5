import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import { isPpc64, isX86, machineIs } from '../machine-kinds.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/** The settings of pSeries machines, with the capability each needs and how libvirt calls it; in libvirt's order. */
const PSERIES = [
  ['htm', 'machine.pseries.cap-htm', 'HTM'],
  ['nested-hv', 'machine.pseries.cap-nested-hv', 'Nested HV'],
  ['ccf-assist', 'machine.pseries.cap-ccf-assist', 'ccf-assist'],
  ['cfpc', 'machine.pseries.cap-cfpc', 'cfpc'],
  ['sbbc', 'machine.pseries.cap-sbbc', 'sbbc'],
  ['ibs', 'machine.pseries.cap-ibs', 'ibs'],
] as const;

/** What a machine may be asked to have, by its architecture and type. */
export function validateFeatures(def: DomainDef, caps: QemuCapabilities): void {
  const { features } = def;
  if (features === undefined) return;
  const { arch, machine = '' } = def.os.type;
  const x86 = isX86(arch);
  const nowhere = (name: string): Error => refuse(`The '${name}' feature is not supported for architecture '${arch}' or machine type '${machine}'`);
  if (features.apic?.eoi !== undefined && !x86) throw refuse(`The 'eoi' attribute of the 'apic' feature is not supported for architecture '${arch}' or machine type '${machine}'`);
  if (features.hyperv !== undefined && !x86 && !machineIs.armVirt(def)) throw refuse(`Hyperv features are not supported for architecture '${arch}' or machine type '${machine}'`);
  if (features.pvspinlock !== undefined && !x86) throw nowhere('pvspinlock');
  if (features.pmu === false && isPpc64(arch)) throw refuse(`PMU is always enabled for architecture '${arch}'`);
  if (features.vmport !== undefined && !(caps.has('machine-vmport-opt') && (machineIs.i440fx(def) || machineIs.q35(def) || machine === 'isapc'))) throw refuse('vmport is not available with this QEMU binary');
  if (features.gic !== undefined && !machineIs.armVirt(def)) throw nowhere('gic');
  if (features.ioapic !== undefined && !x86) throw nowhere('ioapic');
  if (features.smm?.tseg !== undefined && !machineIs.q35(def)) throw refuse('SMM TSEG is only supported with q35 machine type');
  validatePSeries(def, caps, nowhere);
  if (features.vmcoreinfo === true && !caps.has('vmcoreinfo')) throw refuse('vmcoreinfo is not available with this QEMU binary');
  validateTcg(def);
}

function validatePSeries(def: DomainDef, caps: QemuCapabilities, nowhere: (name: string) => Error): void {
  const pSeries = machineIs.pSeries(def);
  const hpt = def.features?.hpt;
  if (hpt !== undefined && !pSeries) throw nowhere('hpt');
  if ((hpt?.maxpagesizeKiB ?? 0) > 0 && !caps.has('machine.pseries.cap-hpt-max-page-size')) throw refuse('Configuring the page size for HPT guests is not supported by this QEMU binary');
  for (const [name, flag, words] of PSERIES) {
    if (def.features?.[name] === undefined) continue;
    if (!pSeries) throw nowhere(name);
    if (!caps.has(flag)) throw refuse(`${words} configuration is not supported by this QEMU binary`);
  }
}

function validateTcg({ features, type }: DomainDef): void {
  if (features?.tcg === undefined) return;
  if (type !== 'qemu') throw refuse(`TCG features are incompatible with domain type '${type}'`);
  if ((features.tcg.tbCacheKiB ?? 0) % 1024 !== 0) throw refuse('tb-cache size must be an integer multiple of MiB');
}

import { newCpuDef } from '../cpu-def.ts';
import type { CpuDef } from '../cpu-def.ts';
import { X86_VENDORS } from '../tables/x86-features.ts';
import { decodeX86 } from './x86-decode.ts';
import { X86Data } from './x86-data.ts';
import { vendorData, x86Map } from './x86-map.ts';
import { signatureData } from './x86-signature.ts';

/** Linux's names of feature bits where they are not those of the map with `_` for `-`; of both makers, then of one. */
const LINUX_NAMES: Readonly<Record<string, string>> = {
  dts: 'ds', pclmulqdq: 'pclmuldq', sse4_1: 'sse4.1', sse4_2: 'sse4.2', tsc_deadline_timer: 'tsc-deadline', cqm: 'cmt', cqm_mbm_total: 'mbm_total',
  cqm_mbm_local: 'mbm_local', nonstop_tsc: 'invtsc', cr8_legacy: 'cr8legacy', pausefilter: 'pause-filter', tsxldtrk: 'tsx-ldtrk',
  avx512_vbmi2: 'avx512vbmi2', avx512_vnni: 'avx512vnni', avx512_bitalg: 'avx512bitalg', core_capability: 'core-capability',
};
const INTEL_NAMES: Readonly<Record<string, string>> = { ibrs: 'spec-ctrl', ibpb: '', stibp: 'stibp', ssbd: 'ssbd' };
const AMD_NAMES: Readonly<Record<string, string>> = { stibp: 'amd-stibp', ssbd: 'amd-ssbd', virt_ssbd: 'virt-ssbd' };

/** The map's name of a flag of /proc/cpuinfo; undefined for what only Linux knows. */
function mapName(flag: string, vendor: string): string | undefined {
  const name = (vendor === X86_VENDORS['Intel'] ? INTEL_NAMES : AMD_NAMES)[flag] ?? LINUX_NAMES[flag] ?? flag;
  const { features } = x86Map();
  return [name, name.replaceAll('_', '-')].find((each) => features.has(each));
}

/** The bits that the first processor of a /proc/cpuinfo has, as far as Linux tells. */
export function x86DataOfCpuinfo(cpuinfo: string): X86Data {
  const fields = cpuinfoFields(cpuinfo);
  const vendor = fields.get('vendor_id') ?? '';
  const data = new X86Data();
  data.add(vendorData(vendor));
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  data.add(signatureData({ family: number('cpu family'), model: number('model'), stepping: number('stepping') }));
  const flags = (fields.get('flags') ?? '').split(' ');
  // Linux turns this bit on wherever there is xsave, and does not list it.
  if (flags.includes('xsave')) flags.push('osxsave');
  for (const flag of flags) {
    const feature = x86Map().features.get(mapName(flag, vendor) ?? '');
    if (feature !== undefined) data.add(feature.data);
  }
  return data;
}

/** The host's CPU by its /proc/cpuinfo: libvirt asks the processor itself, which needs an instruction that this program has not. */
export function x86HostOfCpuinfo(cpuinfo: string, arch: string): CpuDef {
  const fields = cpuinfoFields(cpuinfo);
  const cpu = newCpuDef({ kind: 'host', mode: undefined, arch });
  decodeX86(cpu, x86DataOfCpuinfo(cpuinfo));
  const microcode = Number(fields.get('microcode') ?? 0);
  cpu.microcode = microcode === 0 ? undefined : microcode;
  const bits = /^([0-9]+) bits physical/.exec(fields.get('address sizes') ?? '')?.[1];
  cpu.maxPhysAddr = bits === undefined ? undefined : { mode: 'emulate', bits: Number(bits) };
  return cpu;
}

function cpuinfoFields(cpuinfo: string): Map<string, string> {
  const [first = ''] = cpuinfo.split('\n\n');
  const fields = first.split('\n').map((line): [string, string] => {
    const at = line.indexOf(':');
    return at === -1 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return new Map(fields);
}

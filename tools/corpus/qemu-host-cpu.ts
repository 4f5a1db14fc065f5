import { newCpuDef, type CpuDef } from '../../drivers/cpu/cpu-def.ts';
import { guestHostCpu, type GuestHostCpu } from '../../drivers/qemu/capabilities/emulator-cpus.ts';
import type { EmulatorCpu, VirtType } from '../../drivers/qemu/capabilities/emulator.ts';
import type { QemuCapabilities } from '../../drivers/qemu/conf/qemu-capabilities.ts';
import type { CorpusCase } from './corpus-case.ts';

/** The processors that hosts of libvirt's tests have. */
const HOSTS: Readonly<Record<string, { readonly arch: string; readonly vendor?: string; readonly features: string }>> = {
  core2duo: { arch: 'x86_64', vendor: 'Intel', features: 'ds acpi ss ht tm pbe ds_cpl vmx est tm2 cx16 xtpr lahf_lm' },
  Haswell: {
    arch: 'x86_64', vendor: 'Intel',
    features: 'vme ds acpi ss ht tm pbe dtes64 monitor ds_cpl vmx smx est tm2 xtpr pdcm osxsave f16c rdrand cmt pdpe1gb abm invtsc lahf_lm',
  },
  POWER8: { arch: 'ppc64', features: '' },
  POWER9: { arch: 'ppc64', features: '' },
  POWER10: { arch: 'ppc64', features: '' },
};

/** Cases that run while the host's processor is another one. */
const HASWELL_CASES = /^cpu-(?:Haswell|host-model-cmt$|tsc-frequency$)/;

function hostOf(one: CorpusCase, arch: string): CpuDef | undefined {
  const named = /QEMU_CPU_DEF_(POWER\d+|HASWELL)/.exec(one.params)?.[1];
  const usual = arch === 'x86_64' ? 'core2duo' : arch === 'ppc64' ? 'POWER8' : undefined;
  const model = named === 'HASWELL' || HASWELL_CASES.test(one.name) ? 'Haswell' : (named ?? usual);
  const host = model === undefined ? undefined : HOSTS[model];
  if (host === undefined) return undefined;
  const features = host.features.split(' ').filter((name) => name !== '').map((name) => ({ name, policy: undefined }));
  return newCpuDef({ kind: 'host', arch: host.arch, model, vendor: host.vendor, features });
}

/** The host's CPU as guests of an emulator see it. */
export function hostCpuOf(one: CorpusCase, caps: QemuCapabilities, hostArch: string, type: VirtType): GuestHostCpu | undefined {
  return guestHostCpu(caps.emulator, type, hostArch, () => hostOf(one, hostArch));
}

const X86 = ['Opteron_G3', 'Opteron_G2', 'Opteron_G1', 'Nehalem', 'Penryn', 'Conroe', 'Haswell-noTSX', 'Haswell'];
const X86_OLD = ['n270', 'athlon', 'pentium3', 'pentium2', 'pentium', '486', 'coreduo', 'kvm32', 'qemu32', 'kvm64', 'core2duo', 'phenom', 'qemu64'];
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  armv7l: ['cortex-a9', 'cortex-a8', 'cortex-a57', 'cortex-a53'], aarch64: ['cortex-a9', 'cortex-a8', 'cortex-a57', 'cortex-a53'],
  ppc64: ['POWER8', 'POWER7'], s390x: ['z990', 'zEC12', 'z13'],
};

/** The models that made-up emulators have. */
export function madeUpCpus(one: CorpusCase, arch: string): EmulatorCpu[] {
  const names = arch === 'x86_64' || arch === 'i686' ? [...X86, ...(one.params.includes('FLAG_SKIP_LEGACY_CPUS') ? [] : X86_OLD)] : (OTHERS[arch] ?? []);
  return names.map((name) => ({ name, typeName: undefined, usable: undefined, deprecated: false, blockers: [] }));
}

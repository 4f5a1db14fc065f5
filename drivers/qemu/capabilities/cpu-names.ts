/** Features of x86 that QEMU spells otherwise than libvirt. */
const QEMU_NAMES: Readonly<Record<string, string>> = {
  cmp_legacy: 'cmp-legacy', ds_cpl: 'ds-cpl', fxsr_opt: 'fxsr-opt', kvm_pv_eoi: 'kvm-pv-eoi', kvm_pv_unhalt: 'kvm-pv-unhalt', lahf_lm: 'lahf-lm',
  nodeid_msr: 'nodeid-msr', pclmuldq: 'pclmulqdq', perfctr_core: 'perfctr-core', perfctr_nb: 'perfctr-nb', tsc_adjust: 'tsc-adjust',
};
const LIBVIRT_NAMES = new Map(Object.entries(QEMU_NAMES).map(([libvirt, qemu]) => [qemu, libvirt]));

/** Whether an architecture is x86. */
export function isX86(arch: string): boolean {
  return arch === 'x86_64' || arch === 'i686';
}

/** QEMU's name of a feature. */
export function featureForQemu(arch: string, name: string): string {
  return isX86(arch) ? (QEMU_NAMES[name] ?? name) : name;
}

/** libvirt's name of a feature. */
export function featureFromQemu(arch: string, name: string): string {
  return isX86(arch) ? (LIBVIRT_NAMES.get(name) ?? name) : name;
}

/** Whether a feature may be named to QEMU: some it never knew, or dropped since they did nothing. */
export function qemuKnowsFeature(arch: string, name: string): boolean {
  return !isX86(arch) || !['cmt', 'mbm_total', 'mbm_local', 'osxsave', 'ospke'].includes(name);
}

/** libvirt's word for an architecture as QEMU names it. */
export function archFromQemu(target: string): string {
  return { i386: 'i686', arm: 'armv7l' }[target] ?? target;
}

/** QEMU's word for an architecture: the last part of a program's name. */
export function archForQemu(arch: string): string {
  return { i686: 'i386', armv6l: 'arm', armv7l: 'arm' }[arch] ?? arch;
}

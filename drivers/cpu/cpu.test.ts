import { describe, expect, it } from 'vitest';
import { baselineCpu, checkCpuFeature, compareCpu, cpuModels, expandCpuFeatures, migratableCpu, translateCpu, updateCpu, validateCpuFeatures, vendorOfCpuModel } from './cpu.ts';
import type { HypervisorCpuModel } from './cpu-def.ts';
import { cpuIntoDomain, cpuOfDomain, formatCpuXml, parseCpuXml } from './cpu-xml.ts';
import { guestOfCpuinfo, hostOfCpuinfo } from './host-cpu.ts';
import { newCpu } from '../conf/domain/cpu.ts';
import { x86HostOfCpuinfo } from './x86/x86-host.ts';
import { updateLiveX86 } from './x86/x86-update.ts';
import { allBits } from './x86/x86-model.ts';
import { decodeSignature, encodeSignature } from './x86/x86-signature.ts';
import { formatX86Data, parseX86Data } from './x86/x86-xml.ts';

const host = `<cpu><arch>x86_64</arch><model>Haswell-noTSX</model><vendor>Intel</vendor><feature name='vmx'/><feature name='invtsc'/></cpu>`;

function offered(...names: string[]): HypervisorCpuModel[] {
  return names.map((name) => ({ name, usable: 'yes', blockers: [], deprecated: false }));
}

describe('CPUs of x86', () => {
  it('compares a guest with the host, and says what is missing', () => {
    const own = parseCpuXml(host);
    const guest = parseCpuXml(`<cpu match='exact'><model>Broadwell-noTSX</model></cpu>`);
    expect(compareCpu('x86_64', own, parseCpuXml(`<cpu><model>Nehalem</model></cpu>`))).toBe('superset');
    expect(compareCpu('x86_64', own, guest)).toBe('incompatible');
    expect(() => compareCpu('x86_64', own, guest, { failIncompatible: true })).toThrow(/Host CPU does not provide required features: .*rdseed/);
    expect(() => compareCpu('x86_64', undefined, guest, { failIncompatible: true })).toThrow('unknown host CPU');
  });

  it('computes what several hosts have in common', () => {
    const other = parseCpuXml(`<cpu><arch>x86_64</arch><model>Skylake-Client</model><vendor>Intel</vendor></cpu>`);
    const common = baselineCpu(undefined, [parseCpuXml(host), other], { migratable: true });
    expect(common.model).toBe('Haswell-noTSX');
    expect(formatCpuXml(common)).not.toContain('invtsc');
    expect(() => baselineCpu('x86_64', [parseCpuXml(host), parseCpuXml(host.replace('Intel', 'AMD'))])).toThrow();
    expect(() => baselineCpu('x86_64', [])).toThrow('no CPUs given');
  });

  it('settles host-model and optional features by the host', () => {
    const guest = parseCpuXml(`<cpu mode='host-model'/>`);
    updateCpu('x86_64', guest, migratableCpu('x86_64', parseCpuXml(host)));
    expect(guest).toMatchObject({ mode: 'custom', match: 'exact', model: 'Haswell-noTSX', features: [{ name: 'vmx', policy: 'require' }] });
    const optional = parseCpuXml(`<cpu><model>Nehalem</model><feature name='avx2' policy='optional'/><feature name='svm' policy='optional'/></cpu>`);
    updateCpu('x86_64', optional, parseCpuXml(host));
    expect(optional.features).toEqual([{ name: 'avx2', policy: 'require' }, { name: 'svm', policy: 'disable' }]);
  });

  it('takes another model where the hypervisor has not the one asked for', () => {
    const guest = parseCpuXml(`<cpu><model>Haswell</model></cpu>`);
    translateCpu('x86_64', guest, offered('SandyBridge'));
    expect(guest.model).toBe('SandyBridge');
    expect(checkCpuFeature('x86_64', guest, 'avx2')).toBe(true);
    const strict = parseCpuXml(`<cpu><model fallback='forbid'>Haswell</model></cpu>`);
    expect(() => {
      translateCpu('x86_64', strict, offered('SandyBridge'));
    }).toThrow('CPU model Haswell is not supported by hypervisor');
  });

  it('lists all features, and refuses unknown ones', () => {
    const guest = parseCpuXml(`<cpu><model>486</model><feature name='sse'/></cpu>`);
    expandCpuFeatures('x86_64', guest);
    expect(guest.features.map((feature) => feature.name)).toEqual(['fpu', 'pse', 'sse', 'vme']);
    expect(() => { validateCpuFeatures('x86_64', parseCpuXml(`<cpu><model>486</model><feature name='warp'/></cpu>`)); }).toThrow('unknown CPU feature: warp');
  });

  it('corrects a running CPU by what was turned on and off', () => {
    const guest = parseCpuXml(`<cpu check='partial'><model>Nehalem</model></cpu>`);
    const enabled = allBits(parseCpuXml(`<cpu><model>Penryn</model><feature name='avx'/></cpu>`));
    const disabled = allBits(parseCpuXml(`<cpu><model>486</model></cpu>`));
    disabled.subtract(disabled);
    updateLiveX86(guest, enabled, disabled);
    expect(guest.features).toEqual(expect.arrayContaining([{ name: 'avx', policy: 'require' }, { name: 'popcnt', policy: 'disable' }]));
    guest.check = 'full';
    guest.features = [];
    expect(() => { updateLiveX86(guest, enabled, disabled); }).toThrow("guest CPU doesn't match specification: extra features: avx, missing features: sse4.2,popcnt");
  });

  it('reads the host out of /proc/cpuinfo', () => {
    const cpuinfo = [
      'vendor_id\t: GenuineIntel', 'cpu family\t: 6', 'model\t\t: 42', 'stepping\t: 7', 'microcode\t: 0x2f', 'address sizes\t: 36 bits physical, 48 bits virtual',
      'flags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss ht syscall nx rdtscp lm pni pclmulqdq ssse3 cx16 sse4_1 sse4_2 x2apic popcnt tsc_deadline_timer aes xsave avx lahf_lm nonstop_tsc ibrs ibpb rep_good',
      '', 'processor : 1', 'vendor_id : AuthenticAMD',
    ].join('\n');
    const cpu = x86HostOfCpuinfo(cpuinfo, 'x86_64');
    expect(cpu).toMatchObject({ model: 'SandyBridge-IBRS', vendor: 'Intel', microcode: 0x2f, signature: { family: 6, model: 42, stepping: 7 }, maxPhysAddr: { mode: 'emulate', bits: 36 } });
    expect(cpu.features.map((feature) => feature.name)).toEqual(['vme', 'ss', 'ht', 'osxsave', 'invtsc']);
    expect(parseCpuXml(formatCpuXml(cpu))).toEqual(cpu);
  });

  it('reads and writes bits', () => {
    const text = `<cpudata arch='x86'>\n  <cpuid eax_in='0x00000007' ecx_in='0x00000001' eax='0x00000010' ebx='0x00000000' ecx='0x00000000' edx='0x80000000'/>\n  <msr index='0x10a' eax='0x00000001' edx='0x00000000'/>\n</cpudata>\n`;
    expect(formatX86Data(parseX86Data(text))).toBe(text);
    expect(decodeSignature(0xa10f11)).toEqual({ family: 25, model: 17, stepping: 1 });
    expect(encodeSignature({ family: 25, model: 17, stepping: 1 })).toBe(0xa10f11);
  });

  it('goes into a domain and back', () => {
    const guest = parseCpuXml(`<cpu match='strict' check='full'><model fallback='forbid' vendor_id='0123456789ab'>Nehalem</model><feature name='vmx' policy='forbid'/></cpu>`);
    expect(cpuOfDomain(cpuIntoDomain(guest, newCpu({})))).toEqual(guest);
  });
});

describe('CPUs of other architectures', () => {
  it('knows compatibility modes of Power', () => {
    const power9 = parseCpuXml(`<cpu><arch>ppc64le</arch><model>POWER9</model><vendor>IBM</vendor></cpu>`);
    expect(compareCpu('ppc64le', power9, parseCpuXml(`<cpu mode='host-model'><model>power8</model></cpu>`))).toBe('identical');
    expect(compareCpu('ppc64le', power9, parseCpuXml(`<cpu mode='host-model'><model>power10</model></cpu>`))).toBe('incompatible');
    expect(() => compareCpu('ppc64le', power9, parseCpuXml(`<cpu mode='host-model'><model>power5</model></cpu>`))).toThrow('Unknown compatibility mode power5');
    expect(() => baselineCpu('ppc64le', [power9, { ...power9, model: 'POWER8' }])).toThrow('CPUs are incompatible');
  });

  it('reads hosts out of /proc/cpuinfo', () => {
    const arm = 'processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd aes\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c\n';
    expect(hostOfCpuinfo(arm, 'aarch64')).toMatchObject({ kind: 'host', arch: 'aarch64', model: 'Neoverse-N1', vendor: 'ARM', features: [{ name: 'fp', policy: undefined }, { name: 'asimd' }, { name: 'aes' }] });
    const power = 'processor\t: 0\ncpu\t\t: POWER9 (raw), altivec supported\nrevision\t: 2.2 (pvr 004e 1202)\n';
    expect(hostOfCpuinfo(power, 'ppc64le')).toMatchObject({ model: 'POWER9', vendor: 'IBM' });
    expect(guestOfCpuinfo(power, 'ppc64le', offered('POWER9'))).toMatchObject({ kind: 'guest', model: 'POWER9' });
    expect(() => guestOfCpuinfo(power, 'ppc64le', offered('POWER8'))).toThrow('CPU model POWER9 is not supported by hypervisor');
    expect(() => hostOfCpuinfo(arm.replace('0xd0c', '0xfff'), 'aarch64')).toThrow('Cannot find CPU model with PVR 0xfff');
    expect(hostOfCpuinfo('', 's390x')).toBeUndefined();
    expect(hostOfCpuinfo('', 'riscv64')).toBeUndefined();
  });

  it('says where nothing can be computed', () => {
    expect(() => cpuModels('m68k')).toThrow("'m68k' architecture is not supported by CPU driver");
    expect(cpuModels('s390x')).toEqual([]);
    expect(vendorOfCpuModel('ppc64', 'POWERPC_e6500')).toBe('Freescale');
    expect(() => baselineCpu('s390x', [parseCpuXml(`<cpu><arch>s390x</arch><model>z14</model></cpu>`)])).toThrow('cannot compute baseline CPU of s390x architecture');
    expect(() => { validateCpuFeatures('aarch64', parseCpuXml(`<cpu><model>max</model><feature name='sve100'/></cpu>`)); }).toThrow('unknown CPU feature');
    expect(() => { updateCpu('s390x', parseCpuXml(`<cpu match='minimum'><model>z14</model></cpu>`), undefined); }).toThrow('match mode minimum not supported');
  });
});

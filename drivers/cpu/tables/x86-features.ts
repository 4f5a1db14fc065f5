/**
 * Feature bits of x86 processors: where CPUID or a model-specific register tells of each. Data table.
 *
 * Sources: Intel's Software Developer's Manual (volume 2A, CPUID), AMD's Architecture Programmer's Manual (volume 3, appendix E) and the
 * names that QEMU and libvirt give them. The order is that in which documents list them.
 *
 * `where` is `leaf register`, `leaf/subleaf register` or `msr index register`; `bits` are `name:bit`, with `!` where a guest with it cannot
 * move to another host.
 */
export const X86_FEATURES: readonly { readonly where: string; readonly bits: string }[] = [
  {
    where: '0x1 edx',
    bits: `
      fpu:0 vme:1 de:2 pse:3 tsc:4 msr:5 pae:6 mce:7 cx8:8 apic:9 sep:11 mtrr:12 pge:13 mca:14 cmov:15 pat:16 pse36:17 pn:18 clflush:19
      ds:21 acpi:22 mmx:23 fxsr:24 sse:25 sse2:26 ss:27 ht:28 tm:29 ia64:30 pbe:31`,
  },
  {
    where: '0x1 ecx',
    bits: `
      pni:0 pclmuldq:1 dtes64:2 monitor:3 ds_cpl:4 vmx:5 smx:6 est:7 tm2:8 ssse3:9 cid:10 fma:12 cx16:13 xtpr:14 pdcm:15 pcid:17 dca:18
      sse4.1:19 sse4.2:20 x2apic:21 movbe:22 popcnt:23 tsc-deadline:24 aes:25 xsave:26 osxsave:27 avx:28 f16c:29 rdrand:30 hypervisor:31`,
  },
  { where: '0x6 eax', bits: 'arat:2' },
  {
    where: '0x7 ebx',
    bits: `
      fsgsbase:0 tsc_adjust:1 sgx:2 bmi1:3 hle:4 avx2:5 smep:7 bmi2:8 erms:9 invpcid:10 rtm:11 cmt:12 mpx:14 avx512f:16 avx512dq:17
      rdseed:18 adx:19 smap:20 avx512ifma:21 pcommit:22 clflushopt:23 clwb:24 intel-pt:25 avx512pf:26 avx512er:27 avx512cd:28 sha-ni:29
      avx512bw:30 avx512vl:31`,
  },
  {
    where: '0x7 ecx',
    bits: `
      avx512vbmi:1 umip:2 pku:3 ospke:4 waitpkg:5 avx512vbmi2:6 gfni:8 vaes:9 vpclmulqdq:10 avx512vnni:11 avx512bitalg:12
      avx512-vpopcntdq:14 la57:16 rdpid:22 bus-lock-detect:24 cldemote:25 movdiri:27 movdir64b:28 sgxlc:30 pks:31`,
  },
  {
    where: '0x7 edx',
    bits: `
      avx512-4vnniw:2 avx512-4fmaps:3 fsrm:4 avx512-vp2intersect:8 md-clear:10 serialize:14 tsx-ldtrk:16 pconfig:18 arch-lbr:19 amx-bf16:22
      avx512-fp16:23 amx-tile:24 amx-int8:25 spec-ctrl:26 stibp:27 arch-capabilities:29 core-capability:30 ssbd:31`,
  },
  { where: '0x7/1 eax', bits: 'avx-vnni:4 avx512-bf16:5' },
  { where: '0xd/1 eax', bits: 'xsaveopt:0 xsavec:1 xgetbv1:2 xsaves:3! xfd:4' },
  { where: '0xf/1 edx', bits: 'mbm_total:1 mbm_local:2' },
  { where: '0x12 eax', bits: 'sgx1:0 sgx2:1' },
  { where: '0x12 ebx', bits: 'sgx-exinfo:0' },
  { where: '0x12/1 eax', bits: 'sgx-debug:1 sgx-mode64:2 sgx-provisionkey:4 sgx-tokenkey:5 sgx-kss:7' },
  { where: '0x14 ecx', bits: 'intel-pt-lip:31' },
  { where: '0x80000001 edx', bits: 'syscall:11 nx:20 mmxext:22 fxsr_opt:25 pdpe1gb:26 rdtscp:27 lm:29 3dnowext:30 3dnow:31' },
  {
    where: '0x80000001 ecx',
    bits: `
      lahf_lm:0 cmp_legacy:1 svm:2 extapic:3 cr8legacy:4 abm:5 sse4a:6 misalignsse:7 3dnowprefetch:8 osvw:9 ibs:10 xop:11 skinit:12 wdt:13
      lwp:15 fma4:16 tce:17 cvt16:18 nodeid_msr:19 tbm:21 topoext:22 perfctr_core:23 perfctr_nb:24`,
  },
  { where: '0x80000007 edx', bits: 'invtsc:8!' },
  { where: '0x80000008 ebx', bits: 'clzero:0 xsaveerptr:2 wbnoinvd:9 ibpb:12 ibrs:14 amd-stibp:15 amd-ssbd:24 virt-ssbd:25 amd-no-ssb:26' },
  {
    where: '0x8000000a edx',
    bits: `
      npt:0 lbrv:1 svm-lock:2 nrip-save:3 tsc-scale:4 vmcb-clean:5 flushbyasid:6 decodeassists:7 pause-filter:10 pfthreshold:12 avic:13
      v-vmsave-vmload:15 vgif:16 svme-addr-chk:28`,
  },
  { where: 'msr 0x10a eax', bits: 'rdctl-no:0 ibrs-all:1 rsba:2 skip-l1dfl-vmentry:3 ssb-no:4 mds-no:5 pschange-mc-no:6 tsx-ctrl:7 taa-no:8' },
  { where: 'msr 0xcf eax', bits: 'split-lock-detect:5' },
];

/** Makers, by the text in leaf 0. */
export const X86_VENDORS: Readonly<Record<string, string>> = { Intel: 'GenuineIntel', AMD: 'AuthenticAMD', Hygon: 'HygonGenuine' };

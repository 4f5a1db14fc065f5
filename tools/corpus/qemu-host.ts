import type { Uuid } from '../../drivers/api/refs.ts';
import { archFromQemu } from '../../drivers/qemu/capabilities/cpu-names.ts';
import { CAPABILITY_FLAGS } from '../../drivers/qemu/conf/capability-flags.gen.ts';
import { parseQemuCapabilities, qemuCapabilities, type QemuCapabilities, type QemuMachine } from '../../drivers/qemu/conf/qemu-capabilities.ts';
import type { QemuDomainHost } from '../../drivers/qemu/conf/qemu-context.ts';
import type { CorpusCase, CorpusFiles } from './corpus-case.ts';
import { madeUpCpus } from './qemu-host-cpu.ts';

// QEMU: the machine types and emulators that libvirt's tests make up ------------------------------------------------------

const EMULATOR_OF: Readonly<Record<string, string>> = { i686: 'i386', armv7l: 'arm', armv6l: 'arm', ppc64le: 'ppc64', s390: 's390x' };

const MACHINES_OF: Readonly<Record<string, readonly string[]>> = {
  i386: ['pc'], x86_64: ['pc', 'q35'], aarch64: ['virt', 'virt-2.6', 'versatilepb'], arm: ['vexpress-a9', 'virt'], ppc64: ['pseries'], ppc: ['ppce500'],
  riscv32: ['virt'], riscv64: ['virt'], s390x: ['s390-ccw-virtio'], sparc: ['SS-5'],
};

/** What every emulator of an architecture can. */
const FLAGS_OF: Readonly<Record<string, readonly string[]>> = {
  i386: ['no-acpi', 'no-hpet'], x86_64: ['no-acpi', 'no-hpet'], aarch64: ['no-acpi', 'gic-version'], s390x: ['aes-key-wrap', 'dea-key-wrap', 'loadparm'],
};

function flagsOf(params: string): Set<string> {
  const names = [...params.matchAll(/QEMU_CAPS_([A-Z0-9_]+)/g)].map((match) => match[1] ?? '');
  return new Set(names.flatMap((name) => CAPABILITY_FLAGS[name] ?? []));
}

function gicOf(params: string): string[] {
  if (params.includes('GIC_BOTH')) return ['2', '3'];
  return params.includes('GIC_V2') ? ['2'] : params.includes('GIC_V3') ? ['3'] : [];
}

/** libvirt's tests forget aliases where the newest capabilities are meant, so that the results outlive the next machine type. */
function withoutAliases(machines: readonly QemuMachine[]): QemuMachine[] {
  return machines.flatMap((each) => (each.alias === undefined ? [each] : [{ ...each, name: each.alias, alias: undefined }, { ...each, alias: undefined, isDefault: false }]));
}

const parsed = new Map<string, QemuCapabilities>();

/** Capabilities of an emulator, as a case has them. */
export function capabilitiesOf(one: CorpusCase, files: CorpusFiles, emulator: string): QemuCapabilities {
  const flags = flagsOf(one.params);
  const [document] = one.deps;
  if (document !== undefined) {
    const real = parsed.get(document) ?? parseQemuCapabilities(files.text(document));
    parsed.set(document, real);
    const machines = one.params.includes('LATEST') ? withoutAliases(real.machines) : real.machines;
    return { ...real, machines, has: (flag) => real.has(flag) || flags.has(flag) };
  }
  const arch = /qemu-system-(\w+)/.exec(emulator)?.[1] ?? 'x86_64';
  const machines = (MACHINES_OF[arch] ?? []).flatMap((name) =>
    ['qemu', 'kvm', 'hvf'].map((virtType): QemuMachine => ({ virtType, name, alias: undefined, isDefault: false, defaultCpu: undefined, numaMemory: true })),
  );
  const caps = qemuCapabilities(new Set([...flags, ...(FLAGS_OF[arch] ?? [])]), machines, gicOf(one.params));
  caps.emulator.arch = archFromQemu(arch);
  caps.emulator.tcg.cpus = caps.emulator.arch === 's390x' ? [] : madeUpCpus(one, caps.emulator.arch);
  caps.emulator.kvm.cpus = madeUpCpus(one, caps.emulator.arch);
  return caps;
}

/** The host that libvirt's tests of its QEMU driver make up. */
export function qemuHost(one: CorpusCase, files: CorpusFiles): QemuDomainHost {
  return {
    emulatorFor: (arch) => `/usr/bin/qemu-system-${EMULATOR_OF[arch] ?? arch}`,
    capabilitiesOf: (emulator) => capabilitiesOf(one, files, emulator),
    arch: /-(x86_64|aarch64|ppc64|s390x|riscv64)-/.exec(`-${one.tag}`)?.[1] ?? (one.name.startsWith('aarch64') ? 'aarch64' : 'x86_64'),
    nvramDir: '/var/lib/libvirt/qemu/nvram',
    libDir: '/tmp/lib',
    channelDir: '/tmp/channel',
    vncAllowHostAudio: false,
    privileged: true,
    ...(one.corpus === 'qemuxml2argv' && one.kind === 'parse-error' ? { tpmVersions: one.name === 'tpm-emulator' ? ['2.0'] : ['1.2'] } : {}),
    allowHostAudioWithoutGraphics: one.params.includes('nogfxAllowHostAudio=true'),
    audioDriver: one.params.includes('QEMU_AUDIO_DRV="alsa"') ? 'alsa' : undefined,
  };
}

/** The identifier that libvirt's tests generate. */
export const FIXED_UUID = '00010203-0405-4607-8809-0a0b0c0d0e0f' as Uuid;

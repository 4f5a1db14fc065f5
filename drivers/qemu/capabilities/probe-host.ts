import type { CpuDef } from '../../cpu/cpu-def.ts';
import { guestOfCpuinfo, hostOfCpuinfo } from '../../cpu/host-cpu.ts';
import { VirError } from '../../core/vir-error.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { runCommand, runScript } from '../../transport/exec/run-command.ts';
import { isX86 } from './cpu-names.ts';
import type { HostCpuProbe } from './emulator-cpus.ts';

/** What of a host decides what its emulators can. */
export interface ProbedHost {
  readonly arch: string;
  readonly kernelVersion: string | undefined;
  readonly microcodeVersion: number;
  readonly cpuSignature: string | undefined;
  readonly kvmUsable: boolean;
  readonly hvfUsable: boolean;
  readonly kvmSupportsNesting: boolean;
  readonly kvmSupportsSecureGuest: boolean;
  /** How many encrypted guests the processor takes: plain ones, and such whose registers are encrypted, too. */
  readonly sevGuests: { readonly plain: number; readonly encryptedState: number } | undefined;
  /** The host's own CPU; undefined where it is not known how to ask. */
  readonly cpu: CpuDef | undefined;
  /** As {@link cpu}, for guests, limited to some models. */
  readonly probeCpu: HostCpuProbe;
}

const NESTED = ['kvm_intel', 'kvm_amd', 'kvm_hv', 'kvm'].map((module) => `/sys/module/${module}/parameters/nested`);
const OTHERS = ['/proc/cpuinfo', '/proc/sys/kernel/osrelease', '/proc/sys/kernel/version', '/sys/module/kvm_amd/parameters/sev', '/proc/cmdline', '/sys/fs/cgroup/misc.capacity'];
/** What decides about KVM is whether this user may use it. */
const KVM_USABLE = 'test -r /dev/kvm && test -w /dev/kvm';

/** Looks at a host. */
export async function probeHost(surroundings: Surroundings): Promise<ProbedHost> {
  const { files, commands, arch, system } = surroundings;
  if (system !== 'linux') return bareHost(arch, system === 'darwin' && (await succeeds(surroundings, ['sh', '-c', 'test "$(sysctl -n kern.hv_support)" = 1'])));
  const [contents, kvm] = await Promise.all([files.read([...OTHERS, ...NESTED]), runScript(commands, { text: KVM_USABLE, args: [] })]);
  const texts = contents.map((bytes) => (bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8').trim()));
  const [cpuinfo = '', release, version, sev = '', cmdline = '', capacity = '', ...nested] = texts;
  const isOn = (text: string | undefined): boolean => text !== undefined && /^[1Yy]/.test(text);
  const secure = arch.startsWith('s390') ? /(^| )prot_virt=(y|on|1)/i.test(cmdline) : isX86(arch) && isOn(sev) && (await files.exists('/dev/sev'));
  const fields = new Map(cpuinfo.split('\n\n', 1).join('').split('\n').map((line) => line.split(/\s*:\s?/, 2) as [string, string]));
  const of = (name: string): string => fields.get(name) ?? '';
  return {
    arch,
    kernelVersion: release === undefined ? undefined : [release, version ?? ''].join(' ').trim(),
    microcodeVersion: isX86(arch) ? Number(of('microcode')) || 0 : 0,
    cpuSignature: isX86(arch) ? `${of('vendor_id')}, ${of('model name')}, family: ${of('cpu family')}, model: ${of('model')}, stepping: ${of('stepping')}` : undefined,
    kvmUsable: kvm.code === 0,
    hvfUsable: false,
    kvmSupportsNesting: nested.some(isOn),
    kvmSupportsSecureGuest: secure,
    sevGuests: sevGuestsOf(capacity),
    cpu: attempt(() => hostOfCpuinfo(cpuinfo, arch)),
    probeCpu: (models) => attempt(() => guestOfCpuinfo(cpuinfo, arch, models)),
  };
}

/** Linux counts address spaces, one a guest, as libvirt does by CPUID. */
function sevGuestsOf(capacity: string): ProbedHost['sevGuests'] {
  const of = (name: string): number => Number(new RegExp(`^${name} ([0-9]+)$`, 'm').exec(capacity)?.[1] ?? 0);
  return /^sev /m.test(capacity) ? { plain: of('sev'), encryptedState: of('sev_es') } : undefined;
}

/** A processor that no model describes is one that is not known. */
function attempt(describe: () => CpuDef | undefined): CpuDef | undefined {
  try {
    return describe();
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}

async function succeeds({ commands }: Surroundings, argv: readonly string[]): Promise<boolean> {
  const { code } = await runCommand(commands, argv);
  return code === 0;
}

function bareHost(arch: string, hvfUsable: boolean): ProbedHost {
  return {
    arch, hvfUsable, kernelVersion: undefined, microcodeVersion: 0, cpuSignature: undefined, kvmUsable: false, kvmSupportsNesting: false, kvmSupportsSecureGuest: false,
    sevGuests: undefined,
    cpu: undefined, probeCpu: () => undefined,
  };
}

import { devices, domainLens } from '../conf/domain/domain-shape.ts';
import { newCpu } from '../conf/domain/cpu.ts';
import type { Cpu } from '../conf/domain/cpu.ts';
import { clock } from '../conf/domain/clock.ts';
import type { DomainDef } from '../conf/domain/domain-def.ts';
import { os } from '../conf/domain/os.ts';
import { postParseDomain } from '../conf/domain/postparse.ts';
import { cputune, memtune, vcpu } from '../conf/domain/tuning.ts';
import { formatCpuSet } from '../conf/lens/cpu-set.ts';
import { vmxUuid, VmxEntries } from './vmx-text.ts';
import { vmxDomainContext } from './vmx-context.ts';
import type { VmxParseContext } from './vmx-context.ts';
import { vmxError } from './vmx-error.ts';
import { unescapePercent, unescapePipe } from './vmx-escape.ts';
import { parseDisks } from './parse-disks.ts';
import { parseFilesystems, parseGraphics, parseParallels, parseSerials, parseVideo } from './parse-devices.ts';
import { parseInterfaces } from './parse-interface.ts';

const NO_UUID = '00000000-0000-0000-0000-000000000000';
const MAX_CPUS = 65_535;

/**
 * A machine's definition from its .vmx file. Bytes are decoded as the file's own `.encoding` says.
 *
 * A file without `displayName` gives an empty name, one without `uuid.bios` the zero UUID: callers know better ones.
 *
 * @throws conf-syntax, internal-error and others with libvirt's words.
 * @libvirt virVMXParseConfig
 */
export function parseVmx(source: string | Uint8Array | VmxEntries, context: VmxParseContext): DomainDef {
  const entries = source instanceof VmxEntries ? source : VmxEntries.parse(source);
  const hardware = checkVersions(entries);
  const vcpus = vcpusOf(entries);
  const document = domainLens.create({
    genid: genidOf(entries),
    description: annotationOf(entries),
    cpu: topologyOf(entries, vcpus),
    on_poweroff: 'destroy',
    on_reboot: 'restart',
    on_crash: 'destroy',
    vmwareDatacenter: context.datacenterPath,
    vmwareMoref: context.moref,
  });
  const { disks, controllers } = parseDisks(entries, context, hardware);
  const def: DomainDef = {
    ...document,
    type: 'vmware',
    id: undefined,
    uuid: entries.uuid('uuid.bios') ?? NO_UUID,
    name: nameOf(entries),
    ...memoryOf(entries),
    vcpu: vcpu.create({ placement: 'static', max: vcpus, cpuset: affinityOf(entries, vcpus) }) as DomainDef['vcpu'],
    cputune: sharesOf(entries, vcpus),
    os: osOf(entries),
    clock: clock.create({ offset: 'utc' }),
    devices: devices.create({
      graphics: parseGraphics(entries),
      disks,
      controllers,
      filesystems: parseFilesystems(entries),
      interfaces: parseInterfaces(entries),
      videos: [parseVideo(entries)],
      serials: parseSerials(entries, context),
      parallels: parseParallels(entries, context),
    }),
    namespaces: context.datacenterPath === undefined && context.moref === undefined ? [] : ['vmware'],
  };
  postParseDomain(def, vmxDomainContext({ ...context.init, abiUpdate: true }));
  return def;
}

function checkVersions(entries: VmxEntries): number {
  const version = entries.essentialInteger('config.version');
  if (version !== 8n) throw vmxError(`Expecting VMX entry 'config.version' to be 8 but found ${version}`);
  const hardware = entries.essentialInteger('virtualHW.version');
  if (hardware < 4n) throw vmxError(`Expecting VMX entry 'virtualHW.version' to be 4 or higher but found ${hardware}`);
  return Number(hardware);
}

function nameOf(entries: VmxEntries): string {
  const raw = entries.raw('displayName');
  if (raw === undefined) return '';
  const half = unescapePercent(raw);
  const name = half === undefined ? undefined : unescapePipe(half);
  if (name === undefined) throw vmxError("VMX entry 'name' contains invalid escape sequence");
  return name;
}

function annotationOf(entries: VmxEntries): string | undefined {
  const raw = entries.raw('annotation');
  if (raw === undefined) return undefined;
  const text = unescapePipe(raw);
  if (text === undefined) throw vmxError("VMX entry 'annotation' contains invalid escape sequence");
  return text;
}

function genidOf(entries: VmxEntries): { value: string }[] {
  const halves = [entries.integer('vm.genid', 0n), entries.integer('vm.genidX', 0n)];
  if (halves.every((half) => half === 0n)) return [];
  return [{ value: vmxUuid(halves.map((half) => BigInt.asUintN(64, half).toString(16).padStart(16, '0')).join('')) }];
}

function memoryOf(entries: VmxEntries): Pick<DomainDef, 'memory' | 'currentMemory' | 'memtune'> {
  const sizeMiB = entries.integer('memsize', 32n);
  if (sizeMiB <= 0n || sizeMiB % 4n !== 0n) {
    throw vmxError(`Expecting VMX entry 'memsize' to be an unsigned integer (multiple of 4) but found ${sizeMiB}`);
  }
  const limitMiB = entries.integer('sched.mem.max', sizeMiB);
  const reservedMiB = entries.integer('sched.mem.minsize', 0n);
  const kib = (mib: bigint): number => Number((mib > sizeMiB ? sizeMiB : mib) * 1024n);
  return {
    memory: { dumpCore: undefined, sizeKiB: kib(sizeMiB) },
    currentMemory: { sizeKiB: kib(limitMiB < 0n ? sizeMiB : limitMiB) },
    memtune: reservedMiB > 0n ? memtune.create({ minGuaranteeKiB: kib(reservedMiB) }) : undefined,
  };
}

function vcpusOf(entries: VmxEntries): number {
  const count = entries.integer('numvcpus', 1n);
  if (count <= 0n || count > MAX_CPUS) throw vmxError(`Expecting VMX entry 'numvcpus' to be an unsigned integer greater than 0 but found ${count}`);
  return Number(count);
}

function topologyOf(entries: VmxEntries, vcpus: number): Cpu | undefined {
  const cores = Number(entries.integer('cpuid.coresPerSocket', 1n));
  if (cores <= 1) return undefined;
  const sockets = Math.floor(vcpus / cores);
  if (sockets <= 0) throw vmxError("VMX entry 'cpuid.coresPerSocket' smaller than 'numvcpus'");
  return newCpu({ topology: { sockets, dies: 1, cores, threads: 1 } });
}

/** Bits of libvirt's masks. */
const MASK_LENGTH = 16_384;

function affinityOf(entries: VmxEntries, vcpus: number): string | undefined {
  const text = entries.string('sched.cpu.affinity');
  if (text === undefined || text.toLowerCase() === 'all') return undefined;
  const parts = text.split(',');
  if (parts.length < vcpus) {
    throw vmxError(
      `Expecting VMX entry 'sched.cpu.affinity' to contain at least as many values as 'numvcpus' (${vcpus}) but found only ${parts.length} value(s)`,
    );
  }
  const cpus = parts.map((part) => {
    if (!/^\s*\d+\s*$/.test(part)) {
      throw vmxError(`Expecting VMX entry 'sched.cpu.affinity' to be a comma separated list of unsigned integers but found '${text}'`);
    }
    const cpu = Number(part);
    if (cpu >= MASK_LENGTH) throw vmxError(`VMX entry 'sched.cpu.affinity' contains a ${cpu}, this value is too large`);
    return cpu;
  });
  return formatCpuSet(cpus);
}

/** What the levels mean for one CPU (vSphere's `SharesInfo`). */
export const SHARES_OF_LEVEL = { low: 500, normal: 1000, high: 2000 } as const;

function sharesOf(entries: VmxEntries, vcpus: number): DomainDef['cputune'] {
  const text = entries.string('sched.cpu.shares');
  if (text === undefined) return undefined;
  const level = text.toLowerCase();
  if (level === 'low' || level === 'normal' || level === 'high') return cputune.create({ shares: BigInt(SHARES_OF_LEVEL[level] * vcpus) });
  if (!/^\s*\+?\d{1,20}$/.test(text) || BigInt(text) > 0xffff_ffff_ffff_ffffn) {
    throw vmxError(`Expecting VMX entry 'sched.cpu.shares' to be an unsigned integer or 'low', 'normal' or 'high' but found '${text}'`);
  }
  return cputune.create({ shares: BigInt(text) });
}

function osOf(entries: VmxEntries): DomainDef['os'] {
  const arch = entries.string('guestOS')?.endsWith('-64') === true ? 'x86_64' : 'i686';
  const firmware = entries.string('firmware');
  if (firmware !== undefined && firmware !== 'efi' && firmware !== 'bios') throw vmxError(`VMX entry 'firmware' has unknown value '${firmware}'`);
  return {
    ...os.create({ firmware: firmware === 'efi' ? 'efi' : undefined, smbios: entries.boolean('smbios.reflecthost', false) ? 'host' : undefined }),
    type: { arch, machine: undefined, name: 'hvm' },
  };
}

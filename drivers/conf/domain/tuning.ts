import { enumOf, i64, int, intOf, onOff, string, u64, uint, uintOf, yesNo } from '../lens/codec.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { cpuSet, formatCpuSet, parseCpuSet } from '../lens/cpu-set.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, flag, hidden, list, text, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { scaleBytes } from '../lens/scaled-size.ts';
import { kibChild, kibText, prettySize } from '../lens/sized.ts';
import { nonZero } from './device-info.ts';

/** `<memory>`: how much there is, and whether a dump of the guest holds it. */
export const memory = element({ dumpCore: attr(onOff), sizeKiB: kibText() });

/** `<maxMemory>`: how much there may be after hotplug. */
export const maxMemory = element({ slots: attr(uint), sizeKiB: kibText() });

const some = { omit: (value: bigint): boolean => value === 0n } as const;

const blkioDevice = element(
  {
    path: textChild(string, { required: () => xmlError('missing per-device path') }),
    weight: textChild(uint, nonZero),
    read_iops_sec: textChild(uint, nonZero),
    write_iops_sec: textChild(uint, nonZero),
    read_bytes_sec: textChild(u64, some),
    write_bytes_sec: textChild(u64, some),
  },
  {
    formatting(value) {
      const any = (value.weight ?? 0) + (value.read_iops_sec ?? 0) + (value.write_iops_sec ?? 0) > 0;
      return any || (value.read_bytes_sec ?? 0n) + (value.write_bytes_sec ?? 0n) > 0n ? value : undefined;
    },
  },
);

/** Shares of the host's disks. */
export const blkiotune = element({ weight: textChild(uint, nonZero), devices: list(blkioDevice, { name: 'device' }) });
export type Blkiotune = LensValue<typeof blkiotune>;

/** `VIR_DOMAIN_MEMORY_PARAM_UNLIMITED`: as good as no limit. */
export const MEMORY_UNLIMITED = 9007199254740991;

const limits = element(
  { hardLimitKiB: kibChild({ name: 'hard_limit' }), softLimitKiB: kibChild({ name: 'soft_limit' }), minGuaranteeKiB: kibChild({ name: 'min_guarantee', omitZero: true }), swapHardLimitKiB: kibChild({ name: 'swap_hard_limit' }) },
  {
    formatting: (value) => ({ ...value, hardLimitKiB: limited(value.hardLimitKiB), softLimitKiB: limited(value.softLimitKiB), swapHardLimitKiB: limited(value.swapHardLimitKiB) }),
  },
);

function limited(kib: number | undefined): number | undefined {
  return kib === undefined || kib >= MEMORY_UNLIMITED ? undefined : kib;
}

/** Limits of the machine's memory. */
export const memtune = limits;
export type Memtune = LensValue<typeof memtune>;

const hugepage = element(
  { size: attr(u64, { required: () => xmlError("missing element or attribute './@size'", 'xml') }), unit: attr(string), nodeset: attr(cpuSet) },
  {
    parsed(value, xml) {
      value.size = (scaleBytes(value.size, value.unit, 1024n) + 1023n) / 1024n;
      value.unit = 'KiB';
      if (value.size === 0n) throw xmlError("hugepage size can't be zero");
      if (value.nodeset === '') throw unsupported(`Invalid value of 'nodeset': ${xml.attribute('nodeset') ?? ''}`);
    },
  },
);

/** What the guest's memory is made of. */
export const memoryBacking = element({
  hugepages: child(element({ pages: list(hugepage, { name: 'page' }) }, { keep: true })),
  nosharepages: flag(),
  locked: flag(),
  source: attrChild('type', wordOrUnsupported(['file', 'anonymous', 'memfd'], 'memoryBacking/source/type')),
  access: attrChild('mode', wordOrUnsupported(['shared', 'private'], 'memoryBacking/access/mode')),
  allocation: child(element({ mode: attr(wordOrUnsupported(['immediate', 'ondemand'], 'memoryBacking/allocation/mode')), threads: attr(uint, nonZero) })),
  discard: flag(),
});
export type MemoryBacking = LensValue<typeof memoryBacking>;

function wordOrUnsupported<const W extends readonly string[]>(words: W, what: string): ReturnType<typeof enumOf<W>> {
  const inner = enumOf(words);
  return {
    ...inner,
    decode(value, place) {
      if (!words.includes(value)) throw unsupported(`unknown ${what} '${value}'`);
      return inner.decode(value, place);
    },
  };
}

/** How many CPUs the guest has, and where they may run. */
export const vcpu = element(
  { placement: attr(enumOf(['static', 'auto']), { default: 'static' }), cpuset: attr(cpuSet), current: attr(uint), max: text(maxVcpus()) },
  {
    parsed(value) {
      value.max ??= 1;
      if (value.placement === 'auto') value.cpuset = undefined;
      if (value.cpuset === '') throw unsupported("Invalid value of 'cpuset': ");
      if (value.max === 0) throw xmlError('maximum vcpus count must be an integer');
      if (value.current !== undefined && value.current > value.max) {
        throw confError('internal-error', `maxvcpus must not be less than current vcpus (${value.max} < ${value.current})`);
      }
    },
  },
);
export type Vcpu = LensValue<typeof vcpu>;

function maxVcpus(): typeof uint {
  return {
    ...uint,
    decode(value) {
      if (!/^\s*\+?\d+$/.test(value)) throw xmlError('maximum vcpus count must be an integer');
      return Number(value);
    },
  };
}

const oneVcpu = element({
  id: attr(uint, { required: true }),
  enabled: attr(yesNo, { required: true }),
  hotpluggable: attr(yesNo),
  order: attr(uint, nonZero),
});

/** The state of single CPUs. */
export const vcpus = element({ vcpu: list(oneVcpu) });
export type Vcpus = LensValue<typeof vcpus>;

const pool = { thread_pool_min: attr(intOf({ nonNegative: true })), thread_pool_max: attr(intOf({ nonNegative: true })) };
const iothread = element({ id: attr(uintOf({ positive: true }), { required: true }), ...pool, autofill: hidden((): boolean => false) });

/** The threads that do the guest's I/O. */
export const iothreadids = element(
  { iothread: list(iothread) },
  {
    parsed(value) {
      const seen = new Set<number>();
      for (const { id } of value.iothread) {
        if (seen.has(id)) throw xmlError(`duplicate iothread id '${id}' found`);
        seen.add(id);
      }
    },
    formatting: (value) => (value.iothread.some((each) => !each.autofill || each.thread_pool_min !== undefined || each.thread_pool_max !== undefined) ? value : undefined),
  },
);
export type IothreadIds = LensValue<typeof iothreadids>;

/** The emulator's own I/O thread. */
export const defaultiothread = element(pool);

/** As many threads as were asked for: those without a number of their own get the lowest free ones. */
export function fillIothreads(count: number | undefined, ids: IothreadIds | undefined): IothreadIds | undefined {
  const given = ids?.iothread ?? [];
  const wanted = Math.max(count ?? 0, given.length);
  if (wanted === 0) return undefined;
  const taken = new Set(given.map((each) => each.id));
  const filled = [...given];
  for (let id = 1; filled.length < wanted; id++) if (!taken.has(id)) filled.push(iothread.create({ id, autofill: true }));
  return { iothread: filled };
}

const SCHEDULERS = ['batch', 'idle', 'fifo', 'rr'] as const;
const scheduler = { scheduler: attr(enumOf(SCHEDULERS), { required: true }), priority: attr(int) } as const;

function checkScheduler(value: { scheduler: string; priority: number | undefined }): void {
  if (value.scheduler === 'fifo' || value.scheduler === 'rr') {
    if (value.priority === undefined) throw xmlError('Missing scheduler priority');
  } else {
    value.priority = undefined;
  }
}

const emulatorsched = element(scheduler, { parsed: checkScheduler });
const vcpusched = element({ vcpus: attr(cpuSet, { required: () => xmlError("Missing attribute 'vcpus' in element 'vcpusched'") }), ...scheduler }, { parsed: checkScheduler });
const iothreadsched = element(
  { iothreads: attr(cpuSet, { required: () => xmlError("Missing attribute 'iothreads' in element 'iothreadsched'") }), ...scheduler },
  { parsed: checkScheduler },
);

const cacheSlice = element(
  {
    id: attr(uint, { required: true }),
    level: attr(uint, { required: true }),
    type: attr(enumOf(['both', 'code', 'data']), { required: true }),
    size: attr(u64, { required: () => xmlError("missing element or attribute './@size'", 'xml') }),
    unit: attr(string),
  },
  {
    parsed(value) {
      const pretty = prettySize(scaleBytes(value.size, value.unit, 1024n));
      value.size = pretty.value;
      value.unit = pretty.unit;
    },
  },
);

const monitor = element({ level: attr(uint), vcpus: attr(cpuSet, { required: () => xmlError("Missing monitor attribute 'vcpus'") }) });

const TYPE_ORDER = ['both', 'code', 'data'];

const cachetune = element(
  { vcpus: attr(cpuSet, { required: () => xmlError("Missing cachetune attribute 'vcpus'") }), id: attr(string, { only: 'live' }), caches: list(cacheSlice, { name: 'cache' }), monitors: list(monitor, { name: 'monitor' }) },
  {
    parsed(value) {
      checkCaches(value.caches);
      checkMonitors(value.vcpus, value.monitors, value.caches.length === 0);
      value.caches.sort((a, b) => a.level - b.level || TYPE_ORDER.indexOf(a.type) - TYPE_ORDER.indexOf(b.type) || a.id - b.id);
      for (const each of value.monitors) if (each.level !== 3) throw xmlError(`Invalid monitor cache level '${each.level ?? 0}'`);
    },
  },
);

function checkCaches(caches: readonly LensValue<typeof cacheSlice>[]): void {
  const seen = new Map<string, string>();
  for (const each of caches) {
    const place = `${each.level}/${each.id}`;
    for (const type of TYPE_ORDER) {
      const clash = seen.get(`${place}/${type}`) !== undefined && (type === each.type || type === 'both' || each.type === 'both');
      if (clash) throw xmlError(`Colliding cache allocations for cache level '${each.level}' id '${each.id}', type '${each.type}'`, 'resctrl');
    }
    seen.set(`${place}/${each.type}`, each.type);
  }
}

function checkMonitors(vcpuSet: string, monitors: readonly { vcpus: string }[], bare: boolean): void {
  const own = new Set(parseCpuSet(vcpuSet));
  const before: { vcpus: string; members: number[] }[] = [];
  for (const each of monitors) {
    const members = parseCpuSet(each.vcpus);
    if (members.some((cpu) => !own.has(cpu))) throw confError('invalid-arg', 'Monitor vcpus conflicts with allocation');
    if (before.some((other) => other.vcpus === each.vcpus)) throw confError('invalid-arg', 'Identical vcpus found in same type monitors');
    const whole = each.vcpus === vcpuSet;
    const overlapping = before.filter((other) => other.members.some((cpu) => members.includes(cpu)));
    if (overlapping.some((other) => bare || (!whole && other.vcpus !== vcpuSet))) throw confError('invalid-arg', 'vcpus overlaps in resctrl groups');
    before.push({ vcpus: each.vcpus, members });
  }
}

const bandwidthNode = element({ id: attr(uint, { required: true }), bandwidth: attr(uint, { required: true }) });

const memorytune = element(
  {
    vcpus: attr(cpuSet, { required: () => xmlError("Missing memorytune attribute 'vcpus'") }),
    id: attr(string, { only: 'live' }),
    nodes: list(bandwidthNode, { name: 'node' }),
    monitors: list(monitor, { name: 'monitor' }),
  },
  {
    parsed(value) {
      const seen = new Set<number>();
      for (const { id, bandwidth } of value.nodes) {
        if (seen.has(id)) throw xmlError(`Memory Bandwidth already defined for node ${id}`, 'resctrl');
        if (bandwidth > 100) throw xmlError('Memory Bandwidth value exceeding 100 is invalid.', 'resctrl');
        seen.add(id);
      }
      for (const each of value.monitors) each.level = undefined;
      value.nodes.sort((a, b) => a.id - b.id);
    },
  },
);

const vcpupin = element({ vcpu: attr(uint, { required: true }), cpuset: attr(cpuSet, { required: () => confError('internal-error', 'Missing cpuset for vcpupin') }) });
const iothreadpin = element({ iothread: attr(uint, { required: true }), cpuset: attr(cpuSet, { required: () => confError('internal-error', 'Missing cpuset for iothreadpin') }) });
const emulatorpin = element({ cpuset: attr(cpuSet, { required: () => confError('internal-error', 'missing cpuset for emulatorpin') }) });

const PERIOD = { min: 1000n, max: 1000000n };

/** Shares and pinning of the host's CPUs. */
export const cputune = element(
  {
    shares: textChild(u64),
    period: textChild(u64, some),
    quota: textChild(i64, some),
    global_period: textChild(u64, some),
    global_quota: textChild(i64, some),
    emulator_period: textChild(u64, some),
    emulator_quota: textChild(i64, some),
    iothread_period: textChild(u64, some),
    iothread_quota: textChild(i64, some),
    vcpupin: list(vcpupin),
    emulatorpin: child(emulatorpin),
    iothreadpin: list(iothreadpin),
    emulatorsched: child(emulatorsched),
    vcpusched: list(vcpusched),
    iothreadsched: list(iothreadsched),
    cachetune: list(cachetune),
    memorytune: list(memorytune),
  },
  {
    parsed(value) {
      value.vcpupin = unique(value.vcpupin, (each) => each.vcpu).sort((a, b) => a.vcpu - b.vcpu);
      checkOverlap('vcpusched', 'vcpus', value.vcpusched.map((each) => each.vcpus));
      checkOverlap('iothreadsched', 'iothreads', value.iothreadsched.map((each) => each.iothreads));
      value.vcpusched = value.vcpusched
        .flatMap((each) => parseCpuSet(each.vcpus).map((cpu) => ({ ...each, vcpus: String(cpu) })))
        .sort((a, b) => Number(a.vcpus) - Number(b.vcpus));
      value.iothreadsched = value.iothreadsched
        .flatMap((each) => parseCpuSet(each.iothreads).map((thread) => ({ ...each, iothreads: String(thread) })))
        .sort((a, b) => Number(a.iothreads) - Number(b.iothreads));
    },
  },
);
export type Cputune = LensValue<typeof cputune>;

function checkOverlap(element: string, attribute: string, sets: readonly string[]): void {
  const all = sets.flatMap((each) => parseCpuSet(each));
  if (new Set(all).size < all.length) throw confError('xml-detail', `'${element}' attributes '${attribute}' must not overlap`);
}

function unique<T>(values: readonly T[], key: (value: T) => number): T[] {
  const seen = new Set<number>();
  return values.filter((each) => !seen.has(key(each)) && seen.add(key(each)).size > 0);
}

/** libvirt's checks of CPU tuning, which need the number of CPUs. */
export function settleCputune(value: Cputune, maxCpus: number, threads: ReadonlySet<number>): void {
  checkPeriods(value);
  for (const { iothreads } of value.iothreadsched) {
    if (!threads.has(Number(iothreads))) throw unsupported(`Cannot find 'iothread' : ${iothreads}`);
  }
  const pins = new Set<number>();
  for (const each of value.vcpupin) pins.add(each.vcpu);
  value.vcpupin = value.vcpupin.filter((each) => each.vcpu < maxCpus);
  const shrink = (set: string): string => formatCpuSet(parseCpuSet(set).filter((cpu) => cpu < maxCpus));
  for (const each of value.cachetune) each.vcpus = shrink(each.vcpus);
  for (const each of value.memorytune) each.vcpus = shrink(each.vcpus);
  const groups: string[] = [];
  for (const each of value.cachetune) {
    if (each.vcpus === '') continue;
    if (groups.includes(each.vcpus)) throw xmlError('Identical vcpus in cachetunes found');
    if (groups.some((other) => overlaps(other, each.vcpus))) throw xmlError('Overlapping vcpus in resctrls');
    if (each.caches.length + each.monitors.length > 0) groups.push(each.vcpus);
  }
  for (const each of value.memorytune) {
    if (each.vcpus === '' || groups.includes(each.vcpus)) continue;
    if (groups.some((other) => overlaps(other, each.vcpus))) throw xmlError('Overlapping vcpus in resctrls');
    groups.push(each.vcpus);
  }
  value.cachetune = value.cachetune.filter((each) => each.vcpus !== '' && each.caches.length + each.monitors.length > 0);
  value.memorytune = value.memorytune.filter((each) => each.vcpus !== '' && each.nodes.length + each.monitors.length > 0);
}

function overlaps(a: string, b: string): boolean {
  const members = new Set(parseCpuSet(a));
  return parseCpuSet(b).some((cpu) => members.has(cpu));
}

function checkPeriods(value: Cputune): void {
  const periods = { period: value.period, global_period: value.global_period, emulator_period: value.emulator_period, iothread_period: value.iothread_period };
  for (const [name, period] of Object.entries(periods)) {
    if (period !== undefined && period > 0n && (period < PERIOD.min || period > PERIOD.max)) {
      throw unsupported(`Value of cputune '${name}' must be in range [1000, 1000000]`);
    }
  }
  const quotas = { quota: value.quota, global_quota: value.global_quota, emulator_quota: value.emulator_quota, iothread_quota: value.iothread_quota };
  for (const [name, quota] of Object.entries(quotas)) {
    if (quota !== undefined && quota > 0n && (quota < PERIOD.min || quota > 17592186044415n)) {
      throw unsupported(`Value of cputune '${name}' must be in range [1000, 17592186044415]`);
    }
  }
}

const memoryPolicy = element(
  { mode: attr(string), nodeset: attr(cpuSet), placement: attr(string) },
  {
    parsed(value, xml) {
      if (value.nodeset === '') throw unsupported(`Invalid value of 'nodeset': ${xml.attribute('nodeset') ?? ''}`);
    },
  },
);
const memnode = element({ cellid: attr(uint, { required: true }), mode: attr(enumOf(['strict', 'preferred', 'interleave', 'restrictive']), { default: 'strict' }), nodeset: attr(cpuSet, { required: () => xmlError('Missing required nodeset attribute in memnode element') }) });

/** From which of the host's NUMA nodes memory comes. */
export const numatune = element({ memory: child(memoryPolicy), memnode: list(memnode) });
export type Numatune = LensValue<typeof numatune>;
/** A policy with nothing said. */
export function newMemoryPolicy(fields: Partial<LensValue<typeof memoryPolicy>>): LensValue<typeof memoryPolicy> {
  return memoryPolicy.create(fields);
}

/** Where the host accounts the machine's resources. */
export const resource = element({ partition: textChild(string), fibrechannel: attrChild('appid', string) });

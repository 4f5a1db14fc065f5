import { enumOf, intOf, onOff, string, u64, uint, uintOf, yesNo } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { cpuSet, parseCpuSet } from '../lens/cpu-set.ts';
import { element } from '../lens/element.ts';
import type { ElementLens } from '../lens/element.ts';
import { attr, child, custom, list, text, textChild } from '../lens/fields.ts';
import type { LensValue, ValueOf } from '../lens/lens.ts';
import { scaleBytes } from '../lens/scaled-size.ts';
import { nonZero } from './device-info.ts';

const model = element({ fallback: attr(string), vendor_id: attr(string), name: text(string) });

const topology = element(
  {
    sockets: attr(uintOf({ positive: true }), { required: true }),
    dies: attr(uintOf({ positive: true }), { default: 1 }),
    cores: attr(uintOf({ positive: true }), { required: true }),
    threads: attr(uintOf({ positive: true }), { required: true }),
  },
);

const cache = element(
  { level: attr(intOf({ nonNegative: true })), mode: attr(enumOf(['emulate', 'passthrough', 'disable']), { required: true }) },
  {
    parsed(value) {
      if (value.level !== undefined && (value.level < 1 || value.level > 3)) throw xmlError('invalid CPU cache level, must be in range [1,3]', 'cpu');
    },
  },
);

const maxphysaddr = element({ mode: attr(enumOf(['emulate', 'passthrough']), { required: true }), bits: attr(intOf({ nonNegative: true })) });

const feature = element({ policy: attr(string), name: attr(string) });

const sized = element(
  { value: attr(u64), unit: attr(string) },
  {
    parsed(value, xml) {
      if (value.value === undefined) throw xmlError(`missing element or attribute './${xml.name}/@value'`, 'xml');
    },
  },
);

const distance = element({ id: attr(uint), value: attr(uint) }, { formatting: (value) => (value.value === 0 ? undefined : value) });

const numaCache = element(
  {
    level: attr(uint, { required: true }),
    associativity: attr(enumOf(['none', 'direct', 'full'])),
    policy: attr(enumOf(['none', 'writeback', 'writethrough'])),
    size: child(sized),
    line: child(sized),
  },
  {
    parsed(value) {
      if (value.size?.value !== undefined) value.size = { value: (scaleBytes(value.size.value, value.size.unit, 1024n) + 1023n) / 1024n, unit: 'KiB' };
      if (value.line?.value !== undefined) value.line = { value: scaleBytes(value.line.value, value.line.unit, 1n), unit: 'B' };
    },
  },
);

const cell = element(
  {
    id: attr(uint),
    cpus: attr(cpuSet),
    memoryKiB: attr(u64, { name: 'memory', required: () => xmlError("missing element or attribute './@memory'", 'xml') }),
    unit: attr(string),
    memAccess: attr(enumOf(['shared', 'private']), { refused: 'default' }),
    discard: attr(yesNo),
    distances: child(element({ siblings: list(distance, { name: 'sibling' }) })),
    caches: list(numaCache, { name: 'cache' }),
  },
  {
    parsed(value) {
      value.memoryKiB = (scaleBytes(value.memoryKiB, value.unit, 1024n) + 1023n) / 1024n;
      value.unit = 'KiB';
      if (value.cpus === '') value.cpus = undefined;
    },
  },
);

const link = {
  initiator: attr(uint, { required: true }),
  target: attr(uint, { required: true }),
  cache: attr(uint, nonZero),
  type: attr(enumOf(['access', 'read', 'write']), { required: true, refused: 'none' }),
  value: attr(u64, { required: true }),
} as const;

const bandwidthLink = element(
  { ...link, unit: attr(string) },
  {
    parsed(value) {
      value.value = (scaleBytes(value.value, value.unit, 1024n) + 1023n) / 1024n;
      value.unit = 'KiB';
    },
  },
);

const latencyLink = element(link);

/** Latencies and bandwidths keep the order in which they were given. */
type Link = { kind: 'latency'; link: LensValue<typeof latencyLink> } | { kind: 'bandwidth'; link: LensValue<typeof bandwidthLink> };

const interconnects = element({
  links: custom<Link[]>({
    initial: () => [],
    read: (xml, context) =>
      xml.elements().flatMap((each): Link[] => {
        if (each.name === 'latency') return [{ kind: 'latency', link: latencyLink.parse(each, context, xml) }];
        if (each.name === 'bandwidth') return [{ kind: 'bandwidth', link: bandwidthLink.parse(each, context, xml) }];
        return [];
      }),
    write(links, _name, out, context) {
      for (const each of links) {
        if (each.kind === 'latency') latencyLink.format(each.link, 'latency', out, context);
        else bandwidthLink.format(each.link, 'bandwidth', out, context);
      }
    },
  }),
});

const numa = element(
  { cells: list(cell, { name: 'cell' }), interconnects: child(interconnects) },
  {
    parsed(value) {
      if (value.cells.length === 0) throw xmlError('NUMA topology defined without NUMA cells');
      orderCells(value.cells);
    },
  },
);

/** The guest's NUMA nodes. */
export type Numa = LensValue<typeof numa>;
/** One of them. */
export type NumaCell = LensValue<typeof cell>;

function orderCells(cells: NumaCell[]): void {
  const ordered: (NumaCell | undefined)[] = cells.map(() => undefined);
  cells.forEach((each, index) => {
    const id = each.id ?? index;
    if (id >= cells.length) {
      throw xmlError("Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed");
    }
    if (ordered[id] !== undefined) throw xmlError(`Duplicate NUMA cell info for cell id '${id}'`);
    ordered[id] = { ...each, id };
  });
  const taken = new Map<number, number>();
  for (const each of ordered) {
    for (const cpu of each?.cpus === undefined ? [] : parseCpuSet(each.cpus)) {
      const other = taken.get(cpu);
      if (other !== undefined) throw unsupported(`NUMA cells ${each?.id ?? 0} and ${other} have overlapping vCPU ids`);
      taken.set(cpu, each?.id ?? 0);
    }
  }
  cells.splice(0, cells.length, ...ordered.filter((each) => each !== undefined));
  symmetric(cells);
}

/** A distance given for one direction holds for the other one too, and of a node to itself is 10. */
function symmetric(cells: readonly NumaCell[]): void {
  if (cells.every((each) => each.distances === undefined)) return;
  const values = cells.map((each) => new Map((each.distances?.siblings ?? []).map((sibling) => [sibling.id ?? 0, sibling.value ?? 0])));
  cells.forEach((each, index) => {
    const own = values[index];
    if (each.distances === undefined && !values.some((other, at) => at !== index && other.has(index))) return;
    const siblings = cells.flatMap((_, other) => {
      const value = own?.get(other) ?? values[other]?.get(index) ?? (other === index ? 10 : 0);
      return value === 0 ? [] : [{ id: other, value }];
    });
    each.distances = { siblings };
  });
}

const shape = {
  mode: attr(string),
  match: attr(enumOf(['minimum', 'exact', 'strict'])),
  check: attr(enumOf(['none', 'partial', 'full'])),
  migratable: attr(onOff),
  model: child(model),
  vendor: textChild(string),
  topology: child(topology),
  cache: child(cache),
  maxphysaddr: child(maxphysaddr),
  features: list(feature, { name: 'feature' }),
  numa: child(numa),
};

/** The guest's CPU. */
export type Cpu = ValueOf<typeof shape>;

const MODES = ['custom', 'host-model', 'host-passthrough', 'maximum'];
const POLICIES = ['force', 'require', 'optional', 'disable', 'forbid'];

/** The guest's CPU. */
export const cpu: ElementLens<Cpu> = element(shape, {
  parsed(value) {
    if (value.mode !== undefined && !MODES.includes(value.mode)) throw unsupported(`Invalid mode attribute '${value.mode}'`, 'cpu');
    value.mode ??= 'custom';
    const passthrough = value.mode === 'host-passthrough' || value.mode === 'maximum';
    if (value.migratable !== undefined && !passthrough) {
      throw unsupported("Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode", 'cpu');
    }
    checkModel(value, passthrough);
    if (value.vendor !== undefined && value.model?.name === undefined) throw xmlError('CPU vendor specified without CPU model', 'cpu');
    checkFeatures(value);
  },
  formatting(value) {
    const bare = value.mode === 'custom' && value.model?.name === undefined;
    const showModel = value.mode === 'custom' || value.mode === 'host-model';
    const named = value.model?.name !== undefined;
    return {
      ...value,
      mode: bare ? undefined : value.mode,
      match: bare || value.mode !== 'custom' ? undefined : (value.match ?? 'exact'),
      check: bare ? undefined : value.check,
      model: !showModel || value.model === undefined ? undefined : { ...value.model, fallback: named ? (value.model.fallback ?? 'allow') : undefined },
      vendor: showModel ? value.vendor : undefined,
    };
  },
});

function checkModel(value: Cpu, passthrough: boolean): void {
  const { model: own } = value;
  if (own === undefined) return;
  if (passthrough) {
    own.fallback = undefined;
    own.vendor_id = undefined;
    return;
  }
  if (own.fallback !== undefined && own.fallback !== 'allow' && own.fallback !== 'forbid') throw unsupported('Invalid fallback attribute', 'cpu');
  if (own.vendor_id === undefined) return;
  if (own.vendor_id.length !== 12) throw xmlError('vendor_id must be exactly 12 characters long', 'cpu');
  if (own.vendor_id.includes(',')) throw xmlError('vendor id is invalid', 'cpu');
}

function checkFeatures(value: Cpu): void {
  if (value.features.length > 0 && value.model?.name === undefined && value.mode === 'custom') {
    throw xmlError('Non-empty feature list specified without CPU model', 'cpu');
  }
  const seen = new Set<string>();
  for (const each of value.features) {
    each.policy ??= 'require';
    if (!POLICIES.includes(each.policy)) throw unsupported('Invalid CPU feature policy', 'cpu');
    if (each.name === undefined || each.name === '') throw xmlError('Invalid CPU feature name', 'cpu');
    if (seen.has(each.name)) throw xmlError(`CPU feature '${each.name}' specified more than once`, 'cpu');
    seen.add(each.name);
  }
}

/** How many CPUs the topology has; undefined without one. */
export function topologyCpus(value: Cpu | undefined): number | undefined {
  const own = value?.topology;
  return own === undefined ? undefined : own.sockets * own.dies * own.cores * own.threads;
}

/** A CPU with nothing said. */
export function newCpu(fields: Partial<Cpu>): Cpu {
  return cpu.create({ mode: 'custom', ...fields });
}

/** A model by name. */
export function newCpuModel(name: string, fallback?: string): LensValue<typeof model> {
  return model.create({ name, fallback });
}

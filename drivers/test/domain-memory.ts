import type { DomainMethods } from '../api/facets/domain.ts';
import type { TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import {
  DomainMemoryFlags,
  DomainMemoryModFlags as Mod,
  DomainMemoryStatTags as Tag,
  DomainModificationImpact as Impact,
  DomainNumatuneMemMode as NumaMode,
  TypedParameterFlags,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed, typedValue, validateTypedParameters } from '../core/typed-params.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { parseCpuSet } from './cpu-set.ts';
import type { DomainConfig } from './domain-config.ts';
import { bigintOf } from './domain-facts.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';
import { appendChild, ensureChild, removeChildren, setChildText } from './tree-edit.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
const GET = AFFECT | TypedParameterFlags.TYPED_PARAM_STRING_OKAY;

/** The words of virDomainNumatuneMemMode, by number. */
const NUMA_MODES = ['strict', 'preferred', 'interleave', 'restrictive'] as const;

/** Memory: how much, its limits, its NUMA placement, and what is in it. */
export const domainMemory = methodsOf<DomainMethods>()({
  getMaxMemory: (session, dom) => session.host.domains.require(dom).config.facts.memoryKiB,
  setMaxMemory(session, dom, memory) {
    setMemory(session, dom, memory, Mod.MAXIMUM);
  },
  setMemory(session, dom, memory) {
    setMemory(session, dom, memory, Mod.LIVE);
  },
  setMemoryFlags(session, dom, memory, flags = 0) {
    setMemory(session, dom, memory, flags);
  },

  setMemoryStatsPeriod(session, dom, period, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetMemoryStatsPeriod');
    session.host.domains.require(dom).editOne(flags, (config) => {
      if (!config.facts.hasBalloon) {
        throw libvirtError('test', 'internal-error', 'No memory balloon device configured, can not set the collection period');
      }
      return config.edit((root) => {
        const balloon = root.find('devices', 'memballoon');
        if (balloon === undefined) return;
        removeChildren(balloon, 'stats');
        if (period !== 0) appendChild(balloon, 'stats', { period: String(period) });
      });
    });
  },
  memoryStats(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainMemoryStats');
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    const { hasBalloon, currentMemoryKiB: memory } = domain.config.facts;
    return hasBalloon ? balloonStats(memory) : [];
  },
  memoryPeek(session, dom, offset, size, flags = 0) {
    const { VIRTUAL, PHYSICAL } = DomainMemoryFlags;
    checkFlags(flags, VIRTUAL | PHYSICAL, 'testDomainMemoryPeek');
    if (flags !== VIRTUAL && flags !== PHYSICAL) {
      throw libvirtError('test', 'invalid-arg', 'flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL');
    }
    session.host.domains.require(dom).assertActive();
    const first = Number(offset & 0xffn);
    return Uint8Array.from({ length: size }, (_, index) => (first + index) & 0xff);
  },

  getMemoryParameters(session, dom, flags = 0) {
    checkFlags(flags, GET, 'testDomainGetMemoryParameters');
    const limits = session.host.domains.require(dom).configFor(flags).config.root.child('memtune');
    return LIMITS.map((name) => typed.ullong(name, limitOf(limits, name)));
  },
  setMemoryParameters(session, dom, params, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetMemoryParameters');
    validateTypedParameters('test', params, { hard_limit: 'ullong', soft_limit: 'ullong', swap_hard_limit: 'ullong' });
    const domain = session.host.domains.require(dom);
    domain.editOne(flags, (config) => {
      assertSwapAboveHard(params, domain.config);
      return config.edit((root) => {
        const memtune = ensureChild(root, 'memtune');
        for (const { field, value } of params) setLimit(memtune, field, value as bigint);
      });
    });
  },

  getNumaParameters(session, dom, flags = 0) {
    checkFlags(flags, GET, 'testDomainGetNumaParameters');
    const memory = session.host.domains.require(dom).configFor(flags).config.root.find('numatune', 'memory');
    return [
      typed.int('numa_mode', Math.max(0, NUMA_MODES.indexOf(modeOf(memory)))),
      typed.string('numa_nodeset', memory?.attribute('nodeset') ?? ''),
    ];
  },
  setNumaParameters(session, dom, params, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainSetNumaParameters');
    validateTypedParameters('test', params, { numa_mode: 'int', numa_nodeset: 'string' });
    session.host.domains.require(dom).editOne(flags, (config, live) => setNuma(config, live, params));
  },
});

function setMemory(session: TestSession, dom: DomainRef, memory: bigint, flags: number): void {
  checkFlags(flags, Mod.LIVE | Mod.CONFIG | Mod.MAXIMUM, 'testDomainSetMemoryFlags');
  session.host.domains.require(dom).editOne(flags, (config, live) =>
    (flags & Mod.MAXIMUM) === 0 ? withCurrentMemory(config, memory) : withMaximumMemory(config, live, memory),
  );
}

function withCurrentMemory(config: DomainConfig, memory: bigint): DomainConfig {
  if (memory > config.facts.memoryKiB) throw libvirtError('test', 'invalid-arg', 'cannot set memory higher than max memory');
  return config.edit((root) => {
    setKiB(root, 'currentMemory', memory);
  });
}

function withMaximumMemory(config: DomainConfig, live: boolean, memory: bigint): DomainConfig {
  if (live) throw libvirtError('test', 'operation-invalid', 'cannot resize the maximum memory on an active domain');
  if ((config.root.find('cpu', 'numa')?.elements('cell').length ?? 0) > 0) {
    throw libvirtError('test', 'operation-invalid', 'initial memory size of a domain with NUMA nodes cannot be modified with this API');
  }
  const { maxMemoryKiB, currentMemoryKiB } = config.facts;
  if (maxMemoryKiB > 0n && maxMemoryKiB < memory) {
    throw libvirtError('test', 'operation-invalid', 'cannot set initial memory size greater than the maximum memory size');
  }
  return config.edit((root) => {
    setKiB(root, 'memory', memory);
    setKiB(root, 'currentMemory', currentMemoryKiB > memory ? memory : currentMemoryKiB);
  });
}

function setKiB(parent: XmlElement, name: string, valueKiB: bigint): void {
  setChildText(parent, name, String(valueKiB));
  parent.child(name)?.setAttribute('unit', 'KiB');
}

/** As libvirt's invented guest: half of its memory is free, an eighth holds disk caches. */
function balloonStats(memoryKiB: bigint): readonly { readonly tag: number; readonly value: bigint }[] {
  const stat = (tag: number, value: bigint): { readonly tag: number; readonly value: bigint } => ({ tag, value });
  return [
    stat(Tag.ACTUAL_BALLOON, memoryKiB),
    stat(Tag.SWAP_IN, 0n),
    stat(Tag.SWAP_OUT, 0n),
    stat(Tag.MAJOR_FAULT, 0n),
    stat(Tag.MINOR_FAULT, 0n),
    stat(Tag.UNUSED, memoryKiB / 2n),
    stat(Tag.AVAILABLE, memoryKiB),
    stat(Tag.USABLE, memoryKiB / 2n),
    stat(Tag.LAST_UPDATE, 627319920n),
    stat(Tag.DISK_CACHES, memoryKiB / 8n),
    stat(Tag.HUGETLB_PGALLOC, 0n),
    stat(Tag.HUGETLB_PGFAIL, 0n),
    stat(Tag.RSS, memoryKiB / 2n),
  ];
}

const LIMITS = ['hard_limit', 'soft_limit', 'swap_hard_limit'] as const;
/** libvirt's "no limit" (VIR_DOMAIN_MEMORY_PARAM_UNLIMITED). */
const UNLIMITED = 9007199254740991n;

function limitOf(memtune: XmlElement | undefined, name: (typeof LIMITS)[number]): bigint {
  return bigintOf(memtune?.child(name), UNLIMITED);
}

function setLimit(memtune: XmlElement, name: string, value: bigint): void {
  if (value >= UNLIMITED) removeChildren(memtune, name);
  else setKiB(memtune, name, value);
}

function assertSwapAboveHard(params: readonly TypedParameter[], running: DomainConfig): void {
  const swap = typedValue(params, 'swap_hard_limit') as bigint | undefined;
  const hard = typedValue(params, 'hard_limit') as bigint | undefined;
  if (swap === undefined && hard === undefined) return;
  const memtune = running.root.child('memtune');
  if ((hard ?? limitOf(memtune, 'hard_limit')) > (swap ?? limitOf(memtune, 'swap_hard_limit'))) {
    throw libvirtError('test', 'invalid-arg', 'memory hard_limit tunable value must be lower than or equal to swap_hard_limit');
  }
}

function modeOf(memory: XmlElement | undefined): (typeof NUMA_MODES)[number] {
  return NUMA_MODES.find((mode) => mode === memory?.attribute('mode')) ?? 'strict';
}

function setNuma(config: DomainConfig, live: boolean, params: readonly TypedParameter[]): DomainConfig {
  const mode = typedValue(params, 'numa_mode') as number | undefined;
  const nodeset = typedValue(params, 'numa_nodeset') as string | undefined;
  const word = mode === undefined ? undefined : NUMA_MODES[mode];
  if (mode !== undefined && (word === undefined || mode > NumaMode.RESTRICTIVE)) {
    throw libvirtError('test', 'invalid-arg', `unsupported numatune mode: '${mode}'`);
  }
  if (nodeset !== undefined && parseCpuSet(nodeset).length === 0) {
    throw libvirtError('test', 'operation-invalid', `Invalid nodeset of 'numatune': ${nodeset}`);
  }
  const present = config.root.find('numatune', 'memory');
  if (live && word !== undefined && present !== undefined && modeOf(present) !== word) {
    throw libvirtError('test', 'operation-invalid', "can't change numatune mode for running domain");
  }
  return config.edit((root) => {
    const memory = ensureChild(ensureChild(root, 'numatune'), 'memory');
    memory.setAttribute('mode', word ?? modeOf(present));
    if (nodeset !== undefined) {
      memory.setAttribute('nodeset', nodeset);
      memory.removeAttribute('placement');
    }
  });
}

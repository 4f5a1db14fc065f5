import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef } from '../../api/refs.ts';
import { DomainMemoryModFlags as Mod, DomainMemoryStatTags as Tags, DomainModificationImpact as Impact, TypedParameterFlags } from '../../core/constants.ts';
import { typed, typedValue, validateTypedParameters } from '../../core/typed-params.ts';
import { memtune, MEMORY_UNLIMITED } from '../../conf/domain/tuning.ts';
import { balloonStats } from './balloon-stats.ts';
import { editMachine, needsCgroups } from './edit-machine.ts';
import type { EmbedSession } from './embed-session.ts';
import { asked } from './domain-stats.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { processUse } from './process-use.ts';
import { qemuError } from './qemu-error.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
const LIMITS = [['hard_limit', 'hardLimitKiB'], ['soft_limit', 'softLimitKiB'], ['swap_hard_limit', 'swapHardLimitKiB']] as const;

/** Memory: how much, its limits, and what the guest says of it. */
export const domainMemory = methodsOf<DomainMethods>()({
  setMaxMemory: (session, dom, memory) => setMemory(session, dom, memory, Mod.MAXIMUM),
  setMemory: (session, dom, memory) => setMemory(session, dom, memory, Mod.LIVE),
  setMemoryFlags: (session, dom, memory, flags = 0) => setMemory(session, dom, memory, flags),

  async setMemoryStatsPeriod({ state }, dom, period, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainSetMemoryStatsPeriod');
    if (period < 0) throw qemuError('invalid-arg', 'collection period must not be negative');
    await editMachine(state, dom, flags, ({ devices: { memballoons: [balloon] } }) => {
      if (balloon === undefined || balloon.model === 'none') throw qemuError('operation-invalid', 'No memory balloon device configured, can not set the collection period');
      balloon.stats = period === 0 ? undefined : period;
    }, async (run, monitor) => {
      await monitor.execute('qom-set', { path: `/machine/peripheral/${run.live.devices.memballoons[0]?.alias ?? ''}`, property: 'guest-stats-polling-interval', value: period });
      run.balloonPeriodS = period;
    });
  },
  async memoryStats({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainMemoryStats');
    const machine = await state.require(dom);
    const run = machine.running();
    const [counters, used] = await Promise.all([asked(run.monitor, (monitor) => balloonStats(run, monitor), []), processUse(state, [run.pid])]);
    const rss = used.get(run.pid);
    return [
      { tag: Tags.ACTUAL_BALLOON, value: BigInt(run.live.currentMemory.sizeKiB) },
      ...counters.map(({ tag, value }) => ({ tag, value })),
      ...(rss === undefined ? [] : [{ tag: Tags.RSS, value: rss.rssKiB }]),
    ];
  },

  async getMemoryParameters({ state }, dom, flags = 0) {
    checkFlags(flags, AFFECT | TypedParameterFlags.TYPED_PARAM_STRING_OKAY, 'qemuDomainGetMemoryParameters');
    const { memtune: limits } = (await state.require(dom)).defFor(flags & AFFECT);
    return LIMITS.map(([field, key]) => typed.ullong(field, BigInt(limits?.[key] ?? MEMORY_UNLIMITED)));
  },
  async setMemoryParameters({ state }, dom, params, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainSetMemoryParameters');
    validateTypedParameters('qemu', params, { hard_limit: 'ullong', soft_limit: 'ullong', swap_hard_limit: 'ullong' });
    await editMachine(state, dom, flags, (def, live) => {
      if (live) throw needsCgroups('limiting memory');
      def.memtune ??= memtune.create({});
      for (const [field, key] of LIMITS) {
        const value = typedValue(params, field);
        if (typeof value === 'bigint') def.memtune[key] = Number(value);
      }
      const { hardLimitKiB = MEMORY_UNLIMITED, swapHardLimitKiB = MEMORY_UNLIMITED } = def.memtune;
      if (swapHardLimitKiB < hardLimitKiB) throw qemuError('invalid-arg', "memory hard_limit tunable value must be lower than or equal to swap_hard_limit");
    });
  },
});

async function setMemory({ state }: EmbedSession, dom: DomainRef, kib: bigint, flags: number): Promise<void> {
  checkFlags(flags, AFFECT | Mod.MAXIMUM, 'qemuDomainSetMemoryFlags');
  const sizeKiB = Number(kib);
  if ((flags & Mod.MAXIMUM) !== 0) {
    const impact = (flags & AFFECT) === 0 ? ((await state.require(dom)).run === undefined ? Impact.CONFIG : Impact.LIVE) : flags & AFFECT;
    await editMachine(state, dom, impact, (def, live) => {
      if (live) throw qemuError('operation-invalid', 'cannot resize the maximum memory on an active domain');
      if ((def.cpu?.numa?.cells.length ?? 0) > 0) throw qemuError('operation-invalid', 'initial memory size of a domain with NUMA nodes cannot be modified with this API');
      def.memory.sizeKiB = sizeKiB;
      if (def.currentMemory.sizeKiB > sizeKiB) def.currentMemory.sizeKiB = sizeKiB;
    });
    return;
  }
  await editMachine(state, dom, flags, (def) => {
    if (sizeKiB > def.memory.sizeKiB) throw qemuError('invalid-arg', 'cannot set memory higher than max memory');
    def.currentMemory.sizeKiB = sizeKiB;
  }, async (run, monitor) => {
    const [balloon] = run.live.devices.memballoons;
    if (balloon === undefined || balloon.model === 'none') throw qemuError('operation-invalid', 'Unable to change memory of active domain without the balloon device and guest OS balloon driver');
    await monitor.execute('balloon', { value: kib * 1024n });
  });
}


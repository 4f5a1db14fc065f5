import type { ConnectMethods } from '../api/facets/connect.ts';
import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import { ConnectGetAllDomainStatsFlags as Flags, ConnectListAllDomainsFlags as List, DomainMemoryStatTags as Tag } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { filterMachines } from './connect.ts';
import { assertOn, current } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { ESX_STATS } from './machine-stats.ts';
import { checkFlags, methodsOf } from './method-table.ts';

const FILTERS = List.ACTIVE | List.INACTIVE | List.PERSISTENT | List.TRANSIENT | List.RUNNING | List.PAUSED | List.SHUTOFF | List.OTHER;
const OWN = Flags.NOWAIT | Flags.BACKING | Flags.ENFORCE_STATS;

/** Statistics of many machines at once. */
export const connectStats = methodsOf<ConnectMethods>()({
  async getAllDomainStats(session, doms, stats, flags = 0) {
    checkFlags(flags, FILTERS | OWN, 'esxConnectGetAllDomainStats');
    const unknown = (stats & ~ESX_STATS) >>> 0;
    if (unknown !== 0 && (flags & Flags.ENFORCE_STATS) !== 0) throw libvirtError('esx', 'argument-unsupported', `Stats types bits 0x${unknown.toString(16)} are not supported by this host`);
    const wanted = stats === 0 ? ESX_STATS : stats & ESX_STATS;
    const matching = await filterMachines(session, flags & FILTERS);
    const machines = doms.length === 0 ? matching : doms.flatMap((dom) => matching.find(({ uuid }) => uuid === dom.uuid) ?? []);
    const params = await session.stats.params(machines, wanted);
    return machines.map((machine, index) => ({ dom: machine.domain, params: params[index] ?? [] }));
  },
});

/** Statistics of one machine. */
export const domainStats = methodsOf<DomainMethods>()({
  async blockStats(session, dom) {
    const total = await totals(session, dom);
    return { rdReq: -1n, rdBytes: whole(total.readBytes), wrReq: -1n, wrBytes: whole(total.writtenBytes), errs: -1n };
  },
  async interfaceStats(session, dom) {
    const total = await totals(session, dom);
    return { rxBytes: whole(total.receivedBytes), rxPackets: -1n, rxErrs: -1n, rxDrop: -1n, txBytes: whole(total.sentBytes), txPackets: -1n, txErrs: -1n, txDrop: -1n };
  },
  async memoryStats(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainMemoryStats');
    const machine = await running(session, dom);
    const found = await session.readOne(machine.ref, ['summary.quickStats.hostMemoryUsage', 'summary.quickStats.guestMemoryUsage', 'summary.quickStats.balloonedMemory', 'summary.quickStats.swappedMemory']);
    const kib = (path: string): bigint => BigInt(found.number(`summary.quickStats.${path}`) ?? 0) * 1024n;
    return [
      { tag: Tag.ACTUAL_BALLOON, value: machine.memoryKiB - kib('balloonedMemory') },
      { tag: Tag.AVAILABLE, value: machine.memoryKiB },
      { tag: Tag.UNUSED, value: machine.memoryKiB - kib('guestMemoryUsage') },
      { tag: Tag.RSS, value: kib('hostMemoryUsage') },
    ];
  },
});

const whole = (value: number): bigint => BigInt(Math.floor(value));

async function running(session: EsxSession, dom: DomainRef): Promise<Machine> {
  const machine = await current(session, dom);
  assertOn(machine);
  return machine;
}

async function totals(session: EsxSession, dom: DomainRef): Promise<Awaited<ReturnType<EsxSession['stats']['totals']>>> {
  return session.stats.totals(await running(session, dom));
}

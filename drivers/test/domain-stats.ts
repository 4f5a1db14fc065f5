import type { TypedParameter } from '../api/records.ts';
import { DomainStatsTypes as Stats } from '../core/constants.ts';
import { typed } from '../core/typed-params.ts';
import type { DomainFacts } from './domain-facts.ts';
import type { TestDomain } from './test-domain.ts';

/** What libvirt's test host counts, and what is given when nothing is asked for by name. */
export const LIBVIRT_STATS = Stats.STATE | Stats.IOTHREAD;

/** What {@link addLiveStats} knows. */
const LIVE_STATS = Stats.CPU_TOTAL | Stats.BALLOON | Stats.VCPU | Stats.INTERFACE | Stats.BLOCK;

/** The counters of libvirt's test host. */
export function basicStats(domain: TestDomain, stats: number): TypedParameter[] {
  const params: TypedParameter[] = [];
  if ((stats & Stats.STATE) !== 0) params.push(typed.int('state.state', domain.state), typed.int('state.reason', domain.reason));
  if ((stats & Stats.IOTHREAD) !== 0 && domain.isActive) params.push(...iothreadStats(domain));
  return params;
}

function iothreadStats(domain: TestDomain): TypedParameter[] {
  const { iothreads } = domain.guest;
  if (iothreads.length === 0) return [];
  return [
    typed.uint('iothread.count', iothreads.length),
    ...iothreads.flatMap(({ id, pollMaxNs, pollGrow, pollShrink }) => [
      typed.ullong(`iothread.${id}.poll-max-ns`, pollMaxNs),
      typed.uint(`iothread.${id}.poll-grow`, pollGrow),
      typed.uint(`iothread.${id}.poll-shrink`, pollShrink),
    ]),
  ];
}

/** Counters that a window can draw: what each machine has done by its {@link BusyClock}. */
export function addLiveStats(params: TypedParameter[], domain: TestDomain, stats: number, nowMs: number): void {
  if ((stats & LIVE_STATS) === 0) return;
  if (!domain.isActive) {
    addSizes(params, domain.config.facts, stats);
    return;
  }
  const { facts, uuid } = domain.config;
  const busyMs = domain.clock.busyMs(uuid, nowMs);
  if ((stats & Stats.CPU_TOTAL) !== 0) addCpu(params, facts.vcpus, busyMs);
  if ((stats & Stats.BALLOON) !== 0) addBalloon(params, facts, domain.clock.load(uuid, nowMs));
  if ((stats & Stats.VCPU) !== 0) addVcpus(params, facts, busyMs);
  if ((stats & Stats.INTERFACE) !== 0) addNets(params, facts, busyMs);
  if ((stats & Stats.BLOCK) !== 0) addBlocks(params, facts, busyMs);
}

/** What is known of a machine that does not run: as of a real hypervisor, its memory and its vCPUs. */
function addSizes(params: TypedParameter[], { currentMemoryKiB, memoryKiB, vcpus, maxVcpus }: DomainFacts, stats: number): void {
  if ((stats & Stats.BALLOON) !== 0) params.push(typed.ullong('balloon.current', currentMemoryKiB), typed.ullong('balloon.maximum', memoryKiB));
  if ((stats & Stats.VCPU) !== 0) params.push(typed.uint('vcpu.current', vcpus), typed.uint('vcpu.maximum', maxVcpus));
}

const ns = (ms: number): bigint => BigInt(Math.floor(ms * 1_000_000));
const whole = (value: number): bigint => BigInt(Math.floor(value));

/** Makes the names of a device's fields once for each number: ten thousand machines ask for the same ones. */
function numbered<K extends string>(group: string, fields: Readonly<Record<K, string>>): (index: number) => Readonly<Record<K, string>> {
  const made: Readonly<Record<K, string>>[] = [];
  const make = (index: number): Readonly<Record<K, string>> => {
    const names = Object.entries<string>(fields).map(([key, field]) => [key, `${group}.${index}.${field}`]);
    return Object.fromEntries(names) as Record<K, string>;
  };
  return (index) => (made[index] ??= make(index));
}

const vcpuFields = numbered('vcpu', { state: 'state', time: 'time' });
const netFields = numbered('net', {
  name: 'name', rxBytes: 'rx.bytes', rxPkts: 'rx.pkts', rxErrs: 'rx.errs', rxDrop: 'rx.drop',
  txBytes: 'tx.bytes', txPkts: 'tx.pkts', txErrs: 'tx.errs', txDrop: 'tx.drop',
});
const blockFields = numbered('block', {
  name: 'name', path: 'path', rdReqs: 'rd.reqs', rdBytes: 'rd.bytes', rdTimes: 'rd.times',
  wrReqs: 'wr.reqs', wrBytes: 'wr.bytes', wrTimes: 'wr.times', allocation: 'allocation', capacity: 'capacity', physical: 'physical',
});

function addCpu(params: TypedParameter[], vcpus: number, busyMs: number): void {
  const time = busyMs * vcpus;
  params.push(typed.ullong('cpu.time', ns(time)), typed.ullong('cpu.user', ns(time * 0.2)), typed.ullong('cpu.system', ns(time * 0.1)));
}

function addBalloon(params: TypedParameter[], { currentMemoryKiB, memoryKiB }: DomainFacts, load: number): void {
  const usedKiB = whole(Number(currentMemoryKiB) * Math.min(0.95, 0.35 + load));
  const unusedKiB = currentMemoryKiB - usedKiB;
  params.push(
    typed.ullong('balloon.current', currentMemoryKiB),
    typed.ullong('balloon.maximum', memoryKiB),
    typed.ullong('balloon.available', currentMemoryKiB),
    typed.ullong('balloon.unused', unusedKiB),
    typed.ullong('balloon.usable', unusedKiB),
    typed.ullong('balloon.rss', usedKiB),
  );
}

function addVcpus(params: TypedParameter[], { vcpus, maxVcpus }: DomainFacts, busyMs: number): void {
  params.push(typed.uint('vcpu.current', vcpus), typed.uint('vcpu.maximum', maxVcpus));
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    const names = vcpuFields(vcpu);
    const share = vcpu === 0 ? 1.1 : 1 - 0.1 / Math.max(1, vcpus - 1);
    params.push(typed.int(names.state, 1), typed.ullong(names.time, ns(busyMs * share)));
  }
}

function addNets(params: TypedParameter[], { nets }: DomainFacts, busyMs: number): void {
  params.push(typed.uint('net.count', nets.length));
  nets.forEach(({ ifname }, index) => {
    const names = netFields(index);
    params.push(
      typed.string(names.name, ifname),
      typed.ullong(names.rxBytes, whole(busyMs * 900)),
      typed.ullong(names.rxPkts, whole(busyMs * 0.9)),
      typed.ullong(names.rxErrs, 0n),
      typed.ullong(names.rxDrop, 0n),
      typed.ullong(names.txBytes, whole(busyMs * 350)),
      typed.ullong(names.txPkts, whole(busyMs * 0.6)),
      typed.ullong(names.txErrs, 0n),
      typed.ullong(names.txDrop, 0n),
    );
  });
}

function addBlocks(params: TypedParameter[], { disks }: DomainFacts, busyMs: number): void {
  params.push(typed.uint('block.count', disks.length));
  disks.forEach(({ target, source }, index) => {
    const names = blockFields(index);
    params.push(typed.string(names.name, target));
    if (source !== undefined) params.push(typed.string(names.path, source));
    params.push(
      typed.ullong(names.rdReqs, whole(busyMs * 0.05)),
      typed.ullong(names.rdBytes, whole(busyMs * 1600)),
      typed.ullong(names.rdTimes, ns(busyMs * 0.02)),
      typed.ullong(names.wrReqs, whole(busyMs * 0.03)),
      typed.ullong(names.wrBytes, whole(busyMs * 700)),
      typed.ullong(names.wrTimes, ns(busyMs * 0.03)),
      typed.ullong(names.allocation, 1n << 30n),
      typed.ullong(names.capacity, 10n << 30n),
      typed.ullong(names.physical, 1n << 30n),
    );
  });
}

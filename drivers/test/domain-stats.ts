import type { TypedParameter } from '../api/records.ts';
import { DomainStatsTypes as Stats } from '../core/constants.ts';
import { typed } from '../core/typed-params.ts';
import type { TestDomain } from './test-domain.ts';

/** What libvirt's test host counts, and what is given when nothing is asked for by name. */
export const LIBVIRT_STATS = Stats.STATE | Stats.IOTHREAD;

/** What {@link liveStats} adds. */
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

/**
 * Counters that a window can draw: each machine is busy in its own rhythm, told by its UUID. They are a
 * function of the time alone, so nothing runs for machines that nobody looks at.
 */
export function liveStats(domain: TestDomain, stats: number, nowMs: number): TypedParameter[] {
  if (!domain.isActive || (stats & LIVE_STATS) === 0) return [];
  const rhythm = rhythmOf(domain.config.uuid);
  const busyMs = integralMs(rhythm, nowMs);
  const { facts } = domain.config;
  const params: TypedParameter[] = [];
  if ((stats & Stats.CPU_TOTAL) !== 0) params.push(...cpuStats(facts.vcpus, busyMs));
  if ((stats & Stats.BALLOON) !== 0) params.push(...balloonStats(facts.currentMemoryKiB, facts.memoryKiB, loadAt(rhythm, nowMs)));
  if ((stats & Stats.VCPU) !== 0) params.push(...vcpuStats(facts.vcpus, facts.maxVcpus, busyMs));
  if ((stats & Stats.INTERFACE) !== 0) params.push(...netStats(facts.nets.map(({ ifname }) => ifname), busyMs));
  if ((stats & Stats.BLOCK) !== 0) params.push(...blockStats(facts.disks, busyMs));
  return params;
}

interface Rhythm {
  /** Mean load of a vCPU, 0 to 1. */
  readonly mean: number;
  readonly periodMs: number;
  readonly phase: number;
}

function rhythmOf(uuid: string): Rhythm {
  const seed = Number.parseInt(uuid.slice(0, 8), 16) ^ Number.parseInt(uuid.slice(-8), 16);
  const part = (shift: number): number => ((seed >>> shift) & 0xff) / 255;
  return { mean: 0.02 + 0.46 * part(0) * part(8), periodMs: 20_000 + 100_000 * part(16), phase: 2 * Math.PI * part(24) };
}

function loadAt({ mean, periodMs, phase }: Rhythm, nowMs: number): number {
  return mean * (1 + 0.9 * Math.sin((2 * Math.PI * nowMs) / periodMs + phase));
}

/** The load summed up since the epoch of 2020, in milliseconds of one vCPU: it only ever grows. */
function integralMs({ mean, periodMs, phase }: Rhythm, nowMs: number): number {
  const since = nowMs - Date.UTC(2020, 0, 1);
  return mean * (since - ((0.9 * periodMs) / (2 * Math.PI)) * Math.cos((2 * Math.PI * nowMs) / periodMs + phase));
}

const ns = (ms: number): bigint => BigInt(Math.floor(ms * 1000)) * 1000n;
const whole = (value: number): bigint => BigInt(Math.floor(value));

function cpuStats(vcpus: number, busyMs: number): TypedParameter[] {
  const time = busyMs * vcpus;
  return [typed.ullong('cpu.time', ns(time)), typed.ullong('cpu.user', ns(time * 0.2)), typed.ullong('cpu.system', ns(time * 0.1))];
}

function balloonStats(currentKiB: bigint, maximumKiB: bigint, load: number): TypedParameter[] {
  const usedKiB = whole(Number(currentKiB) * Math.min(0.95, 0.35 + load));
  return [
    typed.ullong('balloon.current', currentKiB),
    typed.ullong('balloon.maximum', maximumKiB),
    typed.ullong('balloon.available', currentKiB),
    typed.ullong('balloon.unused', currentKiB - usedKiB),
    typed.ullong('balloon.usable', currentKiB - usedKiB),
    typed.ullong('balloon.rss', usedKiB),
  ];
}

function vcpuStats(current: number, maximum: number, busyMs: number): TypedParameter[] {
  const each = Array.from({ length: current }, (_, vcpu) => [
    typed.int(`vcpu.${vcpu}.state`, 1),
    typed.ullong(`vcpu.${vcpu}.time`, ns(busyMs * (vcpu === 0 ? 1.1 : 1 - 0.1 / Math.max(1, current - 1)))),
  ]);
  return [typed.uint('vcpu.current', current), typed.uint('vcpu.maximum', maximum), ...each.flat()];
}

function netStats(names: readonly string[], busyMs: number): TypedParameter[] {
  const each = names.map((name, net) => [
    typed.string(`net.${net}.name`, name),
    typed.ullong(`net.${net}.rx.bytes`, whole(busyMs * 900)),
    typed.ullong(`net.${net}.rx.pkts`, whole(busyMs * 0.9)),
    typed.ullong(`net.${net}.rx.errs`, 0n),
    typed.ullong(`net.${net}.rx.drop`, 0n),
    typed.ullong(`net.${net}.tx.bytes`, whole(busyMs * 350)),
    typed.ullong(`net.${net}.tx.pkts`, whole(busyMs * 0.6)),
    typed.ullong(`net.${net}.tx.errs`, 0n),
    typed.ullong(`net.${net}.tx.drop`, 0n),
  ]);
  return [typed.uint('net.count', names.length), ...each.flat()];
}

function blockStats(disks: readonly { readonly target: string; readonly source: string | undefined }[], busyMs: number): TypedParameter[] {
  const each = disks.map(({ target, source }, block) => [
    typed.string(`block.${block}.name`, target),
    ...(source === undefined ? [] : [typed.string(`block.${block}.path`, source)]),
    typed.ullong(`block.${block}.rd.reqs`, whole(busyMs * 0.05)),
    typed.ullong(`block.${block}.rd.bytes`, whole(busyMs * 1600)),
    typed.ullong(`block.${block}.rd.times`, ns(busyMs * 0.02)),
    typed.ullong(`block.${block}.wr.reqs`, whole(busyMs * 0.03)),
    typed.ullong(`block.${block}.wr.bytes`, whole(busyMs * 700)),
    typed.ullong(`block.${block}.wr.times`, ns(busyMs * 0.03)),
    typed.ullong(`block.${block}.allocation`, 1n << 30n),
    typed.ullong(`block.${block}.capacity`, 10n << 30n),
    typed.ullong(`block.${block}.physical`, 1n << 30n),
  ]);
  return [typed.uint('block.count', disks.length), ...each.flat()];
}

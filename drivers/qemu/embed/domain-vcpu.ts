import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef } from '../../api/refs.ts';
import { formatCpuSet, parseCpuSet } from '../../conf/lens/cpu-set.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { cputune } from '../../conf/domain/tuning.ts';
import { DomainModificationImpact as Impact, DomainVcpuFlags as Vcpu, TypedParameterFlags, VcpuState } from '../../core/constants.ts';
import { typed } from '../../core/typed-params.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { guestVcpus, setGuestVcpus } from '../qmp/guest-commands.ts';
import { agentOf } from './agent-link.ts';
import { editMachine } from './edit-machine.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import { vcpuThreads } from './domain-stats.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { processUse, threadUse } from './process-use.ts';
import { domainError, qemuError } from './qemu-error.ts';
import { plugVcpus } from './vcpu-plugging.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;

/** vCPUs: how many, where they run, what they have used. */
export const domainVcpu = methodsOf<DomainMethods>()({
  getMaxVcpus: async ({ state }, dom) => (await state.require(dom)).def.vcpu.max,
  async getVcpusFlags({ state }, dom, flags = 0) {
    checkFlags(flags, AFFECT | Vcpu.MAXIMUM | Vcpu.GUEST, 'qemuDomainGetVcpusFlags');
    const machine = await state.require(dom);
    if ((flags & Vcpu.GUEST) !== 0) {
      const cpus = await guestVcpus(await agentOf(state, machine));
      return (flags & Vcpu.MAXIMUM) !== 0 ? cpus.length : cpus.filter(({ isOnline }) => isOnline).length;
    }
    const { vcpu } = machine.defFor(flags & AFFECT);
    return (flags & Vcpu.MAXIMUM) === 0 ? (vcpu.current ?? vcpu.max) : vcpu.max;
  },
  setVcpus: (session, dom, nvcpus) => setVcpus(session, dom, nvcpus, Vcpu.LIVE),
  setVcpusFlags: (session, dom, nvcpus, flags = 0) => setVcpus(session, dom, nvcpus, flags),
  async getVcpus({ state }, dom) {
    const machine = await state.require(dom);
    if (machine.run === undefined) throw qemuError('operation-invalid', 'cannot retrieve vcpu information for inactive domain');
    const { run } = machine;
    const threads = await vcpuThreads(machine.monitor());
    const use = await threadUse(state, run.pid, threads.map(({ thread }) => thread));
    const hostCpus = await state.hostCpus();
    return threads.map(({ index, thread }) => ({
      number: index, state: VcpuState.RUNNING, cpuTimeNs: use.get(thread)?.cpuTimeNs ?? 0n, cpu: use.get(thread)?.cpu ?? -1, cpumap: cpuMap(pinOf(run.live, index), hostCpus),
    }));
  },

  pinVcpu: (session, dom, vcpu, cpumap) => pinVcpu(session, dom, vcpu, cpumap, Impact.LIVE),
  pinVcpuFlags: (session, dom, vcpu, cpumap, flags = 0) => pinVcpu(session, dom, vcpu, cpumap, flags),
  async getVcpuPinInfo({ state }, dom, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainGetVcpuPinInfo');
    const def = (await state.require(dom)).defFor(flags);
    const hostCpus = await state.hostCpus();
    return Array.from({ length: def.vcpu.max }, (_, vcpu) => cpuMap(pinOf(def, vcpu), hostCpus));
  },
  async pinEmulator({ state }, dom, cpumap, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainPinEmulator');
    const cpuset = cpuSetOf(cpumap);
    await editMachine(state, dom, flags, (def) => {
      def.cputune ??= cputune.create({});
      def.cputune.emulatorpin = { cpuset };
    }, (run) => setAffinity(state, [run.pid], cpuset));
  },
  async getEmulatorPinInfo({ state }, dom, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainGetEmulatorPinInfo');
    const def = (await state.require(dom)).defFor(flags);
    return cpuMap(def.cputune?.emulatorpin?.cpuset ?? def.vcpu.cpuset, await state.hostCpus());
  },

  async getCPUStats({ state }, dom, startCpu, ncpus, flags = 0) {
    checkFlags(flags, TypedParameterFlags.TYPED_PARAM_STRING_OKAY, 'qemuDomainGetCPUStats');
    const run = (await state.require(dom)).running();
    const used = (await processUse(state, [run.pid])).get(run.pid);
    // What each of the host's CPUs did for the machine only control groups count.
    if (startCpu !== -1 || ncpus > 1) throw qemuError('operation-unsupported', 'per-CPU statistics need control groups, which a user may not have without a daemon');
    return used === undefined ? [[]] : [[typed.ullong('cpu_time', used.cpuTimeNs), typed.ullong('user_time', used.userNs), typed.ullong('system_time', used.systemNs)]];
  },
});

/** The bits of the host's CPUs. */
export function cpuMap(cpuset: string | undefined, hostCpus: number): Uint8Array {
  const map = new Uint8Array(Math.ceil(hostCpus / 8));
  const members = cpuset === undefined ? Array.from({ length: hostCpus }, (_, cpu) => cpu) : parseCpuSet(cpuset);
  for (const cpu of members) if (cpu < hostCpus) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  return map;
}

/** @throws invalid-arg for a map without any CPU. */
export function cpuSetOf(map: Uint8Array): string {
  const members = Array.from({ length: map.length * 8 }, (_, cpu) => cpu).filter((cpu) => ((map[cpu >> 3] ?? 0) & (1 << (cpu & 7))) !== 0);
  if (members.length === 0) throw qemuError('invalid-arg', 'Empty cpu list for pinning');
  return formatCpuSet(members);
}

function pinOf(def: DomainDef, vcpu: number): string | undefined {
  return def.cputune?.vcpupin.find((each) => each.vcpu === vcpu)?.cpuset ?? def.vcpu.cpuset;
}

async function pinVcpu({ state }: EmbedSession, dom: DomainRef, vcpu: number, map: Uint8Array, flags: number): Promise<void> {
  checkFlags(flags, AFFECT, 'qemuDomainPinVcpuFlags');
  const cpuset = cpuSetOf(map);
  await editMachine(state, dom, flags, (def, live) => {
    if (vcpu < 0 || vcpu >= def.vcpu.max) throw qemuError('invalid-arg', `vcpu ${vcpu} is out of range of ${live ? 'live' : 'persistent'} cpu count ${def.vcpu.max}`);
    def.cputune ??= cputune.create({});
    def.cputune.vcpupin = [...def.cputune.vcpupin.filter((each) => each.vcpu !== vcpu), { vcpu, cpuset }].sort((a, b) => a.vcpu - b.vcpu);
  }, async (_run, monitor) => {
    const thread = (await vcpuThreads(monitor)).find(({ index }) => index === vcpu)?.thread;
    if (thread === undefined) throw qemuError('invalid-arg', `vcpu ${vcpu} is not online`);
    await setAffinity(state, [thread], cpuset);
  });
}

/** Binds threads to CPUs, which a user may do to his own. */
export async function setAffinity({ surroundings: { commands } }: EmbedState, threads: readonly number[], cpuset: string): Promise<void> {
  for (const thread of threads) {
    const { code, stderr } = await runCommand(commands, ['taskset', '-pc', cpuset, String(thread)]);
    if (code !== 0) throw qemuError('operation-failed', `cannot set CPU affinity on process ${thread}: ${stderr.trim()}`);
  }
}

async function setVcpus({ state }: EmbedSession, dom: DomainRef, count: number, flags: number): Promise<void> {
  checkFlags(flags, AFFECT | Vcpu.MAXIMUM | Vcpu.GUEST | Vcpu.HOTPLUGGABLE, 'qemuDomainSetVcpusFlags');
  if (count < 1) throw domainError('invalid-arg', `argument nvcpus in virDomainSetVcpusFlags must be greater than zero`);
  if ((flags & Vcpu.GUEST) !== 0) {
    const machine = await state.require(dom);
    const agent = await agentOf(state, machine);
    const cpus = await guestVcpus(agent);
    if (count > cpus.length) throw qemuError('invalid-arg', `requested vcpu count is greater than the count of enabled vcpus in the domain: ${count} > ${cpus.length}`);
    await setGuestVcpus(agent, cpus.map(({ id }, index) => ({ id, isOnline: index < count })));
    return;
  }
  const maximum = (flags & Vcpu.MAXIMUM) !== 0;
  await editMachine(state, dom, flags & AFFECT, (def, live) => {
    if (maximum) {
      if (live) throw qemuError('operation-invalid', 'maximum vcpu count of a live domain can\'t be modified');
      if (def.cpu?.topology !== undefined) throw qemuError('config-unsupported', 'CPU topology doesn\'t match the desired vcpu count');
      def.vcpu.max = count;
      if ((def.vcpu.current ?? 0) >= count) def.vcpu.current = undefined;
      def.vcpus = undefined;
      return;
    }
    if (count > def.vcpu.max) throw qemuError('invalid-arg', `requested vcpus is greater than max allowable vcpus for the ${live ? 'live' : 'persistent'} domain: ${count} > ${def.vcpu.max}`);
    def.vcpu.current = count === def.vcpu.max ? undefined : count;
    for (const each of def.vcpus?.vcpu ?? []) each.enabled = each.id < count;
  }, (run, monitor) => plugVcpus(run, monitor, count));
}

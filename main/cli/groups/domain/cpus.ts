import type { DomainRef } from '../../../../drivers/api/refs.ts';
import { DomainModificationImpact as Impact, DomainVcpuFlags, DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import { countHostCpus, cpuListOf, cpusOf, cutMap, parseCpuList } from '../../cpu-map.ts';
import { callDomain, documentOf, domainOf, impactOf, isActive, printParams } from '../../domain-inputs.ts';
import { needs, refuseBoth } from '../../shell/inputs.ts';
import { fault, optional, uintOf } from '../../shell/values.ts';
import { printTable } from '../../shell/print-table.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Run } from '../../tables/command-table.ts';
import { labelled } from '../../words.ts';
import { countVcpus } from './cpu-count.ts';

const VCPU_STATES = ['offline', 'running', 'blocked'];

const vcpucount: Run = async (shell, args) => {
  const all = !['maximum', 'active', 'current', 'config', 'live', 'guest'].some((name) => args.has(name));
  const current = args.has('current') && (args.has('maximum') || args.has('active'));
  refuseBoth(args, ['live', 'config']);
  if (current) refuseBoth(args, ['current', 'live'], ['current', 'config']);
  refuseBoth(args, ['active', 'maximum'], ['guest', 'config']);
  const domain = await domainOf(shell, args);
  if (all) return countAll(shell, domain);
  const flags =
    (args.has('live') ? Impact.LIVE : 0) | (args.has('config') ? Impact.CONFIG : 0) |
    (args.has('maximum') ? DomainVcpuFlags.MAXIMUM : 0) | (args.has('guest') ? DomainVcpuFlags.GUEST : 0);
  const count = await countVcpus(shell, domain, flags, false);
  if (shell.options.json) shell.printJson({ count });
  else shell.print(`${count ?? ''}\n`);
  return true;
};

async function countAll(shell: Shell, domain: DomainRef): Promise<boolean> {
  const counts: [string, string, number | undefined][] = [];
  for (const [which, bit] of [['maximum', DomainVcpuFlags.MAXIMUM], ['current', 0]] as const) {
    for (const [state, impact] of [['config', Impact.CONFIG], ['live', Impact.LIVE]] as const) {
      counts.push([which, state, await countVcpus(shell, domain, impact | bit, true)]);
    }
  }
  const known = counts.filter(([, , count]) => (count ?? 0) > 0);
  if (shell.options.json) shell.printJson(known.map(([which, state, count]) => ({ which, state, count })));
  else shell.print(known.map(([which, state, count]) => `${which.padEnd(12)} ${state.padEnd(12)} ${String(count).padStart(3)}\n`).join(''));
  return true;
}

function affinity(map: Uint8Array, hostCpus: number, pretty: boolean): string {
  if (pretty) return labelled('CPU Affinity:', `${cpuListOf(cutMap(map, hostCpus))} (out of ${hostCpus})`);
  const used = new Set(cpusOf(map));
  return labelled('CPU Affinity:', Array.from({ length: hostCpus }, (_, cpu) => (used.has(cpu) ? 'y' : '-')).join(''));
}

/** The vCPUs that are on by the definition. */
async function definedVcpus(shell: Shell, domain: DomainRef): Promise<readonly number[]> {
  const document = await documentOf(shell, domain, DomainXMLFlags.INACTIVE);
  const maximum = Number(document.child('vcpu')?.text ?? Number.NaN);
  if (Number.isNaN(maximum)) throw fault('Failed to retrieve maximum vcpu count');
  const current = Number(document.child('vcpu')?.attribute('current') ?? 0) || maximum;
  const each = document.child('vcpus')?.elements('vcpu') ?? [];
  if (each.length === 0) return Array.from({ length: current }, (_, vcpu) => vcpu);
  const on = each.filter((vcpu) => vcpu.attribute('enabled') === 'yes').map((vcpu) => Number(vcpu.attribute('id')));
  if (on.length !== current) throw fault('Failed to retrieve vcpu state bitmap');
  return on;
}

async function vcpuinfoInactive(shell: Shell, domain: DomainRef, hostCpus: number, pretty: boolean): Promise<boolean> {
  const on = await definedVcpus(shell, domain);
  const pins = await callDomain(shell, 'getVcpuPinInfo', domain, Impact.CONFIG);
  const blocks = on.map((vcpu) => ({ vcpu, map: pins[vcpu] ?? new Uint8Array() }));
  if (shell.options.json) shell.printJson(blocks.map(({ vcpu, map }) => ({ vcpu, affinity: cpusOf(map) })));
  else {
    const texts = blocks.map(({ vcpu, map }) =>
      labelled('VCPU:', vcpu) + labelled('CPU:', 'N/A') + labelled('State:', 'N/A') + labelled('CPU time', 'N/A') + affinity(map, hostCpus, pretty));
    shell.print(texts.join('\n'));
  }
  return true;
}

const vcpuinfo: Run = async (shell, args) => {
  const pretty = args.has('pretty');
  const domain = await domainOf(shell, args);
  const hostCpus = await countHostCpus(await shell.connection());
  const info = await callDomain(shell, 'getInfo', domain);
  const vcpus = await attempt(() => callDomain(shell, 'getVcpus', domain));
  if (VirError.is(vcpus)) {
    if (info.state !== 'shutoff') throw vcpus;
    return vcpuinfoInactive(shell, domain, hostCpus, pretty);
  }
  if (shell.options.json) {
    shell.printJson(vcpus.map(({ number, cpu, state, cpuTimeNs, cpumap }) => ({ vcpu: number, cpu, state: VCPU_STATES[state] ?? 'no state', cpuTimeNs, affinity: cpusOf(cpumap) })));
    return true;
  }
  const texts = vcpus.map(({ number, cpu, state, cpuTimeNs, cpumap }) =>
    labelled('VCPU:', number) + labelled('CPU:', cpu) + labelled('State:', VCPU_STATES[state] ?? 'no state') +
    (cpuTimeNs === 0n ? '' : labelled('CPU time:', `${(Number(cpuTimeNs) / 1e9).toFixed(1)}s`)) + affinity(cpumap, hostCpus, pretty));
  shell.print(texts.join('\n'));
  return true;
};

const vcpupin: Run = async (shell, args) => {
  const flags = impactOf(args);
  const list = optional(args, 'cpulist');
  if (list === undefined) refuseBoth(args, ['live', 'config']);
  const vcpu = uintOf(args, 'vcpu');
  if (list !== undefined && vcpu === undefined) throw fault('vcpupin: Missing vCPU number in pin mode.');
  const hostCpus = await countHostCpus(await shell.connection());
  const domain = await domainOf(shell, args);
  if (list === undefined || vcpu === undefined) return vcpupinQuery(shell, domain, { vcpu, flags, hostCpus });
  const map = parseCpuList(list, hostCpus);
  if (flags === 0 && !args.has('current')) await callDomain(shell, 'pinVcpu', domain, vcpu, map);
  else await callDomain(shell, 'pinVcpuFlags', domain, vcpu, map, flags);
  return true;
};

/** What `vcpupin` is asked for. */
interface PinQuery {
  readonly vcpu: number | undefined;
  readonly flags: number;
  readonly hostCpus: number;
}

async function vcpupinQuery(shell: Shell, domain: DomainRef, { vcpu, flags, hostCpus }: PinQuery): Promise<boolean> {
  const count = await countVcpus(shell, domain, flags | DomainVcpuFlags.MAXIMUM, true);
  if (count === undefined) throw fault(`cannot get vcpupin for ${(flags & Impact.LIVE) === 0 ? 'transient' : 'offline'} domain`);
  if (vcpu !== undefined && vcpu >= count) {
    const isLive = (flags & Impact.LIVE) !== 0 || ((flags & Impact.CONFIG) === 0 && (await isActive(await shell.connection(), domain)));
    throw fault(`vcpu ${vcpu} is out of range of ${isLive ? 'live' : 'persistent'} cpu count ${count}`);
  }
  const pins = await attempt(() => callDomain(shell, 'getVcpuPinInfo', domain, flags));
  // virsh counts the query as answered whatever comes.
  if (VirError.is(pins)) return true;
  const rows = pins.map((map, index) => [String(index), cpuListOf(cutMap(map, hostCpus))] as const).filter(([index]) => vcpu === undefined || index === String(vcpu));
  printTable(shell, ['VCPU', 'CPU Affinity'], rows);
  return true;
}

const emulatorpin: Run = async (shell, args) => {
  const flags = impactOf(args);
  const isPlain = flags === 0 && !args.has('current');
  const domain = await domainOf(shell, args);
  const list = optional(args, 'cpulist');
  const hostCpus = await countHostCpus(await shell.connection());
  if (list === undefined) {
    const map = cutMap(await callDomain(shell, 'getEmulatorPinInfo', domain, flags), hostCpus);
    if (shell.options.json) shell.printJson({ affinity: cpusOf(map) });
    else {
      shell.printExtra(`emulator: CPU Affinity\n----------------------------------\n       *: `);
      shell.print(`${cpuListOf(map)}\n`);
    }
    return true;
  }
  await callDomain(shell, 'pinEmulator', domain, parseCpuList(list, hostCpus), isPlain ? Impact.LIVE : flags);
  return true;
};

const setvcpus: Run = async (shell, args) => {
  refuseBoth(args, ['current', 'live'], ['current', 'config'], ['guest', 'config']);
  needs(args, ['maximum', 'config']);
  const flags =
    impactOf(args) | (args.has('guest') ? DomainVcpuFlags.GUEST : 0) | (args.has('maximum') ? DomainVcpuFlags.MAXIMUM : 0) |
    (args.has('hotpluggable') ? DomainVcpuFlags.HOTPLUGGABLE : 0);
  const domain = await domainOf(shell, args);
  const count = uintOf(args, 'count') ?? 0;
  if (count === 0) throw fault("Can't set 0 processors for a VM");
  if (flags === 0 && !args.has('current')) await callDomain(shell, 'setVcpus', domain, count);
  else await callDomain(shell, 'setVcpusFlags', domain, count, flags);
  return true;
};

const guestvcpus: Run = async (shell, args) => {
  refuseBoth(args, ['enable', 'disable']);
  needs(args, ['enable', 'cpulist'], ['disable', 'cpulist']);
  const list = optional(args, 'cpulist');
  if (list !== undefined && !args.has('enable') && !args.has('disable')) throw fault('One of options --enable or --disable is required by option --cpulist');
  const domain = await domainOf(shell, args);
  if (list === undefined) printParams(shell, await callDomain(shell, 'getGuestVcpus', domain, 0));
  else await callDomain(shell, 'setGuestVcpus', domain, list, args.has('enable') ? 1 : 0, 0);
  return true;
};

const setvcpu: Run = async (shell, args) => {
  refuseBoth(args, ['enable', 'disable'], ['current', 'live'], ['current', 'config']);
  const flags = impactOf(args);
  if (!args.has('enable') && !args.has('disable')) throw fault('one of --enable, --disable is required');
  const list = optional(args, 'vcpulist') ?? '';
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'setVcpu', domain, list, args.has('enable') ? 1 : 0, flags);
  return true;
};

/** @libvirt virsh vcpucount vcpuinfo vcpupin emulatorpin setvcpus guestvcpus setvcpu */
export const runs = { vcpucount, vcpuinfo, vcpupin, emulatorpin, setvcpus, guestvcpus, setvcpu } satisfies Readonly<Record<string, Run>>;

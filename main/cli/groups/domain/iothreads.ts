import { typed } from '../../../../drivers/core/typed-params.ts';
import { explaining } from '../../attempt.ts';
import { countHostCpus, cpuListOf, parseCpuList } from '../../cpu-map.ts';
import { callDomain, domainOf, impactOf } from '../../domain-inputs.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { fault, intOf, needed, uintOf, ulongOf } from '../../shell/values.ts';
import { printTable } from '../../shell/print-table.ts';
import type { Run } from '../../tables/command-table.ts';

function idOf(args: CommandArgs): number {
  const id = intOf(args, 'id') ?? 0;
  if (id <= 0) throw fault(`Invalid IOThread id value: '${id}'`);
  return id;
}

const iothreadinfo: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  const threads = await explaining(shell, 'Unable to get domain IOThreads information', () => callDomain(shell, 'getIOThreadInfo', domain, flags));
  if (threads.length === 0 && !shell.options.json) shell.printExtra('No IOThreads found for the domain');
  else printTable(shell, ['IOThread ID', 'CPU Affinity'], threads.map(({ iothreadId, cpumap }) => [String(iothreadId), cpuListOf(cpumap)]));
  return true;
};

const iothreadpin: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  const id = uintOf(args, 'iothread') ?? 0;
  const list = needed(args, 'cpulist');
  const hostCpus = await countHostCpus(await shell.connection());
  await callDomain(shell, 'pinIOThread', domain, id, parseCpuList(list, hostCpus), flags);
  return true;
};

const iothreadadd: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'addIOThread', domain, idOf(args), flags);
  return true;
};

const iothreaddel: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'delIOThread', domain, idOf(args), flags);
  return true;
};

const iothreadset: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  const id = idOf(args);
  const pollMax = ulongOf(args, 'poll-max-ns');
  const params = [
    ...(pollMax === undefined ? [] : [typed.ullong('poll_max_ns', pollMax)]),
    ...['poll-grow', 'poll-shrink'].flatMap((name) => optional(name, uintOf(args, name), typed.uint)),
    ...['thread-pool-min', 'thread-pool-max'].flatMap((name) => optional(name, intOf(args, name), typed.int)),
  ];
  if (params.length === 0) throw fault('Not enough arguments passed, nothing to set');
  await callDomain(shell, 'setIOThreadParams', domain, id, params, flags);
  return true;
};

function optional<T>(name: string, value: number | undefined, make: (field: string, value: number) => T): readonly T[] {
  return value === undefined ? [] : [make(name.replaceAll('-', '_'), value)];
}

/** @libvirt virsh iothreadinfo iothreadpin iothreadadd iothreaddel iothreadset */
export const runs = { iothreadinfo, iothreadpin, iothreadadd, iothreaddel, iothreadset } satisfies Readonly<Record<string, Run>>;

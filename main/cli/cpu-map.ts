import type { Connection } from '../../drivers/api/connection.ts';
import { formatCpuSet, parseCpuSet } from '../../drivers/conf/lens/cpu-set.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt } from './attempt.ts';
import { faults } from './shell/inputs.ts';
import { fault } from './shell/values.ts';

/** Beyond this many CPUs a list is refused before the host is asked. */
const LIST_MAX = 1024;

/** How many CPUs the host can have. */
export async function countHostCpus(connection: Connection): Promise<number> {
  const map = await attempt(async () => requireMethod(connection, 'node', 'getCPUMap')(0));
  if (!VirError.is(map)) return map.present;
  const info = await requireMethod(connection, 'node', 'getInfo')();
  return info.nodes * info.sockets * info.cores * info.threads;
}

/** The CPUs of a map, ascending. */
export function cpusOf(map: Uint8Array): readonly number[] {
  const found: number[] = [];
  map.forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) found.push(index * 8 + bit);
  });
  return found;
}

/** As much of a map as the host has CPUs: what lies beyond means nothing. */
export function cutMap(map: Uint8Array, hostCpus: number): Uint8Array {
  return map.subarray(0, Math.ceil(hostCpus / 8));
}

/** `0-3,5`. */
export function cpuListOf(map: Uint8Array): string {
  return formatCpuSet(cpusOf(map));
}

/**
 * The map of a list of CPUs; a list that begins with `r` is all of them.
 *
 * @throws fault in virsh's words.
 */
export function parseCpuList(list: string, hostCpus: number): Uint8Array {
  const cpus = list.startsWith('r') ? Array.from({ length: hostCpus }, (_, cpu) => cpu) : membersOf(list);
  const last = cpus.at(-1);
  if (last === undefined) throw fault(`Invalid cpulist '${list}'`);
  if (last >= hostCpus) throw fault(`CPU ${last} in cpulist '${list}' exceed the maxcpu ${hostCpus}`);
  const map = new Uint8Array(Math.floor(last / 8) + 1);
  for (const cpu of cpus) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  return map;
}

function membersOf(list: string): readonly number[] {
  const why = `invalid argument: Failed to parse bitmap '${list}'`;
  try {
    const cpus = parseCpuSet(list);
    if ((cpus.at(-1) ?? 0) < LIST_MAX) return cpus;
  } catch (error) {
    if (!VirError.is(error)) throw error;
  }
  throw faults(`Invalid cpulist '${list}'`, why);
}

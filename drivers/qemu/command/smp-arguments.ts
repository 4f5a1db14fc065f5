import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import type { CommandContext } from './command-context.ts';

/** `-smp`. CPUs that can be unplugged are added later, one by one. */
export function smpArguments(def: DomainDef, { caps }: CommandContext): string[] {
  const max = def.vcpu.max;
  const cold = coldCpus(def);
  const topology = def.cpu?.topology;
  if (topology !== undefined && topology.dies !== 1 && !caps.has('smp-dies')) throw unsupported('Only 1 die per socket is supported', 'qemu');
  const shape =
    topology === undefined
      ? [`sockets=${max}`, 'cores=1', 'threads=1']
      : [`sockets=${topology.sockets}`, ...(caps.has('smp-dies') ? [`dies=${topology.dies}`] : []), `cores=${topology.cores}`, `threads=${topology.threads}`];
  return ['-smp', [String(cold), ...(cold === max ? [] : [`maxcpus=${max}`]), ...shape].join(',')];
}

/** How many CPUs are there from the start and stay. */
function coldCpus(def: DomainDef): number {
  const own = def.vcpus?.vcpu ?? [];
  if (own.length === 0) return def.vcpu.current ?? def.vcpu.max;
  return own.filter((each) => each.enabled && each.hotpluggable !== true).length;
}

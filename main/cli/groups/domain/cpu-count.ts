import type { DomainRef } from '../../../../drivers/api/refs.ts';
import { DomainModificationImpact as Impact, DomainVcpuFlags, DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import { callDomain, documentOf, isActive } from '../../domain-inputs.ts';
import { faults } from '../../shell/inputs.ts';
import { fault } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';

const HOST_DOES_NOT_KNOW: ReadonlySet<string> = new Set(['no-support', 'invalid-arg']);

/** How many vCPUs; undefined when the machine is not in the state that is asked for and that is checked. */
export async function countVcpus(shell: Shell, domain: DomainRef, flags: number, checkState: boolean): Promise<number | undefined> {
  const connection = await shell.connection();
  if (checkState && (flags & Impact.LIVE) !== 0 && !(await isActive(connection, domain))) return undefined;
  if (checkState && (flags & Impact.CONFIG) !== 0 && (await attempt(async () => requireMethod(connection, 'domain', 'isPersistent')(domain))) !== true) return undefined;
  const counted = await attempt(() => callDomain(shell, 'getVcpusFlags', domain, flags));
  if (!VirError.is(counted)) return counted;
  if (!HOST_DOES_NOT_KNOW.has(counted.code)) throw counted;
  if ((flags & DomainVcpuFlags.GUEST) !== 0) throw faults('Failed to retrieve vCPU count from the guest', counted.message);
  return countOtherwise(shell, domain, flags);
}

/** For hosts that cannot be asked directly. */
async function countOtherwise(shell: Shell, domain: DomainRef, flags: number): Promise<number> {
  const maximum = (flags & DomainVcpuFlags.MAXIMUM) !== 0;
  const isPlain = (flags & (Impact.LIVE | Impact.CONFIG)) === 0;
  if ((flags & Impact.LIVE) !== 0 || (isPlain && (await isActive(await shell.connection(), domain)))) {
    return maximum ? callDomain(shell, 'getMaxVcpus', domain) : (await callDomain(shell, 'getInfo', domain)).nrVirtCpu;
  }
  const vcpu = (await documentOf(shell, domain, DomainXMLFlags.INACTIVE)).child('vcpu');
  const count = Number((maximum ? vcpu?.text : vcpu?.attribute('current')) ?? Number.NaN);
  if (Number.isNaN(count)) throw fault(`Failed to retrieve ${maximum ? 'maximum' : 'current'} vcpu count`);
  return count;
}

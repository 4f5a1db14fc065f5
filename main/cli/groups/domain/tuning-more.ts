import type { TypedParameter } from '../../../../drivers/api/records.ts';
import { typed } from '../../../../drivers/core/typed-params.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../../attempt.ts';
import { callDomain, deviceParams, domainOf, impactOf, printParams } from '../../domain-inputs.ts';
import { parseRate, type Rate } from '../../rate.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { readFile } from '../../shell/inputs.ts';
import { fault, needed, optional, ulongOf } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Run } from '../../tables/command-table.ts';

const U32_MAX = 0xffff_ffffn;

/** The rate of one direction as parameters. */
function rateParams(direction: 'inbound' | 'outbound', rate: Rate): readonly TypedParameter[] {
  const optional = (['peak', 'burst', 'floor'] as const).filter((field) => rate[field] !== 0n);
  return [typed.uint(`${direction}.average`, Number(rate.average)), ...optional.map((field) => typed.uint(`${direction}.${field}`, Number(BigInt.asUintN(32, rate[field]))))];
}

function checkRate(direction: 'inbound' | 'outbound', rate: Rate): void {
  if (rate.average > U32_MAX || rate.peak > U32_MAX || rate.burst > U32_MAX) throw fault(`${direction} rate larger than maximum ${U32_MAX}`);
  const lacksAverage = rate.average === 0n && (rate.burst !== 0n || rate.peak !== 0n);
  if (direction === 'inbound' && lacksAverage && rate.floor === 0n) throw fault('either inbound average or floor is mandatory');
  if (direction === 'outbound' && lacksAverage) throw fault('outbound average is mandatory');
  if (direction === 'outbound' && rate.floor !== 0n) throw fault('outbound floor is unsupported yet');
}

const domiftune: Run = async (shell, args) => {
  const flags = impactOf(args);
  const domain = await domainOf(shell, args);
  const device = needed(args, 'interface');
  const params = (['inbound', 'outbound'] as const).map((direction) => [direction, optional(args, direction)] as const).flatMap(([direction, given]) => {
    if (given === undefined) return [];
    const rate = parseRate(given);
    checkRate(direction, rate);
    return rateParams(direction, rate);
  });
  if (params.length > 0) await explaining(shell, 'Unable to set interface parameters', () => callDomain(shell, 'setInterfaceParameters', domain, device, params, flags));
  else printParams(shell, await deviceParams(shell, 'interface', () => callDomain(shell, 'getInterfaceParameters', domain, device, flags)));
  return true;
};

/** What `--set name=value` and the like change, by the types that the host has for them. */
function schedulerUpdates(args: CommandArgs, present: readonly TypedParameter[]): readonly TypedParameter[] {
  const named = args.all('set').map((word): readonly [string, string] => {
    const at = word.indexOf('=');
    if (at < 0) throw fault('Invalid syntax for --set, expecting name=value');
    return [word.slice(0, at), word.slice(at + 1)];
  });
  const updates = named.map(([field, value]) => update(present, field, value));
  for (const field of ['cap', 'weight']) {
    const value = optional(args, field);
    if (value !== undefined) updates.push(update(present, field, value));
  }
  return updates;
}

function update(present: readonly TypedParameter[], field: string, value: string): TypedParameter {
  const known = present.find((param) => param.field === field);
  if (known === undefined) throw fault(`invalid scheduler option: ${field}`);
  const isNumber = /^\s*[+-]?\d+$/.test(value);
  const malformed = (type: string): VirError => fault(`invalid argument: Invalid value for field '${field}': expected ${type}`);
  switch (known.type) {
    case 'int':
      if (!isNumber || BigInt(value) > 0x7fff_ffffn || BigInt(value) < -0x8000_0000n) throw malformed('int');
      return typed.int(field, Number(value));
    case 'uint':
      if (!/^\s*\+?\d+$/.test(value) || BigInt(value.trim().replace('+', '')) > U32_MAX) throw malformed('unsigned int');
      return typed.uint(field, Number(value));
    case 'llong':
      if (!isNumber) throw malformed('long long');
      return typed.llong(field, BigInt(value.trim().replace('+', '')));
    case 'ullong':
      if (!/^\s*\+?\d+$/.test(value)) throw malformed('unsigned long long');
      return typed.ullong(field, BigInt(value.trim().replace('+', '')));
    case 'double':
      if (value.trim() === '' || Number.isNaN(Number(value))) throw malformed('double');
      return typed.double(field, Number(value));
    case 'boolean':
      if (value !== '0' && value !== '1') throw fault(`invalid argument: Invalid boolean value for field '${field}'`);
      return typed.boolean(field, value === '1');
    case 'string':
      return typed.string(field, value);
  }
}

const schedinfo: Run = async (shell, args) => {
  const flags = impactOf(args);
  const isPlain = flags === 0 && !args.has('current');
  const queryFlags = args.has('config') && args.has('live') ? 0 : flags;
  const domain = await domainOf(shell, args);
  const scheduler = await attempt(() => callDomain(shell, 'getSchedulerType', domain));
  const name = VirError.is(scheduler) ? 'Unknown' : scheduler.type;
  if (!shell.options.json) shell.print(`${'Scheduler'.padEnd(15)}: ${name}\n`);
  if (VirError.is(scheduler)) throw scheduler;
  if (scheduler.nparams === 0) return false;
  const get = (): Promise<readonly TypedParameter[]> =>
    isPlain ? callDomain(shell, 'getSchedulerParameters', domain) : callDomain(shell, 'getSchedulerParametersFlags', domain, queryFlags);
  let params = await get();
  const updates = schedulerUpdates(args, params);
  if (updates.length > 0) {
    if (isPlain) await callDomain(shell, 'setSchedulerParameters', domain, updates);
    else await callDomain(shell, 'setSchedulerParametersFlags', domain, updates, flags);
    params = await get();
  } else if (args.has('live') && args.has('config')) throw fault('cannot query both live and config at once');
  if (shell.options.json) shell.printJson({ scheduler: name, ...Object.fromEntries(params.map(({ field, value }) => [field, value])) });
  else printParams(shell, params);
  return true;
};

const domlaunchsecinfo: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  printParams(shell, await explaining(shell, 'Unable to get launch security parameters', () => callDomain(shell, 'getLaunchSecurityInfo', domain, 0)));
  return true;
};

function secretParams(shell: Shell, args: CommandArgs): readonly TypedParameter[] {
  const [header, secret] = [optional(args, 'secrethdr'), optional(args, 'secret')];
  if (header === undefined || secret === undefined) throw fault('Both secret and the secret header are required');
  const params = [typed.string('sev-secret-header', readFile(header)), typed.string('sev-secret', readFile(secret))];
  const address = ulongOf(args, 'set-address');
  return address === undefined ? params : [...params, typed.ullong('sev-secret-set-address', address)];
}

const domsetlaunchsecstate: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const params = secretParams(shell, args);
  await explaining(shell, 'Unable to set launch security state', () => callDomain(shell, 'setLaunchSecurityState', domain, params, 0));
  return true;
};

/** @libvirt virsh domiftune schedinfo domlaunchsecinfo domsetlaunchsecstate */
export const runs = { domiftune, schedinfo, domlaunchsecinfo, domsetlaunchsecstate } satisfies Readonly<Record<string, Run>>;

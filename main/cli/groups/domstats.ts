import type { DomainStatsRecord, TypedParameter } from '../../../drivers/api/records.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { ConnectGetAllDomainStatsFlags as F, DomainStatsTypes as S } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { findDomainByName } from '../domain-argument.ts';
import type { CommandArgs, CommandDef, OptionDef } from '../shell/command.ts';

/** Option, what it asks for, its help. */
const GROUPS: readonly (readonly [string, number, string])[] = [
  ['state', S.STATE, 'report domain state'],
  ['cpu-total', S.CPU_TOTAL, 'report domain physical cpu usage'],
  ['balloon', S.BALLOON, 'report domain balloon statistics'],
  ['vcpu', S.VCPU, 'report domain virtual cpu information'],
  ['interface', S.INTERFACE, 'report domain network interface information'],
  ['block', S.BLOCK, 'report domain block device statistics'],
  ['perf', S.PERF, 'report domain perf event statistics'],
  ['iothread', S.IOTHREAD, 'report domain IOThread information'],
  ['memory', S.MEMORY, 'report domain memory usage'],
  ['dirtyrate', S.DIRTYRATE, 'report domain dirty rate information'],
  ['vm', S.VM, 'report hypervisor-specific statistics'],
];

const FLAGS: readonly (readonly [string, number, string])[] = [
  ['list-active', F.ACTIVE, 'list only active domains'],
  ['list-inactive', F.INACTIVE, 'list only inactive domains'],
  ['list-persistent', F.PERSISTENT, 'list only persistent domains'],
  ['list-transient', F.TRANSIENT, 'list only transient domains'],
  ['list-running', F.RUNNING, 'list only running domains'],
  ['list-paused', F.PAUSED, 'list only paused domains'],
  ['list-shutoff', F.SHUTOFF, 'list only shutoff domains'],
  ['list-other', F.OTHER, 'list only domains in other states'],
  ['raw', 0, 'do not pretty-print the fields'],
  ['enforce', F.ENFORCE_STATS, 'enforce requested stats parameters'],
  ['backing', F.BACKING, 'add backing chain information to block stats'],
  ['nowait', F.NOWAIT, 'report only stats that are accessible instantly'],
];

const asOption = ([name, , help]: readonly [string, number, string]): OptionDef => ({ name, type: 'bool', help });

/** @libvirt virsh domstats */
export const domstats: CommandDef = {
  name: 'domstats',
  help: 'get statistics about one or multiple domains',
  description: 'Gets statistics about one or more (or all) domains',
  options: [...GROUPS.map(asOption), ...FLAGS.map(asOption), { name: 'domain', type: 'argv', help: 'list of domains to get stats for' }],
  run: async (shell, args) => {
    const domains: DomainRef[] = [];
    for (const name of args.all('domain')) {
      const domain = await findDomainByName(shell, name);
      if (domain === undefined) return false;
      domains.push(domain);
    }
    const connection = await shell.connection();
    const records = await requireMethod(connection, 'connect', 'getAllDomainStats')(domains, sum(args, GROUPS), sum(args, FLAGS));
    if (shell.options.json) shell.printJson(records.map(toJson));
    else shell.print(records.map(toText).join('\n'));
    return true;
  },
};

function sum(args: CommandArgs, table: readonly (readonly [string, number, string])[]): number {
  return table.reduce((bits, [name, bit]) => (args.has(name) ? bits | bit : bits), 0);
}

function toText({ dom, params }: DomainStatsRecord): string {
  let text = `Domain: '${dom.name}'\n`;
  for (const param of params) text += `  ${param.field}=${paramText(param)}\n`;
  return text;
}

function toJson({ dom, params }: DomainStatsRecord): object {
  return { name: dom.name, uuid: dom.uuid, id: dom.id, ...Object.fromEntries(params.map(({ field, value }) => [field, value])) };
}

/** A value as virsh prints it: doubles with six digits, truth as yes and no. */
export function paramText(param: TypedParameter): string {
  switch (param.type) {
    case 'boolean':
      return param.value ? 'yes' : 'no';
    case 'double':
      return param.value.toFixed(6);
    case 'string':
      return param.value;
    default:
      return String(param.value);
  }
}

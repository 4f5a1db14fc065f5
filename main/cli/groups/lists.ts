import type { Connection } from '../../../drivers/api/connection.ts';
import type { NetworkRef, StoragePoolRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllNetworksFlags as N, NetworkXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { parseUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { printDocument, xpathOptions } from '../print-document.ts';
import type { CommandArgs, CommandDef, CommandGroup } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { printTable } from '../shell/print-table.ts';

/** Upper and lower case alike, as virsh sorts names. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Active, inactive or both, as the three options say. */
export function activityFlags(args: CommandArgs, flags: { readonly ACTIVE: number; readonly INACTIVE: number }): number {
  if (args.has('all')) return flags.ACTIVE | flags.INACTIVE;
  return args.has('inactive') ? flags.INACTIVE : flags.ACTIVE;
}

/** Looks something up by UUID, then by name. */
export async function findByUuidOrName<T extends NetworkRef | StoragePoolRef>(
  shell: Shell,
  name: string,
  what: 'network' | 'pool',
  look: { readonly byUuid: (uuid: T['uuid']) => Promise<T>; readonly byName: (name: string) => Promise<T> },
): Promise<T> {
  if (name === '') throw new VirError({ code: 'invalid-arg', domain: 'none', message: `Failed to get option '${what}': Option argument is empty` });
  const uuid = name.length === 36 ? parseUuid(name) : undefined;
  const byUuid = uuid === undefined ? undefined : await attempt(() => look.byUuid(uuid));
  const found = byUuid === undefined || VirError.is(byUuid) ? await attempt(() => look.byName(name)) : byUuid;
  if (!VirError.is(found)) return found;
  shell.error(`failed to get ${what} '${name}'`);
  throw found;
}

/** The columns of a network in `net-list`. */
async function networkRow(connection: Connection, net: NetworkRef): Promise<readonly string[]> {
  const autostart = await attempt(async () => requireMethod(connection, 'network', 'getAutostart')(net));
  const active = await attempt(async () => requireMethod(connection, 'network', 'isActive')(net));
  const persistent = await attempt(async () => requireMethod(connection, 'network', 'isPersistent')(net));
  return [net.name, active === false ? 'inactive' : 'active', VirError.is(autostart) ? 'no autostart' : autostart ? 'yes' : 'no', persistent === false ? 'no' : 'yes'];
}

const netList: CommandDef = {
  name: 'net-list',
  help: 'list networks',
  description: 'Returns list of networks.',
  options: [
    { name: 'inactive', type: 'bool', help: 'list inactive networks' },
    { name: 'all', type: 'bool', help: 'list inactive & active networks' },
    { name: 'persistent', type: 'bool', help: 'list persistent networks' },
    { name: 'transient', type: 'bool', help: 'list transient networks' },
    { name: 'autostart', type: 'bool', help: 'list networks with autostart enabled' },
    { name: 'no-autostart', type: 'bool', help: 'list networks with autostart disabled' },
    { name: 'uuid', type: 'bool', help: "list uuid's only" },
    { name: 'name', type: 'bool', help: 'list network names only' },
    { name: 'table', type: 'bool', help: 'list table (default)' },
  ],
  run: async (shell, args) => {
    const filters = { persistent: N.PERSISTENT, transient: N.TRANSIENT, autostart: N.AUTOSTART, 'no-autostart': N.NO_AUTOSTART };
    const flags = Object.entries(filters).reduce((bits, [name, bit]) => (args.has(name) ? bits | bit : bits), activityFlags(args, N));
    if (['table', 'name', 'uuid'].filter((name) => args.has(name)).length > 1) {
      shell.error('Only one argument from --table, --name and --uuid may be specified.');
      return false;
    }
    const connection = await shell.connection();
    const found = await explaining(shell, 'Failed to list networks', () => requireMethod(connection, 'connect', 'listAllNetworks')(flags));
    const networks = [...found].sort(byName);
    if (shell.options.json && (args.has('uuid') || args.has('name'))) shell.printJson(networks);
    else if (args.has('uuid') || args.has('name')) shell.print(networks.map((net) => `${args.has('uuid') ? net.uuid : net.name}\n`).join(''));
    else printTable(shell, ['Name', 'State', 'Autostart', 'Persistent'], await Promise.all(networks.map((net) => networkRow(connection, net))));
    return true;
  },
};

const netDumpxml: CommandDef = {
  name: 'net-dumpxml',
  help: 'network information in XML',
  description: 'Output the network information as an XML dump to stdout.',
  options: [
    { name: 'network', type: 'data', required: true, help: 'network name or uuid' },
    { name: 'inactive', type: 'bool', help: 'show inactive defined XML' },
    ...xpathOptions,
  ],
  run: async (shell, args) => {
    const connection = await shell.connection();
    const net = await findByUuidOrName<NetworkRef>(shell, args.text('network') ?? '', 'network', {
      byUuid: async (uuid) => requireMethod(connection, 'network', 'lookupByUUID')(uuid),
      byName: async (name) => requireMethod(connection, 'network', 'lookupByName')(name),
    });
    return printDocument(shell, args, await requireMethod(connection, 'network', 'getXMLDesc')(net, args.has('inactive') ? NetworkXMLFlags.INACTIVE : 0));
  },
};

/** Commands about networks. */
export const networking: CommandGroup = { name: 'Networking', keyword: 'network', commands: [netDumpxml, netList] };

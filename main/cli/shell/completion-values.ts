import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllDomainsFlags, ConnectListAllInterfacesFlags, ConnectListAllNetworksFlags, ConnectListAllStoragePoolsFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CommandArgs } from './command.ts';

/** Asks the host for the names that an option may have. */
type Values = (connection: Connection, args: CommandArgs, activity: Activity) => Promise<readonly string[]>;
/** Which of the host's things a command is for. */
type Activity = 'active' | 'inactive' | 'any';

const ACTIVE = ['destroy', 'shutdown', 'reboot', 'reset', 'suspend', 'net-destroy', 'pool-destroy', 'iface-destroy', 'vncdisplay', 'console', 'screenshot', 'send-key', 'net-dhcp-leases', 'vol-list'];
const INACTIVE = ['start', 'net-start', 'pool-start', 'iface-start'];

function bits(flags: { readonly ACTIVE: number; readonly INACTIVE: number }, activity: Activity): number {
  return activity === 'active' ? flags.ACTIVE : activity === 'inactive' ? flags.INACTIVE : flags.ACTIVE | flags.INACTIVE;
}

const names = (things: readonly { readonly name: string }[]): readonly string[] => things.map(({ name }) => name);

async function domainOf(connection: Connection, args: CommandArgs): Promise<DomainRef> {
  return requireMethod(connection, 'domain', 'lookupByName')(args.text('domain') ?? '');
}

const domains: Values = async (connection, _args, activity) =>
  names(await requireMethod(connection, 'connect', 'listAllDomains')(bits(ConnectListAllDomainsFlags, activity)));
const networks: Values = async (connection, _args, activity) =>
  names(await requireMethod(connection, 'connect', 'listAllNetworks')(bits(ConnectListAllNetworksFlags, activity)));
const pools: Values = async (connection, _args, activity) =>
  names(await requireMethod(connection, 'connect', 'listAllStoragePools')(bits(ConnectListAllStoragePoolsFlags, activity)));
const interfaces: Values = async (connection, _args, activity) =>
  names(await requireMethod(connection, 'connect', 'listAllInterfaces')(bits(ConnectListAllInterfacesFlags, activity)));
const volumes: Values = async (connection, args) => {
  const wanted = args.text('inputpool') ?? args.text('pool');
  const all = await requireMethod(connection, 'connect', 'listAllStoragePools')(ConnectListAllStoragePoolsFlags.ACTIVE);
  const lists = all.filter(({ name }) => wanted === undefined || name === wanted).map(async (pool) => names(await requireMethod(connection, 'storagePool', 'listAllVolumes')(pool, 0)));
  return (await Promise.all(lists)).flat();
};

const VALUES: Readonly<Record<string, Values>> = {
  domain: domains,
  network: networks,
  pool: pools,
  inputpool: pools,
  vol: volumes,
  'backing-vol': volumes,
  interface: interfaces,
  bridge: interfaces,
  nwfilter: async (connection) => names(await requireMethod(connection, 'connect', 'listAllNWFilters')(0)),
  binding: async (connection) => (await requireMethod(connection, 'connect', 'listAllNWFilterBindings')(0)).map(({ portDev }) => portDev),
  secret: async (connection) => (await requireMethod(connection, 'connect', 'listAllSecrets')(0)).map(({ uuid }) => uuid),
  'secret-uuid': async (connection) => (await requireMethod(connection, 'connect', 'listAllSecrets')(0)).map(({ uuid }) => uuid),
  snapshotname: async (connection, args) => names(await requireMethod(connection, 'domain', 'listAllSnapshots')(await domainOf(connection, args), 0)),
  checkpointname: async (connection, args) => names(await requireMethod(connection, 'domain', 'listAllCheckpoints')(await domainOf(connection, args), 0)),
  port: async (connection, args) => {
    const net = await requireMethod(connection, 'network', 'lookupByName')(args.text('network') ?? '');
    return (await requireMethod(connection, 'network', 'listAllPorts')(net, 0)).map(({ uuid }) => uuid);
  },
};

/** Words that an option chooses from, whatever the host. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'net-update.command': ['modify', 'delete', 'add-last', 'add-first'],
  'net-update.section': ['bridge', 'domain', 'ip', 'ip-dhcp-host', 'ip-dhcp-range', 'forward', 'forward-interface', 'forward-pf', 'portgroup', 'dns-host', 'dns-txt', 'dns-srv'],
  'net-event.event': ['lifecycle'],
  'pool-event.event': ['lifecycle', 'refresh'],
  'nodedev-event.event': ['lifecycle', 'update'],
  'secret-event.event': ['lifecycle', 'value-changed'],
  'nodesuspend.target': ['mem', 'disk', 'hybrid'],
  'vol-wipe.algorithm': ['zero', 'nnsa', 'dod', 'bsi', 'gutmann', 'schneier', 'pfitzner7', 'pfitzner33', 'random', 'trim'],
};

const nodeDevices: Values = async (connection) => names(await requireMethod(connection, 'connect', 'listAllNodeDevices')(0));

function valuesOf(command: string, option: string): Values | undefined {
  if (option === 'device' && command.startsWith('nodedev-')) return nodeDevices;
  // `vol-name`'s and `net-name`'s own words are UUIDs and keys, which nobody completes.
  return VALUES[option];
}

/** Whether values of that option can be completed. */
export function completesValue(command: string, option: string): boolean {
  return CHOICES[`${command}.${option}`] !== undefined || valuesOf(command, option) !== undefined;
}

/** What an option may be; nothing when the host does not tell. */
export async function completeValue(connect: () => Promise<Connection>, command: string, option: string, args: CommandArgs): Promise<readonly string[]> {
  const choices = CHOICES[`${command}.${option}`];
  if (choices !== undefined) return choices;
  const values = valuesOf(command, option);
  if (values === undefined) return [];
  const activity = ACTIVE.includes(command) ? 'active' : INACTIVE.includes(command) ? 'inactive' : 'any';
  try {
    return await values(await connect(), args, activity);
  } catch (error) {
    // Whoever presses Tab wants no error in the middle of the line.
    if (VirError.is(error)) return [];
    throw error;
  }
}

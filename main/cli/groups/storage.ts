import type { Connection } from '../../../drivers/api/connection.ts';
import type { StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllStoragePoolsFlags as P, StorageXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { printDocument, xpathOptions } from '../print-document.ts';
import type { CommandArgs, CommandDef, CommandGroup, OptionDef } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { activityFlags, byName, findByUuidOrName } from './lists.ts';

const TYPES: Readonly<Record<string, number>> = {
  dir: P.DIR,
  fs: P.FS,
  netfs: P.NETFS,
  logical: P.LOGICAL,
  disk: P.DISK,
  iscsi: P.ISCSI,
  'iscsi-direct': P.ISCSI_DIRECT,
  scsi: P.SCSI,
  mpath: P.MPATH,
  rbd: P.RBD,
  sheepdog: P.SHEEPDOG,
  gluster: P.GLUSTER,
  zfs: P.ZFS,
  vstorage: P.VSTORAGE,
};
const POOL_STATES = ['inactive', 'building', 'running', 'degraded', 'inaccessible'];
const POOL_RUNNING = 2;
const POOL_DEGRADED = 3;
const VOLUME_TYPES = ['file', 'block', 'dir', 'network', 'net-dir', 'ploop'];

/** 1.50 GiB, as virsh prints sizes. */
export function prettySize(bytes: bigint): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit] ?? ''}`;
}

const yesNo = (answer: boolean | VirError, unknown: string): string => (VirError.is(answer) ? unknown : answer ? 'yes' : 'no');

async function poolRow(shell: Shell, connection: Connection, pool: StoragePoolRef, details: boolean): Promise<readonly string[]> {
  const call = <T>(ask: () => Promise<T>): Promise<T | VirError> => attempt(ask);
  const autostart = yesNo(await call(async () => requireMethod(connection, 'storagePool', 'getAutostart')(pool)), 'no autostart');
  const info = await call(async () => requireMethod(connection, 'storagePool', 'getInfo')(pool));
  if (VirError.is(info)) shell.error('Could not retrieve pool information');
  if (!details) {
    if (VirError.is(info)) return [pool.name, 'unknown', autostart];
    const active = await call(async () => requireMethod(connection, 'storagePool', 'isActive')(pool));
    return [pool.name, active === false ? 'inactive' : 'active', autostart];
  }
  const persistent = yesNo(await call(async () => requireMethod(connection, 'storagePool', 'isPersistent')(pool)), 'unknown');
  if (VirError.is(info)) return [pool.name, 'unknown', autostart, persistent, 'unknown', 'unknown', 'unknown'];
  const sized = info.state === POOL_RUNNING || info.state === POOL_DEGRADED;
  const sizes = [info.capacity, info.allocation, info.available].map((bytes) => (sized ? prettySize(bytes) : '-'));
  return [pool.name, POOL_STATES[info.state] ?? 'unknown', autostart, persistent, ...sizes];
}

function poolFlags(shell: Shell, args: CommandArgs): number | undefined {
  const filters = { autostart: P.AUTOSTART, 'no-autostart': P.NO_AUTOSTART, persistent: P.PERSISTENT, transient: P.TRANSIENT };
  let flags = Object.entries(filters).reduce((bits, [name, bit]) => (args.has(name) ? bits | bit : bits), activityFlags(args, P));
  for (const type of args.text('type')?.split(',') ?? []) {
    const bit = TYPES[type];
    if (bit === undefined) {
      shell.error(`Invalid pool type '${type}'`);
      return undefined;
    }
    flags |= bit;
  }
  return flags;
}

const bool = (name: string, help: string): OptionDef => ({ name, type: 'bool', help });

const poolList: CommandDef = {
  name: 'pool-list',
  help: 'list pools',
  description: 'Returns list of pools.',
  options: [
    bool('inactive', 'list inactive pools'),
    bool('all', 'list inactive & active pools'),
    bool('transient', 'list transient pools'),
    bool('persistent', 'list persistent pools'),
    bool('autostart', 'list pools with autostart enabled'),
    bool('no-autostart', 'list pools with autostart disabled'),
    { name: 'type', type: 'string', help: 'only list pool of specified type(s) (if supported)' },
    bool('details', 'display extended details for pools'),
    bool('uuid', 'list UUID of active pools only'),
    bool('name', 'list name of active pools only'),
  ],
  run: async (shell, args) => {
    if (!exclusive(shell, args, ['all', 'inactive'], ['details', 'uuid'], ['details', 'name'])) return false;
    const flags = poolFlags(shell, args);
    if (flags === undefined) return false;
    const connection = await shell.connection();
    const found = await explaining(shell, 'Failed to list pools', () => requireMethod(connection, 'connect', 'listAllStoragePools')(flags));
    const pools = [...found].sort(byName);
    const rows = await Promise.all(pools.map((pool) => poolRow(shell, connection, pool, args.has('details'))));
    if (shell.options.json && (args.has('uuid') || args.has('name'))) shell.printJson(pools);
    else if (args.has('uuid') || args.has('name')) shell.print(pools.map((pool) => plainPool(pool, args)).join(''));
    else if (args.has('details')) printTable(shell, ['Name', 'State', 'Autostart', 'Persistent', 'Capacity', 'Allocation', 'Available'], rows);
    else printTable(shell, ['Name', 'State', 'Autostart'], rows);
    return true;
  },
};

function plainPool(pool: StoragePoolRef, args: CommandArgs): string {
  const uuid = args.has('uuid') ? `${pool.uuid}${args.has('name') ? ' ' : '\n'}` : '';
  return uuid + (args.has('name') ? `${pool.name.padEnd(20)}\n` : '');
}

async function findPool(shell: Shell, args: CommandArgs): Promise<StoragePoolRef> {
  const connection = await shell.connection();
  return findByUuidOrName<StoragePoolRef>(shell, args.text('pool') ?? '', 'pool', {
    byUuid: async (uuid) => requireMethod(connection, 'storagePool', 'lookupByUUID')(uuid),
    byName: async (name) => requireMethod(connection, 'storagePool', 'lookupByName')(name),
  });
}

const poolOption: OptionDef = { name: 'pool', type: 'data', required: true, help: 'pool name or uuid' };

const poolDumpxml: CommandDef = {
  name: 'pool-dumpxml',
  help: 'pool information in XML',
  description: 'Output the pool information as an XML dump to stdout.',
  options: [poolOption, bool('inactive', 'show inactive defined XML'), ...xpathOptions],
  run: async (shell, args) => {
    const pool = await findPool(shell, args);
    const flags = args.has('inactive') ? StorageXMLFlags.INACTIVE : 0;
    return printDocument(shell, args, await requireMethod(await shell.connection(), 'storagePool', 'getXMLDesc')(pool, flags));
  },
};

async function volumeRow(connection: Connection, vol: StorageVolRef, details: boolean): Promise<readonly string[]> {
  const path = await attempt(async () => requireMethod(connection, 'storageVol', 'getPath')(vol));
  const place = [vol.name, VirError.is(path) ? 'unknown' : path];
  if (!details) return place;
  const info = await attempt(async () => requireMethod(connection, 'storageVol', 'getInfo')(vol));
  if (VirError.is(info)) return [...place, 'unknown', 'unknown', 'unknown'];
  return [...place, VOLUME_TYPES[info.type] ?? 'unknown', prettySize(info.capacity), prettySize(info.allocation)];
}

const volList: CommandDef = {
  name: 'vol-list',
  help: 'list vols',
  description: 'Returns list of vols by pool.',
  options: [poolOption, bool('details', 'display extended details for volumes')],
  run: async (shell, args) => {
    const pool = await findPool(shell, args);
    const connection = await shell.connection();
    const found = await explaining(shell, 'Failed to list volumes', async () => requireMethod(connection, 'storagePool', 'listAllVolumes')(pool, 0));
    const rows = await Promise.all([...found].sort(byName).map((vol) => volumeRow(connection, vol, args.has('details'))));
    printTable(shell, args.has('details') ? ['Name', 'Path', 'Type', 'Capacity', 'Allocation'] : ['Name', 'Path'], rows);
    return true;
  },
};

/** Commands about pools. */
export const storagePools: CommandGroup = { name: 'Storage Pool', keyword: 'pool', commands: [poolDumpxml, poolList] };
/** Commands about volumes. */
export const storageVolumes: CommandGroup = { name: 'Storage Volume', keyword: 'volume', commands: [volList] };

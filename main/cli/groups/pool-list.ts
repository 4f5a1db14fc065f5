import type { Connection } from '../../../drivers/api/connection.ts';
import type { StoragePoolRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllStoragePoolsFlags as P } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { byName } from '../lookup.ts';
import { isSized, POOL_STATES, prettySize } from '../storage-words.ts';
import { activityFlags, flagsOf, yesNo } from '../say.ts';
import type { CommandArgs } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { fault } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

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

async function poolRow(shell: Shell, connection: Connection, pool: StoragePoolRef, details: boolean): Promise<readonly string[]> {
  const autostart = await yesNo(async () => requireMethod(connection, 'storagePool', 'getAutostart')(pool), 'no autostart');
  const info = await attempt(async () => requireMethod(connection, 'storagePool', 'getInfo')(pool));
  if (VirError.is(info)) shell.error('Could not retrieve pool information');
  if (!details) {
    if (VirError.is(info)) return [pool.name, 'unknown', autostart];
    const active = await attempt(async () => requireMethod(connection, 'storagePool', 'isActive')(pool));
    return [pool.name, active === false ? 'inactive' : 'active', autostart];
  }
  const persistent = await yesNo(async () => requireMethod(connection, 'storagePool', 'isPersistent')(pool), 'unknown');
  if (VirError.is(info)) return [pool.name, 'unknown', autostart, persistent, 'unknown', 'unknown', 'unknown'];
  const sizes = [info.capacity, info.allocation, info.available].map((bytes) => (isSized(info.state) ? prettySize(bytes) : '-'));
  return [pool.name, POOL_STATES[info.state] ?? 'unknown', autostart, persistent, ...sizes];
}

function poolFlags(args: CommandArgs): number {
  const filters = { autostart: P.AUTOSTART, 'no-autostart': P.NO_AUTOSTART, persistent: P.PERSISTENT, transient: P.TRANSIENT };
  const types = args.text('type')?.split(',') ?? [];
  return types.reduce((flags, type) => {
    const bit = TYPES[type];
    if (bit === undefined) throw fault(`Invalid pool type '${type}'`);
    return flags | bit;
  }, activityFlags(args, P) | flagsOf(args, filters));
}

/** @libvirt virsh pool-list */
export const poolList: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['all', 'inactive'], ['details', 'uuid'], ['details', 'name'])) return false;
  const flags = poolFlags(args);
  const connection = await shell.connection();
  const found = await explaining(shell, 'Failed to list pools', async () => requireMethod(connection, 'connect', 'listAllStoragePools')(flags));
  const pools = [...found].sort(byName);
  const rows = await Promise.all(pools.map((pool) => poolRow(shell, connection, pool, args.has('details'))));
  if (shell.options.json && (args.has('uuid') || args.has('name'))) shell.printJson(pools);
  else if (args.has('uuid') || args.has('name')) shell.print(pools.map((pool) => plainPool(pool, args)).join(''));
  else if (args.has('details')) printTable(shell, ['Name', 'State', 'Autostart', 'Persistent', 'Capacity', 'Allocation', 'Available'], rows);
  else printTable(shell, ['Name', 'State', 'Autostart'], rows);
  return true;
};

function plainPool(pool: StoragePoolRef, args: CommandArgs): string {
  const uuid = args.has('uuid') ? `${pool.uuid}${args.has('name') ? ' ' : '\n'}` : '';
  return uuid + (args.has('name') ? `${pool.name.padEnd(20)}\n` : '');
}

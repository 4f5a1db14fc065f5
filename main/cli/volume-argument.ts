import type { StoragePoolRef, StorageVolRef } from '../../drivers/api/refs.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt } from './attempt.ts';
import { findPool } from './pool-argument.ts';
import type { CommandArgs } from './shell/command.ts';
import type { Shell } from './shell/shell.ts';
import { fault, needed, optional } from './shell/values.ts';

/** Which options name a volume and, if the command has that, its pool. */
export interface VolumeOptions {
  readonly vol?: string;
  readonly pool?: string | undefined;
}

/** The volume that the options name: by name in its pool, by key, by path. @throws what the last look said */
export async function findVolume(shell: Shell, args: CommandArgs, { vol: option = 'vol', pool: poolOption }: VolumeOptions): Promise<StorageVolRef> {
  const name = needed(args, option);
  const pool = poolOption === undefined || optional(args, poolOption) === undefined ? undefined : await findActivePool(shell, args, poolOption);
  const vol = await lookupVolume(shell, pool, name);
  if (VirError.is(vol)) {
    shell.error(`failed to get vol '${name}'${pool !== undefined || poolOption === undefined ? '' : `, specifying --${poolOption} might help`}`);
    throw vol;
  }
  if (pool === undefined) return vol;
  const connection = await shell.connection();
  const its = await attempt(async () => requireMethod(connection, 'storagePool', 'lookupByVolume')(vol));
  if (!VirError.is(its) && its.name !== pool.name) throw fault(`Requested volume '${name}' is not in pool '${pool.name}'`);
  return vol;
}

async function findActivePool(shell: Shell, args: CommandArgs, option: string): Promise<StoragePoolRef> {
  const pool = await findPool(shell, args, option);
  const connection = await shell.connection();
  const active = await attempt(async () => requireMethod(connection, 'storagePool', 'isActive')(pool));
  if (active === true) return pool;
  const words = `pool '${needed(args, option)}' is not active`;
  if (!VirError.is(active)) throw fault(words);
  shell.error(words);
  throw active;
}

/** A volume by its name in a pool, its key or its path; the last error when there is none. */
export async function lookupVolume(shell: Shell, pool: StoragePoolRef | undefined, name: string): Promise<StorageVolRef | VirError> {
  const connection = await shell.connection();
  const looks = [
    ...(pool === undefined ? [] : [async () => requireMethod(connection, 'storageVol', 'lookupByName')(pool, name)]),
    async () => requireMethod(connection, 'storageVol', 'lookupByKey')(name),
    async () => requireMethod(connection, 'storageVol', 'lookupByPath')(name),
  ];
  let last: VirError = fault(`failed to get vol '${name}'`);
  for (const look of looks) {
    const found = await attempt(look);
    if (!VirError.is(found)) return found;
    last = found;
  }
  return last;
}

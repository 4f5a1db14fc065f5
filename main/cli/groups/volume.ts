import type { StorageVolRef } from '../../../drivers/api/refs.ts';
import { StorageVolDeleteFlags, StorageVolInfoFlags, StorageVolResizeFlags as R, StorageVolWipeAlgorithm } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { byName } from '../lookup.ts';
import { findPool } from '../pool-argument.ts';
import { printDocument } from '../print-document.ts';
import { answer, flagsOf, printFacts, say, type Fact } from '../say.ts';
import type { CommandArgs, CommandGroup } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { prettySize, VOLUME_TYPES } from '../storage-words.ts';
import { findVolume } from '../volume-argument.ts';
import { parseSize, volClone, volCreate, volCreateAs, volCreateFrom } from './volume-create.ts';
import { volDownload, volUpload } from './volume-transfer.ts';
import { VOLUME_WORDS } from './volume-words.ts';

const WIPES = Object.keys(StorageVolWipeAlgorithm).map((name) => name.toLowerCase());

const find = (shell: Shell, args: CommandArgs): Promise<StorageVolRef> => findVolume(shell, args, { pool: 'pool' });

const volDelete: Run = async (shell, args) => {
  const vol = await find(shell, args);
  const name = needed(args, 'vol');
  const flags = flagsOf(args, { 'delete-snapshots': StorageVolDeleteFlags.WITH_SNAPSHOTS });
  const connection = await shell.connection();
  await explaining(shell, `Failed to delete vol ${name}`, async () => requireMethod(connection, 'storageVol', 'delete')(vol, flags));
  return say(shell, `Vol ${name} deleted\n`, vol);
};

const volWipe: Run = async (shell, args) => {
  const vol = await find(shell, args);
  const name = needed(args, 'vol');
  const wanted = optional(args, 'algorithm');
  const algorithm = wanted === undefined ? StorageVolWipeAlgorithm.ZERO : WIPES.indexOf(wanted);
  if (algorithm < 0) throw fault(`Unsupported algorithm '${wanted ?? ''}'`);
  const connection = await shell.connection();
  await explaining(shell, `Failed to wipe vol ${name}`, async () => {
    const done = await attempt(async () => requireMethod(connection, 'storageVol', 'wipePattern')(vol, algorithm, 0));
    if (!VirError.is(done)) return;
    if (done.code !== 'no-support' || algorithm !== StorageVolWipeAlgorithm.ZERO) throw done;
    await requireMethod(connection, 'storageVol', 'wipe')(vol, 0);
  });
  return say(shell, `Vol ${name} wiped\n`, vol);
};

const volInfo: Run = async (shell, args) => {
  const vol = await find(shell, args);
  const connection = await shell.connection();
  if (!shell.options.json) printFacts(shell, [['Name', vol.name]]);
  const physical = args.has('physical');
  const info = physical
    ? await requireMethod(connection, 'storageVol', 'getInfoFlags')(vol, StorageVolInfoFlags.GET_PHYSICAL)
    : await requireMethod(connection, 'storageVol', 'getInfo')(vol);
  const size = (bytes: bigint): string => (args.has('bytes') ? `${bytes} bytes` : prettySize(bytes));
  const facts: readonly Fact[] = [
    ['Type', VOLUME_TYPES[info.type] ?? 'unknown'],
    ['Capacity', size(info.capacity)],
    [physical ? 'Physical' : 'Allocation', size(info.allocation)],
  ];
  printFacts(shell, shell.options.json ? [['Name', vol.name], ...facts] : facts);
  return true;
};

const volResize: Run = async (shell, args) => {
  const vol = await find(shell, args);
  const given = needed(args, 'capacity').replace(/^\s+/, '');
  const shrinks = given.startsWith('-');
  if (shrinks && !args.has('shrink')) throw fault('negative size requires --shrink');
  const text = shrinks ? given.slice(1) : given;
  const delta = shrinks || args.has('delta');
  const flags = flagsOf(args, { allocate: R.ALLOCATE, shrink: R.SHRINK }) | (delta ? R.DELTA : 0);
  const capacity = parseSize(text);
  const [to, connection] = [delta ? 'by' : 'to', await shell.connection()];
  await explaining(shell, `Failed to change size of volume '${vol.name}' ${to} ${text}`, async () =>
    requireMethod(connection, 'storageVol', 'resize')(vol, capacity, flags),
  );
  return say(shell, `Size of volume '${vol.name}' successfully changed ${to} ${text}\n`, vol);
};

async function volumeRow(shell: Shell, vol: StorageVolRef, details: boolean): Promise<readonly string[]> {
  const connection = await shell.connection();
  const path = await attempt(async () => requireMethod(connection, 'storageVol', 'getPath')(vol));
  const place = [vol.name, VirError.is(path) ? 'unknown' : path];
  if (!details) return place;
  const info = await attempt(async () => requireMethod(connection, 'storageVol', 'getInfo')(vol));
  if (VirError.is(info)) return [...place, 'unknown', 'unknown', 'unknown'];
  return [...place, VOLUME_TYPES[info.type] ?? 'unknown', prettySize(info.capacity), prettySize(info.allocation)];
}

const volList: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const connection = await shell.connection();
  const found = await explaining(shell, 'Failed to list volumes', async () => requireMethod(connection, 'storagePool', 'listAllVolumes')(pool, 0));
  const rows = await Promise.all([...found].sort(byName).map((vol) => volumeRow(shell, vol, args.has('details'))));
  printTable(shell, args.has('details') ? ['Name', 'Path', 'Type', 'Capacity', 'Allocation'] : ['Name', 'Path'], rows);
  return true;
};

const volPool: Run = async (shell, args) => {
  const vol = await findVolume(shell, args, {});
  const connection = await shell.connection();
  const pool = await explaining(shell, 'failed to get parent pool', async () => requireMethod(connection, 'storagePool', 'lookupByVolume')(vol));
  return answer(shell, args.has('uuid') ? pool.uuid : pool.name);
};

/** Commands about storage volumes. */
export const storageVolumes: CommandGroup = {
  name: 'Storage Volume',
  keyword: 'volume',
  commands: commandsOf(VOLUME_WORDS, {
    'vol-clone': volClone,
    'vol-create-as': volCreateAs,
    'vol-create': volCreate,
    'vol-create-from': volCreateFrom,
    'vol-delete': volDelete,
    'vol-download': volDownload,
    'vol-dumpxml': async (shell, args) => {
      const vol = await find(shell, args);
      return printDocument(shell, args, await requireMethod(await shell.connection(), 'storageVol', 'getXMLDesc')(vol, 0));
    },
    'vol-info': volInfo,
    'vol-key': async (shell, args) => answer(shell, (await find(shell, args)).key),
    'vol-list': volList,
    'vol-name': async (shell, args) => answer(shell, (await findVolume(shell, args, {})).name),
    'vol-path': async (shell, args) => {
      const vol = await find(shell, args);
      return answer(shell, await requireMethod(await shell.connection(), 'storageVol', 'getPath')(vol));
    },
    'vol-pool': volPool,
    'vol-resize': volResize,
    'vol-upload': volUpload,
    'vol-wipe': volWipe,
  }),
};

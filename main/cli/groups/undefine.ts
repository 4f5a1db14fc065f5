import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { DomainSnapshotListFlags, DomainUndefineFlagsValues as U, StorageVolDeleteFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandArgs, CommandDef, OptionDef } from '../shell/command.ts';
import { exclusive, requires } from '../shell/options.ts';
import type { Shell } from '../shell/shell.ts';
import { devicesOf, firstAttribute, readDocument } from '../xml-query.ts';

const bool = (name: string, help: string): OptionDef => ({ name, type: 'bool', help });

const FLAGS: Readonly<Record<string, number>> = {
  'managed-save': U.MANAGED_SAVE,
  'snapshots-metadata': U.SNAPSHOTS_METADATA,
  'checkpoints-metadata': U.CHECKPOINTS_METADATA,
  nvram: U.NVRAM,
  'keep-nvram': U.KEEP_NVRAM,
  tpm: U.TPM,
  'keep-tpm': U.KEEP_TPM,
};

/** @libvirt virsh undefine */
export const undefine: CommandDef = {
  name: 'undefine',
  help: 'undefine a domain',
  description: 'Undefine an inactive domain, or convert persistent to transient.',
  options: [
    domainOption(),
    bool('managed-save', 'remove domain managed state file'),
    {
      name: 'storage',
      type: 'string',
      help: 'remove associated storage volumes (comma separated list of targets or source paths) (see domblklist)',
    },
    bool('remove-all-storage', 'remove all associated storage volumes (use with caution)'),
    { name: 'delete-snapshots', type: 'alias', help: '', aliasOf: 'delete-storage-volume-snapshots' },
    bool('delete-storage-volume-snapshots', 'delete snapshots associated with volume(s), requires --remove-all-storage (must be supported by storage driver)'),
    bool('wipe-storage', 'wipe data on the removed volumes'),
    bool('snapshots-metadata', 'remove all domain snapshot metadata (vm must be inactive)'),
    bool('checkpoints-metadata', 'remove all domain checkpoint metadata (vm must be inactive)'),
    bool('nvram', 'remove nvram file'),
    bool('keep-nvram', 'keep nvram file'),
    bool('tpm', 'remove TPM state'),
    bool('keep-tpm', 'keep TPM state'),
  ],
  run: async (shell, args) => {
    if (!requires(shell, args, 'delete-storage-volume-snapshots', 'remove-all-storage')) return false;
    if (!exclusive(shell, args, ['nvram', 'keep-nvram'], ['tpm', 'keep-tpm'])) return false;
    const withStorage = args.has('storage') || args.has('remove-all-storage');
    if (args.has('wipe-storage') && !withStorage) {
      shell.error("'--wipe-storage' requires '--storage <string>' or '--remove-all-storage'");
      return false;
    }
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    const keeps = await whatItKeeps(connection, domain);
    const volumes = withStorage ? await chooseVolumes(shell, args, connection, domain, keeps.running) : [];
    if (volumes === undefined) return false;
    if (!(await undefineDomain(shell, args, connection, domain, keeps))) return false;
    if (shell.options.json) shell.printJson(domain);
    else shell.printExtra(`Domain '${args.text('domain') ?? ''}' has been undefined\n`);
    return removeVolumes(shell, args, connection, volumes);
  },
};

/** What would be left behind without its machine. */
interface Keeps {
  readonly running: boolean;
  readonly managedSave: boolean;
  readonly snapshotsMetadata: number;
  /** The host knows all flags there are. */
  readonly knowsFlags: boolean;
}

async function whatItKeeps(connection: Connection, domain: DomainRef): Promise<Keeps> {
  if (await requireMethod(connection, 'domain', 'isActive')(domain)) return { running: true, managedSave: false, snapshotsMetadata: 0, knowsFlags: false };
  const managedSave = await unlessUnsupported(async () => requireMethod(connection, 'domain', 'hasManagedSaveImage')(domain), false);
  const snapshots = await unlessUnsupported(async () => requireMethod(connection, 'domainSnapshot', 'num')(domain, 0), 0);
  if (snapshots === 0) return { running: false, managedSave, snapshotsMetadata: 0, knowsFlags: false };
  const counted = await attempt(async () => requireMethod(connection, 'domainSnapshot', 'num')(domain, DomainSnapshotListFlags.METADATA));
  return { running: false, managedSave, snapshotsMetadata: VirError.is(counted) ? snapshots : counted, knowsFlags: !VirError.is(counted) };
}

async function unlessUnsupported<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  const answer = await attempt(ask);
  if (!VirError.is(answer)) return answer;
  if (answer.code === 'no-support') return otherwise;
  throw answer;
}

/** False when it was refused, which has been said. */
async function undefineDomain(shell: Shell, args: CommandArgs, connection: Connection, domain: DomainRef, keeps: Keeps): Promise<boolean> {
  const failed = `Failed to undefine domain '${args.text('domain') ?? ''}'`;
  const wanted = Object.entries(FLAGS).reduce((bits, [name, bit]) => (args.has(name) ? bits | bit : bits), 0);
  const flags = wanted & ~(keeps.managedSave ? 0 : U.MANAGED_SAVE) & ~(keeps.snapshotsMetadata > 0 ? 0 : U.SNAPSHOTS_METADATA);
  const saveIsSafe = !keeps.managedSave || args.has('managed-save') || keeps.knowsFlags;
  const snapshotsAreSafe = keeps.snapshotsMetadata === 0 || args.has('snapshots-metadata') || keeps.knowsFlags;
  if ((saveIsSafe && snapshotsAreSafe) || args.has('nvram')) {
    const outcome = await attempt(async () => requireMethod(connection, 'domain', 'undefineFlags')(domain, flags));
    if (!VirError.is(outcome)) return true;
    if (args.has('nvram') || (outcome.code !== 'no-support' && outcome.code !== 'invalid-arg')) {
      shell.error(failed);
      throw outcome;
    }
  }
  if (keeps.managedSave) {
    if (!args.has('managed-save')) {
      shell.error('Refusing to undefine while domain managed save image exists');
      return false;
    }
    await requireMethod(connection, 'domain', 'managedSaveRemove')(domain);
  }
  if (keeps.snapshotsMetadata > 0) {
    if (args.has('snapshots-metadata')) shell.error(`Unable to remove metadata of ${keeps.snapshotsMetadata} snapshots`);
    else shell.error(`Refusing to undefine while ${keeps.snapshotsMetadata} snapshots exist`);
    return false;
  }
  await explaining(shell, failed, async () => requireMethod(connection, 'domain', 'undefine')(domain));
  return true;
}

/** A volume to remove with its machine. */
interface ChosenVolume {
  readonly target: string;
  readonly source: string;
  readonly vol: StorageVolRef;
}

/** Undefined when the choice is wrong, which has been said. */
async function chooseVolumes(
  shell: Shell,
  args: CommandArgs,
  connection: Connection,
  domain: DomainRef,
  running: boolean,
): Promise<readonly ChosenVolume[] | undefined> {
  if (running) {
    shell.error('Storage volume deletion is supported only on stopped domains');
    return undefined;
  }
  const wanted = args.text('storage');
  if (wanted !== undefined && args.has('remove-all-storage')) {
    shell.error('Specified both --storage and --remove-all-storage');
    return undefined;
  }
  const document = readDocument(await requireMethod(connection, 'domain', 'getXMLDesc')(domain, 0));
  const left = wanted === undefined ? undefined : splitList(wanted);
  const chosen: ChosenVolume[] = [];
  for (const disk of devicesOf(document, 'disk')) {
    const target = disk.child('target')?.attribute('dev');
    const place = disk.child('source');
    const source = firstAttribute(place, ['file', 'dir', 'name', 'dev', 'volume']);
    if (target === undefined || source === undefined) continue;
    if (left !== undefined) {
      const at = left.findIndex((word) => word === target || word === source);
      if (at < 0) continue;
      left.splice(at, 1);
    }
    const vol = await findVolume(shell, connection, { pool: place?.attribute('pool'), target, source });
    if (vol !== undefined) chosen.push({ target, source, vol });
  }
  for (const word of left ?? []) shell.error(`Volume '${word}' was not found in domain's definition.\n`);
  return left !== undefined && left.length > 0 ? undefined : chosen;
}

/** `a,b`; `,,` is a comma within a name. */
function splitList(text: string): string[] {
  return text
    .replaceAll(',,', '\0')
    .split(',')
    .map((word) => word.replaceAll('\0', ','));
}

async function findVolume(
  shell: Shell,
  connection: Connection,
  { pool, target, source }: { readonly pool: string | undefined; readonly target: string; readonly source: string },
): Promise<StorageVolRef | undefined> {
  const found = await attempt(async () => {
    if (pool === undefined) return requireMethod(connection, 'storageVol', 'lookupByPath')(source);
    const poolRef = await attempt(async () => requireMethod(connection, 'storagePool', 'lookupByName')(pool));
    return VirError.is(poolRef) ? undefined : requireMethod(connection, 'storageVol', 'lookupByName')(poolRef, source);
  });
  if (found === undefined) shell.error(`Storage pool '${pool ?? ''}' for volume '${target}' not found.`);
  else if (VirError.is(found)) shell.error(`Storage volume '${target}'(${source}) is not managed by libvirt. Remove it manually.\n`);
  else return found;
  return undefined;
}

async function removeVolumes(shell: Shell, args: CommandArgs, connection: Connection, volumes: readonly ChosenVolume[]): Promise<boolean> {
  let failure: VirError | undefined;
  const flags = args.has('delete-storage-volume-snapshots') ? StorageVolDeleteFlags.WITH_SNAPSHOTS : StorageVolDeleteFlags.NORMAL;
  for (const { target, source, vol } of volumes) {
    if (args.has('wipe-storage')) {
      shell.printExtra(`Wiping volume '${target}'(${source}) ... `);
      const wiped = await attempt(async () => requireMethod(connection, 'storageVol', 'wipe')(vol, 0));
      if (VirError.is(wiped)) {
        shell.error('Failed! Volume not removed.');
        failure = wiped;
        continue;
      }
      shell.printExtra('Done.\n');
    }
    const removed = await attempt(async () => requireMethod(connection, 'storageVol', 'delete')(vol, flags));
    if (VirError.is(removed)) {
      shell.error(`Failed to remove storage volume '${target}'(${source})`);
      failure = removed;
    } else shell.printExtra(`Volume '${target}'(${source}) removed.\n`);
  }
  if (failure !== undefined) throw failure;
  return true;
}

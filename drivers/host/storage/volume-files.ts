import { randomBytes } from 'node:crypto';
import type { LongCallOptions } from '../../api/extras.ts';
import type { StorageEncryption } from '../../conf/storage-common/storage-encryption.ts';
import type { StorageVolDef } from '../../conf/storage-vol/storage-vol-def.ts';
import { StorageVolWipeAlgorithm as Wipe } from '../../core/constants.ts';
import { libvirtError } from '../../core/error-text.ts';
import { isKeyMeasureFailure, MOST_KEY_MEASURES } from '../../storage/key-measure.ts';
import { createVolumeCommands, type CreateVolumeOptions } from '../../storage/qemu-img-command.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { runLong } from '../run-long.ts';
import { pathOf, type Pools } from './pools.ts';
import { zeroFile } from './volume-streams.ts';

/** How a volume is made. */
export interface BuildOptions {
  readonly input?: StorageVolDef;
  readonly preallocateMetadata?: boolean;
}

/** Makes a volume's file; when it fails, nothing of it remains. The signal cancels it. */
export async function buildVolume(pools: Pools, volume: StorageVolDef, build: BuildOptions, options: LongCallOptions): Promise<void> {
  const { files } = pools.surroundings;
  const path = pathOf(volume);
  if (volume.type === 'dir') {
    await files.makeFolder(path, volume.target.permissions?.mode ?? 0o700);
    return;
  }
  if (!(await files.create(path, new Uint8Array(0)))) throw libvirtError('storage', 'operation-invalid', `volume target path '${path}' already exists`, { subject: path });
  try {
    if (isPlain(volume) && build.input === undefined) await buildPlain(pools, volume, options);
    else await buildByImageTool(pools, volume, build, options);
    await files.setMode(path, volume.target.permissions?.mode ?? 0o600);
  } catch (error) {
    await files.remove([path]).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function isPlain({ target, backingStore }: StorageVolDef): boolean {
  return (target.format ?? 'raw') === 'raw' && target.encryption === undefined && backingStore === undefined;
}

async function buildPlain({ surroundings }: Pools, volume: StorageVolDef, options: LongCallOptions): Promise<void> {
  const path = pathOf(volume);
  await surroundings.files.truncate(path, volume.capacityBytes);
  const wanted = volume.allocationBytes < volume.capacityBytes ? volume.allocationBytes : volume.capacityBytes;
  if (wanted > 0n) await allocate(surroundings.commands, path, wanted, options);
}

/** File systems without such a call leave holes, which is no error but for a full disk. */
async function allocate(commands: Pools['surroundings']['commands'], path: string, lengthBytes: bigint, options: LongCallOptions): Promise<void> {
  const { code, stderr } = await runLong(commands, ['fallocate', '-l', String(lengthBytes), '--', path], options);
  if (code !== 0 && /space|quota/i.test(stderr)) throw libvirtError('storage', 'system-error', `cannot allocate ${lengthBytes} bytes in file '${path}': ${stderr.trim()}`, { subject: path });
}

async function buildByImageTool(pools: Pools, volume: StorageVolDef, { input, preallocateMetadata }: BuildOptions, options: LongCallOptions): Promise<void> {
  const scratch: string[] = [];
  const { files, commands } = pools.surroundings;
  try {
    const secretFile = await secretFileOf(pools, volume.target.encryption, scratch);
    const inputSecretFile = input === undefined ? undefined : await secretFileOf(pools, input.target.encryption, scratch);
    const create: CreateVolumeOptions = {
      ...(input === undefined ? {} : { input }),
      ...(preallocateMetadata === true ? { preallocateMetadata } : {}),
      ...(secretFile === undefined ? {} : { secretFile }),
      ...(inputSecretFile === undefined ? {} : { inputSecretFile }),
    };
    for (const { argv } of createVolumeCommands(volume, create)) await runImageTool(commands, withProgress(argv), options);
    if (input !== undefined && volume.capacityBytes > input.capacityBytes) await resizeByImageTool(pools, volume, volume.capacityBytes, false, options);
  } finally {
    await files.remove(scratch);
  }
}

/** Only `convert` tells how far it is. */
function withProgress(argv: readonly string[]): readonly string[] {
  return argv[1] === 'convert' ? [...argv.slice(0, 2), '-p', ...argv.slice(2)] : argv;
}

async function runImageTool(commands: Pools['surroundings']['commands'], argv: readonly string[], options: LongCallOptions): Promise<void> {
  let { code, stderr } = await runLong(commands, argv, options);
  for (let again = 0; code !== 0 && isKeyMeasureFailure(stderr) && again < MOST_KEY_MEASURES; again++) ({ code, stderr } = await runLong(commands, argv, options));
  if (code !== 0) throw libvirtError('storage', 'internal-error', `${argv.slice(0, 2).join(' ')}: ${stderr.trim().replace(/^qemu-img: /, '')}`);
}

/** The passphrase of an encrypted volume in a file that is gone afterwards; undefined where there is none. */
async function secretFileOf(pools: Pools, encryption: StorageEncryption | undefined, scratch: string[]): Promise<string | undefined> {
  const [secret] = encryption?.secrets ?? [];
  if (secret === undefined) return undefined;
  const value = await pools.secrets.lookUpValue(secret.uuid !== undefined ? { uuid: secret.uuid } : { usageType: 'volume', usageId: secret.usage ?? '' });
  const file = `${pools.scratchFolder}/${randomBytes(12).toString('hex')}`;
  scratch.push(file);
  await pools.surroundings.files.write(file, value);
  return file;
}

/** Changes the size of a volume's contents. @throws operation-unsupported where it cannot be allocated at once. */
export async function resizeVolume(pools: Pools, volume: StorageVolDef, capacityBytes: bigint, { allocate: now, shrink }: { readonly allocate: boolean; readonly shrink: boolean }, options: LongCallOptions): Promise<void> {
  const { files, commands } = pools.surroundings;
  if (isPlain(volume)) {
    await files.truncate(pathOf(volume), capacityBytes);
    if (now) await allocate(commands, pathOf(volume), capacityBytes, options);
    return;
  }
  if (now) {
    const kind = volume.target.format === 'raw' ? 'preallocate is only supported for an unencrypted raw volume' : 'preallocate is only supported for raw type volume';
    throw libvirtError('storage', 'operation-unsupported', kind);
  }
  await resizeByImageTool(pools, volume, capacityBytes, shrink, options);
}

async function resizeByImageTool(pools: Pools, volume: StorageVolDef, capacityBytes: bigint, shrink: boolean, options: LongCallOptions): Promise<void> {
  const scratch: string[] = [];
  const { files, commands } = pools.surroundings;
  const format = volume.target.format ?? 'raw';
  const words = shrink ? ['--shrink'] : [];
  try {
    const secretFile = await secretFileOf(pools, volume.target.encryption, scratch);
    if (secretFile === undefined) {
      await runImageTool(commands, ['qemu-img', 'resize', ...words, '-f', format, pathOf(volume), String(capacityBytes)], options);
      return;
    }
    const [driver, key] = format === 'raw' ? ['luks', 'key-secret'] : [format, 'encrypt.key-secret'];
    const image = `driver=${driver},${key}=sec0,file.filename=${pathOf(volume).replaceAll(',', ',,')}`;
    await runImageTool(commands, ['qemu-img', 'resize', ...words, '--object', `secret,id=sec0,file=${secretFile.replaceAll(',', ',,')}`, '--image-opts', image, String(capacityBytes)], options);
  } finally {
    await files.remove(scratch);
  }
}

/** scrub's words for the algorithms; the two first and the last are our own. */
const PATTERNS: Readonly<Record<number, string>> = {
  [Wipe.NNSA]: 'nnsa', [Wipe.DOD]: 'dod', [Wipe.BSI]: 'bsi', [Wipe.GUTMANN]: 'gutmann', [Wipe.SCHNEIER]: 'schneier',
  [Wipe.PFITZNER7]: 'pfitzner7', [Wipe.PFITZNER33]: 'pfitzner33', [Wipe.RANDOM]: 'random',
};

/** Overwrites a volume's file. */
export async function wipeVolume({ surroundings }: Pools, volume: StorageVolDef, algorithm: number, options: LongCallOptions): Promise<void> {
  const path = pathOf(volume);
  const { files, commands } = surroundings;
  if (algorithm === Wipe.TRIM) throw libvirtError('storage', 'argument-unsupported', "'trim' algorithm not supported");
  const pattern = PATTERNS[algorithm];
  if (pattern !== undefined) {
    const { code, stderr } = await runLong(commands, ['scrub', '-f', '-p', pattern, path], options);
    if (code !== 0) throw libvirtError('storage', 'internal-error', `scrub: ${stderr.trim()}`);
    return;
  }
  const [info] = await files.stat([path]);
  if (info === undefined) throw libvirtError('storage', 'system-error', `failed to open storage volume with path '${path}': No such file or directory`);
  if (info.allocatedBytes < info.sizeBytes) {
    // A file with holes gives its blocks back; overwriting it would make it larger.
    await files.truncate(path, 0n);
    await files.truncate(path, info.sizeBytes);
    return;
  }
  const { code, stderr } = await zeroFile(surroundings, path, 0n, info.sizeBytes, options);
  if (code !== 0) throw libvirtError('storage', 'internal-error', `dd: ${stderr.trim()}`);
}

/** Whether qemu-img is there, without which only plain files can be made. */
export async function hasImageTool({ surroundings }: Pools): Promise<boolean> {
  return (await runCommand(surroundings.commands, ['qemu-img', '--version']).catch(() => undefined))?.code === 0;
}

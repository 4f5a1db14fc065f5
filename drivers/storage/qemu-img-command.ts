import type { CommandLine } from '../conf/format/command-text.ts';
import type { StorageEncryption } from '../conf/storage-common/storage-encryption.ts';
import type { StorageVolDef } from '../conf/storage-vol/storage-vol-def.ts';
import type { VirErrorCode } from '../api/errors.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';

/** How a volume is made. */
export interface CreateVolumeOptions {
  /** The volume whose contents it gets. */
  readonly input?: StorageVolDef;
  readonly preallocateMetadata?: boolean;
  /** Where the passphrase of the new volume lies. */
  readonly secretFile?: string;
  /** Where the passphrase of the input volume lies. */
  readonly inputSecretFile?: string;
  readonly program?: string;
}

/**
 * The qemu-img commands that make a volume: one, or two where encryption is involved in a conversion (first an image
 * of the right size, then the contents).
 *
 * @throws VirError as libvirt: `config-unsupported`, `xml-error`, `invalid-arg`, `internal-error`.
 * @libvirt virStorageBackendCreateQemuImgCmdFromVol
 */
export function createVolumeCommands(volume: StorageVolDef, options: CreateVolumeOptions = {}): CommandLine[] {
  const { input, program = 'qemu-img' } = options;
  const plan = planOf(volume, options);
  const command = (...argv: readonly string[]): CommandLine => ({ argv: [program, ...argv] });
  if (input === undefined) return [command(...createArguments(volume, plan, options, true))];
  const inputPath = input.target.path;
  if (inputPath === undefined) throw fail('invalid-arg', 'missing input volume target path');
  if (plan.encryption === undefined && input.target.encryption === undefined) {
    const words = ['convert', '-f', sourceFormat(input), '-O', plan.type, ...formatOptions(volume, plan, options, false)];
    return [command(...words, inputPath, plan.path)];
  }
  return [command(...createArguments(volume, plan, options, false)), command(...convertArguments(volume, input, inputPath, plan, options))];
}

interface Plan {
  readonly format: string;
  /** The format as qemu-img calls it: a raw image with encryption is `luks`. */
  readonly type: string;
  readonly path: string;
  readonly encryption: StorageEncryption | undefined;
}

function fail(code: VirErrorCode, message: string): VirError {
  return libvirtError('storage', code, message);
}

/** A block device has no format of its own, and neither has an ISO image. */
function sourceFormat(volume: StorageVolDef): string {
  const { format = 'raw' } = volume.target;
  return volume.type === 'block' || format === 'iso' ? 'raw' : format;
}

function planOf(volume: StorageVolDef, options: CreateVolumeOptions): Plan {
  const { target } = volume;
  const format = sourceFormat(volume);
  const encryption = target.encryption;
  checkEncryptedFormats(volume, options.input);
  if (format !== 'qcow2') checkNoQcow2Settings(volume, options);
  if (volume.backingStore !== undefined) checkBacking(volume, format, options);
  if (encryption !== undefined) checkEncryption(encryption, format);
  const type = format === 'raw' && encryption !== undefined ? 'luks' : format;
  return { format, type, path: target.path ?? '', encryption };
}

function checkEncryptedFormats({ target }: StorageVolDef, input: StorageVolDef | undefined): void {
  const { encryption, format } = target;
  const old = encryption?.format === 'qcow' || encryption?.format === 'default';
  if (old && (format === 'qcow' || format === 'qcow2')) throw fail('config-unsupported', 'creation of qcow2 encrypted image is not supported');
  if (input?.target.encryption !== undefined && input.target.encryption.format !== 'luks') {
    throw fail('config-unsupported', 'encryption format of inputvol must be LUKS');
  }
}

function checkNoQcow2Settings({ target }: StorageVolDef, options: CreateVolumeOptions): void {
  if (options.preallocateMetadata === true) throw fail('config-unsupported', 'metadata preallocation only available with qcow2');
  if (target.compat !== undefined) throw fail('config-unsupported', 'compatibility option only available with qcow2');
  if (target.features !== undefined) throw fail('config-unsupported', 'format features only available with qcow2');
}

function checkBacking(volume: StorageVolDef, format: string, options: CreateVolumeOptions): void {
  if (format === 'raw') throw fail('config-unsupported', 'cannot set backing store for raw volume');
  if (options.preallocateMetadata === true) throw fail('config-unsupported', 'metadata preallocation conflicts with backing store');
  const other = options.input?.backingStore;
  if (other !== undefined && other.path !== volume.backingStore?.path) {
    throw fail('internal-error', 'a different backing store cannot be specified.');
  }
}

function checkEncryption(encryption: StorageEncryption, format: string): void {
  if (format === 'raw' && encryption.format !== 'luks') throw fail('internal-error', 'Only luks encryption is supported for raw files');
  if (format !== 'raw' && format !== 'qcow2') throw fail('config-unsupported', `volume encryption unsupported with format ${format}`);
  if (encryption.format !== 'luks') throw fail('config-unsupported', `unsupported volume encryption format ${encryption.format ?? ''}`);
  if (encryption.secrets.length > 1) throw fail('xml-error', 'too many secrets for luks encryption');
  if (encryption.secrets.length === 0) throw fail('xml-error', 'no secret provided for luks encryption');
}

function createArguments(volume: StorageVolDef, plan: Plan, options: CreateVolumeOptions, withBacking: boolean): string[] {
  const backing = withBacking ? volume.backingStore?.path : undefined;
  const size = kibibytes(volume.capacityBytes);
  return [
    'create',
    '-f',
    plan.type,
    ...(backing === undefined ? [] : ['-b', backing]),
    ...secretObject(volume, plan.encryption, options.secretFile, 'path to secret data file is required'),
    ...formatOptions(volume, plan, options, backing !== undefined),
    plan.path,
    // Without a size, the image is as large as the one below it.
    ...(size > 0n || backing === undefined ? [`${size}K`] : []),
  ];
}

function convertArguments(volume: StorageVolDef, input: StorageVolDef, inputPath: string, plan: Plan, options: CreateVolumeOptions): string[] {
  const { format: inputFormat = 'raw', encryption: inputEncryption } = input.target;
  const inputType = inputFormat === 'raw' && inputEncryption !== undefined ? 'luks' : inputFormat;
  return [
    'convert',
    '--image-opts',
    '-n',
    '--target-image-opts',
    ...secretObject(volume, plan.encryption, options.secretFile, 'path to secret data file is required'),
    ...secretObject(input, inputEncryption, options.inputSecretFile, 'path to inputvol secret data file is required'),
    imageOptions(input, inputType, inputPath),
    imageOptions(volume, plan.type, plan.path),
  ];
}

function imageOptions(volume: StorageVolDef, type: string, path: string): string {
  const base = `driver=${type},file.filename=${escapeCommas(path)}`;
  return volume.target.encryption === undefined ? base : `${base},${encryptionPrefix(volume.target.format)}key-secret=${secretAlias(volume)}`;
}

function encryptionPrefix(format: string | undefined): string {
  return format === 'qcow2' ? 'encrypt.' : '';
}

function secretAlias(volume: StorageVolDef): string {
  return `${volume.name}_encrypt0`;
}

function secretObject(volume: StorageVolDef, encryption: StorageEncryption | undefined, file: string | undefined, complaint: string): string[] {
  if (encryption === undefined) return [];
  if (file === undefined) throw fail('internal-error', complaint);
  return ['--object', `secret,id=${secretAlias(volume)},file=${escapeCommas(file)}`];
}

/** In QEMU's option lists a comma ends a value unless there are two. */
function escapeCommas(value: string): string {
  return value.replaceAll(',', ',,');
}

/** Rounded up. */
function kibibytes(bytes: bigint): bigint {
  return (bytes + 1023n) / 1024n;
}

function formatOptions(volume: StorageVolDef, plan: Plan, options: CreateVolumeOptions, backed: boolean): string[] {
  const { target } = volume;
  const qcow2 = plan.format === 'qcow2';
  const compat = target.compat ?? (qcow2 ? '0.10' : undefined);
  const clusterBytes = target.clusterSize?.bytes ?? 0n;
  const list = [
    ...(backed ? [`backing_fmt=${volume.backingStore?.format ?? 'raw'}`] : []),
    ...(plan.encryption === undefined ? [] : encryptionOptions(volume, plan.encryption, plan.format)),
    ...(options.preallocateMetadata === true ? [`preallocation=${isSparse(volume) ? 'metadata' : 'falloc'}`] : []),
    ...(target.noCow ? ['nocow=on'] : []),
    ...(compat === undefined ? [] : [`compat=${compat}`]),
    ...(clusterBytes > 0n ? [`cluster_size=${clusterBytes}`] : []),
    ...(qcow2 ? featureOptions(target) : []),
  ];
  return list.length === 0 ? [] : ['-o', list.join(',')];
}

function isSparse(volume: StorageVolDef): boolean {
  return kibibytes(volume.capacityBytes) > kibibytes(volume.allocationBytes);
}

function featureOptions({ features, compat }: StorageVolDef['target']): string[] {
  const lazy = features?.lazyRefcounts === true;
  const extended = features?.extendedL2 === true;
  if (compat === '0.10') {
    if (lazy) throw fail('config-unsupported', 'lazy_refcounts not supported with compat level 0.10');
    if (extended) throw fail('config-unsupported', "'extended_l2' not supported with compat level 0.10");
  }
  return [...(lazy ? ['lazy_refcounts'] : []), ...(extended ? ['extended_l2=on'] : [])];
}

function encryptionOptions(volume: StorageVolDef, encryption: StorageEncryption, format: string): string[] {
  const { cipher, ivgen } = encryption;
  const algorithms: readonly (readonly [string, string | undefined])[] =
    cipher === undefined
      ? []
      : [
          ['cipher-alg', `${cipher.name ?? ''}-${cipher.size}`],
          ['cipher-mode', cipher.mode],
          ['hash-alg', cipher.hash],
          ['ivgen-alg', ivgen?.name],
          ['ivgen-hash-alg', ivgen?.hash],
        ];
  const prefix = encryptionPrefix(format);
  return [
    ...(format === 'qcow2' ? ['encrypt.format=luks'] : []),
    `${prefix}key-secret=${secretAlias(volume)}`,
    ...algorithms.flatMap(([name, value]) => (value === undefined ? [] : [`${prefix}${name}=${escapeCommas(value)}`])),
  ];
}

import { formatPlainJson, isPlainObject, parsePlainJson, type PlainJson } from '../../conf/json/plain-json.ts';
import { archForQemu, archFromQemu } from '../capabilities/cpu-names.ts';
import { qemuError } from '../qmp/qmp-error.ts';

/** What a firmware is to the guest's system. */
export type FirmwareInterface = 'bios' | 'openfirmware' | 'uboot' | 'uefi';

/** A file and its format. */
export interface FirmwareFile {
  readonly filename: string;
  readonly format: string;
}

/** Where QEMU is given a firmware: in flash memory (with or without a store of variables), as a kernel, or as its BIOS. */
export type FirmwareMapping =
  | { readonly device: 'flash'; readonly mode: 'split' | 'combined' | 'stateless'; readonly executable: FirmwareFile; readonly nvramTemplate: FirmwareFile | undefined }
  | { readonly device: 'kernel' | 'memory'; readonly filename: string };

const FEATURES = ['acpi-s3', 'acpi-s4', 'amd-sev', 'amd-sev-es', 'enrolled-keys', 'requires-smm', 'secure-boot', 'verbose-dynamic', 'verbose-static'] as const;
/** What a firmware can. */
export type FirmwareFeature = (typeof FEATURES)[number];

/** A firmware as a host's packages describe it (QEMU's docs/interop/firmware.json). */
export interface Firmware {
  readonly interfaces: readonly FirmwareInterface[];
  readonly mapping: FirmwareMapping;
  /** Architectures (libvirt's words), and machine types with `*` and `?`. */
  readonly targets: readonly { readonly arch: string; readonly machines: readonly string[] }[];
  readonly features: readonly FirmwareFeature[];
}

/** Reads a descriptor; `path` is for messages. @throws internal-error, worded as libvirt's. */
export function parseFirmware(text: string, path: string): Firmware {
  const document = parsePlainJson(text);
  const interfaces = wordsOf(document, 'interface-types', path).map((word) => oneOf(['bios', 'openfirmware', 'uboot', 'uefi'], word, `unknown interface type: '${word}'`));
  const mapping = mappingOf(member(document, 'mapping'), path);
  const targets = listOf(document, 'targets', path).map((target) => {
    const arch = stringOf(target, 'architecture');
    if (arch === undefined) throw failure(`missing 'architecture' in '${path}'`);
    return { arch: archFromQemu(arch), machines: wordsOf(target, 'machines', path) };
  });
  // A newer firmware may have features of which nothing is known.
  const features = wordsOf(document, 'features', path).flatMap((word) => FEATURES.filter((feature) => feature === word));
  return { interfaces, mapping, targets, features };
}

function mappingOf(json: PlainJson | undefined, path: string): FirmwareMapping {
  if (json === undefined) throw failure(`missing mapping in '${path}'`);
  const device = stringOf(json, 'device');
  if (device === undefined) throw failure(`missing device type in '${path}'`);
  const kind = oneOf(['flash', 'kernel', 'memory'], device, `unknown device type in '${path}'`);
  if (kind !== 'flash') return { device: kind, filename: stringOf(json, 'filename') ?? missing('filename', path) };
  const word = stringOf(json, 'mode') ?? 'split';
  const mode = oneOf(['split', 'combined', 'stateless'], word, `Firmware flash mode value '${word}' unexpected`);
  const executable = fileOf(member(json, 'executable') ?? missing('executable', path), path);
  return { device: kind, mode, executable, nvramTemplate: mode === 'split' ? fileOf(member(json, 'nvram-template') ?? missing('nvram-template', path), path) : undefined };
}

function fileOf(json: PlainJson, path: string): FirmwareFile {
  return { filename: stringOf(json, 'filename') ?? missing('filename', path), format: stringOf(json, 'format') ?? missing('format', path) };
}

function member(json: PlainJson, key: string): PlainJson | undefined {
  return isPlainObject(json) ? json[key] : undefined;
}

function stringOf(json: PlainJson, key: string): string | undefined {
  const value = member(json, key);
  return typeof value === 'string' ? value : undefined;
}

function listOf(json: PlainJson, key: string, path: string): readonly PlainJson[] {
  const value = member(json, key);
  if (!Array.isArray(value)) throw failure(`failed to get ${key} from '${path}'`);
  return value as readonly PlainJson[];
}

function wordsOf(json: PlainJson, key: string, path: string): string[] {
  return listOf(json, key, path).map((word) => (typeof word === 'string' ? word : missing(key, path)));
}

function oneOf<const W extends string>(words: readonly W[], word: string, complaint: string): W {
  const found = words.find((each) => each === word);
  if (found === undefined) throw failure(complaint);
  return found;
}

function failure(what: string): Error {
  return qemuError('internal-error', what);
}

function missing(key: string, path: string): never {
  throw failure(`missing '${key}' in '${path}'`);
}

/** The descriptor as libvirt prints it. */
export function formatFirmware({ interfaces, mapping, targets, features }: Firmware): string {
  return formatPlainJson(
    {
      'interface-types': [...interfaces],
      'mapping': mappingJson(mapping),
      'targets': targets.map(({ arch, machines }) => ({ architecture: archForQemu(arch), machines: [...machines] })),
      'features': [...features],
    },
    true,
  );
}

function mappingJson(mapping: FirmwareMapping): PlainJson {
  if (mapping.device !== 'flash') return { device: mapping.device, filename: mapping.filename };
  const { device, mode, executable, nvramTemplate } = mapping;
  return { device, mode, executable: { ...executable }, ...(nvramTemplate === undefined ? {} : { 'nvram-template': { ...nvramTemplate } }) };
}

/** Whether a firmware is for a machine type of an architecture. */
export function isFirmwareFor(firmware: Firmware, arch: string, machine: string): boolean {
  return firmware.targets.some((target) => target.arch === arch && target.machines.some((pattern) => matches(pattern, machine)));
}

function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[\\^$.+()[\]{}|]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

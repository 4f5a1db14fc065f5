import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { features } from '../../conf/domain/features.ts';
import { newLoader } from '../../conf/domain/os.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { isFirmwareFor } from './firmware-descriptor.ts';
import type { Firmware, FirmwareInterface } from './firmware-descriptor.ts';

/** The bit of a policy of AMD's encrypted guests that wants their registers encrypted, too. */
const SEV_ES_POLICY = 1 << 2;

/**
 * The firmware that a definition wants: of the kind it names (`<os firmware='efi'>`), or that its loader is; the first in the host's
 * order that has what is asked for. Undefined where none fits.
 */
export function findFirmware(def: DomainDef, firmware: readonly Firmware[]): Firmware | undefined {
  return firmware.find((one) => fits(def, one));
}

function fits(def: DomainDef, firmware: Firmware): boolean {
  const { os, pm, launchSecurity } = def;
  const { mapping, features: can } = firmware;
  if (!firmware.interfaces.some((one) => one === wantedInterface(def))) return false;
  if (os.firmware === undefined && !(mapping.device === 'flash' && mapping.executable.filename === os.loader?.path)) return false;
  if (!isFirmwareFor(firmware, os.type.arch, os.type.machine ?? '')) return false;
  if (pm?.['suspend-to-mem'] === true && !can.includes('acpi-s3')) return false;
  if (pm?.['suspend-to-disk'] === true && !can.includes('acpi-s4')) return false;
  for (const { name, enabled } of os.firmwareFeatures?.features ?? []) if (can.includes(name) !== enabled) return false;
  if (os.loader?.secure === true && !can.includes('requires-smm')) return false;
  if (mapping.device === 'flash' && mapping.mode !== (os.loader?.stateless === true ? 'stateless' : 'split')) return false;
  if (launchSecurity?.type === 'sev') {
    const encryptsState = (launchSecurity.policy & SEV_ES_POLICY) !== 0;
    if (!can.includes('amd-sev') || (encryptsState && !can.includes('amd-sev-es'))) return false;
  }
  return true;
}

function wantedInterface({ os }: DomainDef): FirmwareInterface | undefined {
  if (os.firmware !== undefined) return os.firmware === 'efi' ? 'uefi' : 'bios';
  return os.loader === undefined ? undefined : os.loader.type === 'pflash' ? 'uefi' : 'bios';
}

/** What is known besides the definition. */
export interface ChooseFirmwareOptions {
  /** Where the machine's own variables are kept unless it says so. */
  readonly nvramPath: (def: DomainDef) => string;
  /** Whether a file of variables is there already; then an image given by path needs no template. */
  readonly hasNvram?: boolean;
}

/**
 * Settles a definition's firmware before its machine starts: image, template of the variables, the file they are kept in, and what the
 * firmware needs of the machine. The definition is changed; one that names its files, or wants none, stays as it is.
 *
 * @throws operation-failed when no firmware of this host fits; operation-unsupported for images in unknown formats; operation-invalid when
 *   the machine turns off what the firmware needs.
 */
export function chooseFirmware(def: DomainDef, firmware: readonly Firmware[], options: ChooseFirmwareOptions): void {
  const { os } = def;
  const isByPath = os.firmware === undefined;
  if (isByPath && (!isOldStyleUefi(def) || os.nvram?.template !== undefined || options.hasNvram === true)) return;
  const found = findFirmware(def, firmware);
  if (found === undefined) {
    if (isByPath) return;
    throw qemuError('operation-failed', `Unable to find any firmware to satisfy '${os.firmware ?? ''}'`);
  }
  useFirmware(def, found, options);
  os.firmware = undefined;
}

/** An image in flash memory that was given by its path, read-only. */
function isOldStyleUefi({ os: { loader } }: DomainDef): boolean {
  return loader?.type === 'pflash' && loader.readonly === true;
}

function useFirmware(def: DomainDef, { mapping, features: can }: Firmware, options: ChooseFirmwareOptions): void {
  const { os } = def;
  switch (mapping.device) {
    case 'flash':
      if (mapping.executable.format !== 'raw') throw qemuError('operation-unsupported', `unsupported flash format '${mapping.executable.format}'`);
      os.loader = { ...(os.loader ?? newLoader({})), type: 'pflash', readonly: true, path: mapping.executable.filename };
      if (mapping.nvramTemplate !== undefined) useVariables(def, mapping.nvramTemplate, options);
      break;
    case 'kernel':
      os.kernel = mapping.filename;
      break;
    case 'memory':
      os.loader = { ...(os.loader ?? newLoader({})), type: 'rom', path: mapping.filename };
      break;
  }
  if (!can.includes('requires-smm')) return;
  if (def.features?.smm?.state === false) throw qemuError('operation-invalid', 'domain has SMM turned off but chosen firmware requires it');
  def.features ??= features.create({});
  def.features.smm ??= { state: true, tseg: undefined };
  os.loader = { ...(os.loader ?? newLoader({})), secure: true };
}

function useVariables(def: DomainDef, template: { readonly filename: string; readonly format: string }, { nvramPath }: ChooseFirmwareOptions): void {
  if (template.format !== 'raw') throw qemuError('operation-unsupported', `unsupported nvram template format '${template.format}'`);
  const { nvram } = def.os;
  const isNamed = nvram?.path !== undefined || nvram?.source !== undefined;
  def.os.nvram = { type: nvram?.type, source: nvram?.source, template: template.filename, path: isNamed ? nvram.path : nvramPath(def) };
}

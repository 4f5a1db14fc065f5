import { isPlainArray, isPlainObject, parsePlainJson } from '../../conf/json/plain-json.ts';
import { VirError } from '../../core/vir-error.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { findProgram, type Surroundings } from '../../transport/exec/surroundings.ts';
import type { Firmware } from '../firmware/firmware-descriptor.ts';
import { supportedFirmware } from '../firmware/installed-firmware.ts';
import type { DeviceFacts } from './device-capabilities.ts';

/** Looks at what decides about devices of a host: VFIO, and swtpm. */
export async function probeDeviceFacts(surroundings: Surroundings): Promise<DeviceFacts> {
  const { commands, system } = surroundings;
  const vfio = system === 'linux' ? await runCommand(commands, ['sh', '-c', 'test -e /dev/vfio/vfio && ls /sys/kernel/iommu_groups | grep -q .']) : undefined;
  return { hasVfio: vfio?.code === 0, swtpmVersions: await swtpmVersions(surroundings) };
}

/** All three programs are needed. Old ones do not say what they can, and emulate TPM 1.2 and 2.0. */
async function swtpmVersions(surroundings: Surroundings): Promise<DeviceFacts['swtpmVersions']> {
  const programs = await Promise.all(['swtpm', 'swtpm_setup', 'swtpm_ioctl'].map((name) => findProgram(surroundings, name)));
  const setup = programs[1];
  if (setup === undefined || programs.includes(undefined)) return undefined;
  const { code, stdout } = await runCommand(surroundings.commands, [setup, '--print-capabilities']);
  if (code !== 0) return [];
  try {
    const said = parsePlainJson(stdout);
    const features = isPlainObject(said) && isPlainArray(said['features']) ? said['features'] : [];
    return (['1.2', '2.0'] as const).filter((version) => features.includes(`tpm-${version}`));
  } catch (error) {
    if (VirError.is(error)) return []; // it said something else than a list of what it can
    throw error;
  }
}

/** Images that are tried where nothing describes the host's firmware. */
const KNOWN_IMAGES = ['/usr/share/AAVMF/AAVMF_CODE.fd', '/usr/share/AAVMF/AAVMF32_CODE.fd', '/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_CODE.secboot.fd'];

/** The images of firmware for a machine type that are there, each once. */
export async function loadersFor({ files }: Surroundings, firmware: readonly Firmware[], arch: string, machine: string): Promise<string[]> {
  const paths = [...new Set(firmware.length === 0 ? KNOWN_IMAGES : supportedFirmware(firmware, arch, machine).images.map((image) => image.path))];
  const found = await files.stat(paths);
  return paths.filter((_, index) => found[index] !== undefined);
}

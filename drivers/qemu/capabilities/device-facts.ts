import { isPlainArray, isPlainObject, parsePlainJson } from '../../conf/json/plain-json.ts';
import { VirError } from '../../core/vir-error.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import type { Firmware } from '../firmware/firmware-descriptor.ts';
import { supportedFirmware } from '../firmware/installed-firmware.ts';
import type { DeviceFacts } from './device-capabilities.ts';

/** All in one round trip; the third line is what swtpm can, if all three of its programs are there. */
const LOOK = [
  'if [ -e /dev/vfio/vfio ] && ls /sys/kernel/iommu_groups 2>/dev/null | grep -q .; then echo vfio; else echo -; fi',
  'for p in swtpm swtpm_setup swtpm_ioctl; do command -v "$p" >/dev/null || { echo -; exit 0; }; done; echo swtpm; swtpm_setup --print-capabilities 2>/dev/null; exit 0',
].join('\n');

/** Looks at what decides about devices of a host: VFIO, and swtpm. */
export async function probeDeviceFacts({ commands }: Surroundings): Promise<DeviceFacts> {
  const { stdout } = await runCommand(commands, ['sh', '-c', LOOK]);
  const [vfio, swtpm, ...said] = stdout.split('\n');
  return { hasVfio: vfio === 'vfio', swtpmVersions: swtpm === 'swtpm' ? swtpmVersions(said.join('\n')) : undefined };
}

/** Old ones do not say what they can. */
function swtpmVersions(text: string): DeviceFacts['swtpmVersions'] {
  try {
    const said = parsePlainJson(text);
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

import path from 'node:path';
import { VirError } from '../../core/vir-error.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { isFirmwareFor, parseFirmware } from './firmware-descriptor.ts';
import type { Firmware } from './firmware-descriptor.ts';

/** Where packages describe firmware, and the host's owner and the user describe theirs: later ones stand in for earlier ones of their name. */
function foldersOf({ home, uid }: Surroundings, kind: string): string[] {
  return [`/usr/share/qemu/${kind}`, `/etc/qemu/${kind}`, ...(uid === 0 ? [] : [path.posix.join(home, '.config/qemu', kind)])];
}

/**
 * The descriptors of a host, in the order of their names, in which they are tried. An empty file hides those of its name.
 *
 * `kind` is `firmware`, or `vhost-user` for helper programs.
 */
export async function descriptorFiles(surroundings: Surroundings, kind: 'firmware' | 'vhost-user'): Promise<string[]> {
  const { files } = surroundings;
  const byName = new Map<string, { readonly file: string; readonly isEmpty: boolean }>();
  const folders = foldersOf(surroundings, kind);
  const lists = await Promise.all(folders.map((folder) => files.list(folder)));
  for (const [index, folder] of folders.entries()) {
    for (const entry of lists[index] ?? []) {
      if (entry.name.startsWith('.') || (entry.kind !== 'file' && entry.kind !== 'link')) continue;
      byName.set(entry.name, { file: path.posix.join(folder, entry.name), isEmpty: entry.sizeBytes === 0n });
    }
  }
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, { file, isEmpty }]) => (isEmpty ? [] : [file]));
}

/** The firmware that a host's packages describe, in the order in which it is tried. What cannot be read is as if it were not there. */
export async function installedFirmware(surroundings: Surroundings): Promise<Firmware[]> {
  const names = await descriptorFiles(surroundings, 'firmware');
  const contents = await surroundings.files.read(names);
  return contents.flatMap((bytes, index) => {
    if (bytes === undefined) return [];
    try {
      return [parseFirmware(Buffer.from(bytes).toString('utf8'), names[index] ?? '')];
    } catch (error) {
      if (VirError.is(error)) return []; // one package's mistake must not take away the firmware of all others
      throw error;
    }
  });
}

/** What of firmware there is for a machine type. */
export interface SupportedFirmware {
  readonly hasBios: boolean;
  readonly hasUefi: boolean;
  /** Whether one of them protects its variables from the guest's system. */
  readonly isSecure: boolean;
  /** Images and their stores of variables, each pair once. */
  readonly images: readonly { readonly path: string; readonly nvramTemplate: string | undefined }[];
}

/** What of the described firmware there is for a machine type. */
export function supportedFirmware(firmware: readonly Firmware[], arch: string, machine: string): SupportedFirmware {
  const fitting = firmware.filter((one) => isFirmwareFor(one, arch, machine));
  const images = fitting.flatMap(({ mapping }) => {
    if (mapping.device === 'flash') return [{ path: mapping.executable.filename, nvramTemplate: mapping.nvramTemplate?.filename }];
    return mapping.device === 'memory' ? [{ path: mapping.filename, nvramTemplate: undefined }] : [];
  });
  return {
    hasBios: fitting.some((one) => one.interfaces.includes('bios')),
    hasUefi: fitting.some((one) => one.interfaces.includes('uefi')),
    isSecure: fitting.some((one) => one.features.includes('requires-smm')),
    images: images.filter((image, index) => images.findIndex((one) => one.path === image.path && one.nvramTemplate === image.nvramTemplate) === index),
  };
}

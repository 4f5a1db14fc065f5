import { isPlainArray, isPlainObject, parsePlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { VirError } from '../../core/vir-error.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { descriptorFiles } from './installed-firmware.ts';

/** What a helper program is beside QEMU: a folder shared with the guest, a graphics card, … (QEMU's docs/interop/vhost-user.json). */
export type VhostUserKind = 'fs' | 'gpu' | 'block' | 'input' | 'net' | 'scsi';

/** The helper programs of a kind that a host's packages describe, in the order in which they are tried. */
export async function vhostUserPrograms(surroundings: Surroundings, kind: VhostUserKind): Promise<string[]> {
  const contents = await surroundings.files.read(await descriptorFiles(surroundings, 'vhost-user'));
  return contents.flatMap((bytes) => {
    const descriptor = bytes === undefined ? undefined : objectIn(Buffer.from(bytes).toString('utf8'));
    return descriptor?.['type'] === kind && typeof descriptor['binary'] === 'string' ? [descriptor['binary']] : [];
  });
}

/** Undefined for what is no object: one package's mistake must not take the others away. */
function objectIn(text: string): PlainJsonObject | undefined {
  try {
    const json = parsePlainJson(text);
    return isPlainObject(json) ? json : undefined;
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}

/** What a guest wants of its graphics card. */
export interface GpuWishes {
  readonly accel3d?: boolean;
  readonly renderNode?: boolean;
}

/**
 * The program that is a guest's graphics card; each is asked what it can.
 *
 * @throws operation-failed when none of them has what is wanted.
 */
export async function findVhostUserGpu(surroundings: Surroundings, wishes: GpuWishes): Promise<{ readonly binary: string; readonly hasRenderNode: boolean }> {
  for (const binary of await vhostUserPrograms(surroundings, 'gpu')) {
    const { code, stdout } = await runCommand(surroundings.commands, [binary, '--print-capabilities']).catch((error: unknown) => {
      if (VirError.is(error, 'system-error')) return { code: 127, stdout: '' }; // described, but not installed
      throw error;
    });
    const said = code === 0 ? objectIn(stdout) : undefined;
    const features = isPlainArray(said?.['features']) ? said['features'] : [];
    const hasRenderNode = features.includes('render-node');
    if (said === undefined || (wishes.accel3d === true && !features.includes('virgl')) || (wishes.renderNode === true && !hasRenderNode)) continue;
    return { binary, hasRenderNode };
  }
  throw qemuError('operation-failed', 'Unable to find a satisfying vhost-user-gpu');
}

/** The program that shares a folder with a guest. @throws operation-failed when there is none. */
export async function findVirtiofsd(surroundings: Surroundings): Promise<string> {
  const [binary] = await vhostUserPrograms(surroundings, 'fs');
  if (binary === undefined) throw qemuError('operation-failed', 'Unable to find a satisfying virtiofsd');
  return binary;
}

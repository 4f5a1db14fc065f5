import type { Uuid } from '../../api/refs.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { VirError } from '../../core/vir-error.ts';
import type { HugePageMount } from '../command/command-context.ts';
import type { EmbedState } from './embed-state.ts';
import { qemuError } from './qemu-error.ts';

const UNIT_KIB: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1024 * 1024 };

/** The mounts of huge pages among a system's (`/proc/self/mounts`); `usualKiB` is the size of one that names none. */
export function hugePageMounts(mounts: string, usualKiB: number): readonly HugePageMount[] {
  return mounts.split('\n').flatMap((line) => {
    const [, directory = '', type, options = ''] = line.split(' ');
    if (type !== 'hugetlbfs') return [];
    const [, number = '', unit = ''] = /(?:^|,)pagesize=(\d+)([KMG])/.exec(options) ?? [];
    const pageSizeKiB = number === '' ? usualKiB : Number(number) * (UNIT_KIB[unit] ?? 1);
    const unescaped = directory.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    return [{ directory: unescaped, pageSizeKiB, isDefault: pageSizeKiB === usualKiB }];
  });
}

/** Whether huge pages are asked for, by a machine or one of its modules. */
export function wantsHugePages({ memoryBacking, devices }: DomainDef): boolean {
  return memoryBacking?.hugepages !== undefined || devices.memories.some(({ source }) => source?.pagesize !== undefined);
}

/** Looks for mounts of huge pages, for what is planned next, and makes the machine's own folders there. @throws operation-denied where the user may not. */
export async function prepareHugePages(state: EmbedState, def: DomainDef): Promise<void> {
  const { files } = state.surroundings;
  const [mounts, info] = (await files.read(['/proc/self/mounts', '/proc/meminfo'])).map((bytes) => Buffer.from(bytes ?? []).toString('utf8'));
  const usualKiB = Number(/^Hugepagesize:\s*(\d+) kB/m.exec(info ?? '')?.[1] ?? 2048);
  state.hugePages = hugePageMounts(mounts ?? '', usualKiB);
  const wanted = new Set([...(def.memoryBacking?.hugepages?.pages ?? []).map(({ size }) => Number(size)), ...def.devices.memories.map(({ source }) => source?.pagesize ?? 0)]);
  const all = def.memoryBacking?.hugepages?.pages.length === 0;
  for (const mount of state.hugePages) {
    if (!wanted.has(mount.pageSizeKiB) && !(all && mount.isDefault)) continue;
    const folder = hugePageFolder(mount, def.uuid);
    await files.makeFolder(folder, 0o700).catch((error: unknown) => {
      if (!VirError.is(error)) throw error;
      throw qemuError('operation-denied', `${state.surroundings.userName} may not use the huge pages of ${mount.pageSizeKiB} KiB below '${mount.directory}' (mount it with uid=${state.surroundings.uid ?? ''},mode=0700): ${error.message}`, { subject: mount.directory, cause: error });
    });
  }
}

/** A machine's own folder below a mount. */
export function hugePageFolder({ directory }: Pick<HugePageMount, 'directory'>, uuid: string): string {
  return `${directory}/vireo/${uuid}`;
}

/** Memory in a file of its own needs a folder for it. */
export async function prepareMemoryFolder({ layout, surroundings: { files } }: EmbedState, def: DomainDef): Promise<void> {
  if (def.memoryBacking?.source === 'file') await files.makeFolder(layout.memoryFolder(def.uuid as Uuid), 0o700);
}

/** QEMU leaves such files behind. */
export async function removeMemoryFolder({ layout, surroundings: { files } }: EmbedState, uuid: Uuid): Promise<void> {
  const folder = layout.memoryFolder(uuid);
  if (await files.exists(folder)) await files.removeTree(folder, layout.root);
}

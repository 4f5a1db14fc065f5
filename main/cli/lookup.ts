import type { NetworkRef, NWFilterRef, StoragePoolRef, Uuid } from '../../drivers/api/refs.ts';
import { parseUuid } from '../../drivers/core/uuid.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt } from './attempt.ts';
import { fault } from './shell/values.ts';
import type { Shell } from './shell/shell.ts';

/** What virsh looks up by UUID, then by name. */
export type Named = NetworkRef | StoragePoolRef | NWFilterRef;

/** The two ways to find a thing; without one of them it is not tried. */
export interface Lookups<T extends Named> {
  readonly what: 'network' | 'pool' | 'nwfilter';
  /** libvirt's function, for its error. */
  readonly byUuidName: string;
  readonly byUuid?: (uuid: T['uuid']) => Promise<T>;
  readonly byName?: (name: string) => Promise<T>;
}

/**
 * Finds a thing by UUID, then by name.
 *
 * @throws the last look's error, after the shell has said what was not found.
 */
export async function findNamed<T extends Named>(shell: Shell, name: string, look: Lookups<T>): Promise<T> {
  const { byUuid, byName } = look;
  let last: VirError | undefined;
  if (byUuid !== undefined && name.length === 36) {
    const found = await attempt(async () => byUuid(requireUuid(name, look.byUuidName)));
    if (!VirError.is(found)) return found;
    last = found;
  }
  if (byName !== undefined) {
    const found = await attempt(() => byName(name));
    if (!VirError.is(found)) return found;
    last = found;
  }
  const words = `failed to get ${look.what} '${name}'`;
  if (last === undefined) throw fault(words);
  shell.error(words);
  throw last;
}

/** A UUID, or libvirt's error that this is none. */
export function requireUuid(text: string, libvirtFunction: string): Uuid {
  const uuid = parseUuid(text);
  if (uuid !== undefined) return uuid;
  throw new VirError({ code: 'invalid-arg', domain: 'none', message: `uuidstr in ${libvirtFunction} must be a valid UUID` });
}

/** Upper and lower case alike, as virsh sorts. */
export function compareFolded(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By name. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareFolded(a.name, b.name);
}

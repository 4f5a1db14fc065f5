import type { VirErrorDomain } from '../../api/errors.ts';
import { VirError } from '../../core/vir-error.ts';

/** Refuses flags that a call does not know. @throws invalid-arg with the name of libvirt's function. */
export function checkFlags(domain: VirErrorDomain, flags: number, supported: number, functionName: string): void {
  const unknown = (flags & ~supported) >>> 0;
  if (unknown === 0) return;
  throw new VirError({ code: 'invalid-arg', domain, message: `unsupported flags (0x${unknown.toString(16)}) in function ${functionName}` });
}

/** A group of flags of a list, of which none means all. */
export interface FlagGroup<T> {
  readonly mask: number;
  readonly bit: (item: T) => number;
}

/** The groups that every kind of kept object has, by libvirt's names of the flags. */
export function stateGroups<T extends { readonly active: boolean; readonly config: unknown; readonly autostart: boolean }>(flags: {
  readonly ACTIVE: number; readonly INACTIVE: number; readonly PERSISTENT: number; readonly TRANSIENT: number; readonly AUTOSTART: number; readonly NO_AUTOSTART: number;
}): readonly FlagGroup<T>[] {
  return [
    { mask: flags.ACTIVE | flags.INACTIVE, bit: ({ active }) => (active ? flags.ACTIVE : flags.INACTIVE) },
    { mask: flags.PERSISTENT | flags.TRANSIENT, bit: ({ config }) => (config !== undefined ? flags.PERSISTENT : flags.TRANSIENT) },
    { mask: flags.AUTOSTART | flags.NO_AUTOSTART, bit: ({ autostart }) => (autostart ? flags.AUTOSTART : flags.NO_AUTOSTART) },
  ];
}

/** Every flag of some groups. */
export function allFlags(groups: readonly FlagGroup<never>[]): number {
  return groups.reduce((all, { mask }) => all | mask, 0);
}

/** Whether a list with these flags has the item. */
export function matchesFlags<T>(groups: readonly FlagGroup<T>[], item: T, flags: number): boolean {
  return groups.every(({ mask, bit }) => (flags & mask) === 0 || (flags & bit(item)) !== 0);
}

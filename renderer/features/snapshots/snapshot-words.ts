import type { SnapshotFacts } from '../../../main/contract/snapshots.ts';
import type { Translator } from '../../i18n/translator.ts';

/** When it was taken, short: the time for today, the year only where it is another one. */
export function takenShort(tr: Translator, takenMs: number | undefined, nowMs: number): string {
  if (takenMs === undefined) return '';
  const then = new Date(takenMs);
  const now = new Date(nowMs);
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  if (then.toDateString() === now.toDateString()) return tr.dates(time).format(then);
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  return then.getFullYear() === now.getFullYear() ? tr.dates({ ...day, ...time }).format(then) : tr.dates({ ...day, year: 'numeric' }).format(then);
}

/** The whole moment, for hovering and for the details. */
export function takenLong(tr: Translator, takenMs: number | undefined): string {
  return takenMs === undefined ? '' : tr.dates({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(takenMs));
}

/** What it keeps. */
export function holds(tr: Translator, { memory }: SnapshotFacts): string {
  return tr.t(memory === 'internal' || memory === 'external' ? 'snapshots.holds.disksMemory' : 'snapshots.holds.disks');
}

/** All that descend from a snapshot. */
export function descendants(all: readonly SnapshotFacts[], name: string): readonly SnapshotFacts[] {
  const found = new Set([name]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const each of all) if (each.parent !== undefined && found.has(each.parent)) found.add(each.name);
  }
  return all.filter((each) => each.name !== name && found.has(each.name));
}

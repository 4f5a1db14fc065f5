import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CorpusReport } from './run-corpus.ts';

/** The least number of passing cases each corpus of the shared set must keep. It only ever rises. */
export type Floors = Readonly<Record<string, number>>;

const FILE = path.join(import.meta.dirname, 'floors.json');

/** The floors in force. */
export function readFloors(): Floors {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Floors) : {};
}

/** Raises the floors to what a run reached; none falls. */
export function raiseFloors(report: CorpusReport): void {
  const floors = { ...readFloors() };
  for (const { corpus, passed } of report.corpora) if (passed > (floors[corpus] ?? 0)) floors[corpus] = passed;
  const sorted = Object.fromEntries(Object.entries(floors).sort(([left], [right]) => (left < right ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Corpora that fell below their floor, one sentence each. */
export function belowFloor(report: CorpusReport, floors: Floors): string[] {
  const reached = new Map(report.corpora.map((one) => [one.corpus, one.passed]));
  return Object.entries(floors)
    .filter(([corpus, floor]) => (reached.get(corpus) ?? 0) < floor)
    .map(([corpus, floor]) => `${corpus}: ${reached.get(corpus) ?? 0} passed, the floor is ${floor}`);
}

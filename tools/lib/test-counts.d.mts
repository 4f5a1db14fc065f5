/** How many tests did what. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedNames: readonly string[];
  readonly secondTries: readonly string[];
  /** What failed, a line each with the beginning of its message. */
  readonly failures: readonly string[];
}
export const NONE: Counts;
export function addCounts(...all: readonly Counts[]): Counts;
export function failedFiles(file: string): readonly string[];
export function readVitest(file: string, againFile?: string): Counts;
export function readPlaywright(file: string): Counts;
export function withOutcome(step: { readonly ok: boolean }, counts: Counts): Counts;
export function printCounts(counts: Counts): void;

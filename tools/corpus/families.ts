/// <reference types="vite/types/importMeta.d.ts" />
import type { CorpusTransformation } from './transformation.ts';

const MODULES = import.meta.glob<{ readonly transformations: readonly CorpusTransformation[] }>('./families/*.ts', { eager: true });

/** Every transformation that a file in `families/` offers; a corpus claimed twice is a mistake. */
export function allTransformations(): CorpusTransformation[] {
  const found = Object.values(MODULES).flatMap((module) => module.transformations);
  const names = found.map((one) => one.corpus);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two families claim the corpus ${twice}`);
  return found;
}

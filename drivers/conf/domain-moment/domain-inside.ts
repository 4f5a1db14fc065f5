import { domainLens } from '../domain/domain-shape.ts';
import type { ElementHelp, LensHelp } from '../lens/lens.ts';

/** What may stand in a document that also holds whole machines, under these names. */
export function withDomains(help: LensHelp, names: readonly string[]): LensHelp {
  const inside = (): ElementHelp[] => names.map((name) => ({ ...domainLens.describe(), name, help: '', repeats: false }));
  return { ...help, children: () => [...help.children(), ...inside()] };
}

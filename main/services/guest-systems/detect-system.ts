import { GUEST_SYSTEMS, type GuestSystem } from './guest-systems.ts';
import { readTreeInfo } from './tree-info.ts';

/** What is known of an image. */
export interface Evidence {
  readonly fileName?: string | undefined;
  readonly volumeId?: string | undefined;
  readonly publisher?: string | undefined;
  readonly markers?: ReadonlyMap<string, string> | undefined;
}

/** What an image holds. */
export interface Detection {
  readonly system: GuestSystem;
  /** What gave it away most. */
  readonly by: 'label' | 'tree' | 'name';
  /** Nothing says that it is another one. */
  readonly sure: boolean;
}

const WEIGHT = { tree: 4, label: 3, name: 2 } as const;
const MAX_TEXT = 200;

/** Finds the system that most of the evidence speaks for; undefined: nothing does. */
export function detectSystem(evidence: Evidence): Detection | undefined {
  const fileName = evidence.fileName?.slice(0, MAX_TEXT).toLowerCase();
  const label = evidence.volumeId?.slice(0, MAX_TEXT);
  const publisher = evidence.publisher?.slice(0, MAX_TEXT);
  const info = evidence.markers?.get('.disk/info')?.slice(0, MAX_TEXT);
  const treeText = evidence.markers?.get('.treeinfo');
  const tree = treeText === undefined ? undefined : readTreeInfo(treeText);
  let best: { system: GuestSystem; by: Detection['by']; score: number } | undefined;
  let isTie = false;
  for (const system of GUEST_SYSTEMS) {
    const byTree = tree !== undefined && system.tree?.family.test(tree.family) === true && system.tree.version.test(tree.version);
    const byInfo = info !== undefined && system.diskInfo?.test(info) === true;
    const byLabel = (label !== undefined && system.volume?.test(label) === true) || (publisher !== undefined && system.publisher?.test(publisher) === true);
    const byName = fileName !== undefined && system.files?.test(fileName) === true;
    const score = (byTree || byInfo ? WEIGHT.tree : 0) + (byLabel ? WEIGHT.label : 0) + (byName ? WEIGHT.name : 0);
    if (score === 0) continue;
    if (best !== undefined && score === best.score) isTie = true;
    if (best !== undefined && score <= best.score) continue;
    isTie = false;
    best = { system, by: byTree || byInfo ? 'tree' : byLabel ? 'label' : 'name', score };
  }
  return best === undefined ? undefined : { system: best.system, by: best.by, sure: !isTie };
}

import { helpOf } from '../../../drivers/conf/help.ts';
import { editXml } from '../../../drivers/conf/lens/edit-xml.ts';
import type { ElementHelp } from '../../../drivers/conf/lens/lens.ts';
import { pairElements } from '../../../drivers/conf/lens/pair-elements.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { DocumentPart, JoinResult } from '../../contract/documents.ts';
import { meaningOf, ownWords, parseDocument } from './document-text.ts';

/** Whose change counts where both touch the same. */
export type Preference = 'mine' | 'theirs';

/**
 * Joins two changes of one domain document: if they touch different elements, or by a preference where they touch the same. The layout is that
 * of `mine`, with the preference for it that of `theirs`.
 */
export function mergeDocuments(base: string, mine: string, theirs: string, prefer?: Preference): JoinResult {
  const trees = { base: parseDocument(base).root, mine: parseDocument(mine), theirs: parseDocument(theirs) };
  const merge = new Merge();
  const { root } = helpOf('domain');
  merge.walk({ base: trees.base, mine: trees.mine.root, theirs: trees.theirs.root }, root, []);
  if (prefer === undefined && merge.parts.length > 0) return { parts: merge.parts };
  for (const { parent, element } of merge.twins) removeFrom(parent, element);
  for (const { mine: ours, theirs: other } of merge.rivals) {
    const { parent, element } = prefer === 'mine' ? other : ours;
    removeFrom(parent, element);
  }
  // What is carried over wins: the other one is only what it is carried into.
  const [into, from] = prefer === 'mine' ? [trees.theirs, trees.mine.root] : [trees.mine, trees.theirs.root];
  editXml(into.root, trees.base, from, root);
  return { xml: serializeXml(into) };
}

function removeFrom(parent: XmlElement, element: XmlElement): void {
  const at = parent.children.indexOf(element);
  const space = parent.children[at - 1];
  if (space?.kind === 'text' && space.raw.trim() === '') parent.children.splice(at - 1, 2);
  else if (at >= 0) parent.children.splice(at, 1);
}

interface Place {
  readonly parent: XmlElement;
  readonly element: XmlElement;
}

interface Three {
  readonly base: XmlElement;
  readonly mine: XmlElement;
  readonly theirs: XmlElement;
}

class Merge {
  readonly parts: DocumentPart[] = [];
  /** Additions of theirs that are in mine too. */
  readonly twins: Place[] = [];
  /** Additions of both where only one may stand. */
  readonly rivals: { readonly mine: Place; readonly theirs: Place }[] = [];

  walk({ base, mine, theirs }: Three, help: ElementHelp | undefined, path: readonly string[]): void {
    const own = { base: ownWords(base), mine: ownWords(mine), theirs: ownWords(theirs) };
    if (own.mine !== own.base && own.theirs !== own.base && own.mine !== own.theirs) this.#clash(path, mine.line);
    const toMine = pairElements(base.elements(), mine.elements());
    const toTheirs = pairElements(base.elements(), theirs.elements());
    for (const each of base.elements()) this.#child(each, toMine.get(each), toTheirs.get(each), { help, path: [...path, each.name], parent: mine });
    this.#additions({ mine, theirs }, { mine: new Set(toMine.values()), theirs: new Set(toTheirs.values()) }, help, path);
  }

  #child(base: XmlElement, mine: XmlElement | undefined, theirs: XmlElement | undefined, at: { readonly help: ElementHelp | undefined; readonly path: readonly string[]; readonly parent: XmlElement }): void {
    if (mine !== undefined && theirs !== undefined) this.walk({ base, mine, theirs }, at.help?.children().find(({ name }) => name === base.name), at.path);
    else if (mine !== undefined && meaningOf(mine) !== meaningOf(base)) this.#clash(at.path, mine.line);
    else if (theirs !== undefined && meaningOf(theirs) !== meaningOf(base)) this.#clash(at.path, at.parent.line);
  }

  /** What both have added: the same counts once; where only one may stand, two are a clash. */
  #additions({ mine, theirs }: Omit<Three, 'base'>, paired: { readonly mine: ReadonlySet<XmlElement>; readonly theirs: ReadonlySet<XmlElement> }, help: ElementHelp | undefined, path: readonly string[]): void {
    const added = mine.elements().filter((each) => !paired.mine.has(each));
    for (const element of theirs.elements().filter((each) => !paired.theirs.has(each))) {
      const named = added.filter(({ name }) => name === element.name);
      const twin = named.find((each) => meaningOf(each) === meaningOf(element));
      const repeats = help?.children().find(({ name }) => name === element.name)?.repeats === true;
      if (twin !== undefined) {
        this.twins.push({ parent: theirs, element });
        added.splice(added.indexOf(twin), 1);
      } else if (!repeats && named[0] !== undefined) {
        this.rivals.push({ mine: { parent: mine, element: named[0] }, theirs: { parent: theirs, element } });
        this.#clash([...path, element.name], named[0].line);
      }
    }
  }

  #clash(path: readonly string[], line: number): void {
    this.parts.push({ path: path.join('/'), line });
  }
}

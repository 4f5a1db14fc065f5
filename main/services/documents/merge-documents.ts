import { helpOf } from '../../../drivers/conf/help.ts';
import { editXml } from '../../../drivers/conf/lens/edit-xml.ts';
import type { ElementHelp } from '../../../drivers/conf/lens/lens.ts';
import { pairElements } from '../../../drivers/conf/lens/pair-elements.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { DocumentPart } from '../../contract/documents.ts';
import { meaningOf, ownWords, parseDocument } from './document-text.ts';

/** Two changes of one document as one, or where they touch the same. */
export type Merged = { readonly xml: string } | { readonly parts: readonly DocumentPart[] };

/** Joins two changes of one domain document, if they touch different elements. The layout is that of `mine`. */
export function mergeDocuments(base: string, mine: string, theirs: string): Merged {
  const before = parseDocument(base).root;
  const document = parseDocument(mine);
  const after = parseDocument(theirs).root;
  const merge = new Merge();
  const { root } = helpOf('domain');
  merge.walk({ base: before, mine: document.root, theirs: after }, root, []);
  if (merge.parts.length > 0) return { parts: merge.parts };
  for (const { parent, element } of merge.twins) parent.children.splice(parent.children.indexOf(element), 1);
  editXml(document.root, before, after, root);
  return { xml: serializeXml(document) };
}

interface Three {
  readonly base: XmlElement;
  readonly mine: XmlElement;
  readonly theirs: XmlElement;
}

class Merge {
  readonly parts: DocumentPart[] = [];
  /** Additions of theirs that are in mine too. */
  readonly twins: { readonly parent: XmlElement; readonly element: XmlElement }[] = [];

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
        this.#clash([...path, element.name], named[0].line);
      }
    }
  }

  #clash(path: readonly string[], line: number): void {
    this.parts.push({ path: path.join('/'), line });
  }
}

import { serializeXml } from '../xml/serialize-xml.ts';
import { cloneXml, xmlText } from '../xml/xml-tree.ts';
import type { XmlElement, XmlNode } from '../xml/xml-tree.ts';
import type { ElementHelp, LensHelp } from './lens.ts';
import { pairElements } from './pair-elements.ts';

/** How an edit goes about it. */
export interface EditOptions {
  /** Next to what changes, write out what had only been implied: it might follow from what changes. */
  readonly explicit?: boolean;
}

/**
 * Carries a change of a canonical document over to the document it was read from: what the lenses do not know, comments and layout
 * included, stays, and nothing is touched that did not change.
 *
 * @param source the retained tree, which is changed
 * @param before what `source` means, in canonical form
 * @param after what it shall mean
 * @param help of the lens of `source`
 */
export function editXml(source: XmlElement, before: XmlElement, after: XmlElement, help: LensHelp, options: EditOptions = {}): void {
  if (serializeXml(before) === serializeXml(after)) return;
  editOwn(source, before, after);
  const children = after.elements();
  if (before.elements().length === 0 && children.length === 0) return;
  editChildren(source, before, after, help, options);
}

/** Attributes and text, all of them together: a unit means nothing without its number. */
function editOwn(source: XmlElement, before: XmlElement, after: XmlElement): void {
  const text = ownText(after);
  const isSame = ownText(before) === text && attributesOf(before) === attributesOf(after);
  if (isSame) return;
  for (const { name } of before.attributes) if (after.attribute(name) === undefined) source.removeAttribute(name);
  for (const { name, value } of after.attributes) source.setAttribute(name, value);
  if (text === undefined || ownText(source)?.trim() === text) return;
  const kept = source.children.filter((node) => node.kind !== 'text' && node.kind !== 'cdata');
  source.children.splice(0, source.children.length, xmlText(text), ...kept);
}

function ownText(element: XmlElement): string | undefined {
  return element.children.some((node) => node.kind === 'element') || element.children.length === 0 ? undefined : element.text;
}

function attributesOf(element: XmlElement): string {
  return element.attributes.map(({ name, value }) => `${name}=${value}\n`).join('');
}

function editChildren(source: XmlElement, before: XmlElement, after: XmlElement, help: LensHelp, options: EditOptions): void {
  const helps = new Map(help.children().map((each) => [each.name, each]));
  const now = pairElements(before.elements(), after.elements());
  const origin = pairElements(before.elements(), source.elements(), 0);
  const wasFrom = new Map([...now].map(([old, next]) => [next, old]));
  for (const old of before.elements()) {
    const own = origin.get(old);
    const next = now.get(old);
    const inner = helps.get(old.name) ?? NOTHING;
    if (own === undefined) continue;
    if (next === undefined) removeKnown(source, own, old, inner);
    else editXml(own, old, next, inner, options);
  }
  const placed = new Map<XmlElement, XmlElement>();
  let anchor: XmlElement | undefined;
  for (const next of after.elements()) {
    const old = wasFrom.get(next);
    let own = old === undefined ? undefined : origin.get(old);
    // What had only been implied needs no element unless it changed.
    if (own === undefined && options.explicit !== true && old !== undefined && serializeXml(old) === serializeXml(next)) continue;
    own ??= insertAfter(source, anchor, next);
    placed.set(next, own);
    anchor = own;
  }
  reorder(source, before, after, now, placed);
}

const NOTHING: Pick<ElementHelp, 'text' | 'words' | 'attributes' | 'children' | 'repeats'> = {
  text: undefined, words: [], attributes: [], children: () => [], repeats: true,
};

/** Removes an element; of one that is only a container, what nobody knows stays. */
function removeKnown(parent: XmlElement, element: XmlElement, meaning: XmlElement, help: Pick<ElementHelp, 'attributes' | 'children' | 'repeats'>): void {
  const known = new Set(help.children().map((each) => each.name));
  const isContainer = !help.repeats && known.size > 0;
  if (isContainer && element.elements().some((each) => !known.has(each.name))) {
    for (const { name } of meaning.attributes) element.removeAttribute(name);
    for (const each of element.elements()) if (known.has(each.name)) removeNode(element, each);
  } else {
    removeNode(parent, element);
  }
}

function removeNode(parent: XmlElement, node: XmlNode): void {
  const index = parent.children.indexOf(node);
  const space = parent.children[index - 1];
  if (space?.kind === 'text' && space.raw.trim() === '') parent.children.splice(index - 1, 2);
  else parent.children.splice(index, 1);
  if (parent.children.every((each) => each.kind === 'text' && each.raw.trim() === '')) parent.children.length = 0;
}

function insertAfter(parent: XmlElement, anchor: XmlElement | undefined, model: XmlElement): XmlElement {
  const added = cloneXml(model);
  const space = spaceWithin(parent);
  reindent(added, space);
  if (parent.children.length === 0) parent.children.push({ kind: 'text', raw: space }, added, { kind: 'text', raw: space.replace(/ {1,2}$/, '') });
  else parent.children.splice(anchor === undefined ? 0 : parent.children.indexOf(anchor) + 1, 0, { kind: 'text', raw: space }, added);
  return added;
}

/** What stands before a child: a line break and the indentation that is usual here. */
function spaceWithin(parent: XmlElement): string {
  for (const [index, node] of parent.children.entries()) {
    const space = parent.children[index - 1];
    if (node.kind === 'element' && space?.kind === 'text' && /^\s*\n[ \t]*$/.test(space.raw)) return `\n${space.raw.slice(space.raw.lastIndexOf('\n') + 1)}`;
  }
  return '\n  ';
}

/** Moves an element that was written canonically to another depth. */
function reindent(element: XmlElement, space: string): void {
  const last = element.children.at(-1);
  const from = last?.kind === 'text' ? last.raw : undefined;
  if (from?.startsWith('\n') !== true || from.trim() !== '') return;
  const walk = (each: XmlElement): void => {
    for (const node of each.children) {
      if (node.kind === 'text' && node.raw.startsWith(from) && node.raw.trim() === '') node.raw = space + node.raw.slice(from.length);
      if (node.kind === 'element') walk(node);
    }
  };
  walk(element);
}

/** Elements of one name take the order they have after the change, if that changed. */
function reorder(source: XmlElement, before: XmlElement, after: XmlElement, now: ReadonlyMap<XmlElement, XmlElement>, placed: ReadonlyMap<XmlElement, XmlElement>): void {
  const rank = new Map(after.elements().map((each, index) => [each, index]));
  for (const name of new Set(after.elements().map((each) => each.name))) {
    const ranks = before.elements(name).flatMap((old) => rank.get(now.get(old) ?? old) ?? []);
    if (ranks.every((each, index) => index === 0 || each > (ranks[index - 1] ?? 0))) continue;
    const wanted = after.elements(name).flatMap((next) => placed.get(next) ?? []);
    const slots = wanted.map((each) => source.children.indexOf(each)).sort((a, b) => a - b);
    for (const [index, slot] of slots.entries()) {
      const element = wanted[index];
      if (element !== undefined) source.children[slot] = element;
    }
  }
}

import type { XmlElement } from '../xml/xml-tree.ts';
import type { AttributeHelp, ElementHelp, LensHelp } from './lens.ts';

/** One line for elements and attributes: by path (`devices/disk`, `devices/disk@device`), else by name alone (`alias`, `@mode`). */
export type HelpTexts = Readonly<Record<string, string>>;

/** A name that has no meaning where it stands. */
export interface UnknownName {
  readonly line: number;
  /** Of the element it stands in or is. */
  readonly path: string;
  /** Absent when the element itself is unknown. */
  readonly attribute?: string;
}

/** What may stand where in a kind of document: for completion, hints and a first check while somebody types. */
export class HelpIndex {
  readonly root: ElementHelp;
  private readonly texts: HelpTexts;

  constructor(name: string, lens: LensHelp, texts: HelpTexts) {
    this.root = { ...lens, name, help: texts[''] ?? '', repeats: false };
    this.texts = texts;
  }

  /** The paths and names that the texts speak of. */
  get documented(): readonly string[] {
    return Object.keys(this.texts);
  }

  /** The element at a path below the root (`['devices', 'disk']`). */
  element(path: readonly string[]): ElementHelp | undefined {
    let at: ElementHelp | undefined = this.root;
    for (const name of path) at = at?.children().find((each) => each.name === name);
    return at === undefined || path.length === 0 ? at : { ...at, help: this.textOf(path, at) };
  }

  /** The elements that may stand in the one at a path. */
  children(path: readonly string[]): ElementHelp[] {
    const children = this.element(path)?.children() ?? [];
    return children.map((each) => ({ ...each, help: this.textOf([...path, each.name], each) }));
  }

  /** The attributes that the element at a path may have. */
  attributes(path: readonly string[]): AttributeHelp[] {
    const attributes = this.element(path)?.attributes ?? [];
    return attributes.map((each) => ({ ...each, help: each.help || (this.texts[`${path.join('/')}@${each.name}`] ?? this.texts[`@${each.name}`] ?? '') }));
  }

  /** The names that mean nothing. Elements and attributes of foreign namespaces, and all of free-form elements, are left alone. */
  unknownNames(root: XmlElement): UnknownName[] {
    const found: UnknownName[] = [];
    collectUnknown(root, this.root, [], found);
    return found;
  }

  private textOf(path: readonly string[], element: ElementHelp): string {
    return element.help || (this.texts[path.join('/')] ?? this.texts[element.name] ?? '');
  }
}

function collectUnknown(element: XmlElement, help: ElementHelp, path: readonly string[], found: UnknownName[]): void {
  const children = help.children();
  const isFree = children.length === 0 && help.attributes.length === 0 && help.text === undefined;
  if (isFree) return;
  const attributes = new Set(help.attributes.map((each) => each.name));
  for (const { name } of element.attributes) {
    if (!attributes.has(name) && !isForeign(name)) found.push({ line: element.line, path: path.join('/'), attribute: name });
  }
  for (const child of element.elements()) {
    const inner = children.find((each) => each.name === child.name);
    const at = [...path, child.name];
    if (inner !== undefined) collectUnknown(child, inner, at, found);
    else if (!isForeign(child.name)) found.push({ line: child.line, path: at.join('/') });
  }
}

function isForeign(name: string): boolean {
  return name.includes(':') || name === 'xmlns';
}

import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { XmlElement, xmlText, type XmlNode } from '../../../drivers/conf/xml/xml-tree.ts';

/**
 * Where a value stands below an element: `driver@cache` an attribute, `serial` the text of a child, `@model` an own attribute, `readonly?` whether a child is there.
 */
export type ElementPath = string;

interface Target {
  readonly names: readonly string[];
  readonly attribute: string | undefined;
  readonly isFlag: boolean;
}

function targetOf(path: ElementPath): Target {
  const isFlag = path.endsWith('?');
  const [way = '', attribute] = (isFlag ? path.slice(0, -1) : path).split('@');
  return { names: way.split('/').filter((name) => name !== ''), attribute, isFlag };
}

/** The value at a path; empty where nothing is. */
export function readPath(element: XmlElement, path: ElementPath): string {
  const { names, attribute, isFlag } = targetOf(path);
  const found = element.find(...names);
  if (isFlag) return found === undefined ? '' : 'yes';
  if (found === undefined) return '';
  return attribute === undefined ? found.text.trim() : (found.attribute(attribute) ?? '');
}

/** Sets the value at a path; an empty one takes it away, and elements that then say nothing go with it. */
export function writePath(root: XmlElement, element: XmlElement, path: ElementPath, value: string): void {
  const { names, attribute, isFlag } = targetOf(path);
  if (readPath(element, path) === value) return;
  const chain = [element];
  for (const name of names) {
    const parent = chain.at(-1) ?? element;
    const child = parent.child(name);
    if (child === undefined && value === '') return;
    chain.push(child ?? addChild(root, parent, new XmlElement(name)));
  }
  const leaf = chain.at(-1) ?? element;
  if (attribute !== undefined) setAttribute(leaf, attribute, value);
  else if (!isFlag) leaf.children.splice(0, leaf.children.length, ...(value === '' ? [] : [xmlText(value)]));
  if (value !== '') return;
  if (isFlag) removeChild(chain.at(-2) ?? element, leaf);
  for (let at = chain.length - 1; at > 0; at--) {
    const [parent, child] = [chain[at - 1], chain[at]];
    if (parent === undefined || child === undefined || child.attributes.length > 0 || child.elements().length > 0 || child.text.trim() !== '') return;
    removeChild(parent, child);
  }
}

/** Sets an attribute, or takes it away; the tag is written as libvirt writes it. */
export function setAttribute(element: XmlElement, name: string, value: string): void {
  if ((element.attribute(name) ?? '') === value) return;
  if (value === '') element.removeAttribute(name);
  else element.setAttribute(name, value);
  element.openSource = `<${element.name}${element.attributes.map((each) => ` ${each.name}='${escapeXml(each.value)}'`).join('')}/>`;
}

/** Puts a child behind the last of its kind, else at the end, on a line of its own. */
export function addChild(root: XmlElement, parent: XmlElement, child: XmlElement): XmlElement {
  const depth = depthOf(root, parent);
  const pad = `\n${'  '.repeat(depth + 1)}`;
  indent(child, depth + 1);
  const { children } = parent;
  const last = children.findLastIndex((node) => node.kind === 'element' && node.name === child.name);
  if (last >= 0) children.splice(last + 1, 0, { kind: 'text', raw: pad }, child);
  else {
    const tail = children.at(-1);
    const isBlank = tail?.kind === 'text' && tail.raw.trim() === '';
    if (isBlank) children.pop();
    children.push({ kind: 'text', raw: pad }, child, { kind: 'text', raw: isBlank ? tail.raw : `\n${'  '.repeat(depth)}` });
  }
  return child;
}

/** Takes a child away, with the line that it stood on. */
export function removeChild(parent: XmlElement, child: XmlElement): void {
  const { children } = parent;
  const at = children.indexOf(child);
  if (at < 0) return;
  const before = children[at - 1];
  const hasBlank = before?.kind === 'text' && before.raw.trim() === '';
  children.splice(hasBlank ? at - 1 : at, hasBlank ? 2 : 1);
  if (children.every((node) => node.kind === 'text' && node.raw.trim() === '')) children.length = 0;
}

/** Puts one element in another's place. */
export function replaceChild(parent: XmlElement, old: XmlElement, now: XmlElement): void {
  const at = parent.children.indexOf(old);
  if (at >= 0) parent.children[at] = now;
}

/** An element out of its text. */
export function elementOf(xml: string): XmlElement {
  return parseXml(xml.trim(), { url: '(device_definition)' }).root;
}

/** How deep an element stands in a document. */
function depthOf(root: XmlElement, element: XmlElement, depth = 0): number {
  if (root === element) return depth;
  for (const child of root.elements()) {
    const found = depthOf(child, element, depth + 1);
    if (found >= 0) return found;
  }
  return -1;
}

/** Gives an element without layout the usual one. */
function indent(element: XmlElement, depth: number): void {
  const inner = element.elements();
  if (inner.length === 0 || element.children.some((node) => node.kind !== 'element')) return;
  const pad = `\n${'  '.repeat(depth + 1)}`;
  for (const child of inner) indent(child, depth + 1);
  const nodes: XmlNode[] = inner.flatMap((child): XmlNode[] => [{ kind: 'text', raw: pad }, child]);
  element.children.splice(0, element.children.length, ...nodes, { kind: 'text', raw: `\n${'  '.repeat(depth)}` });
}

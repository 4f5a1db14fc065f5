import { XmlElement, xmlText } from '../conf/xml/xml-tree.ts';

/** The child of that name, made at the end when there is none. */
export function ensureChild(parent: XmlElement, name: string): XmlElement {
  const present = parent.child(name);
  if (present !== undefined) return present;
  const made = new XmlElement(name, [], []);
  parent.children.push(made);
  return made;
}

/** A new child at the end. */
export function appendChild(parent: XmlElement, name: string, attributes: Readonly<Record<string, string>> = {}): XmlElement {
  const made = new XmlElement(name, [], []);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.children.push(made);
  return made;
}

/** Gives an element this text and nothing else. */
export function setText(element: XmlElement, text: string): void {
  element.children.splice(0, element.children.length, xmlText(text));
}

/** Gives the child of that name this text; makes it when there is none. */
export function setChildText(parent: XmlElement, name: string, text: string): void {
  setText(ensureChild(parent, name), text);
}

/** Takes out every child of that name, or every one that passes. */
export function removeChildren(parent: XmlElement, name: string, which: (child: XmlElement) => boolean = () => true): void {
  const kept = parent.children.filter((node) => node.kind !== 'element' || node.name !== name || !which(node));
  parent.children.splice(0, parent.children.length, ...kept);
}

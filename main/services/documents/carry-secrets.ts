import { pairElements } from '../../../drivers/conf/lens/pair-elements.ts';
import { cloneXml, xmlText, type XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';

/**
 * Puts what only the host's own reading of a document has (passwords) into a document that was edited without it. What the edit says itself
 * counts; with an element that was removed its secrets go.
 */
export function carrySecrets(plain: XmlElement, secure: XmlElement, wanted: XmlElement): void {
  for (const { name, value } of secure.attributes) {
    const shown = plain.attribute(name);
    if (shown !== value && wanted.attribute(name) === shown) wanted.setAttribute(name, value);
  }
  const isLeaf = secure.elements().length === 0 && wanted.elements().length === 0;
  if (isLeaf && secure.text !== plain.text && wanted.text === plain.text) wanted.children.splice(0, wanted.children.length, xmlText(secure.text));
  const toSecure = pairElements(plain.elements(), secure.elements());
  const toWanted = pairElements(plain.elements(), wanted.elements());
  for (const each of plain.elements()) {
    const known = toSecure.get(each);
    const kept = toWanted.get(each);
    if (known !== undefined && kept !== undefined) carrySecrets(each, known, kept);
  }
  const shown = new Set(toSecure.values());
  for (const hidden of secure.elements()) {
    if (!shown.has(hidden) && wanted.child(hidden.name) === undefined) wanted.children.push(cloneXml(hidden));
  }
}

import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { iconIn, installMarkIn, isProtectedIn, tagsElement, tagsIn, TAGS_URI } from '../inventory/machine-tags.ts';
import { addChild, elementOf, removeChild } from './element-paths.ts';

/** What Vireo keeps of a machine in its document. */
export interface Labels {
  readonly tags: readonly string[];
  readonly isProtected: boolean;
  readonly icon: string | undefined;
}

const elementIn = (root: XmlElement): XmlElement | undefined =>
  root.child('metadata')?.elements().find((each) => /(^|:)tags$/.test(each.name) && each.attributes.some(({ name, value }) => name.startsWith('xmlns') && value === TAGS_URI));

/** What a machine's document says. */
export function readLabels(root: XmlElement): Labels {
  const element = elementIn(root);
  const text = element === undefined ? '' : serializeXml(element);
  return { tags: tagsIn(text), isProtected: isProtectedIn(text), icon: iconIn(text) };
}

/** Changes some of it; an element that says nothing any more goes. */
export function writeLabels(root: XmlElement, change: Partial<Labels>): void {
  const { tags, isProtected, icon } = { ...readLabels(root), ...change };
  const metadata = root.child('metadata') ?? addChild(root, root, new XmlElement('metadata'));
  const old = elementIn(root);
  if (old !== undefined) removeChild(metadata, old);
  const text = tagsElement(tags, isProtected, icon, old === undefined ? undefined : installMarkIn(serializeXml(old)));
  if (text !== undefined) addChild(root, metadata, elementOf(text.replaceAll(/<(\/?)(\w)/g, '<$1vireo:$2').replace('<vireo:tags>', `<vireo:tags xmlns:vireo="${TAGS_URI}">`)));
  else if (metadata.elements().length === 0) removeChild(root, metadata);
}

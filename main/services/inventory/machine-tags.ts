import { escapeText } from '../../../drivers/conf/xml/xml-escape.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';

/** Names our own element in a machine's metadata: `<tags xmlns="urn:vireo:tags"><tag>prod</tag></tags>`. */
export const TAGS_URI = 'urn:vireo:tags';

/** The tags in our element, each once. */
export function tagsIn(element: string): readonly string[] {
  if (!element.includes('tag>')) return [];
  const words = parseXml(element)
    .root.children.flatMap((child) => (child.kind === 'element' && child.name.replace(/^.*:/, '') === 'tag' ? [child.text.trim()] : []))
    .filter((word) => word !== '');
  return [...new Set(words)];
}

/** The element with these tags. */
export function tagsElement(tags: readonly string[]): string {
  return `<tags>${tags.map((tag) => `<tag>${escapeText(tag)}</tag>`).join('')}</tags>`;
}

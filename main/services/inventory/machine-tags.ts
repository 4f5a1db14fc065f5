import { escapeText } from '../../../drivers/conf/xml/xml-escape.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';

/** Names our own element in a machine's metadata: `<tags xmlns="urn:vireo:tags"><tag>prod</tag><icon>database</icon><protected/></tags>`. One element: it is read of each machine. */
export const TAGS_URI = 'urn:vireo:tags';

/** The tags in our element, each once. */
export function tagsIn(element: string): readonly string[] {
  if (!element.includes('tag>')) return [];
  const words = parseXml(element)
    .root.children.flatMap((child) => (child.kind === 'element' && child.name.replace(/^.*:/, '') === 'tag' ? [child.text.trim()] : []))
    .filter((word) => word !== '');
  return [...new Set(words)];
}

/** Whether our element says that the machine must not be deleted or forced off. */
export const isProtectedIn = (element: string): boolean => /<(\w+:)?protected\b/.test(element);

/** The name of the machine's picture in our element. */
export const iconIn = (element: string): string | undefined => /<(?:\w+:)?icon>\s*([\w-]+)\s*</.exec(element)?.[1];

/** The element with these tags; undefined when there is nothing to keep. */
export function tagsElement(tags: readonly string[], isProtected: boolean, icon?: string): string | undefined {
  if (tags.length === 0 && !isProtected && icon === undefined) return undefined;
  return `<tags>${tags.map((tag) => `<tag>${escapeText(tag)}</tag>`).join('')}${icon === undefined ? '' : `<icon>${escapeText(icon)}</icon>`}${isProtected ? '<protected/>' : ''}</tags>`;
}

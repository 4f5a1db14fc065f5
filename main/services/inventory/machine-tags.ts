import { escapeText } from '../../../drivers/conf/xml/xml-escape.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { InstallMark } from '../../contract/inventory.ts';

/** Names our own element in a machine's metadata: `<tags xmlns="urn:vireo:tags"><tag>prod</tag><icon>database</icon><protected/><install state="pending"/></tags>`. One element: it is read of each machine. */
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

/** How far the machine is that was made to be installed later; undefined: there is nothing to install. */
export function installMarkIn(element: string): InstallMark | undefined {
  const state = /<(?:\w+:)?install\s+state=["'](\w+)["']/.exec(element)?.[1];
  return state === 'pending' || state === 'begun' ? state : undefined;
}

/** The element with these tags; undefined when there is nothing to keep. */
export function tagsElement(tags: readonly string[], isProtected: boolean, icon?: string, install?: InstallMark): string | undefined {
  if (tags.length === 0 && !isProtected && icon === undefined && install === undefined) return undefined;
  const parts = [
    ...tags.map((tag) => `<tag>${escapeText(tag)}</tag>`),
    ...(icon === undefined ? [] : [`<icon>${escapeText(icon)}</icon>`]),
    ...(isProtected ? ['<protected/>'] : []),
    ...(install === undefined ? [] : [`<install state="${install}"/>`]),
  ];
  return `<tags>${parts.join('')}</tags>`;
}

import type { AttributeHelp, ElementHelp, LensHelp } from './lens.ts';

/** What may stand in an element that is one of several kinds: what may stand in any of them. */
export function mergeHelp(helps: readonly LensHelp[]): LensHelp {
  const attributes = new Map<string, AttributeHelp>();
  for (const each of helps.flatMap((help) => help.attributes)) if (!attributes.has(each.name)) attributes.set(each.name, each);
  const textual = helps.find((help) => help.text !== undefined);
  return { text: textual?.text, words: textual?.words ?? [], attributes: [...attributes.values()], children: () => mergeChildren(helps) };
}

function mergeChildren(helps: readonly LensHelp[]): ElementHelp[] {
  const groups = new Map<string, ElementHelp[]>();
  for (const each of helps.flatMap((help) => help.children())) {
    const same = groups.get(each.name);
    if (same === undefined) groups.set(each.name, [each]);
    else same.push(each);
  }
  return [...groups.values()].map((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return first as ElementHelp;
    return { ...mergeHelp(same), name: first.name, help: first.help, repeats: same.some((each) => each.repeats) };
  });
}

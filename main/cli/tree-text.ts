/** Something in a tree, which names the one above it. */
export interface TreeItem {
  readonly name: string;
  readonly parent: string | undefined;
}

/** A tree as virsh draws it, from one of its items down. */
export function treeText(items: readonly TreeItem[], root: TreeItem): string {
  return draw(items, root, root, true, '');
}

function draw(items: readonly TreeItem[], item: TreeItem, last: TreeItem | undefined, isRoot: boolean, indent: string): string {
  const below = items.filter(({ parent }) => parent === item.name);
  const inner = isRoot ? indent : `${indent}${item === last ? ' ' : '|'} `;
  const lowest = below.at(-1);
  let text = `${indent}${isRoot ? '' : '+- '}${item.name}\n`;
  if (lowest !== undefined) text += `${inner}  |\n`;
  for (const child of below) text += draw(items, child, lowest, false, `${inner}  `);
  if (lowest === undefined && item === last) text += `${inner}\n`;
  return text;
}

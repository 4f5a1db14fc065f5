import type { NodeDeviceRef } from '../../../drivers/api/refs.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import type { Shell } from '../shell/shell.ts';

/** Devices below their parents, as virsh draws them. */
export async function treeText(shell: Shell, devices: readonly NodeDeviceRef[]): Promise<string> {
  const connection = await shell.connection();
  const parents = await Promise.all(
    devices.map(async (device) => (device.name === 'computer' ? undefined : requireMethod(connection, 'nodeDevice', 'getParent')(device))),
  );
  const names = devices.map(({ name }) => name);
  return names.map((_, index) => (parents[index] === undefined ? branch(names, parents, { index, last: index, root: true, indent: '' }) : '')).join('');
}

interface Branch {
  readonly index: number;
  readonly last: number;
  readonly root: boolean;
  readonly indent: string;
}

/** virsh's drawing: children two columns in, a bar beside those that have brothers below. */
function branch(names: readonly string[], parents: readonly (string | undefined)[], { index, last, root, indent }: Branch): string {
  const name = names[index] ?? '';
  const inner = root ? indent : `${indent}${index === last ? ' ' : '|'} `;
  const lastChild = parents.lastIndexOf(name);
  let text = `${indent}${root ? '' : '+- '}${name}\n`;
  if (lastChild >= 0) text += `${inner}  |\n`;
  parents.forEach((parent, child) => {
    if (parent === name) text += branch(names, parents, { index: child, last: lastChild, root: false, indent: `${inner}  ` });
  });
  if (lastChild < 0 && index === last) text += `${inner.slice(0, root ? undefined : inner.length)}\n`;
  return text;
}

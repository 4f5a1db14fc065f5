import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { NodeAllocPagesFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { explaining } from '../attempt.ts';
import type { CommandArgs } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, intOf, scaledOf, ulongOf } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';
import { readDocument } from '../xml-query.ts';

const UINT_MAX = 2n ** 32n - 1n;

async function hostOf(shell: Shell): Promise<XmlElement> {
  const connection = await shell.connection();
  const xml = await explaining(shell, 'unable to get node capabilities', async () => requireMethod(connection, 'connect', 'getCapabilities')());
  const host = readDocument(xml).child('host');
  if (host === undefined) throw fault('unable to get node capabilities');
  return host;
}

function cellsOf(host: XmlElement): readonly { readonly id: number; readonly element: XmlElement }[] {
  return (host.find('topology', 'cells')?.elements('cell') ?? []).map((element) => ({ id: Number(element.attribute('id')), element }));
}

async function cellBytes(shell: Shell, cell: number): Promise<bigint> {
  const [bytes] = await requireMethod(await shell.connection(), 'node', 'getCellsFreeMemory')(cell, 1);
  if (bytes === undefined) throw fault(`failed to get free memory for NUMA node number: ${cell}`);
  return bytes;
}

/** @libvirt virsh freecell */
export const freecell: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['all', 'cellno'])) return false;
  const cell = intOf(args, 'cellno');
  if (!args.has('all')) {
    const bytes = cell === undefined ? await requireMethod(await shell.connection(), 'node', 'getFreeMemory')() : await cellBytes(shell, cell);
    if (shell.options.json) shell.printJson({ cell: cell ?? null, freeKiB: bytes / 1024n });
    else shell.print(`${cell ?? 'Total'}: ${bytes / 1024n} KiB\n`);
    return true;
  }
  const free: { readonly cell: number; readonly freeKiB: bigint }[] = [];
  for (const { id } of cellsOf(await hostOf(shell))) {
    const bytes = await explaining(shell, `failed to get free memory for NUMA node number: ${id}`, () => cellBytes(shell, id));
    free.push({ cell: id, freeKiB: bytes / 1024n });
  }
  if (shell.options.json) {
    shell.printJson(free);
    return true;
  }
  const row = (label: string | number, kib: bigint): string => `${String(label).padStart(5)}: ${String(kib).padStart(10)} KiB\n`;
  shell.print(free.map(({ cell: id, freeKiB }) => row(id, freeKiB)).join(''));
  shell.printExtra(`--------------------\n${row('Total', free.reduce((sum, { freeKiB }) => sum + freeKiB, 0n))}`);
  return true;
};

/** KiB of `--pagesize`; undefined without it. */
function pageSizeOf(args: CommandArgs, max: bigint): number | undefined {
  const bytes = scaledOf(args, 'pagesize', 1024n, max);
  return bytes === undefined ? undefined : Number((bytes + 1023n) / 1024n);
}

/** Page sizes that the host has, in KiB. */
function knownSizes(host: XmlElement): readonly number[] {
  const ofCpu = host.child('cpu')?.elements('pages') ?? [];
  const pages = ofCpu.length > 0 ? ofCpu : cellsOf(host).flatMap(({ element }) => element.elements('pages'));
  if (pages.length === 0) throw fault('could not get information about supported page sizes');
  return [...new Set(pages.map((page) => Number(page.attribute('size'))))].sort((a, b) => a - b);
}

/** @libvirt virsh freepages */
export const freepages: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['all', 'cellno'])) return false;
  const size = pageSizeOf(args, UINT_MAX);
  if (!args.has('all')) return pagesOfCell(shell, args, size);
  const host = await hostOf(shell);
  const sizes = size === undefined ? knownSizes(host) : [size];
  const connection = await shell.connection();
  const all = [];
  for (const { id } of cellsOf(host)) {
    const counts = await requireMethod(connection, 'node', 'getFreePages')(sizes, id, 1, 0);
    const lines = sizes.map((kib, index) => `${kib}KiB: ${counts[index] ?? 0n}\n`).join('');
    if (!shell.options.json) shell.print(`Node ${id}:\n${lines}\n`);
    all.push({ cell: id, pages: sizes.map((sizeKiB, index) => ({ sizeKiB, free: counts[index] })) });
  }
  if (shell.options.json) shell.printJson(all);
  return true;
};

async function pagesOfCell(shell: Shell, args: CommandArgs, size: number | undefined): Promise<boolean> {
  if (!args.has('cellno')) throw fault('missing cellno argument');
  const cell = intOf(args, 'cellno') ?? -1;
  if (cell < -1) throw fault('cell number must be non-negative integer or -1');
  if (size === undefined) throw fault('missing pagesize argument');
  const [free] = await requireMethod(await shell.connection(), 'node', 'getFreePages')([size], cell, 1, 0);
  if (shell.options.json) shell.printJson({ cell, sizeKiB: size, free });
  else shell.print(`${size}KiB: ${free ?? 0n}\n`);
  return true;
}

/** @libvirt virsh allocpages */
export const allocpages: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['all', 'cellno'])) return false;
  const cell = intOf(args, 'cellno') ?? -1;
  const size = pageSizeOf(args, UINT_MAX * 1024n) ?? 0;
  const count = ulongOf(args, 'pagecount') ?? 0n;
  const flags = args.has('add') ? NodeAllocPagesFlags.ADD : NodeAllocPagesFlags.SET;
  const cells = args.has('all') ? cellsOf(await hostOf(shell)).map(({ id }) => id) : [cell];
  const connection = await shell.connection();
  for (const id of cells) await requireMethod(connection, 'node', 'allocPages')([size], [count], id, 1, flags);
  return true;
};

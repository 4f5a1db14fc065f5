import type { DomainRef, DomainSnapshotRef } from '../../../../drivers/api/refs.ts';
import { DomainSnapshotListFlags as List } from '../../../../drivers/core/constants.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { zonedTime } from '../../local-time.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { refuseBoth } from '../../shell/inputs.ts';
import { fault } from '../../shell/values.ts';
import { printTable } from '../../shell/print-table.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { treeText } from '../../tree-text.ts';
import { readDocument } from '../../xml-query.ts';
import { callSnapshot, parentOf, snapshotOf } from './snapshot-lookup.ts';

/** Filters that a tree cannot have. */
const FILTERS: Readonly<Record<string, number>> = {
  leaves: List.LEAVES, 'no-leaves': List.NO_LEAVES, inactive: List.INACTIVE, active: List.ACTIVE, 'disk-only': List.DISK_ONLY, internal: List.INTERNAL, external: List.EXTERNAL,
};
const OTHERS = { topological: List.TOPOLOGICAL, roots: List.ROOTS, metadata: List.METADATA, 'no-metadata': List.NO_METADATA, descendants: List.DESCENDANTS } as const;
const BY_CONTENT = List.INACTIVE | List.ACTIVE | List.DISK_ONLY | List.INTERNAL | List.EXTERNAL;

/** By name, upper and lower case alike. */
export function byFoldedName(a: { readonly name: string }, b: { readonly name: string }): number {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

function checkOptions(args: CommandArgs): void {
  refuseBoth(args, ['tree', 'name'], ['parent', 'roots'], ['parent', 'tree'], ['roots', 'tree'], ['roots', 'from'], ['roots', 'current']);
  const clash = args.has('tree') ? Object.keys(FILTERS).find((name) => args.has(name)) : undefined;
  if (clash !== undefined) throw fault(`--${clash} and --tree are mutually exclusive`);
  if (args.has('descendants') && !args.has('from') && !args.has('current')) throw fault('--descendants requires either --from or --current');
}

async function collect(shell: Shell, domain: DomainRef, from: DomainSnapshotRef | undefined, flags: number): Promise<readonly DomainSnapshotRef[]> {
  const ask = (bits: number): Promise<readonly DomainSnapshotRef[]> =>
    from === undefined ? callDomain(shell, 'listAllSnapshots', domain, bits) : callSnapshot(shell, 'listAllChildren', from, bits);
  const found = await attempt(() => ask(flags));
  if (!VirError.is(found)) return found;
  if (found.code === 'no-support' && from === undefined) return collectByName(shell, domain, flags & ~BY_CONTENT);
  if (found.code !== 'invalid-arg' || (flags & BY_CONTENT) === 0) throw found;
  // An older host cannot filter by what is in a snapshot: its document says.
  const all = await ask(flags & ~BY_CONTENT);
  const kept = await Promise.all(all.map((snapshot) => matches(shell, snapshot, flags)));
  return all.filter((_, index) => kept[index]);
}

/** For hosts that give names only. */
async function collectByName(shell: Shell, domain: DomainRef, flags: number): Promise<readonly DomainSnapshotRef[]> {
  if ((await callSnapshot(shell, 'num', domain, flags)) === 0) return [];
  const names = await callSnapshot(shell, 'listNames', domain, flags);
  return Promise.all(names.map((name) => callSnapshot(shell, 'lookupByName', domain, name, 0)));
}

async function matches(shell: Shell, snapshot: DomainSnapshotRef, given: number): Promise<boolean> {
  const location = List.INTERNAL | List.EXTERNAL;
  const status = List.INACTIVE | List.ACTIVE | List.DISK_ONLY;
  const flags = given | ((given & location) === 0 ? location : 0) | ((given & status) === 0 ? status : 0);
  const state = readDocument(await callSnapshot(shell, 'getXMLDesc', snapshot, 0)).child('state')?.text;
  if (state === undefined) throw fault('unable to perform snapshot filtering');
  const has = (bit: number): boolean => (flags & bit) !== 0;
  if (state === 'disk-snapshot') return has(List.DISK_ONLY) && has(List.EXTERNAL);
  return has(List.INTERNAL) && has(state === 'shutoff' ? List.INACTIVE : List.ACTIVE);
}

const snapshotList: Run = async (shell, args) => {
  checkOptions(args);
  const flags = flagsOf(args, { ...FILTERS, ...OTHERS });
  const domain = await domainOf(shell, args);
  const from = args.has('from') || args.has('current') ? await snapshotOf(shell, args, domain, 'from', true) : undefined;
  // A tree below one shows everything below it.
  const found = await collect(shell, domain, from, flags | (args.has('tree') && from !== undefined ? List.DESCENDANTS : 0));
  const snapshots = args.has('topological') ? found : [...found].sort(byFoldedName);
  if (args.has('tree')) return printTree(shell, snapshots, from);
  if (args.has('name')) {
    if (shell.options.json) shell.printJson(snapshots.map(({ name }) => name));
    else shell.print(snapshots.map(({ name }) => `${name}\n`).join(''));
    return true;
  }
  const withParent = args.has('parent');
  const rows = await Promise.all(snapshots.map((snapshot) => row(shell, snapshot, withParent)));
  printTable(shell, ['Name', 'Creation Time', 'State', ...(withParent ? ['Parent'] : [])], rows.filter((one) => one !== undefined));
  return true;
};

async function row(shell: Shell, snapshot: DomainSnapshotRef, withParent: boolean): Promise<readonly string[] | undefined> {
  const xml = await attempt(() => callSnapshot(shell, 'getXMLDesc', snapshot, 0));
  if (VirError.is(xml)) return undefined;
  const document = readDocument(xml);
  const [state, created] = [document.child('state')?.text, Number(document.child('creationTime')?.text ?? Number.NaN)];
  if (state === undefined || Number.isNaN(created)) return undefined;
  return [snapshot.name, zonedTime(created, ' '), state, ...(withParent ? [document.find('parent', 'name')?.text ?? ''] : [])];
}

async function printTree(shell: Shell, snapshots: readonly DomainSnapshotRef[], from: DomainSnapshotRef | undefined): Promise<boolean> {
  const below = await Promise.all(snapshots.map(async (snapshot) => ({ name: snapshot.name, parent: await parentOf(shell, snapshot) })));
  const items = from === undefined ? below : [...below, { name: from.name, parent: undefined }].sort(byFoldedName);
  if (shell.options.json) shell.printJson(items);
  else for (const item of items) if (item.parent === undefined) shell.print(treeText(items, item));
  return true;
}

/** @libvirt virsh snapshot-list */
export const runs = { 'snapshot-list': snapshotList } satisfies Readonly<Record<string, Run>>;

import type { DomainCheckpointMethods } from '../../../../drivers/api/facets/domain-checkpoint.ts';
import type { DomainCheckpointRef, DomainRef } from '../../../../drivers/api/refs.ts';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import {
  DomainCheckpointCreateFlags as Create, DomainCheckpointDeleteFlags as Delete, DomainCheckpointListFlags as List, DomainCheckpointXMLFlags as Xml,
} from '../../../../drivers/core/constants.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { zonedTime } from '../../local-time.ts';
import { printDocument } from '../../print-document.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { faults, needs, readFile, refuseBoth, splitCommas } from '../../shell/inputs.ts';
import { fault, optional } from '../../shell/values.ts';
import { printTable } from '../../shell/print-table.ts';
import { Said } from '../../said.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { editDocument } from '../../edit-document.ts';
import { treeText } from '../../tree-text.ts';
import { labelled } from '../../words.ts';
import { readDocument } from '../../xml-query.ts';
import { byFoldedName } from './snapshot-list.ts';

async function call<M extends keyof DomainCheckpointMethods>(shell: Shell, method: M, ...given: Parameters<DomainCheckpointMethods[M]>): Promise<Awaited<ReturnType<DomainCheckpointMethods[M]>>> {
  const found: unknown = requireMethod(await shell.connection(), 'domainCheckpoint', method);
  return (found as (...args: Parameters<DomainCheckpointMethods[M]>) => Promise<Awaited<ReturnType<DomainCheckpointMethods[M]>>>)(...given);
}

async function create(shell: Shell, domain: DomainRef, xml: string, flags: number, from: string | undefined): Promise<boolean> {
  const made = await call(shell, 'createXML', domain, xml, flags);
  if (shell.options.json) shell.printJson(made);
  else shell.printExtra(`Domain checkpoint ${made.name} created${from === undefined ? '' : ` from '${from}'`}`);
  return true;
}

const checkpointCreate: Run = async (shell, args) => {
  needs(args, ['redefine-validate', 'redefine']);
  const domain = await domainOf(shell, args);
  const from = optional(args, 'xmlfile');
  const xml = from === undefined ? '<domaincheckpoint/>' : readFile(from);
  return create(shell, domain, xml, flagsOf(args, { redefine: Create.REDEFINE, 'redefine-validate': Create.REDEFINE_VALIDATE, quiesce: Create.QUIESCE }), from);
};

function diskXml(spec: string): string {
  const [name = '', ...words] = splitCommas(spec);
  const found: Record<string, string> = {};
  for (const word of words) {
    const key = ['checkpoint', 'bitmap'].find((one) => found[one] === undefined && word.startsWith(`${one}=`));
    if (key === undefined) throw fault(`unable to parse diskspec: ${spec}`);
    found[key] = word.slice(key.length + 1);
  }
  const attribute = (key: string): string => (found[key] === undefined ? '' : ` ${key}='${escapeXml(found[key])}'`);
  return `    <disk name='${escapeXml(name)}'${attribute('checkpoint')}${attribute('bitmap')}/>\n`;
}

const checkpointCreateAs: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const [name, description] = [optional(args, 'name'), optional(args, 'description')];
  const xml =
    '<domaincheckpoint>\n' +
    (name === undefined ? '' : `  <name>${escapeXml(name)}</name>\n`) +
    (description === undefined ? '' : `  <description>${escapeXml(description)}</description>\n`) +
    (args.has('diskspec') ? `  <disks>\n${args.all('diskspec').map(diskXml).join('')}  </disks>\n` : '') +
    '</domaincheckpoint>\n';
  if (!args.has('print-xml')) return create(shell, domain, xml, flagsOf(args, { quiesce: Create.QUIESCE }), undefined);
  shell.print(`${xml}\n`);
  return true;
};

/** The checkpoint that an option names. @throws fault when it is not given. */
async function checkpointOf(shell: Shell, args: CommandArgs, domain: DomainRef, option: string): Promise<DomainCheckpointRef> {
  const name = optional(args, option);
  if (name === undefined) throw fault(`--${option} is required`);
  return call(shell, 'lookupByName', domain, name, 0);
}

/** The name of the one above; undefined when there is none. */
async function parentOf(shell: Shell, checkpoint: DomainCheckpointRef): Promise<string | undefined> {
  const parent = await attempt(() => call(shell, 'getParent', checkpoint, 0));
  if (!VirError.is(parent)) return parent.name;
  if (parent.code === 'no-domain-checkpoint') return undefined;
  throw faults(parent.message, 'unable to determine if checkpoint has parent');
}

const checkpointEdit: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const checkpoint = await checkpointOf(shell, args, domain, 'checkpointname');
  try {
    return await edit(shell, domain, checkpoint);
  } catch (error) {
    if (VirError.is(error)) shell.report(error);
    shell.error(`Failed to update ${checkpoint.name}`);
    return false;
  }
};

async function edit(shell: Shell, domain: DomainRef, checkpoint: DomainCheckpointRef): Promise<boolean> {
  let edited = checkpoint;
  const kept = await editDocument(shell, {
    read: () => call(shell, 'getXMLDesc', checkpoint, Xml.SECURE),
    write: async (xml) => {
      edited = await call(shell, 'createXML', domain, xml, Create.REDEFINE);
    },
    unchanged: `Checkpoint ${checkpoint.name} XML configuration not changed.\n`,
    edited: () => (edited.name === checkpoint.name ? `Checkpoint ${checkpoint.name} edited.\n` : ''),
  });
  if (!kept) throw new Said();
  if (edited.name === checkpoint.name) return true;
  await explaining(shell, `Failed to clean up ${edited.name}`, () => call(shell, 'delete', edited, Delete.METADATA_ONLY));
  throw fault(`Cannot rename checkpoint ${checkpoint.name} to ${edited.name}`);
}

const checkpointInfo: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const checkpoint = await checkpointOf(shell, args, domain, 'checkpointname');
  const parent = await explaining(shell, 'unexpected problem querying checkpoint state', () => parentOf(shell, checkpoint));
  const children = await attempt(() => call(shell, 'listAllChildren', checkpoint, 0));
  const isKnown = !VirError.is(children);
  if (VirError.is(children) && children.code !== 'no-support') throw children;
  const descendants = isKnown ? (await call(shell, 'listAllChildren', checkpoint, List.DESCENDANTS)).length : 0;
  const counts: readonly (readonly [string, number])[] = isKnown ? [['Children:', children.length], ['Descendants:', descendants]] : [];
  if (shell.options.json) shell.printJson({ name: checkpoint.name, domain: domain.name, parent: parent ?? null, ...Object.fromEntries(counts.map(([label, count]) => [label.slice(0, -1).toLowerCase(), count])) });
  else shell.print(labelled('Name:', checkpoint.name) + labelled('Domain:', domain.name) + labelled('Parent:', parent ?? '-') + counts.map(([label, count]) => labelled(label, count)).join(''));
  return true;
};

const checkpointList: Run = async (shell, args) => {
  refuseBoth(args, ['tree', 'name'], ['parent', 'roots'], ['parent', 'tree'], ['roots', 'tree'], ['roots', 'from']);
  const clash = args.has('tree') ? ['leaves', 'no-leaves'].find((name) => args.has(name)) : undefined;
  if (clash !== undefined) throw fault(`--${clash} and --tree are mutually exclusive`);
  if (args.has('descendants') && !args.has('from')) throw fault('--descendants requires --from');
  const flags = flagsOf(args, { leaves: List.LEAVES, 'no-leaves': List.NO_LEAVES, topological: List.TOPOLOGICAL, roots: List.ROOTS, descendants: List.DESCENDANTS });
  const domain = await domainOf(shell, args);
  const from = args.has('from') ? await checkpointOf(shell, args, domain, 'from') : undefined;
  const found = await explaining(shell, 'unexpected problem querying checkpoints', () =>
    from === undefined ? callDomain(shell, 'listAllCheckpoints', domain, flags) : call(shell, 'listAllChildren', from, flags));
  const checkpoints = args.has('topological') ? found : [...found].sort(byFoldedName);
  if (args.has('tree')) return printTree(shell, checkpoints, from);
  if (args.has('name')) {
    if (shell.options.json) shell.printJson(checkpoints.map(({ name }) => name));
    else shell.print(checkpoints.map(({ name }) => `${name}\n`).join(''));
    return true;
  }
  const rows = await Promise.all(checkpoints.map((checkpoint) => row(shell, checkpoint, args.has('parent'))));
  printTable(shell, ['Name', 'Creation Time', ...(args.has('parent') ? ['Parent'] : [])], rows.filter((one) => one !== undefined));
  return true;
};

async function row(shell: Shell, checkpoint: DomainCheckpointRef, withParent: boolean): Promise<readonly string[] | undefined> {
  const xml = await attempt(() => call(shell, 'getXMLDesc', checkpoint, 0));
  if (VirError.is(xml)) return undefined;
  const document = readDocument(xml);
  const created = Number(document.child('creationTime')?.text ?? Number.NaN);
  return Number.isNaN(created) ? undefined : [checkpoint.name, zonedTime(created, ' '), ...(withParent ? [document.find('parent', 'name')?.text ?? ''] : [])];
}

async function printTree(shell: Shell, checkpoints: readonly DomainCheckpointRef[], from: DomainCheckpointRef | undefined): Promise<boolean> {
  const below = await Promise.all(checkpoints.map(async (checkpoint) => ({ name: checkpoint.name, parent: await parentOf(shell, checkpoint) })));
  const items = from === undefined ? below : [...below, { name: from.name, parent: undefined }].sort(byFoldedName);
  if (shell.options.json) shell.printJson(items);
  else for (const item of items) if (item.parent === undefined) shell.print(treeText(items, item));
  return true;
}

const checkpointDumpxml: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const checkpoint = await checkpointOf(shell, args, domain, 'checkpointname');
  const flags = flagsOf(args, { 'security-info': Xml.SECURE, 'no-domain': Xml.NO_DOMAIN, size: Xml.SIZE });
  return printDocument(shell, args, await call(shell, 'getXMLDesc', checkpoint, flags));
};

const checkpointParent: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const checkpoint = await checkpointOf(shell, args, domain, 'checkpointname');
  const parent = await parentOf(shell, checkpoint);
  if (parent === undefined) throw fault(`checkpoint '${checkpoint.name}' has no parent`);
  if (shell.options.json) shell.printJson({ name: parent });
  else shell.print(parent);
  return true;
};

const checkpointDelete: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const checkpoint = await checkpointOf(shell, args, domain, 'checkpointname');
  const flags = flagsOf(args, { children: Delete.CHILDREN, 'children-only': Delete.CHILDREN_ONLY, metadata: Delete.METADATA_ONLY });
  await explaining(shell, `Failed to delete checkpoint ${checkpoint.name}`, () => call(shell, 'delete', checkpoint, flags));
  if (shell.options.json) shell.printJson(checkpoint);
  else shell.printExtra(`Domain checkpoint ${checkpoint.name} ${args.has('children-only') ? 'children ' : ''}deleted\n`);
  return true;
};

/** @libvirt virsh checkpoint-* */
export const runs = {
  'checkpoint-create': checkpointCreate,
  'checkpoint-create-as': checkpointCreateAs,
  'checkpoint-delete': checkpointDelete,
  'checkpoint-dumpxml': checkpointDumpxml,
  'checkpoint-edit': checkpointEdit,
  'checkpoint-info': checkpointInfo,
  'checkpoint-list': checkpointList,
  'checkpoint-parent': checkpointParent,
} satisfies Readonly<Record<string, Run>>;

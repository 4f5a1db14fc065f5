import type { DomainRef, DomainSnapshotRef } from '../../../../drivers/api/refs.ts';
import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { DomainSnapshotCreateFlags as Create, DomainSnapshotDeleteFlags as Delete, DomainSnapshotListFlags as List, DomainSnapshotRevertFlags as Revert } from '../../../../drivers/core/constants.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { printDocument } from '../../print-document.ts';
import { refuseBoth } from '../../shell/inputs.ts';
import { fault, needed, optional } from '../../shell/values.ts';
import { Said } from '../../said.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { editDocument } from '../../edit-document.ts';
import { labelled } from '../../words.ts';
import { readDocument } from '../../xml-query.ts';
import { callSnapshot, parentOf, snapshotOf } from './snapshot-lookup.ts';

const SECURE = 1;
const DISK_STATE = '<state>disk-snapshot</state>';

const snapshotCurrent: Run = async (shell, args) => {
  refuseBoth(args, ['name', 'snapshotname']);
  const domain = await domainOf(shell, args);
  const wanted = optional(args, 'snapshotname');
  if (wanted !== undefined) {
    const snapshot = await callSnapshot(shell, 'lookupByName', domain, wanted, 0);
    const xml = await callSnapshot(shell, 'getXMLDesc', snapshot, SECURE);
    await callSnapshot(shell, 'createXML', domain, xml, Create.REDEFINE | Create.CURRENT | (xml.includes(DISK_STATE) ? Create.DISK_ONLY : 0));
    if (shell.options.json) shell.printJson(snapshot);
    else shell.printExtra(`Snapshot ${wanted} set as current`);
    return true;
  }
  if (!(await callDomain(shell, 'hasCurrentSnapshot', domain, 0))) throw fault(`domain '${needed(args, 'domain')}' has no current snapshot`);
  const current = await callSnapshot(shell, 'current', domain, 0);
  const shown = args.has('name') ? current.name : await callSnapshot(shell, 'getXMLDesc', current, args.has('security-info') ? SECURE : 0);
  if (shell.options.json) shell.printJson(args.has('name') ? { name: shown } : { xml: shown });
  else shell.print(shown);
  return true;
};

const snapshotEdit: Run = async (shell, args) => {
  refuseBoth(args, ['rename', 'clone']);
  const domain = await domainOf(shell, args);
  const snapshot = await snapshotOf(shell, args, domain, 'snapshotname', false);
  try {
    return await editSnapshot(shell, domain, snapshot, { rename: args.has('rename'), clone: args.has('clone'), makeCurrent: args.has('current') && args.has('snapshotname') });
  } catch (error) {
    if (VirError.is(error)) shell.report(error);
    shell.error(`Failed to update ${snapshot.name}`);
    return false;
  }
};

interface EditChoice {
  readonly rename: boolean;
  readonly clone: boolean;
  readonly makeCurrent: boolean;
}

async function editSnapshot(shell: Shell, domain: DomainRef, snapshot: DomainSnapshotRef, choice: EditChoice): Promise<boolean> {
  const flags = Create.REDEFINE | (choice.makeCurrent ? Create.CURRENT : 0);
  let edited = snapshot;
  const write = async (xml: string): Promise<void> => {
    edited = await callSnapshot(shell, 'createXML', domain, xml, flags | (xml.includes(DISK_STATE) ? Create.DISK_ONLY : 0));
  };
  const read = (): Promise<string> => callSnapshot(shell, 'getXMLDesc', snapshot, SECURE);
  const outcome = { changed: false };
  const kept = await editDocument(shell, {
    read,
    write: async (xml) => {
      await write(xml);
      outcome.changed = true;
    },
    unchanged: choice.makeCurrent ? '' : `Snapshot ${snapshot.name} XML configuration not changed.\n`,
    edited: () => '',
  });
  if (!kept) throw new Said();
  if (!outcome.changed && !choice.makeCurrent) return true;
  // Making it the current one is a change in itself.
  if (!outcome.changed) await write(await read());
  if (edited.name === snapshot.name) shell.printExtra(`Snapshot ${snapshot.name} edited.\n`);
  else if (choice.clone) shell.printExtra(`Snapshot ${snapshot.name} cloned to ${edited.name}.\n`);
  else {
    const surplus = choice.rename ? snapshot : edited;
    await explaining(shell, `Failed to clean up ${surplus.name}`, () => callSnapshot(shell, 'delete', surplus, Delete.METADATA_ONLY));
    if (!choice.rename) throw fault(`Must use --rename or --clone to change ${snapshot.name} to ${edited.name}`);
  }
  return true;
}

function isExternal(document: XmlElement, state: string): boolean {
  const memory = document.child('memory');
  if (memory === undefined) return state === 'disk-snapshot';
  const disks = document.child('disks')?.elements('disk') ?? [];
  return [memory, ...disks].some((part) => part.attribute('snapshot') === 'external');
}

const snapshotInfo: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const snapshot = await snapshotOf(shell, args, domain, 'snapshotname', true);
  const lines: [string, string | number][] = [['Name:', snapshot.name], ['Domain:', domain.name]];
  const show = (label: string, value: string | number): void => {
    lines.push([label, value]);
  };
  try {
    await collectInfo(shell, domain, snapshot, show);
  } finally {
    // What was found before an error is shown too.
    if (shell.options.json) shell.printJson(Object.fromEntries(lines.map(([label, value]) => [label.slice(0, -1).toLowerCase(), value])));
    else shell.print(lines.map(([label, value]) => labelled(label, value)).join(''));
  }
  return true;
};

async function collectInfo(shell: Shell, domain: DomainRef, snapshot: DomainSnapshotRef, show: (label: string, value: string | number) => void): Promise<void> {
  const current = await attempt(() => callSnapshot(shell, 'isCurrent', snapshot, 0));
  show('Current:', current === true ? 'yes' : 'no');
  const document = readDocument(await callSnapshot(shell, 'getXMLDesc', snapshot, 0));
  const state = document.child('state')?.text;
  if (state === undefined) throw fault('unexpected problem reading snapshot xml');
  show('State:', state);
  show('Location:', isExternal(document, state) ? 'external' : 'internal');
  show('Parent:', document.find('parent', 'name')?.text ?? '-');
  const children = await attempt(() => callSnapshot(shell, 'numChildren', snapshot, 0));
  if (VirError.is(children, 'no-support')) return;
  if (VirError.is(children)) throw children;
  show('Children:', children);
  show('Descendants:', await callSnapshot(shell, 'numChildren', snapshot, List.DESCENDANTS));
  const metadata = await attempt(() => callSnapshot(shell, 'hasMetadata', snapshot, 0));
  const known = VirError.is(metadata) ? await attempt(async () => (await callSnapshot(shell, 'num', domain, List.METADATA)) > 0) : metadata;
  if (!VirError.is(known)) show('Metadata:', known ? 'yes' : 'no');
}

const snapshotDumpxml: Run = async (shell, args) => {
  const name = needed(args, 'snapshotname');
  const domain = await domainOf(shell, args);
  const snapshot = await callSnapshot(shell, 'lookupByName', domain, name, 0);
  return printDocument(shell, args, await callSnapshot(shell, 'getXMLDesc', snapshot, args.has('security-info') ? SECURE : 0));
};

const snapshotParent: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const snapshot = await snapshotOf(shell, args, domain, 'snapshotname', true);
  const parent = await parentOf(shell, snapshot);
  if (parent === undefined) throw fault(`snapshot '${snapshot.name}' has no parent`);
  if (shell.options.json) shell.printJson({ name: parent });
  else shell.print(parent);
  return true;
};

const snapshotRevert: Run = async (shell, args) => {
  const flags = flagsOf(args, { running: Revert.RUNNING, paused: Revert.PAUSED, 'reset-nvram': Revert.RESET_NVRAM });
  const domain = await domainOf(shell, args);
  const snapshot = await snapshotOf(shell, args, domain, 'snapshotname', true);
  await explaining(shell, `Failed to revert snapshot ${snapshot.name}`, async () => {
    const outcome = await attempt(() => callDomain(shell, 'revertToSnapshot', snapshot, flags));
    if (!VirError.is(outcome)) return;
    if (!args.has('force') || outcome.code !== 'snapshot-revert-risky') throw outcome;
    await callDomain(shell, 'revertToSnapshot', snapshot, flags | Revert.FORCE);
  });
  if (shell.options.json) shell.printJson(snapshot);
  else shell.printExtra(`Domain snapshot ${snapshot.name} reverted\n`);
  return true;
};

const snapshotDelete: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const snapshot = await snapshotOf(shell, args, domain, 'snapshotname', true);
  const flags = flagsOf(args, { children: Delete.CHILDREN, 'children-only': Delete.CHILDREN_ONLY, metadata: Delete.METADATA_ONLY });
  await explaining(shell, `Failed to delete snapshot ${snapshot.name}`, () => callSnapshot(shell, 'delete', snapshot, flags));
  if (shell.options.json) shell.printJson(snapshot);
  else shell.printExtra(`Domain snapshot ${snapshot.name} ${args.has('children-only') ? 'children ' : ''}deleted\n`);
  return true;
};

/** @libvirt virsh snapshot-current snapshot-edit snapshot-info snapshot-dumpxml snapshot-parent snapshot-revert snapshot-delete */
export const runs = {
  'snapshot-current': snapshotCurrent,
  'snapshot-edit': snapshotEdit,
  'snapshot-info': snapshotInfo,
  'snapshot-dumpxml': snapshotDumpxml,
  'snapshot-parent': snapshotParent,
  'snapshot-revert': snapshotRevert,
  'snapshot-delete': snapshotDelete,
} satisfies Readonly<Record<string, Run>>;

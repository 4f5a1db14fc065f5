import { resolve } from 'node:path';
import type { DomainRef } from '../../../../drivers/api/refs.ts';
import { DomainDefineFlags, DomainMetadataType, DomainModificationImpact as Impact, DomainSaveRestoreFlags as Save, DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../../attempt.ts';
import { callDomain, documentOf, domainOf, impactOf } from '../../domain-inputs.ts';
import { refuseBoth } from '../../shell/inputs.ts';
import { fault, needed, optional } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { editDocument, editText } from '../../edit-document.ts';

const DEFINE_FLAGS = { running: Save.RUNNING, paused: Save.PAUSED } as const;

const edit: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const define = (xml: string): Promise<DomainRef> => callDomain(shell, 'defineXML', xml);
  const unchecked = async (xml: string): Promise<void> => {
    await define(xml);
  };
  return editDocument(shell, {
    read: () => callDomain(shell, 'getXMLDesc', domain, DomainXMLFlags.SECURE | DomainXMLFlags.INACTIVE),
    write: args.has('skip-validate') ? unchecked : (xml) => defineChecked(shell, xml),
    writeUnchecked: unchecked,
    unchanged: `Domain '${domain.name}' XML configuration not changed.\n`,
    edited: () => `Domain '${domain.name}' XML configuration edited.\n`,
  });
};

/** A host that cannot check defines it unchecked. */
async function defineChecked(shell: Shell, xml: string): Promise<void> {
  const defined = await attempt(() => callDomain(shell, 'defineXMLFlags', xml, DomainDefineFlags.VALIDATE));
  if (VirError.is(defined, 'no-support')) await callDomain(shell, 'defineXML', xml);
  else if (VirError.is(defined)) throw defined;
}

const managedsaveEdit: Run = async (shell, args) => {
  refuseBoth(args, ['running', 'paused']);
  const domain = await domainOf(shell, args);
  return editDocument(shell, {
    read: () => callDomain(shell, 'managedSaveGetXMLDesc', domain, DomainXMLFlags.SECURE),
    write: (xml) => callDomain(shell, 'managedSaveDefineXML', domain, xml, flagsOf(args, DEFINE_FLAGS)),
    unchanged: `Managed save image of domain '${domain.name}' XML configuration not changed.\n`,
    edited: () => `Managed save image of Domain '${domain.name}' XML configuration edited.\n`,
  });
};

const saveImageEdit: Run = async (shell, args) => {
  refuseBoth(args, ['running', 'paused']);
  const file = needed(args, 'file');
  return editDocument(shell, {
    read: () => callDomain(shell, 'saveImageGetXMLDesc', resolve(file), DomainXMLFlags.SECURE),
    write: (xml) => callDomain(shell, 'saveImageDefineXML', resolve(file), xml, flagsOf(args, DEFINE_FLAGS)),
    unchanged: `Saved image ${file} XML configuration not changed.\n`,
    edited: () => `State file ${file} edited.\n`,
  });
};

/** A machine's title or description; empty when it has none. */
async function describe(shell: Shell, domain: DomainRef, isTitle: boolean, flags: number): Promise<string> {
  const type = isTitle ? DomainMetadataType.TITLE : DomainMetadataType.DESCRIPTION;
  const found = await attempt(() => callDomain(shell, 'getMetadata', domain, type, undefined, flags));
  if (!VirError.is(found)) return found;
  if (found.code === 'no-domain-metadata') return '';
  if (found.code !== 'no-support') throw found;
  return (await documentOf(shell, domain, flags)).child(isTitle ? 'title' : 'description')?.text ?? '';
}

const desc: Run = async (shell, args) => {
  const flags = impactOf(args);
  const queryFlags = (flags & Impact.CONFIG) === 0 ? 0 : DomainXMLFlags.INACTIVE;
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'getState', domain, 0);
  const isTitle = args.has('title');
  const what = isTitle ? 'title' : 'description';
  const words = args.all('new-desc');
  const given = words.length === 0 ? undefined : words.join(' ').replace(/ +$/, '');
  const old = await describe(shell, domain, isTitle, queryFlags);
  if (given === undefined && !args.has('edit')) {
    if (shell.options.json) shell.printJson({ [what]: old });
    else if (old !== '') shell.print(old);
    else shell.printExtra(`No ${what} for domain: ${domain.name}`);
    return true;
  }
  const wanted = args.has('edit') ? (await editText(given ?? old)).replace(isTitle ? /\n$/ : /$^/, '') : (given ?? old);
  if (args.has('edit') && wanted === old) {
    shell.printExtra(`Domain ${what} not changed\n`);
    return true;
  }
  const type = isTitle ? DomainMetadataType.TITLE : DomainMetadataType.DESCRIPTION;
  await explaining(shell, `Failed to set new domain ${what}`, () => callDomain(shell, 'setMetadata', domain, type, wanted, undefined, undefined, flags));
  if (shell.options.json) shell.printJson({ [what]: wanted });
  else shell.printExtra(`Domain ${what} updated successfully`);
  return true;
};

const metadata: Run = async (shell, args) => {
  const flags = impactOf(args);
  refuseBoth(args, ['edit', 'set'], ['remove', 'set'], ['remove', 'edit']);
  const domain = await domainOf(shell, args);
  const uri = needed(args, 'uri');
  const [key, set] = [optional(args, 'key'), optional(args, 'set')];
  if ((set !== undefined || args.has('edit')) && key === undefined) throw fault('namespace key is required when modifying metadata');
  const get = (): Promise<string> => callDomain(shell, 'getMetadata', domain, DomainMetadataType.ELEMENT, uri, flags);
  const put = (xml: string | undefined): Promise<void> => callDomain(shell, 'setMetadata', domain, DomainMetadataType.ELEMENT, xml, key, uri, flags);
  if (set !== undefined || args.has('remove')) {
    await put(set);
    shell.printExtra(set === undefined ? 'Metadata removed\n' : 'Metadata modified\n');
  } else if (args.has('edit')) {
    const read = async (): Promise<string> => {
      const found = await attempt(get);
      return VirError.is(found) ? '\n' : found;
    };
    return editDocument(shell, { read, write: put, unchanged: 'Metadata not changed', edited: () => 'Metadata modified\n' });
  } else {
    const xml = await get();
    if (shell.options.json) shell.printJson({ xml });
    else shell.print(`${xml}\n`);
  }
  return true;
};

/** @libvirt virsh edit managedsave-edit save-image-edit desc metadata */
export const runs = { edit, 'managedsave-edit': managedsaveEdit, 'save-image-edit': saveImageEdit, desc, metadata } satisfies Readonly<Record<string, Run>>;

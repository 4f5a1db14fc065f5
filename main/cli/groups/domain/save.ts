import { resolve } from 'node:path';
import type { DomainRef } from '../../../../drivers/api/refs.ts';
import { DomainCoreDumpFlags as Dump, DomainSaveRestoreFlags as Save } from '../../../../drivers/core/constants.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { printDocument } from '../../print-document.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { quietText, readFile, refuseBoth } from '../../shell/inputs.ts';
import { fault, needed, optional } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { watchJob } from '../../terminal/watch-job.ts';

const SAVE_FLAGS = { 'bypass-cache': Save.BYPASS_CACHE, running: Save.RUNNING, paused: Save.PAUSED } as const;
const DEFINE_FLAGS = { running: Save.RUNNING, paused: Save.PAUSED } as const;
const DUMP_FLAGS = { live: Dump.LIVE, crash: Dump.CRASH, 'bypass-cache': Dump.BYPASS_CACHE, reset: Dump.RESET, 'memory-only': Dump.MEMORY_ONLY } as const;
const FORMATS = ['elf', 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp'];

function say(shell: Shell, domain: DomainRef | undefined, words: string): void {
  if (shell.options.json) shell.printJson(domain ?? { done: true });
  else shell.printExtra(words);
}

// A file's name counts from the person's folder, not from the daemon's: every file is named in full below.
const save: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const name = needed(args, 'domain');
  const file = needed(args, 'file');
  const flags = flagsOf(args, SAVE_FLAGS);
  const xmlFile = optional(args, 'xml');
  const act = async (): Promise<void> => {
    const xml = xmlFile === undefined ? undefined : readFile(xmlFile);
    await explaining(shell, `Failed to save domain '${name}' to ${file}`, () =>
      flags === 0 && xml === undefined ? callDomain(shell, 'save', domain, resolve(file)) : callDomain(shell, 'saveFlags', domain, resolve(file), xml, flags));
  };
  await watchJob(shell, { domain, label: 'Save', verbose: args.has('verbose') }, act);
  say(shell, domain, `\nDomain '${name}' saved to ${file}\n`);
  return true;
};

const managedsave: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const name = needed(args, 'domain');
  await watchJob(shell, { domain, label: 'Managedsave', verbose: args.has('verbose') }, () =>
    explaining(shell, `Failed to save domain '${name}' state`, () => callDomain(shell, 'managedSave', domain, flagsOf(args, SAVE_FLAGS))));
  say(shell, domain, `\nDomain '${name}' state saved by libvirt\n`);
  return true;
};

function dumpFormat(args: CommandArgs): number {
  if (!args.has('format')) return 0;
  if (!args.has('memory-only')) throw fault('--format only works with --memory-only');
  const format = quietText(args, 'format');
  const known = format === undefined ? 0 : FORMATS.indexOf(format);
  if (known < 0) throw fault(`format '${format ?? ''}' is not supported, expecting 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp' or 'elf'`);
  return known;
}

const dump: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const name = needed(args, 'domain');
  const file = needed(args, 'file');
  const flags = flagsOf(args, DUMP_FLAGS);
  const format = dumpFormat(args);
  await watchJob(shell, { domain, label: 'Dump', verbose: args.has('verbose') }, () =>
    explaining(shell, `Failed to core dump domain '${name}' to ${file}`, () =>
      format === 0 ? callDomain(shell, 'coreDump', domain, resolve(file), flags) : callDomain(shell, 'coreDumpWithFormat', domain, resolve(file), format, flags)));
  say(shell, domain, `\nDomain '${name}' dumped to ${file}\n`);
  return true;
};

const restore: Run = async (shell, args) => {
  const file = needed(args, 'file');
  const flags = flagsOf(args, { ...SAVE_FLAGS, 'reset-nvram': Save.RESET_NVRAM });
  const xmlFile = optional(args, 'xml');
  const xml = xmlFile === undefined ? undefined : readFile(xmlFile);
  await explaining(shell, `Failed to restore domain from ${file}`, () =>
    flags === 0 && xml === undefined ? callDomain(shell, 'restore', resolve(file)) : callDomain(shell, 'restoreFlags', resolve(file), xml, flags));
  say(shell, undefined, `Domain restored from ${file}\n`);
  return true;
};

const managedsaveRemove: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const name = needed(args, 'domain');
  const saved = await explaining(shell, 'Failed to check for domain managed save image', () => callDomain(shell, 'hasManagedSaveImage', domain, 0));
  if (!saved) {
    say(shell, domain, `Domain '${name}' has no manage save image; removal skipped`);
    return true;
  }
  await explaining(shell, `Failed to remove managed save image for domain '${name}'`, () => callDomain(shell, 'managedSaveRemove', domain, 0));
  say(shell, domain, `Removed managedsave image for domain '${name}'`);
  return true;
};

const managedsaveDumpxml: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  return printDocument(shell, args, await callDomain(shell, 'managedSaveGetXMLDesc', domain, args.has('security-info') ? 1 : 0));
};

const managedsaveDefine: Run = async (shell, args) => {
  refuseBoth(args, ['running', 'paused']);
  const xml = readFile(needed(args, 'xml'));
  const domain = await domainOf(shell, args);
  await explaining(shell, `Failed to update ${domain.name} XML configuration`, () => callDomain(shell, 'managedSaveDefineXML', domain, xml, flagsOf(args, DEFINE_FLAGS)));
  say(shell, domain, `Managed save state file of domain '${domain.name}' updated.\n`);
  return true;
};

const saveImageDumpxml: Run = async (shell, args) => {
  const file = needed(args, 'file');
  const connection = await shell.connection();
  return printDocument(shell, args, await requireMethod(connection, 'domain', 'saveImageGetXMLDesc')(resolve(file), args.has('security-info') ? 1 : 0));
};

const saveImageDefine: Run = async (shell, args) => {
  const file = needed(args, 'file');
  const xml = readFile(needed(args, 'xml'));
  await explaining(shell, `Failed to update ${file}`, () => callDomain(shell, 'saveImageDefineXML', resolve(file), xml, flagsOf(args, DEFINE_FLAGS)));
  say(shell, undefined, `State file ${file} updated.\n`);
  return true;
};

/** @libvirt virsh save restore dump managedsave managedsave-remove managedsave-dumpxml managedsave-define save-image-dumpxml save-image-define */
export const runs = {
  save, restore, dump, managedsave,
  'managedsave-remove': managedsaveRemove,
  'managedsave-dumpxml': managedsaveDumpxml,
  'managedsave-define': managedsaveDefine,
  'save-image-dumpxml': saveImageDumpxml,
  'save-image-define': saveImageDefine,
} satisfies Readonly<Record<string, Run>>;

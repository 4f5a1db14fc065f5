import { DomainBackupBeginFlags } from '../../../../drivers/core/constants.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { printDocument } from '../../print-document.ts';
import { readFile } from '../../shell/inputs.ts';
import { optional } from '../../shell/values.ts';
import type { Run } from '../../tables/command-table.ts';

const backupBegin: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const file = optional(args, 'backupxml');
  const xml = file === undefined ? '<domainbackup/>' : readFile(file);
  const checkpointFile = optional(args, 'checkpointxml');
  const checkpointXml = checkpointFile === undefined ? undefined : readFile(checkpointFile);
  await callDomain(shell, 'backupBegin', domain, xml, checkpointXml, args.has('reuse-external') ? DomainBackupBeginFlags.REUSE_EXTERNAL : 0);
  if (shell.options.json) shell.printJson(domain);
  else shell.print('Backup started\n');
  return true;
};

const backupDumpxml: Run = async (shell, args) => printDocument(shell, args, await callDomain(shell, 'backupGetXMLDesc', await domainOf(shell, args), 0));

/** @libvirt virsh backup-begin backup-dumpxml */
export const runs = { 'backup-begin': backupBegin, 'backup-dumpxml': backupDumpxml } satisfies Readonly<Record<string, Run>>;

import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { labelled, stateWord } from '../words.ts';

const UINT_MAX = 0xffff_ffffn;

/** @libvirt virsh dominfo */
export const dominfo: CommandDef = {
  name: 'dominfo',
  help: 'domain information',
  description: 'Returns basic information about the domain.',
  options: [domainOption()],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    shell.print(labelled('Id:', domain.id === -1 ? '-' : domain.id));
    shell.print(labelled('Name:', domain.name));
    shell.print(labelled('UUID:', domain.uuid));
    const failure = await printFacts(shell, connection, domain);
    await printSecurity(shell, connection, domain);
    await printMessages(shell, connection, domain);
    if (failure !== undefined) throw failure;
    return true;
  },
};

/** Prints what there is; gives the error of the one call that matters. */
async function printFacts(shell: Shell, connection: Connection, domain: DomainRef): Promise<VirError | undefined> {
  const osType = await attempt(() => requireMethod(connection, 'domain', 'getOSType')(domain));
  if (!VirError.is(osType)) shell.print(labelled('OS Type:', osType));
  const info = await attempt(() => requireMethod(connection, 'domain', 'getInfo')(domain));
  if (!VirError.is(info)) {
    shell.print(labelled('State:', stateWord(info.state)));
    shell.print(labelled('CPU(s):', info.nrVirtCpu));
    if (info.cpuTimeNs !== 0n) shell.print(labelled('CPU time:', `${(Number(info.cpuTimeNs) / 1e9).toFixed(1)}s`));
    shell.print(labelled('Max memory:', info.maxMemKiB === UINT_MAX ? 'no limit' : `${info.maxMemKiB} KiB`));
    shell.print(labelled('Used memory:', `${info.memoryKiB} KiB`));
  }
  const persistent = await attempt(() => requireMethod(connection, 'domain', 'isPersistent')(domain));
  shell.print(labelled('Persistent:', yesNo(persistent)));
  const autostart = await attempt(() => requireMethod(connection, 'domain', 'getAutostart')(domain));
  if (!VirError.is(autostart)) shell.print(labelled('Autostart:', autostart ? 'enable' : 'disable'));
  const saved = await attempt(() => requireMethod(connection, 'domain', 'hasManagedSaveImage')(domain));
  shell.print(labelled('Managed save:', yesNo(saved)));
  return VirError.is(info) ? info : undefined;
}

async function printSecurity(shell: Shell, connection: Connection, domain: DomainRef): Promise<void> {
  const model = await attempt(() => requireMethod(connection, 'node', 'getSecurityModel')());
  if (VirError.is(model)) {
    if (model.code === 'no-support') return;
    throw model;
  }
  if (model.model === '') return;
  shell.print(labelled('Security model:', model.model));
  shell.print(labelled('Security DOI:', model.doi));
  const label = await requireMethod(connection, 'domain', 'getSecurityLabel')(domain);
  if (label.label !== '') shell.print(labelled('Security label:', `${label.label} (${label.enforcing ? 'enforcing' : 'permissive'})`));
}

async function printMessages(shell: Shell, connection: Connection, domain: DomainRef): Promise<void> {
  const messages = await attempt(() => requireMethod(connection, 'domain', 'getMessages')(domain, 0));
  if (VirError.is(messages)) return;
  messages.forEach((message, index) => {
    shell.print(labelled(index === 0 ? 'Messages:' : '', message));
  });
}

function yesNo(answer: boolean | VirError): string {
  return VirError.is(answer) ? 'unknown' : answer ? 'yes' : 'no';
}

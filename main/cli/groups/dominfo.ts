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
    const facts = new Facts(shell);
    facts.add('id', 'Id:', domain.id === -1 ? '-' : domain.id);
    facts.add('name', 'Name:', domain.name);
    facts.add('uuid', 'UUID:', domain.uuid);
    const failure = await addFacts(facts, connection, domain);
    await addSecurity(facts, connection, domain);
    await addMessages(facts, connection, domain);
    facts.end();
    if (failure !== undefined) throw failure;
    return true;
  },
};

/** Lines for people, printed as they come, or one object for programs at the end. */
class Facts {
  readonly #shell: Shell;
  readonly #collected: Record<string, string | number | bigint> = {};

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  add(key: string, label: string, value: string | number | bigint): void {
    if (this.#shell.options.json) this.#collected[key] = value;
    else this.#shell.print(labelled(label, value));
  }

  end(): void {
    if (this.#shell.options.json) this.#shell.printJson(this.#collected);
  }
}

/** Adds what there is; gives the error of the one call that matters. */
async function addFacts(facts: Facts, connection: Connection, domain: DomainRef): Promise<VirError | undefined> {
  const osType = await attempt(() => requireMethod(connection, 'domain', 'getOSType')(domain));
  if (!VirError.is(osType)) facts.add('osType', 'OS Type:', osType);
  const info = await attempt(() => requireMethod(connection, 'domain', 'getInfo')(domain));
  if (!VirError.is(info)) {
    facts.add('state', 'State:', stateWord(info.state));
    facts.add('cpus', 'CPU(s):', info.nrVirtCpu);
    if (info.cpuTimeNs !== 0n) facts.add('cpuTime', 'CPU time:', `${(Number(info.cpuTimeNs) / 1e9).toFixed(1)}s`);
    facts.add('maxMemory', 'Max memory:', info.maxMemKiB === UINT_MAX ? 'no limit' : `${info.maxMemKiB} KiB`);
    facts.add('usedMemory', 'Used memory:', `${info.memoryKiB} KiB`);
  }
  const persistent = await attempt(() => requireMethod(connection, 'domain', 'isPersistent')(domain));
  facts.add('persistent', 'Persistent:', yesNo(persistent));
  const autostart = await attempt(() => requireMethod(connection, 'domain', 'getAutostart')(domain));
  if (!VirError.is(autostart)) facts.add('autostart', 'Autostart:', autostart ? 'enable' : 'disable');
  const saved = await attempt(() => requireMethod(connection, 'domain', 'hasManagedSaveImage')(domain));
  facts.add('managedSave', 'Managed save:', yesNo(saved));
  return VirError.is(info) ? info : undefined;
}

async function addSecurity(facts: Facts, connection: Connection, domain: DomainRef): Promise<void> {
  const model = await attempt(() => requireMethod(connection, 'node', 'getSecurityModel')());
  if (VirError.is(model)) {
    if (model.code === 'no-support') return;
    throw model;
  }
  if (model.model === '') return;
  facts.add('securityModel', 'Security model:', model.model);
  facts.add('securityDoi', 'Security DOI:', model.doi);
  const label = await requireMethod(connection, 'domain', 'getSecurityLabel')(domain);
  if (label.label !== '') facts.add('securityLabel', 'Security label:', `${label.label} (${label.enforcing ? 'enforcing' : 'permissive'})`);
}

async function addMessages(facts: Facts, connection: Connection, domain: DomainRef): Promise<void> {
  const messages = await attempt(() => requireMethod(connection, 'domain', 'getMessages')(domain, 0));
  if (VirError.is(messages)) return;
  messages.forEach((message, index) => {
    facts.add(`message${index}`, index === 0 ? 'Messages:' : '', message);
  });
}

function yesNo(answer: boolean | VirError): string {
  return VirError.is(answer) ? 'unknown' : answer ? 'yes' : 'no';
}

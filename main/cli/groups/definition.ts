import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainCreateFlags as C, DomainDefineFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import { MACHINE_OPTIONS } from '../create/machine-options.ts';
import { fileOption, readDefinition } from '../read-definition.ts';
import type { CommandArgs, CommandDef, OptionDef } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';

const bool = (name: string, help: string): OptionDef => ({ name, type: 'bool', help });

const consoleOption = bool('console', 'attach to console after creation');
const pausedOption = bool('paused', 'leave the guest paused after creation');
const autodestroyOption = bool('autodestroy', 'automatically destroy the guest when virsh disconnects');
const passFdsOption: OptionDef = { name: 'pass-fds', type: 'string', help: 'pass file descriptors N,M,... to the guest' };
const validateOption = bool('validate', 'validate the XML against the schema');
const resetNvramOption = bool('reset-nvram', 're-initialize NVRAM from its pristine template');

const FLAGS: Readonly<Record<string, number>> = {
  paused: C.START_PAUSED,
  autodestroy: C.START_AUTODESTROY,
  'bypass-cache': C.START_BYPASS_CACHE,
  'force-boot': C.START_FORCE_BOOT,
  validate: C.START_VALIDATE,
  'reset-nvram': C.START_RESET_NVRAM,
};

function startFlags(args: CommandArgs): number {
  return Object.entries(FLAGS).reduce((flags, [name, bit]) => (args.has(name) ? flags | bit : flags), 0);
}

/** The file descriptors to hand over; undefined when they are wrong, which has been said. */
function readFds(shell: Shell, args: CommandArgs): readonly number[] | undefined {
  const text = args.text('pass-fds');
  if (text === undefined || text === '') return [];
  const words = text.split(',');
  const wrong = words.find((word) => !/^\s*[+-]?\d+$/.test(word));
  if (wrong === undefined) return words.map(Number);
  shell.error(`Unable to parse FD number '${wrong}'`);
  return undefined;
}

function say(shell: Shell, domain: DomainRef, done: string): void {
  if (shell.options.json) shell.printJson(domain);
  else shell.printExtra(`Domain '${domain.name}' ${done}\n`);
}

async function attach(shell: Shell, domain: DomainRef): Promise<boolean> {
  const { runConsole } = await import('../terminal/run-console.ts');
  return runConsole(shell, domain, undefined, 0);
}

/** @libvirt virsh define */
export const define: CommandDef = {
  name: 'define',
  help: "define (but don't start) a domain from an XML file",
  description: 'Define a domain.',
  options: [fileOption('file containing an XML domain description'), validateOption],
  run: async (shell, args) => {
    const definition = readDefinition(shell, args);
    if (definition === undefined) return false;
    const { file, xml } = definition;
    const connection = await shell.connection();
    const domain = await explaining(shell, `Failed to define domain from ${file}`, async () =>
      args.has('validate')
        ? requireMethod(connection, 'domain', 'defineXMLFlags')(xml, DomainDefineFlags.VALIDATE)
        : requireMethod(connection, 'domain', 'defineXML')(xml),
    );
    say(shell, domain, `defined from ${file}`);
    return true;
  },
};

/** @libvirt virsh create */
export const create: CommandDef = {
  name: 'create',
  help: 'create a domain from an XML file',
  description: 'Create a domain.',
  options: [
    { ...fileOption('file containing an XML domain description'), unless: ['name'] },
    consoleOption,
    pausedOption,
    autodestroyOption,
    passFdsOption,
    validateOption,
    resetNvramOption,
    ...MACHINE_OPTIONS,
  ],
  run: async (shell, args) => {
    if (!args.has('file')) {
      const { createFromOptions } = await import('../create/create-from-options.ts');
      const machine = await createFromOptions(shell, args, startFlags(args));
      if (machine !== undefined && args.has('console')) await attach(shell, machine);
      return true;
    }
    const definition = readDefinition(shell, args);
    if (definition === undefined) return false;
    const { file, xml } = definition;
    const fds = readFds(shell, args);
    if (fds === undefined) return false;
    const connection = await shell.connection();
    const domain = await explaining(shell, `Failed to create domain from ${file}`, async () =>
      fds.length > 0
        ? requireMethod(connection, 'domain', 'createXMLWithFiles')(xml, fds, startFlags(args))
        : requireMethod(connection, 'domain', 'createXML')(xml, startFlags(args)),
    );
    say(shell, domain, `created from ${file}`);
    // virsh counts the command as done whatever becomes of the console.
    if (args.has('console')) await attach(shell, domain);
    return true;
  },
};

/** @libvirt virsh start */
export const start: CommandDef = {
  name: 'start',
  help: 'start a (previously defined) inactive domain',
  description: 'Start a domain, either from the last managedsave\n    state, or via a fresh boot if no managedsave state\n    is present.',
  options: [
    domainOption('name of the inactive domain'),
    consoleOption,
    pausedOption,
    autodestroyOption,
    bool('bypass-cache', 'avoid file system cache when loading'),
    bool('force-boot', 'force fresh boot by discarding any managed save'),
    passFdsOption,
    resetNvramOption,
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args, ['uuid', 'name']);
    if (domain === undefined) return false;
    if (domain.id !== -1) {
      shell.error('Domain is already active');
      return false;
    }
    const fds = readFds(shell, args);
    if (fds === undefined) return false;
    await startDomain(shell, domain, fds, startFlags(args));
    say(shell, domain, 'started');
    return args.has('console') ? attach(shell, domain) : true;
  },
};

async function startDomain(shell: Shell, domain: DomainRef, fds: readonly number[], flags: number): Promise<void> {
  const connection = await shell.connection();
  let left = flags;
  if ((flags & C.START_FORCE_BOOT) !== 0) {
    const forced = await attempt(() => boot(connection, domain, fds, flags));
    if (!VirError.is(forced)) return;
    if (forced.code !== 'no-support' && forced.code !== 'invalid-arg') throw forced;
    // A host that does not know the flag: removing the saved state is the same.
    const saved = await attempt(async () => requireMethod(connection, 'domain', 'hasManagedSaveImage')(domain));
    if (saved === true) await requireMethod(connection, 'domain', 'managedSaveRemove')(domain);
    left &= ~C.START_FORCE_BOOT;
  }
  await explaining(shell, `Failed to start domain '${domain.name}'`, () => boot(connection, domain, fds, left));
}

async function boot(connection: Connection, domain: DomainRef, fds: readonly number[], flags: number): Promise<void> {
  if (fds.length > 0) await requireMethod(connection, 'domain', 'createWithFiles')(domain, fds, flags);
  else if (flags !== 0) await requireMethod(connection, 'domain', 'createWithFlags')(domain, flags);
  else await requireMethod(connection, 'domain', 'create')(domain);
}

import type { DomainRef } from '../../../drivers/api/refs.ts';
import { domainOption, findDomain, type LookupKind } from '../domain-argument.ts';
import type { CommandDef } from '../shell/command.ts';

function identity(name: string, help: string, optionHelp: string, by: readonly LookupKind[], text: (domain: DomainRef) => string): CommandDef {
  return {
    name,
    help,
    description: '',
    options: [domainOption(optionHelp)],
    run: async (shell, args) => {
      const domain = await findDomain(shell, args, by);
      if (domain === undefined) return false;
      if (shell.options.json) shell.printJson(domain);
      else shell.print(`${text(domain)}\n`);
      return true;
    },
  };
}

/** @libvirt virsh domid domname domuuid */
export const identityCommands: readonly CommandDef[] = [
  identity('domid', 'convert a domain name or UUID to domain id', 'domain name or uuid', ['uuid', 'name'], ({ id }) => (id === -1 ? '-' : String(id))),
  identity('domname', 'convert a domain id or UUID to domain name', 'domain id or uuid', ['id', 'uuid'], ({ name }) => name),
  identity('domuuid', 'convert a domain name or id to domain UUID', 'domain id or name', ['id', 'name'], ({ uuid }) => uuid),
];

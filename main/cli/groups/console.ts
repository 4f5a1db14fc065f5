import { DomainConsoleFlags } from '../../../drivers/core/constants.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef } from '../shell/command.ts';
import { readText } from '../shell/options.ts';

/** @libvirt virsh console */
export const consoleCommand: CommandDef = {
  name: 'console',
  help: 'connect to the guest console',
  description: 'Connect the virtual serial console for the guest',
  options: [
    domainOption(),
    { name: 'devname', type: 'string', help: 'character device name' },
    { name: 'force', type: 'bool', help: 'force console connection (disconnect already connected sessions)' },
    { name: 'safe', type: 'bool', help: 'only connect if safe console handling is supported' },
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const device = readText(shell, args, 'devname');
    if (device === 'wrong') return false;
    const flags = (args.has('force') ? DomainConsoleFlags.FORCE : 0) | (args.has('safe') ? DomainConsoleFlags.SAFE : 0);
    const { runConsole } = await import('../terminal/run-console.ts');
    return runConsole(shell, domain, device?.text, flags);
  },
};

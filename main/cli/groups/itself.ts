import type { CommandDef, CommandGroup } from '../shell/command.ts';
import { readText } from '../shell/options.ts';
import { doctor } from './doctor.ts';

/** @libvirt virsh help */
const help = (groups: () => readonly CommandGroup[]): CommandDef => ({
  name: 'help',
  help: 'print help',
  description: 'Prints global help, command specific help, or help for a\n    group of related commands',
  noConnect: true,
  options: [{ name: 'command', type: 'string', help: 'Prints global help, command specific help, or help for a group of related commands' }],
  run: async (shell, args) => {
    const { allHelp, commandHelp, groupHelp } = await import('../shell/help-text.ts');
    const name = args.text('command');
    if (name === undefined) {
      shell.print(allHelp(groups()));
      return true;
    }
    const commands = groups().flatMap((one) => one.commands);
    const found = commands.find((one) => one.name === name);
    const command = found?.aliasOf === undefined ? found : commands.find((one) => one.name === found.aliasOf);
    const group = groups().find((one) => one.name === name || one.keyword === name);
    if (command !== undefined) shell.print(commandHelp(command));
    else if (group !== undefined) shell.print(groupHelp(group));
    else shell.error(`command or command group '${name}' doesn't exist`);
    return command !== undefined || group !== undefined;
  },
});

/** What each driver can do, as its conformance suite saw it. */
const support: CommandDef = {
  name: 'support',
  help: 'what each driver supports',
  description: 'Lists the methods that each driver supports, as its tests saw it.',
  noConnect: true,
  options: [
    { name: 'driver', type: 'string', help: 'only this driver' },
    { name: 'json', type: 'bool', help: 'print data for programs' },
  ],
  run: async (shell, args) => {
    const { DRIVER_SUPPORT } = await import('../../../drivers/support/driver-support.gen.ts');
    const wanted = readText(shell, args, 'driver');
    if (wanted === 'wrong') return false;
    const drivers = Object.entries(DRIVER_SUPPORT).filter(([name]) => wanted === undefined || name === wanted.text);
    if (drivers.length === 0) {
      shell.error(`there is no driver '${wanted?.text ?? ''}'`);
      return false;
    }
    if (args.has('json') || shell.options.json) shell.printJson(Object.fromEntries(drivers));
    else shell.print(drivers.map(([name, methods]) => `${name} (${methods.length})\n${methods.map((method) => `    ${method}\n`).join('')}`).join('\n'));
    return true;
  },
};

/** Commands about this program; `groups` gives all commands, for their help. */
export function itself(groups: () => readonly CommandGroup[]): CommandGroup {
  return { name: 'Vireo itself', keyword: 'vireo', commands: [doctor, help(groups), support] };
}

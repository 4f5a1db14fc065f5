import { homedir } from 'node:os';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { systemWords } from '../read-definition.ts';
import type { CommandDef, CommandGroup } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import { fault, optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { checkCommands } from '../shell/check-commands.ts';
import { ITSELF_WORDS } from './itself-words.ts';

/** @libvirt virsh help */
function helpOf(groups: () => readonly CommandGroup[]): Run {
  return async (shell, args) => {
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
  };
}

/** What each driver can do, as its conformance suite saw it. */
const support: Run = async (shell, args) => {
  const { DRIVER_SUPPORT } = await import('../../../drivers/support/driver-support.gen.ts');
  const wanted = optional(args, 'driver');
  const drivers = Object.entries(DRIVER_SUPPORT).filter(([name]) => wanted === undefined || name === wanted);
  if (drivers.length === 0) throw fault(`there is no driver '${wanted ?? ''}'`);
  if (args.has('json') || shell.options.json) shell.printJson(Object.fromEntries(drivers));
  else shell.print(drivers.map(([name, methods]) => `${name} (${methods.length})\n${methods.map((method) => `    ${method}\n`).join('')}`).join('\n'));
  return true;
};

/** @libvirt virsh connect */
const connect: Run = async (shell, args) => {
  await shell.session.reconnect(optional(args, 'name'), args.has('readonly'));
  return true;
};

/** @libvirt virsh cd */
const cd: Run = (shell, args) => {
  if (!shell.session.isInteractive) throw fault('cd: command valid only in interactive mode');
  const given = args.text('dir');
  const dir = given === undefined || given === '' ? homedir() : given;
  try {
    process.chdir(dir);
  } catch (error) {
    throw fault(`cd: ${systemWords(error)}: ${dir}`, error);
  }
  return Promise.resolve(true);
};

/** A word as `sh` takes it. */
function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @libvirt virsh echo */
const echo: Run = (shell, args) => {
  if (!exclusive(shell, args, ['shell', 'xml'], ['shell', 'split'], ['xml', 'split'])) return Promise.resolve(false);
  const words = args.all('string').map((word) => {
    if (args.has('xml')) return escapeXml(word);
    if (args.has('shell')) return quoteForShell(word);
    // `,,` stands for a comma.
    return args.has('split') ? word.split(/(?<!,),(?!,)/).map((part) => `${part.replaceAll(',,', ',')}\n`).join('') : word;
  });
  const line = words.join(' ');
  if (args.has('err')) shell.error(line);
  else shell.print(line);
  return Promise.resolve(true);
};

const quit: Run = (shell) => {
  shell.session.isInteractive = false;
  return Promise.resolve(true);
};

/** Commands that every shell has; `groups` gives all commands, for their help. */
export function shellCommands(groups: () => readonly CommandGroup[]): readonly CommandDef[] {
  return commandsOf(ITSELF_WORDS, {
    cd,
    echo,
    exit: quit,
    help: helpOf(groups),
    pwd: (shell) => {
      shell.print(`${process.cwd()}\n`);
      return Promise.resolve(true);
    },
    quit,
    connect,
    'self-test': (shell, args) => Promise.resolve(checkCommands(shell, groups(), args.has('completers-missing'))),
    complete: async (shell, args) => {
      const { completeWords } = await import('../shell/completion.ts');
      const found = await completeWords(shell, groups(), args.all('string'));
      shell.print(found.map((text) => `${text}\n`).join(''));
      return found.length > 0;
    },
    support,
  });
}

import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CommandGroup } from '../shell/command.ts';
import { parseCommand, splitLine, SyntaxFault, type CommandFinder } from '../shell/parse-command.ts';
import { runCommands } from '../shell/run-line.ts';
import { Session } from '../shell/session.ts';
import { Shell } from '../shell/shell.ts';
import type { Run } from '../shell/words.ts';
import { adminGroups } from './admin-commands.ts';
import { AdminSession } from './admin-session.ts';

interface AdminOptions {
  uri: string | undefined;
  quiet: boolean;
  isHelp: boolean;
  rest: readonly string[];
}

/** The options before the command; undefined when one is wrong, which has been said. */
function readOptions(shell: Shell, words: readonly string[]): AdminOptions | undefined {
  const options: AdminOptions = { uri: undefined, quiet: shell.options.quiet, isHelp: false, rest: [] };
  let at = 0;
  for (; at < words.length && (words[at] ?? '').startsWith('-'); at++) {
    const word = words[at] ?? '';
    if (word === '-q' || word === '--quiet') options.quiet = true;
    else if (word === '-h' || word === '--help') options.isHelp = true;
    else if (word.startsWith('--connect=')) options.uri = word.slice('--connect='.length);
    else if (word === '-c' || word === '--connect') {
      options.uri = words[++at];
      if (options.uri === undefined) {
        shell.error("option '-c'/'--connect' requires an argument");
        return undefined;
      }
    } else {
      shell.error(`unsupported option '${word}'. See --help.`);
      return undefined;
    }
  }
  options.rest = words.slice(at);
  return options;
}

function finderIn(groups: readonly CommandGroup[]): CommandFinder {
  const commands = groups.flatMap((group) => group.commands);
  return (name) => {
    const found = commands.find((one) => one.name === name);
    return found?.aliasOf === undefined ? found : commands.find((one) => one.name === found.aliasOf);
  };
}

/**
 * Administers a daemon with virt-admin's commands.
 *
 * @libvirt virt-admin
 */
export const runAdmin: Run = async (outer, args) => {
  const options = readOptions(outer, args.all('word'));
  if (options === undefined) return false;
  const session = new Session(() => Promise.reject(new Error('no hypervisor here')), { uri: undefined, readOnly: false }, () => undefined);
  const shell = new Shell({ ...outer.options, quiet: options.quiet }, outer.streams, session);
  const daemon = new AdminSession(options.uri, (text) => {
    shell.error(text);
  });
  const groups = adminGroups(daemon);
  const find = finderIn(groups);
  try {
    if (options.isHelp) return await runCommands(shell, [parseCommand(['help'], find)]);
    if (options.rest.length === 0) {
      const { InteractiveShell } = await import('../shell/interactive.ts');
      return await new InteractiveShell(shell, { program: 'vireo-admin', kind: 'administrating virtualization' }, groups, find).run();
    }
    const lines = options.rest.length === 1 ? splitLine(options.rest[0] ?? '') : [options.rest];
    const commands = lines.map((words) => parseCommand(words, find));
    // A daemon that was named must be there before anything is done.
    if (options.uri !== undefined) await daemon.connection();
    return await runCommands(shell, commands);
  } catch (error) {
    if (error instanceof SyntaxFault) shell.error(error.message);
    else if (VirError.is(error)) shell.report(error);
    else throw error;
    return false;
  } finally {
    await daemon.close();
  }
};

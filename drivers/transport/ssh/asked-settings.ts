import { spawn } from 'node:child_process';
import type { DialBudget } from '../dial-budget.ts';
import { sshSettings, type SshOverrides, type SshSettings, type SshSurroundings } from './ssh-settings.ts';

const COMMAND_MS = 10_000;
/** A configuration that asks for more is not read on. */
const MOST_COMMANDS = 20;

/**
 * As `sshSettings`, with the commands of `Match exec` run: each only after the person allowed it, because a
 * configuration may have been copied from anywhere. What is not allowed does not match.
 */
export async function askedSettings(alias: string, overrides: SshOverrides, here: SshSurroundings | undefined, budget: DialBudget): Promise<SshSettings> {
  const known = new Map<string, boolean>();
  const refused: string[] = [];
  for (;;) {
    let wanted: string | undefined;
    const settings = sshSettings(alias, overrides, here, (command) => {
      const result = known.get(command);
      if (result === undefined) wanted ??= command;
      return result;
    });
    if (wanted === undefined || known.size === MOST_COMMANDS) return { ...settings, refusedCommands: refused };
    const result = await runIfAllowed(alias, wanted, budget);
    if (result === 'refused') refused.push(wanted);
    known.set(wanted, result === true);
  }
}

async function runIfAllowed(alias: string, command: string, budget: DialBudget): Promise<boolean | 'refused'> {
  const argv = process.platform === 'win32' ? [process.env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', command] : ['/bin/sh', '-c', command];
  const answer = await budget.ask({ kind: 'run-command', target: alias, argv });
  if (answer?.kind !== 'accept') return 'refused';
  const [program = '', ...args] = argv;
  return budget.race(
    new Promise<boolean>((resolve) => {
      const child = spawn(program, args, { stdio: 'ignore', timeout: COMMAND_MS, windowsHide: true });
      child.once('error', () => { resolve(false); });
      child.once('close', (code) => { resolve(code === 0); });
    }),
  );
}

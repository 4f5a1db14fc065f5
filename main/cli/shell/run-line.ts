import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ParsedCommand } from './parse-command.ts';
import type { Shell } from './shell.ts';

/** Runs commands one after the other; the last one's success counts. `quit` ends the line. */
export async function runCommands(shell: Shell, commands: readonly ParsedCommand[]): Promise<boolean> {
  let ok = true;
  for (const command of commands) {
    ok = await runOne(shell, command);
    if (command.def.name === 'quit' || command.def.name === 'exit') break;
  }
  return ok;
}

async function runOne(shell: Shell, { def, args }: ParsedCommand): Promise<boolean> {
  // Not performance.now(): loading it costs more than a command.
  const started = process.hrtime.bigint();
  let ok = false;
  try {
    if (def.noConnect !== true) await shell.connection();
    ok = await def.run(shell, args);
  } catch (error) {
    if (!VirError.is(error)) throw error;
    shell.report(error);
  }
  if (def.isProgram === true || def.name === 'quit' || def.name === 'exit') return ok;
  if (shell.options.timing) shell.print(`\n(Time: ${(Number(process.hrtime.bigint() - started) / 1e6).toFixed(3)} ms)\n\n`);
  else if (!shell.options.json) shell.printExtra('\n');
  return ok;
}

import type { PromptHandler } from '../../../drivers/api/connection.ts';
import type { VirErrorInfo } from '../../../drivers/api/errors.ts';
import type { Diagnosis, DoctorStep } from '../../contract/doctor.ts';
import { FAULT_TEXTS } from '../../contract/fault-texts.ts';
import type { Repair } from '../../contract/tasks.ts';
import { allDrivers } from '../../drivers.ts';
import { whoAmI } from '../../services/connections/computer.ts';
import { diagnose } from '../../services/doctor/diagnose.ts';
import { resolveUri } from '../open-connection.ts';
import type { CommandArgs } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { hasTerminal, terminalPrompt } from '../terminal/terminal-prompt.ts';

const MARKS: Readonly<Record<DoctorStep['state'], string>> = { ok: 'ok  ', failed: 'FAIL', todo: '-   ' };

/** Does what `vireo doctor` does. */
export async function runDoctor(shell: Shell, args: CommandArgs): Promise<boolean> {
  const uri = await resolveUri(args.text('uri') ?? shell.session.uri);
  const drivers = allDrivers();
  const diagnosis = await diagnose({ uri, who: whoAmI(), open: (options) => drivers.open(uri, options), ...promptOf(args) });
  if (args.has('json') || shell.options.json) shell.printJson(diagnosis);
  else print(shell, diagnosis);
  return diagnosis.ok;
}

/** Secrets may be asked for; an unknown host key is what is to be found out, not to be accepted in passing. */
function promptOf(args: CommandArgs): { readonly prompt?: PromptHandler } {
  if (args.has('no-prompt') || !hasTerminal()) return {};
  return { prompt: (prompt, signal) => (prompt.kind === 'host-key' ? Promise.resolve(undefined) : terminalPrompt(prompt, signal)) };
}

function print(shell: Shell, { uri, ok, steps, failure }: Diagnosis): void {
  shell.print(`${uri}\n`);
  for (const { name, state, seen } of steps) shell.print(`  ${MARKS[state]}  ${name.padEnd(10)}  ${seen.replaceAll('\n', ' ')}`.trimEnd() + '\n');
  if (ok || failure === undefined) return;
  const sentence = sentenceOf(failure.hint, failure.values);
  if (sentence !== undefined) shell.print(`\n${sentence}\n`);
  for (const repair of failure.repairs) if (repair.command !== undefined) shell.print(`\n${placeOf(repair)}\n    ${repair.command}\n`);
  shell.print(`\n${failure.error.message}\n${causes(failure.error)}`);
}

function causes({ cause }: VirErrorInfo): string {
  return cause === undefined ? '' : `${cause.message}\n`;
}

function sentenceOf(key: string | undefined, values: Readonly<Record<string, string>>): string | undefined {
  const text = Object.entries(FAULT_TEXTS).find(([name]) => name === key)?.[1];
  return text?.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function placeOf({ values }: Repair): string {
  return values['host'] === undefined ? 'On this computer:' : `On ${values['host']}:`;
}

import { openSync, readFileSync } from 'node:fs';
import { ReadStream, WriteStream, isatty } from 'node:tty';
import type { CancelSignal } from '../../../drivers/api/records.ts';
import type { Prompt, PromptAnswer, PromptHandler } from '../../../drivers/api/connection.ts';

/** A terminal that questions are asked on. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** One line; undefined when the person gives up (Ctrl-C, Ctrl-D, the signal). */
  readonly readLine: (echo: boolean, signal: CancelSignal | undefined) => Promise<string | undefined>;
  readonly close: () => void;
}

/** Asks on the terminal, as ssh and libvirt do: secrets are not shown. Without a terminal nothing is answered. */
export const terminalPrompt: PromptHandler = async (prompt, signal) => {
  if (prompt.kind === 'run-command') return askOnce(prompt, signal);
  return askHere(prompt, signal);
};

/** What was allowed once, here or in the window, is not asked again. */
async function askOnce(prompt: Extract<Prompt, { kind: 'run-command' }>, signal: CancelSignal | undefined): Promise<PromptAnswer> {
  const [{ AllowedCommands }, { directoriesFor, processEnvironment }] = await Promise.all([import('../../services/connections/allowed-commands.ts'), import('../../directories.ts')]);
  const allowed = new AllowedCommands(directoriesFor(processEnvironment()).data);
  if (await allowed.has(prompt)) return { kind: 'accept', remember: false };
  const answer = await askHere(prompt, signal);
  if (answer?.kind === 'accept' && answer.remember) await allowed.remember(prompt);
  return answer;
}

async function askHere(prompt: Prompt, signal: CancelSignal | undefined): Promise<PromptAnswer> {
  const terminal = openTerminal();
  if (terminal === undefined) return undefined;
  try {
    return await ask(terminal, prompt, signal);
  } finally {
    terminal.close();
  }
}

/** Whether there is a terminal to ask on. */
export function hasTerminal(): boolean {
  const terminal = openTerminal();
  terminal?.close();
  return terminal !== undefined;
}

/** Puts a question and reads its answer. */
export async function ask(terminal: Terminal, prompt: Prompt, signal: CancelSignal | undefined): Promise<PromptAnswer> {
  switch (prompt.kind) {
    case 'host-key':
      return askHostKey(terminal, prompt, signal);
    case 'run-command':
      terminal.write(`${clean(prompt.target)} wants to run a command on this computer:\n  ${prompt.argv.map(shown).join(' ')}\nAllow it, now and from now on (yes/no)? `);
      return (await readYesNo(terminal, signal)) ? { kind: 'accept', remember: true } : undefined;
    default:
      terminal.write(question(prompt));
      return asText(await terminal.readLine(isShown(prompt), signal));
  }
}

type TextPrompt = Exclude<Prompt, { readonly kind: 'host-key' } | { readonly kind: 'run-command' }>;

function question(prompt: TextPrompt): string {
  const again = 'retry' in prompt && prompt.retry ? 'Permission denied, please try again.\n' : '';
  switch (prompt.kind) {
    case 'username':
      return `${again}${clean(prompt.message === '' ? `Enter username for ${prompt.target}` : prompt.message).replace(/:?\s*$/, '')}: `;
    case 'password':
      return `${again}${prompt.message === '' ? `${clean(prompt.target)}'s password` : clean(prompt.message).replace(/:?\s*$/, '')}: `;
    case 'passphrase':
      return `${again === '' ? '' : 'Bad passphrase, try again.\n'}Enter passphrase for key '${clean(prompt.keyFile)}': `;
    case 'one-time-code':
      return `${clean(prompt.message).replace(/:?\s*$/, '')}: `;
  }
}

function isShown(prompt: TextPrompt): boolean {
  return prompt.kind === 'username' || (prompt.kind === 'one-time-code' && prompt.echo);
}

function asText(text: string | undefined): PromptAnswer {
  return text === undefined ? undefined : { kind: 'text', text, store: false };
}

async function askHostKey(terminal: Terminal, prompt: Extract<Prompt, { kind: 'host-key' }>, signal: CancelSignal | undefined): Promise<PromptAnswer> {
  const { target, status, keyType, fingerprint, knownHostsFile } = prompt;
  if (status === 'changed') {
    terminal.write(
      `WARNING: the ${clean(keyType)} host key of '${clean(target)}' is not the one in ${clean(knownHostsFile)}.\n` +
        'Somebody may be listening in, or the host was installed anew.\n' +
        `Its fingerprint is ${clean(fingerprint)}.\n`,
    );
  } else {
    terminal.write(`The authenticity of host '${clean(target)}' can't be established.\n${clean(keyType)} key fingerprint is ${clean(fingerprint)}.\n`);
  }
  terminal.write('Are you sure you want to continue connecting (yes/no)? ');
  return (await readYesNo(terminal, signal)) ? { kind: 'accept', remember: true } : undefined;
}

async function readYesNo(terminal: Terminal, signal: CancelSignal | undefined): Promise<boolean> {
  for (;;) {
    const word = (await terminal.readLine(true, signal))?.trim().toLowerCase();
    if (word === 'yes') return true;
    if (word === undefined || word === 'no') return false;
    terminal.write("Please type 'yes' or 'no': ");
  }
}

/** One word of a command as a shell would want it, so that nobody takes it for several. */
function shown(word: string): string {
  const text = clean(word);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What a host says must not steer the terminal. */
function clean(text: string): string {
  return text.replace(/[^\P{C}]/gu, '?');
}

/** The controlling terminal, wherever standard input and output go. */
function openTerminal(): Terminal | undefined {
  if (process.platform === 'win32') return isatty(0) ? new TtyTerminal(0, 2) : undefined;
  try {
    return new TtyTerminal(openSync('/dev/tty', 'r'), openSync('/dev/tty', 'w'));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

class TtyTerminal implements Terminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream;

  constructor(input: number, output: number) {
    this.#input = new ReadStream(input);
    this.#output = new WriteStream(output);
    // Before anything is asked: what is typed quickly must not be shown either.
    this.#input.setRawMode(true);
  }

  write(text: string): void {
    this.#output.write(text);
  }

  async readLine(echo: boolean, signal: CancelSignal | undefined): Promise<string | undefined> {
    const { readTypedLine } = await import('./typed-line.ts');
    return readTypedLine(this.#input, (text) => this.#output.write(text), echo, signal);
  }

  close(): void {
    this.#input.setRawMode(false);
    this.#input.destroy();
    this.#output.destroy();
  }
}

/** One line that is not shown, or the first line of what is piped in; undefined when there is neither, or the person gives up. */
export async function readHidden(): Promise<string | undefined> {
  if (!isatty(0)) return /^[^\r\n]+/.exec(readFileSync(0, 'utf8'))?.[0];
  const terminal = openTerminal();
  if (terminal === undefined) return undefined;
  try {
    return await terminal.readLine(false, undefined);
  } finally {
    terminal.close();
  }
}

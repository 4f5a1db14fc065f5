import { createInterface, type Interface } from 'node:readline';
import { isatty } from 'node:tty';
import type { CommandGroup } from './command.ts';
import { completeWords } from './completion.ts';
import { History } from './history.ts';
import { parseCommand, splitLine, SyntaxFault, type CommandFinder } from './parse-command.ts';
import { runCommands } from './run-line.ts';
import { Shell, type Streams } from './shell.ts';

/** What an interactive shell calls itself. */
export interface ShellNames {
  readonly program: string;
  /** Before `interactive terminal`. */
  readonly kind: string;
}

/**
 * Commands that somebody types, with history and completion. Ctrl-C gives up the line, or the command that runs; Ctrl-D ends.
 *
 * @libvirt virsh without a command
 */
export class InteractiveShell {
  readonly #shell: Shell;
  readonly #names: ShellNames;
  readonly #groups: readonly CommandGroup[];
  readonly #find: CommandFinder;
  readonly #history = History.open();
  /** Lines that came with the one before, and the beginning of the next. */
  readonly #typedAhead: string[] = [];
  #begun = '';
  #running: Gate | undefined;
  #isAtEnd = false;

  constructor(shell: Shell, names: ShellNames, groups: readonly CommandGroup[], find: CommandFinder) {
    this.#shell = shell;
    this.#names = names;
    this.#groups = groups;
    this.#find = find;
  }

  async run(): Promise<boolean> {
    // Between two commands, too: Ctrl-C never ends the shell.
    process.on('SIGINT', this.#onInterrupt);
    try {
      return await this.#runAll();
    } finally {
      process.off('SIGINT', this.#onInterrupt);
    }
  }

  readonly #onInterrupt = (): void => {
    // A command that listens itself (it waits for events, say) ends in its own way.
    if (process.listenerCount('SIGINT') === 1) this.#running?.interrupt();
  };

  async #runAll(): Promise<boolean> {
    const { session } = this.#shell;
    session.isInteractive = true;
    const { program, kind } = this.#names;
    this.#shell.printExtra(`Welcome to ${program}, the ${kind} interactive terminal.\n\nType:  'help' for help with commands\n       'quit' to quit\n\n`);
    while (session.isInteractive) {
      const line = await this.#readLine();
      if (line === undefined) break;
      if (line === '') continue;
      this.#history.add(line);
      await this.#runLine(line);
    }
    this.#shell.print('\n');
    this.#history.save();
    return true;
  }

  async #runLine(line: string): Promise<void> {
    let commands;
    try {
      commands = splitLine(line).map((words) => parseCommand(words, this.#find));
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      this.#shell.error(error.message);
      return;
    }
    const gate = new Gate(this.#shell.streams);
    const shell = new Shell(this.#shell.options, gate, this.#shell.session);
    const interrupted = new Promise<void>((resolve) => {
      gate.onInterrupt = resolve;
    });
    this.#running = gate;
    await Promise.race([runCommands(shell, commands), interrupted]);
    this.#running = undefined;
    if (gate.isShut) this.#shell.error('interrupted: the host may still be carrying it out');
  }

  async #readLine(): Promise<string | undefined> {
    const prompt = `${this.#names.program} ${this.#shell.session.readOnly ? '>' : '#'} `;
    const next = this.#typedAhead.shift();
    if (next !== undefined) {
      this.#shell.print(`${prompt}${next}\n`);
      return next;
    }
    if (this.#isAtEnd) {
      this.#shell.print(prompt);
      return undefined;
    }
    const isTerminal = isatty(0) && isatty(1);
    // One reader a line: between lines the terminal belongs to the command, which may be a console or an editor.
    const reader = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: isTerminal,
      prompt,
      history: [...this.#history.newestFirst],
      historySize: this.#history.limit,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        void this.#complete(line).then((result) => { done(null, result); });
      },
    });
    reader.prompt();
    if (this.#begun !== '') reader.write(this.#begun);
    this.#begun = '';
    const line = await this.#lineOf(reader);
    if (line !== undefined && !isTerminal) this.#shell.print(`${line}\n`);
    return line;
  }

  #lineOf(reader: Interface): Promise<string | undefined> {
    return new Promise((resolve) => {
      let first: string | undefined;
      reader.on('line', (line) => {
        if (first !== undefined) {
          this.#typedAhead.push(line);
          return;
        }
        first = line;
        // Whatever else is in the same piece of input comes before this.
        setImmediate(() => {
          this.#begun = reader.line;
          reader.close();
        });
      });
      reader.on('SIGINT', () => {
        this.#shell.print('^C\n');
        reader.write(null, { ctrl: true, name: 'e' });
        reader.write(null, { ctrl: true, name: 'u' });
        reader.prompt();
      });
      reader.on('close', () => {
        if (first === undefined) this.#isAtEnd = true;
        resolve(first);
      });
    });
  }

  async #complete(line: string): Promise<[string[], string]> {
    const last = line.slice(line.lastIndexOf(';') + 1).replace(/^\s+/, '');
    const words = last.split(/\s+/);
    const text = words.at(-1) ?? '';
    const found = await completeWords(this.#shell, this.#groups, words);
    return [found.map((one) => (found.length === 1 && !one.endsWith('/') ? `${one} ` : one)), text];
  }
}

/** Lets a command print until somebody presses Ctrl-C. */
class Gate implements Streams {
  isShut = false;
  onInterrupt: () => void = () => undefined;
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  interrupt(): void {
    this.isShut = true;
    this.onInterrupt();
  }

  readonly out = (text: string): void => {
    if (!this.isShut) this.#streams.out(text);
  };

  readonly err = (text: string): void => {
    if (!this.isShut) this.#streams.err(text);
  };

  readonly bytes = (bytes: Uint8Array): void => {
    if (!this.isShut) this.#streams.bytes(bytes);
  };
}

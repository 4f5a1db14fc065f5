import { commandWords } from './command-words.ts';
import { optionValue, type OptionValue } from './option-value.ts';

/** One option of a command. */
export interface CommandOption {
  readonly name: string;
  readonly value: string | undefined;
  /** As it stood in the command. */
  readonly words: readonly string[];
}

/** Options that take no value. */
const BARE = new Set([
  'S', 'no-user-config', 'nodefaults', 'nodefconfig', 'no-acpi', 'no-shutdown', 'no-reboot', 'nographic', 'usb', 'enable-kvm', 'no-kvm', 'daemonize', 'snapshot', 'no-hpet',
  'full-screen', 'enable-fips', 'mem-prealloc', 'no-fd-bootchk', 'sdl', 'no-quit', 'portrait', 'win2k-hack', 'preconfig', 'singlestep', 'xen-attach', 'no-frame', 'alt-grab', 'ctrl-grab', 'curses',
]);

/** Options that say how QEMU is run, not what the machine is: whoever runs the machine says them anew. */
const RUNNING = new Set([
  'S', 'no-user-config', 'nodefaults', 'nodefconfig', 'no-shutdown', 'daemonize', 'pidfile', 'mon', 'monitor', 'qmp', 'qmp-pretty', 'sandbox', 'msg', 'runas', 'chroot', 'D', 'incoming', 'add-fd', 'action',
]);

/** A command taken apart: variables, the program, its options. What has been understood is marked as said. */
export class CommandOptions {
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly emulator: string;
  readonly options: readonly CommandOption[];
  readonly #said = new Set<CommandOption>();

  constructor(text: string) {
    const words = commandWords(text);
    const start = words.findIndex((word) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word));
    const rest = start < 0 ? [] : words.slice(start);
    this.environment = words.slice(0, Math.max(start, 0)).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
    this.emulator = rest[0] ?? '';
    this.options = readOptions(rest.slice(1));
    for (const option of this.options) if (RUNNING.has(option.name)) this.#said.add(option);
  }

  /** Whether an option without a value is there. */
  has(name: string): boolean {
    return this.takeAll(name).length > 0;
  }

  /** The options of a name, as said. */
  takeAll(name: string): CommandOption[] {
    const found = this.options.filter((option) => option.name === name);
    for (const option of found) this.say(option);
    return found;
  }

  /** The last option of a name counts, as said. */
  take(name: string): string | undefined {
    return this.takeAll(name).at(-1)?.value;
  }

  /** The values of all options of a name, which are said when somebody uses them. */
  values(name: string, first?: string): { readonly option: CommandOption; readonly value: OptionValue }[] {
    return this.options.filter((option) => option.name === name).map((option) => ({ option, value: optionValue(option.value ?? '', first) }));
  }

  say(option: CommandOption): void {
    this.#said.add(option);
  }

  /** What nobody understood, word by word. */
  unsaid(): string[] {
    return this.options.filter((option) => !this.#said.has(option)).flatMap((option) => option.words);
  }
}

function readOptions(words: readonly string[]): CommandOption[] {
  const options: CommandOption[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      options.push({ name: 'hda', value: word, words: [word] });
      continue;
    }
    const name = word.replace(/^--?/, '');
    const value = BARE.has(name) ? undefined : words[++at];
    options.push({ name, value, words: value === undefined ? [word] : [word, value] });
  }
  return options;
}

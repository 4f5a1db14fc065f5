/** A command as libvirt's drivers make it: a program, its arguments, and what it reads. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly env?: readonly (readonly [name: string, value: string])[];
  readonly stdin?: string;
}

const NEEDS_QUOTES = /[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]/;

/** A word as a shell reads it back; quoted only where it must be. */
export function shellWord(word: string): string {
  if (word === '') return "''";
  return NEEDS_QUOTES.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : word;
}

/**
 * A command for people to read, as libvirt logs it: the environment first, then one line an argument, except that
 * values stay on their option's line, as long as there are options to come. The program's directory is left out.
 */
export function commandText(command: CommandLine): string {
  const env = (command.env ?? []).map(([name, value]) => `${name}=${shellWord(value)} \\\n`).join('');
  const [program = '', ...args] = command.argv;
  const firstOption = args.findIndex(isOption);
  const lastOption = args.findLastIndex(isOption);
  const words = args.map((arg, index) => {
    const sameLine = !isOption(arg) && firstOption !== -1 && firstOption < index && lastOption >= index - 1;
    return `${sameLine ? ' ' : ' \\\n'}${shellWord(arg)}`;
  });
  return env + shellWord(program.slice(program.lastIndexOf('/') + 1)) + words.join('');
}

function isOption(arg: string): boolean {
  return arg.startsWith('-');
}

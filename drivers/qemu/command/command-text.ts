import type { QemuCommand } from './command-line.ts';

/** A command as libvirt prints it, quoted for the shell: in one line, or with one option a line. */
export function commandText({ environment, emulator, arguments: all }: QemuCommand, options: { readonly lineBreaks?: boolean } = {}): string {
  const gap = options.lineBreaks === true ? ' \\\n' : ' ';
  const variables = environment.map(([name, value]) => `${name}=${shellWord(value)}${gap}`).join('');
  let text = variables + shellWord(emulator);
  let hadOption = false;
  all.forEach((each, index) => {
    const isOption = each.startsWith('-');
    const glued = !isOption && hadOption && all.slice(index - 1).some((other) => other.startsWith('-'));
    hadOption ||= isOption;
    text += `${glued ? ' ' : gap}${shellWord(each)}`;
  });
  return `${text}\n`;
}

/** A word quoted for the shell, only if it must be. */
export function shellWord(word: string): string {
  if (word === '') return "''";
  return /[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]/.test(word) ? `'${word.replaceAll("'", String.raw`'\''`)}'` : word;
}

import { libvirtError } from '../../core/error-text.ts';

/** What no Bourne-like shell reads anything into, wherever it stands. No `=` (assignments, zsh), no `~`, no `%` (jobs). */
const PLAIN = /^[A-Za-z0-9_@+:,./-]+$/;

/**
 * Writes an argument vector as one line for the login shell of another host. The only place where a
 * command line is put together; everything that runs on another host goes through it.
 *
 * sh, bash, dash, ksh, zsh and fish read the line as exactly these arguments; csh as well, unless an
 * argument has a line break or an exclamation mark.
 *
 * @throws invalid-arg for an empty vector, and for a NUL, which no shell can pass on.
 */
export function quoteShell(argv: readonly string[]): string {
  if (argv.length === 0) throw libvirtError('rpc', 'invalid-arg', 'a command needs at least its name');
  return argv.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (word.includes('\0')) throw libvirtError('rpc', 'invalid-arg', 'an argument of a command holds a NUL character');
  if (PLAIN.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

import { libvirtError } from '../../core/error-text.ts';

/** What cmd.exe takes as one line. */
const MOST_CHARACTERS = 8191;
/** PowerShell takes typographic quotes for its own. */
const SINGLE_QUOTES = /['\u2018\u2019\u201a\u201b]/g;

/**
 * Writes an argument vector as one line for the shell of a Windows host, be it cmd.exe or PowerShell: the one place where such a
 * line is put together. The line has nothing in it that either of them reads anything into; the command stands in it in Base64, is
 * started by PowerShell, without a shell, and its exit code is the line's.
 *
 * @throws invalid-arg for an empty vector, for a NUL, and for more than fits in a line of cmd.exe.
 */
export function quoteWindows(argv: readonly string[]): string {
  const [program, ...args] = argv;
  if (program === undefined) throw libvirtError('rpc', 'invalid-arg', 'a command needs at least its name');
  if (argv.some((word) => word.includes('\0'))) throw libvirtError('rpc', 'invalid-arg', 'an argument of a command holds a NUL character');
  return powershellLine(
    [
      '$i=New-Object Diagnostics.ProcessStartInfo',
      `$i.FileName=${literal(program)}`,
      `$i.Arguments=${literal(args.map(quoteArgument).join(' '))}`,
      '$i.UseShellExecute=$false',
      '$p=[Diagnostics.Process]::Start($i)',
      '$p.WaitForExit()',
      'exit $p.ExitCode',
    ].join('\n'),
  );
}

/** A line for cmd.exe and PowerShell alike that runs a script of PowerShell. */
export function powershellLine(script: string): string {
  const text = `$ErrorActionPreference='Stop'\n$ProgressPreference='SilentlyContinue'\n${script}`;
  const line = `powershell.exe -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand ${Buffer.from(text, 'utf16le').toString('base64')}`;
  if (line.length > MOST_CHARACTERS) throw libvirtError('rpc', 'invalid-arg', 'the command is too long for a Windows host');
  return line;
}

/** A text as PowerShell reads it, whatever is in it. */
export function literal(text: string): string {
  return `'${text.replace(SINGLE_QUOTES, '$&$&')}'`;
}

/** An argument as Windows programs take their line apart: backslashes count only in front of a quote. */
function quoteArgument(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

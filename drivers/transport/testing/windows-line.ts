/** What a line for a Windows host comes to: the program and its arguments, or a script that is none of ours. */
export type WindowsCommand = { readonly kind: 'run'; readonly argv: readonly string[] } | { readonly kind: 'script'; readonly script: string };

/**
 * Reads a line as a Windows host would, in as far as we write such lines. Simulated: nobody has seen it beside a real cmd.exe. Anything
 * that cmd.exe or PowerShell would read something into is an error.
 */
export function readWindowsLine(line: string): WindowsCommand {
  const found = /^powershell\.exe -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand ([A-Za-z0-9+/]+=*)$/.exec(line);
  if (found?.[1] === undefined) throw new Error(`a Windows shell would read something into: ${line}`);
  const script = Buffer.from(found[1], 'base64').toString('utf16le');
  const value = (name: string): string | undefined => {
    const at = script.indexOf(`$i.${name}=`);
    return at < 0 ? undefined : readLiteral(script.slice(at + name.length + 4));
  };
  const program = value('FileName');
  return program === undefined ? { kind: 'script', script } : { kind: 'run', argv: [program, ...splitCommandLine(value('Arguments') ?? '')] };
}

/** A text in single quotes; a doubled one of any kind stands for itself. */
function readLiteral(text: string): string {
  let out = '';
  for (let at = 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (/['\u2018\u2019\u201a\u201b]/.test(character)) {
      if (!/['\u2018\u2019\u201a\u201b]/.test(text[at + 1] ?? '')) return out;
      at += 1;
    }
    out += character;
  }
  throw new Error('a text without an end');
}

/** As CommandLineToArgvW does it. */
export function splitCommandLine(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; ) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    at += slashes;
    const character = line[at];
    if (character === '"') {
      word = (word ?? '') + '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) word += '"';
      else quoted = !quoted;
    } else {
      if (slashes > 0) word = (word ?? '') + '\\'.repeat(slashes);
      if (character === undefined) break;
      if (!quoted && (character === ' ' || character === '\t')) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else word = (word ?? '') + character;
    }
    at += 1;
  }
  return word === undefined ? words : [...words, word];
}

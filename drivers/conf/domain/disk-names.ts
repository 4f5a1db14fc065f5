const PREFIXES = ['fd', 'hd', 'vd', 'sd', 'xvd', 'ubd'];

/** The position a disk's name stands for: `vda` is 0, `sdaa` is 26; -1 if it stands for none. Partitions do not count. */
export function diskIndex(name: string | undefined): number {
  return diskPosition(name)?.index ?? -1;
}

/** The position and the partition a disk's name stands for. */
export function diskPosition(name: string | undefined): { index: number; partition: number } | undefined {
  if (name === undefined) return undefined;
  const prefix = PREFIXES.find((each) => name.startsWith(each));
  if (prefix === undefined) return undefined;
  const match = /^([a-z]*)([0-9]*)$/.exec(name.slice(prefix.length));
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  if (match[2].length > 1 && match[2].startsWith('0')) return undefined;
  return { index: lettersIndex(match[1]), partition: match[2] === '' ? 0 : Number(match[2]) };
}

function lettersIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + (letter.charCodeAt(0) - 96);
  return letters === '' ? 0 : index - 1;
}

/** The name of a position: 0 with `vd` is `vda`. */
export function diskName(prefix: string, index: number): string {
  let letters = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1) letters = String.fromCharCode(97 + (rest % 26)) + letters;
  return prefix + letters;
}

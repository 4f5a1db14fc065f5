/** A document of ours with a line for each element: for reading. It has no text beside elements, so that nothing is changed by blanks. */
export function indentXml(text: string): string {
  let depth = 0;
  return text
    .split(/(?<=>)(?=<)/)
    .map((part) => {
      const isEnd = part.startsWith('</');
      if (isEnd) depth--;
      const line = `${'  '.repeat(depth)}${part}`;
      if (!isEnd && !part.endsWith('/>') && !part.includes('</')) depth++;
      return `${line}\n`;
    })
    .join('');
}

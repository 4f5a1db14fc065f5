/** A child of `<node>`, as it stands in the file. */
export interface NodePart {
  readonly name: string;
  readonly text: string;
}

/** A tag, or something that hides what looks like tags: comment, CDATA, instruction. */
const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|</g;

/**
 * Cuts a `<node>` document into its children without building a tree of the whole: ten thousand machines
 * need not be in memory as trees at once.
 *
 * Undefined when the text is not plainly well-formed; the real parser then says what is wrong with it.
 */
export function nodeParts(text: string): readonly NodePart[] | undefined {
  const parts: NodePart[] = [];
  const open: string[] = [];
  let start = 0;
  let ended = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token, slash, name, , selfClosing] = match;
    if (token === '<' || (name !== undefined && ended)) return undefined;
    if (name === undefined) continue;
    if (slash === '/') {
      if (open.pop() !== name) return undefined;
    } else {
      if (open.length === 0 && name !== 'node') return undefined;
      if (open.length === 1) start = match.index;
      if (selfClosing !== '/') {
        open.push(name);
        continue;
      }
    }
    if (open.length === 1) parts.push({ name, text: text.slice(start, match.index + token.length) });
    if (open.length === 0) ended = true;
  }
  return ended && !text.includes('<!DOCTYPE') ? parts : undefined;
}

/** A child of `<node>`, as it stands in the file. */
export interface NodePart {
  readonly name: string;
  readonly text: string;
}

/** A tag, or something that hides what looks like tags: comment, CDATA, instruction. */
const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>!?]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|</g;

/** So many parts are cut off before others may get a turn. */
const BREATH = 100;

/**
 * Cuts a `<node>` document into its children without building a tree of the whole: ten thousand machines
 * need not be in memory as trees at once.
 *
 * Undefined when the text is not plainly well-formed; the real parser then says what is wrong with it.
 */
export async function nodeParts(text: string, breathe: () => Promise<void>): Promise<readonly NodePart[] | undefined> {
  const parts: NodePart[] = [];
  const open: string[] = [];
  let start = 0;
  let ended = false;
  const token = new RegExp(TOKEN);
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, slash, name, , selfClosing] = match;
    if (whole === '<' || (name !== undefined && ended)) return undefined;
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
    if (open.length === 1) {
      parts.push({ name, text: text.slice(start, match.index + whole.length) });
      if (parts.length % BREATH === 0) await breathe();
    }
    if (open.length === 0) ended = true;
  }
  return ended && !text.includes('<!DOCTYPE') ? parts : undefined;
}

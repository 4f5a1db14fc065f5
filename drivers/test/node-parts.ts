/** A child of `<node>`, as it stands in the file. */
export interface NodePart {
  readonly name: string;
  readonly text: string;
}

/** A tag in the text, or undefined beyond the last; `broken`: what stands there is not plainly a tag. */
type Tag = { readonly kind: 'open' | 'empty' | 'close'; readonly name: string; readonly start: number; readonly end: number } | 'broken' | undefined;

/** So many parts are cut off before others may get a turn. */
const BREATH = 16;

/** What hides what looks like tags: comments, CDATA, instructions. */
const HIDING = [
  { begin: '<!--', end: '-->' },
  { begin: '<![CDATA[', end: ']]>' },
  { begin: '<?', end: '?>' },
] as const;

const [TAB, NEWLINE, RETURN, SPACE, DOUBLE, EXCLAMATION, SINGLE, SLASH, LESS, GREATER, QUESTION] = [9, 10, 13, 32, 34, 33, 39, 47, 60, 62, 63];

/**
 * Cuts a `<node>` document into its children without building a tree of the whole: ten thousand machines
 * need not be in memory as trees at once.
 *
 * Undefined when the text is not plainly well-formed; the real parser then says what is wrong with it.
 */
export async function nodeParts(text: string, breathe: () => Promise<void> | undefined): Promise<readonly NodePart[] | undefined> {
  const parts: NodePart[] = [];
  const open: string[] = [];
  let start = 0;
  let ended = false;
  for (let tag = nextTag(text, 0); tag !== undefined; tag = nextTag(text, tag.end)) {
    if (tag === 'broken' || ended) return undefined;
    if (tag.kind === 'close') {
      if (open.pop() !== tag.name) return undefined;
    } else {
      if (open.length === 0 && tag.name !== 'node') return undefined;
      if (open.length === 1) start = tag.start;
      if (tag.kind === 'open') {
        open.push(tag.name);
        continue;
      }
    }
    if (open.length === 1) {
      parts.push({ name: tag.name, text: text.slice(start, tag.end) });
      if (parts.length % BREATH === 0) await breathe();
    }
    if (open.length === 0) ended = true;
  }
  return ended ? parts : undefined;
}

/** The next tag from a place on. A regular expression takes nearly twice the time for 10,000 machines. */
function nextTag(text: string, from: number): Tag {
  for (let at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at)) {
    const first = text.charCodeAt(at + 1);
    if (first !== EXCLAMATION && first !== QUESTION) return tagAt(text, at);
    const hiding = HIDING.find(({ begin }) => text.startsWith(begin, at));
    const end = hiding === undefined ? -1 : text.indexOf(hiding.end, at + hiding.begin.length);
    if (hiding === undefined || end < 0) return 'broken';
    at = end + hiding.end.length;
  }
  return undefined;
}

function tagAt(text: string, start: number): Tag {
  const closes = text.charCodeAt(start + 1) === SLASH;
  const nameStart = closes ? start + 2 : start + 1;
  let at = nameStart;
  while (at < text.length && !endsName(text.charCodeAt(at))) at++;
  const name = text.slice(nameStart, at);
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === GREATER) break;
    if (code !== DOUBLE && code !== SINGLE) continue;
    at = text.indexOf(code === DOUBLE ? '"' : "'", at + 1);
    if (at < 0) return 'broken';
  }
  if (name === '' || at >= text.length) return 'broken';
  const kind = closes ? 'close' : text.charCodeAt(at - 1) === SLASH ? 'empty' : 'open';
  return { kind, name, start, end: at + 1 };
}

function endsName(code: number): boolean {
  return code === GREATER || code === SLASH || code === SPACE || code === NEWLINE || code === TAB || code === RETURN || code === LESS;
}

import type { CallOptions } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import { runScript } from '../transport/exec/run-command.ts';
import type { Surroundings } from '../transport/exec/surroundings.ts';

/** What is read of a host's /sys and /proc in one round trip. Patterns are the shell's, of plain words. */
export interface TreeQuery {
  /** Files whose text is wanted. */
  readonly texts: readonly string[];
  /** Links whose targets are wanted, without following further. */
  readonly links?: readonly string[];
  /** Names that are wanted without their contents. */
  readonly names?: readonly string[];
}

/** Files of /sys and /proc as they were at one moment. */
export class HostTree {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #links: ReadonlyMap<string, string>;
  readonly #names: ReadonlySet<string>;

  constructor(texts: ReadonlyMap<string, string>, links: ReadonlyMap<string, string> = new Map(), names: ReadonlySet<string> = new Set()) {
    this.#texts = texts;
    this.#links = links;
    this.#names = names;
  }

  /** A file's text without what is white at its ends; undefined for one that is not there, is empty, or cannot be read. */
  text(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** A file's whole number, written in decimal or with `0x`. */
  number(path: string): number | undefined {
    const text = this.#texts.get(path);
    return text !== undefined && /^-?(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined;
  }

  /** Where a link leads to, as it is written. */
  link(path: string): string | undefined {
    return this.#links.get(path);
  }

  /** The last word of where a link leads to: the name of a driver, say. */
  linkName(path: string): string | undefined {
    return this.#links.get(path)?.split('/').at(-1);
  }

  /** Whether it was seen as a file, a link, or a name. */
  has(path: string): boolean {
    return this.#texts.has(path) || this.#links.has(path) || this.#names.has(path);
  }

  /** The first words below a folder of everything that was seen there, in the order of numbers in them. */
  below(folder: string): string[] {
    const start = `${folder}/`;
    const found = new Set<string>();
    for (const paths of [this.#texts.keys(), this.#links.keys(), this.#names]) {
      for (const path of paths) if (path.startsWith(start)) found.add(path.slice(start.length).split('/', 1)[0] ?? '');
    }
    return [...found].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }
}

const PATTERN = /^\/[\w/.*?:@+[\]-]+$/;
const MARK = '== vireo ==';

/** Reads parts of a Linux host's /sys and /proc. @throws operation-failed when the host has no shell for that. */
export async function readHostTree({ commands }: Surroundings, { texts, links = [], names = [] }: TreeQuery, options: CallOptions = {}): Promise<HostTree> {
  for (const pattern of [...texts, ...links, ...names]) if (!PATTERN.test(pattern)) throw new Error(`not a pattern of plain words: ${pattern}`);
  // Patterns stand in the script unquoted, so that the shell finds what fits; GNU grep parts names from lines by NUL.
  const script = [
    `grep -aHZ '' /dev/null ${texts.join(' ')} 2>/dev/null`,
    `printf '\\n${MARK}\\n'`,
    links.length === 0 ? ':' : `find ${links.join(' ')} -maxdepth 0 -type l -printf '%p\\t%l\\n' 2>/dev/null`,
    `printf '${MARK}\\n'`,
    names.length === 0 ? ':' : `find ${names.join(' ')} -maxdepth 0 -printf '%p\\n' 2>/dev/null`,
    'exit 0',
  ].join('; ');
  const { code, bytes, stderr } = await runScript(commands, { text: script, args: [] }, options);
  if (code !== 0) throw libvirtError('rpc', 'operation-failed', `cannot read /sys on ${commands.description}: ${stderr.trim()}`);
  const [textPart = '', linkPart = '', namePart = ''] = bytes.toString('utf8').split(new RegExp(`(?:^|\\n)${MARK}\\n`));
  return new HostTree(parseTexts(textPart), parseLinks(linkPart), new Set(namePart.split('\n').filter((name) => name !== '')));
}

function parseTexts(part: string): Map<string, string> {
  const lines = new Map<string, string[]>();
  for (const line of part.split('\n')) {
    const end = line.indexOf('\0');
    if (end <= 0) continue;
    const path = line.slice(0, end);
    const known = lines.get(path);
    if (known === undefined) lines.set(path, [line.slice(end + 1)]);
    else known.push(line.slice(end + 1));
  }
  return new Map([...lines].map(([path, text]) => [path, text.join('\n').trim()] as const).filter(([, text]) => text !== ''));
}

function parseLinks(part: string): Map<string, string> {
  return new Map(part.split('\n').flatMap((line) => {
    const [path, target] = line.split('\t');
    return path === undefined || target === undefined ? [] : [[path, target] as const];
  }));
}

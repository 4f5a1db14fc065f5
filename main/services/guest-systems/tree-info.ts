/** What an installation tree says of itself. */
export interface TreeInfo {
  readonly family: string;
  readonly version: string;
  readonly arch: string;
  /** Paths within the tree. */
  readonly kernel: string | undefined;
  readonly initrd: string | undefined;
}

const MAX_LINES = 2000;

/** Reads a `.treeinfo`: sections of `key = value`. It comes from strangers: paths that lead out of the tree are left out. */
export function readTreeInfo(text: string): TreeInfo | undefined {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split('\n', MAX_LINES)) {
    const section = /^\[([^\]]{1,100})\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      current = sections.get(section) ?? new Map<string, string>();
      sections.set(section, current);
      continue;
    }
    const at = line.indexOf('=');
    if (current === undefined || at < 1 || line.startsWith('#') || line.startsWith(';')) continue;
    current.set(line.slice(0, at).trim(), line.slice(at + 1).trim().slice(0, 500));
  }
  const value = (section: string, key: string): string | undefined => sections.get(section)?.get(key);
  const family = value('release', 'name') ?? value('general', 'family');
  if (family === undefined) return undefined;
  const arch = value('tree', 'arch') ?? value('general', 'arch') ?? 'x86_64';
  return {
    family,
    version: value('release', 'version') ?? value('general', 'version') ?? '',
    arch,
    kernel: inside(value(`images-${arch}`, 'kernel')),
    initrd: inside(value(`images-${arch}`, 'initrd')),
  };
}

function inside(path: string | undefined): string | undefined {
  if (path === undefined || path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]+:/i.test(path)) return undefined;
  return path.split('/').includes('..') ? undefined : path;
}

import { isAbsolute, join } from 'node:path';
import type { Computer } from './computer.ts';

const MAX_HOSTS = 200;
const MAX_DEPTH = 4;

/** The hosts that `~/.ssh/config` names; patterns are none. Reads files only, connects to nobody, runs nothing. */
export async function sshHosts(computer: Computer): Promise<readonly string[]> {
  const names = new Set<string>();
  await collect(computer, join(computer.home, '.ssh', 'config'), names, 0);
  return [...names].slice(0, MAX_HOSTS);
}

async function collect(computer: Computer, file: string, names: Set<string>, depth: number): Promise<void> {
  const text = depth < MAX_DEPTH ? await computer.readText(file) : undefined;
  if (text === undefined) return;
  for (const line of text.split('\n')) {
    const [, word = '', rest = ''] = /^\s*(\w+)\s*[=\s]\s*(.*?)\s*$/.exec(line) ?? [];
    if (word.toLowerCase() === 'host') for (const name of hostNames(rest)) names.add(name);
    if (word.toLowerCase() === 'include') {
      for (const part of words(rest)) if (!/[*?[]/.test(part)) await collect(computer, includePath(computer, part), names, depth + 1);
    }
  }
}

function hostNames(rest: string): readonly string[] {
  // A host's name becomes part of a URI: what is not plainly a name is left alone.
  return words(rest).filter((name) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name));
}

function words(rest: string): readonly string[] {
  return rest.split(/\s+/).map((word) => word.replace(/^"(.*)"$/, '$1'));
}

function includePath(computer: Computer, part: string): string {
  if (part.startsWith('~/')) return join(computer.home, part.slice(2));
  return isAbsolute(part) ? part : join(computer.home, '.ssh', part);
}

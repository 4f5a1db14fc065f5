import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCommand, GROUPS } from '../main/cli/groups.ts';
import type { GeneratedFile } from './generate-protocol.ts';
import { VIRSH_COMMANDS } from './virsh-commands.ts';

const COMPARISONS = 'e2e/cli';
const STRING = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;
/** Names that only `help` is compared with. */
const HELP_ONLY = /export const EXPLAINED[^;]*;/s;

/** The page that says which of virsh's commands there are, and which are compared with virsh. */
export function generateVirshCommands(root: string): readonly GeneratedFile[] {
  const compared = comparedCommands(root);
  const all = VIRSH_COMMANDS.flatMap(({ commands }) => commands);
  const known = all.filter((name) => findCommand(name) !== undefined);
  const seen = known.filter((name) => compared.has(name));
  const sections = VIRSH_COMMANDS.map(({ group, commands }) => section(group, commands, compared));
  const text = `# virsh's commands

Made by \`npm run generate\` from the command line's own list and from what \`e2e/cli\` runs. ● there, and run beside virsh with equal
output, errors and exit code; ○ there, not compared; empty: not there.

There are ${known.length} of virsh 9.0's ${all.length} commands; ${seen.length} are compared with virsh on the same daemon. Ours alone:
${ours(all).map((name) => `\`${name}\``).join(', ')}.

${sections.join('\n\n')}
`;
  return [{ path: 'docs/virsh-commands.md', text }];
}

/** The commands that the comparisons run: first words of their lines. */
export function comparedCommands(root: string): ReadonlySet<string> {
  const folder = join(root, COMPARISONS);
  const files = readdirSync(folder).filter((name) => /(?:invocations|\.lab\.test)\.ts$/.test(name));
  const words = files.flatMap((name) => firstWords(readFileSync(join(folder, name), 'utf8').replace(HELP_ONLY, '')));
  return new Set(words);
}

/** The first words of all commands in a source's strings; options before the command are passed over. */
export function firstWords(source: string): readonly string[] {
  return [...source.matchAll(STRING)].flatMap(([, single, double, template]) =>
    (single ?? double ?? template ?? '').split(/;|\\n/).flatMap((line) => /^\s*(?:-\w\s+)*([a-z][a-z-]*)(?=\s|$)/.exec(line)?.[1] ?? []),
  );
}

function section(group: string, commands: readonly string[], compared: ReadonlySet<string>): string {
  const rows = commands.map((name) => `| ${name} | ${findCommand(name) === undefined ? '' : compared.has(name) ? '●' : '○'} |`);
  return [`## ${group}`, '', '| command | |', '|---|---|', ...rows].join('\n');
}

function ours(all: readonly string[]): readonly string[] {
  const names = GROUPS.flatMap(({ commands }) => commands).filter(({ aliasOf, hidden }) => aliasOf === undefined && hidden !== true);
  return names.map(({ name }) => name).filter((name) => !all.includes(name)).sort();
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METHOD_ACCESS } from '../drivers/core/method-access.ts';
import type { SupportFile } from '../drivers/testing/support-file.ts';
import type { GeneratedFile } from './generate-protocol.ts';

const DATA = 'drivers/support/data';

/** The list of supported methods for programs and the one for people, from what the conformance suites saw. */
export function generateSupport(root: string): readonly GeneratedFile[] {
  const files = readdirSync(join(root, DATA)).filter((name) => name.endsWith('.json'));
  const supports = files.sort().map((name) => JSON.parse(readFileSync(join(root, DATA, name), 'utf8')) as SupportFile);
  return [
    { path: 'drivers/support/driver-support.gen.ts', text: listForPrograms(supports) },
    { path: 'docs/driver-support.md', text: listForPeople(supports) },
  ];
}

/** A method counts when its peer answered, or refused for any other reason than not having it. */
export function supportedMethods(support: SupportFile): readonly string[] {
  return Object.keys(support.methods).filter((method) => support.methods[method] !== 'no-support');
}

function listForPrograms(supports: readonly SupportFile[]): string {
  const lists = supports.map((support) => {
    const methods = supportedMethods(support).map((method) => `    '${method}',`);
    return [`  ${support.driver}: [`, ...methods, '  ],'].join('\n');
  });
  return `// Made by \`npm run generate\` from ${DATA}. Do not edit.

/** The methods that each driver supports, as its conformance suite saw it. */
export const DRIVER_SUPPORT: { readonly [driver: string]: readonly string[] } = {
${lists.join('\n')}
};
`;
}

function listForPeople(supports: readonly SupportFile[]): string {
  const sections = Object.entries(METHOD_ACCESS).map(([facet, methods]) => facetTable(facet, Object.keys(methods), supports));
  return `# What each driver can do

Made by \`npm run generate\` from what the drivers' conformance suites saw. A method counts when its peer answered it, or refused it with
an error other than "not supported".

● answered, ◐ refused with an error; ○ the same from a simulation of the peer; empty: the driver does not have it.

${peers(supports)}

${totals(supports)}

${sections.filter((section) => section !== '').join('\n\n')}
`;
}

const PEERS = { real: 'real', simulation: 'simulation', own: 'none needed' } as const;

function peers(supports: readonly SupportFile[]): string {
  const rows = supports.map((support) => `| ${support.driver} | ${PEERS[support.peer]} | ${peerNames(support)} |`);
  return ['| driver | peer | which |', '|---|---|---|', ...rows].join('\n');
}

/** The first peer, and for how many methods another one was needed. */
function peerNames({ peerName, elsewhere = {} }: SupportFile): string {
  const counts = new Map<string, number>();
  for (const name of Object.values(elsewhere)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [peerName, ...[...counts].map(([name, count]) => `${name} (${count} methods)`)].join('; ');
}

function totals(supports: readonly SupportFile[]): string {
  const rows = Object.entries(METHOD_ACCESS).map(([facet, methods]) => {
    const counts = supports.map((support) => supportedMethods(support).filter((method) => method.startsWith(`${facet}.`)).length);
    // Opening is a driver's own entry, not one of its methods.
    const all = Object.keys(methods).length + (facet === 'connect' ? 1 : 0);
    return `| ${facet} | ${all} | ${counts.join(' | ')} |`;
  });
  const sums = supports.map((support) => supportedMethods(support).length);
  const all = Object.values(METHOD_ACCESS).reduce((sum, methods) => sum + Object.keys(methods).length, 1);
  return [header('object', ['all', ...supports.map(({ driver }) => driver)]), ...rows, `| **total** | ${all} | ${sums.join(' | ')} |`].join('\n');
}

function facetTable(facet: string, methods: readonly string[], supports: readonly SupportFile[]): string {
  const names = facet === 'connect' ? ['open', ...methods] : methods;
  const rows = names
    .map((method) => `${facet}.${method}`)
    .filter((method) => supports.some((support) => support.methods[method] !== undefined))
    .map((method) => `| ${method} | ${supports.map((support) => mark(support, method)).join(' | ')} |`);
  if (rows.length === 0) return '';
  return [`## ${facet}`, '', header('method', supports.map(({ driver }) => driver)), ...rows].join('\n');
}

function header(first: string, columns: readonly string[]): string {
  return `| ${first} | ${columns.join(' | ')} |\n|---|${columns.map(() => '---|').join('')}`;
}

function mark(support: SupportFile, method: string): string {
  const outcome = support.methods[method];
  if (outcome === undefined || outcome === 'no-support') return '';
  if (support.peer === 'simulation') return '○';
  return outcome === 'reply' ? '●' : '◐';
}

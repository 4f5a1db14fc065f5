import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { GeneratedFile } from './generate-protocol.ts';

const SPEC_FOLDERS = ['e2e/specs', 'e2e/window'];
const MOST_A_TEST = 3;

/** A feature as `tools/features/features.txt` has it. */
export interface Feature {
  readonly id: string;
  readonly title: string;
  readonly section: string;
}
/** A line of `tools/features/remarks.txt`. */
export interface Remark {
  readonly state: 'better' | 'not' | 'not yet';
  readonly reason: string;
}
/** A test that proves features. */
export interface Proof {
  readonly file: string;
  readonly test: string;
  readonly ids: readonly string[];
}

/** Which features of the programs that people come from are there, by the annotations of the specs. Throws on what does not fit together. */
export function generateFeatures(root: string): readonly GeneratedFile[] {
  const features = parseFeatures(readFileSync(join(root, 'tools/features/features.txt'), 'utf8'));
  const remarks = parseRemarks(readFileSync(join(root, 'tools/features/remarks.txt'), 'utf8'));
  const proofs = SPEC_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.spec.ts'))
      .sort()
      .flatMap((name) => readProofs(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'))),
  );
  const faults = featureFaults(features, remarks, proofs);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return [{ path: 'docs/features.md', text: listForPeople(features, remarks, proofs) }];
}

/** Reads the list: `## section` and `ID title` lines. */
export function parseFeatures(text: string): readonly Feature[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('## ')) section = line.slice(3);
    const match = /^([MC]-[A-Z0-9]+-\d+) (.+)$/.exec(line);
    return match === null ? [] : [{ id: match[1] ?? '', title: match[2] ?? '', section }];
  });
}

/** Reads the remarks: `ID state: reason`. */
export function parseRemarks(text: string): ReadonlyMap<string, Remark> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const match = /^([MC]-[A-Z0-9]+-\d+) (better|not yet|not)(?:: (.+))?$/.exec(line);
      if (match === null) throw new Error(`tools/features/remarks.txt: cannot read '${line}'`);
      return [match[1] ?? '', { state: match[2] as Remark['state'], reason: match[3] ?? '' }];
    }),
  );
}

/** The annotations `{ type: 'feature', description: 'M-ABC-01' }` of a spec's tests. */
export function readProofs(file: string, text: string): readonly Proof[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const proofs: Proof[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^test(\.describe)?$/.test(node.expression.getText(source))) {
      const [title, details] = node.arguments;
      const ids = details !== undefined && ts.isObjectLiteralExpression(details) ? annotatedIds(details) : [];
      if (ids.length > 0 && title !== undefined) {
        if (node.expression.getText(source) !== 'test') throw new Error(`${file}: features belong to single tests, not to ${title.getText(source)}`);
        proofs.push({ file, test: titleOf(title, source), ids });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const written = text.match(/type: 'feature'/g)?.length ?? 0;
  const read = proofs.reduce((sum, { ids }) => sum + ids.length, 0);
  if (written !== read) throw new Error(`${file}: ${written} features are written, ${read} can be read; they must stand in the details of a test, as plain text`);
  return proofs;
}

function titleOf(title: ts.Expression, source: ts.SourceFile): string {
  if (ts.isStringLiteralLike(title)) return title.text;
  const text = title.getText(source);
  return ts.isTemplateExpression(title) ? text.slice(1, -1).replace(/\$\{[^}]*\}/g, '…') : /'([^']+)'/.exec(text)?.[1] ?? text;
}

function annotatedIds(details: ts.ObjectLiteralExpression): readonly string[] {
  const annotation = property(details, 'annotation');
  const all = annotation === undefined ? [] : ts.isArrayLiteralExpression(annotation) ? [...annotation.elements] : [annotation];
  return all.flatMap((each) => {
    if (!ts.isObjectLiteralExpression(each)) return [];
    const [type, description] = [property(each, 'type'), property(each, 'description')];
    return type !== undefined && ts.isStringLiteralLike(type) && type.text === 'feature' && description !== undefined && ts.isStringLiteralLike(description) ? [description.text] : [];
  });
}

function property(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const each of object.properties) if (ts.isPropertyAssignment(each) && ts.isIdentifier(each.name) && each.name.text === name) return each.initializer;
  return undefined;
}

/** What does not fit together: unknown ids, too many at one test, remarks that a test contradicts. */
export function featureFaults(features: readonly Feature[], remarks: ReadonlyMap<string, Remark>, proofs: readonly Proof[]): readonly string[] {
  const known = new Set(features.map(({ id }) => id));
  const proven = new Set(proofs.flatMap(({ ids }) => ids));
  return [
    ...proofs.flatMap(({ file, test, ids }) => ids.filter((id) => !known.has(id)).map((id) => `${file}: '${test}' names ${id}, which is not in tools/features/features.txt`)),
    ...proofs.filter(({ ids }) => ids.length > MOST_A_TEST).map(({ file, test, ids }) => `${file}: '${test}' names ${ids.length} features; at most ${MOST_A_TEST} can be proven by one test`),
    ...[...remarks].flatMap(([id, { state }]) => {
      if (!known.has(id)) return [`remarks.txt: ${id} is not in features.txt`];
      if (state === 'better' && !proven.has(id)) return [`remarks.txt: ${id} is called better, but no test names it`];
      if (state !== 'better' && proven.has(id)) return [`remarks.txt: ${id} is called '${state}', but a test names it`];
      return [];
    }),
    ...[...remarks].filter(([, { state, reason }]) => state !== 'not yet' && reason === '').map(([id]) => `remarks.txt: ${id} wants a reason`),
  ];
}

function listForPeople(features: readonly Feature[], remarks: ReadonlyMap<string, Remark>, proofs: readonly Proof[]): string {
  const state = ({ id }: Feature): string => remarks.get(id)?.state ?? (proofs.some(({ ids }) => ids.includes(id)) ? 'done' : 'not yet');
  const count = (which: string): number => features.filter((each) => state(each) === which).length;
  const sections = [...new Set(features.map(({ section }) => section))].map((section) => {
    const rows = features.filter((each) => each.section === section).map((each) => `| ${each.id} | ${each.title} | ${state(each)} | ${proof(each.id, remarks, proofs)} |`);
    return [`## ${section}`, '', '| id | feature | | seen in, or why not |', '|---|---|---|---|', ...rows].join('\n');
  });
  return `# Features people come with

What virt-manager (M-) and cockpit-machines (C-) have, and whether Vireo's window has it. Made by \`npm run generate\` from
\`tools/features/features.txt\`, the annotations of the window's tests and \`tools/features/remarks.txt\`. *Done* means that a test does it on
a real machine and looks at the host's document or into the guest afterwards; what works but has no such test counts as *not yet*.

${features.length} features: ${count('done')} done, ${count('better')} better, ${count('not yet')} not yet, ${count('not')} not.

${sections.join('\n\n')}
`;
}

function proof(id: string, remarks: ReadonlyMap<string, Remark>, proofs: readonly Proof[]): string {
  const reason = remarks.get(id)?.reason ?? '';
  const tests = proofs.filter(({ ids }) => ids.includes(id)).map(({ file, test }) => `${file.replace(/^e2e\//, '').replace(/\.spec\.ts$/, '')}: ${test.replaceAll('|', '\\|')}`);
  return [...(reason === '' ? [] : [reason]), ...tests].join('; ');
}

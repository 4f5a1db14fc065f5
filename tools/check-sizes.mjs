// Files stop at 600 lines. Generated files and data tables (a table says so in its first lines) are excepted.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LIMIT = 600;

/** What is wrong with one file, or undefined. */
export function sizeFault(file, text) {
  if (/\.gen\.tsx?$/.test(file) || !/\.(tsx?|mjs|cjs|css)$/.test(file)) return undefined;
  const lines = text.split('\n').length - 1;
  if (lines <= LIMIT || /\bdata table\b/i.test(text.slice(0, 1500))) return undefined;
  return `${file}: ${lines} lines, more than ${LIMIT}: split it by what it is about`;
}

/** The faults of a list of files. */
export function sizeFaults(root, files) {
  return files.map((file) => sizeFault(file, readFileSync(path.join(root, file), 'utf8'))).filter((fault) => fault !== undefined);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs', '*.cjs', '*.css'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const faults = sizeFaults(root, files);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exit(faults.length === 0 ? 0 : 1);
}

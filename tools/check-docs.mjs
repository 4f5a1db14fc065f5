// Paths that documents name exist, every top-level folder and driver has a README, the change log has its form.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const FOLDERS = ['assets', 'docs', 'drivers', 'e2e', 'electron', 'main', 'renderer', 'tools'];
const CHANGE_KINDS = ['New', 'Improved', 'Fixed', 'Removed'];

/** Paths in a document that look like ours and are not there. */
export function deadPaths(root, file, text) {
  const dir = path.dirname(path.join(root, file));
  const named = [...text.matchAll(/`([^`\s]+)`|\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? match[2]);
  const ours = named.filter((name) => /^(\.{1,2}\/|[\w-]+\/|[\w-]+\.(ts|tsx|md|mjs|sh|svg|css)$)/.test(name) && !/[<>*{}…:$|=()]|\bNAME\b|\b[nN]{4}\b/.test(name));
  const linked = (name) => existsSync(path.resolve(dir, name)) || existsSync(path.join(root, name));
  return ours
    .filter((name) => isOurs(root, name) || text.includes(`](${name}`))
    .filter((name) => !linked(name))
    .map((name) => `${file}: names ${name}, which does not exist`);
}

function isOurs(root, name) {
  const top = name.replace(/^\.{1,2}\//, '').split('/')[0];
  return name.includes('/') && FOLDERS.includes(top) && statSync(path.join(root, top), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Faults of the change log: it speaks to users, in sections, one line a change. */
export function changelogFaults(text) {
  const faults = [];
  if (!/^## Unreleased$/m.test(text) && !/^## \d+\.\d+\.\d+/m.test(text)) faults.push('CHANGELOG.md: no section');
  for (const line of text.split('\n')) {
    if (line.startsWith('* ') && !CHANGE_KINDS.some((kind) => line.startsWith(`* [${kind}] `))) {
      faults.push(`CHANGELOG.md: "${line.slice(0, 60)}" does not begin with one of ${CHANGE_KINDS.map((kind) => `[${kind}]`).join(' ')}`);
    }
  }
  return faults;
}

/** Folders that need a README and have none. */
export function missingReadmes(root) {
  const drivers = readdirSync(path.join(root, 'drivers'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [...FOLDERS, ...drivers.map((entry) => `drivers/${entry.name}`)];
  return folders.filter((folder) => existsSync(path.join(root, folder)) && !existsSync(path.join(root, folder, 'README.md'))).map((folder) => `${folder} has no README.md`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const faults = files.flatMap((file) => deadPaths(root, file, readFileSync(path.join(root, file), 'utf8')));
  faults.push(...missingReadmes(root));
  faults.push(...changelogFaults(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8')));
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exit(faults.length === 0 ? 0 : 1);
}

// Whether node_modules and dist are up to date, told by files alone and in a few milliseconds.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = ['drivers', 'main', 'renderer', 'electron', 'assets', 'tools/build.mjs', 'package-lock.json', 'tsconfig.base.json'];
const STAMP = 'dist/.stamp';

/** Number and newest change of all sources: a file that was added, changed or removed changes it. */
export function sourceStamp(root) {
  let newest = 0;
  let count = 0;
  const visit = (file) => {
    const facts = statSync(file, { throwIfNoEntry: false });
    if (facts === undefined) return;
    if (facts.isDirectory()) {
      for (const entry of readdirSync(file)) {
        if (entry !== 'node_modules' && entry !== 'testdata' && !/\.test\.tsx?$/.test(entry)) visit(path.join(file, entry));
      }
      return;
    }
    count++;
    newest = Math.max(newest, facts.mtimeMs);
  };
  for (const source of SOURCES) visit(path.join(root, source));
  return `${count} ${newest}`;
}

/** Whether `dist` was built from the sources as they are. */
export function isBuilt(root) {
  const stamp = path.join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceStamp(root);
}

/** Remembers that `dist` was built from the sources as they are. */
export function markBuilt(root) {
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  writeFileSync(path.join(root, STAMP), sourceStamp(root));
}

/** Whether node_modules is what package-lock.json asks for, as npm left its own mark. */
export function isInstalled(root) {
  const mark = path.join(root, 'node_modules/.package-lock.json');
  const facts = statSync(mark, { throwIfNoEntry: false });
  if (facts === undefined) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(mark, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional, peer }]) => name === '' || optional || peer || installed[name]?.version === version,
  );
}

import { escapePipe } from './vmx-escape.ts';

const ENTRY = /^\s*([A-Za-z.][A-Za-z0-9_:.-]*)\s*=/;

/**
 * Changes entries of a .vmx file and leaves every other line as it is. undefined removes an entry; new ones go to the end.
 * Of an entry that is there twice, only the first counts, so the others go when it is changed.
 */
export function editVmx(text: string, changes: Readonly<Record<string, string | undefined>>): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const left = new Map(Object.entries(changes).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const done = new Set<string>();
  const lines = text.split(/\r?\n/);
  const hadEnd = lines.at(-1) === '';
  if (hadEnd) lines.pop();
  const kept = lines.flatMap((line) => {
    const name = ENTRY.exec(line)?.[1];
    const change = name === undefined ? undefined : left.get(name.toLowerCase());
    if (name === undefined || change === undefined) return [line];
    if (change.value === undefined || done.has(name.toLowerCase())) return [];
    done.add(name.toLowerCase());
    return [vmxLine(name, change.value)];
  });
  for (const [key, { name, value }] of left) if (value !== undefined && !done.has(key)) kept.push(vmxLine(name, value));
  return kept.map((line) => line + newline).join('');
}

/** One entry as a line. The value is escaped: nothing in it can end the line. */
export function vmxLine(name: string, value: string): string {
  return `${name} = "${escapePipe(value)}"`;
}

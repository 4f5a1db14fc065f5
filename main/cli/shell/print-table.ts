import type { Shell } from './shell.ts';
import { Table } from './table.ts';

/** Prints rows under a head, or as data for programs: the heads are the names then. */
export function printTable(shell: Shell, head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (shell.options.json) {
    shell.printJson(rows.map((row) => Object.fromEntries(row.map((cell, column) => [(head[column] ?? '').toLowerCase(), cell]))));
    return;
  }
  const table = new Table(...head);
  for (const row of rows) table.add(...row);
  shell.print(table.toText(!shell.options.quiet));
}

import { assertNever } from '../../core/assert.ts';
import type { VirConf, VirConfEntry, VirConfValue } from './vir-conf.ts';

/** A configuration as text: one entry a line, comments kept. */
export function formatVirConf(conf: VirConf): string {
  return conf.entries.map((entry) => `${formatEntry(entry)}\n`).join('');
}

function formatEntry(entry: VirConfEntry): string {
  if (entry.name === undefined) return `#${entry.comment}`;
  const assignment = `${entry.name} = ${formatValue(entry.value)}`;
  return entry.comment === undefined ? assignment : `${assignment} #${entry.comment}`;
}

function formatValue(value: VirConfValue): string {
  switch (value.type) {
    case 'number':
      return String(value.value);
    case 'string':
      return quote(value.value);
    case 'list':
      return `[ ${value.items.map(formatValue).join(', ')} ]`;
    default:
      return assertNever(value);
  }
}

function quote(text: string): string {
  if (text.includes('\n')) return `"""${text}"""`;
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? `"""${text}"""` : `'${text}'`;
}

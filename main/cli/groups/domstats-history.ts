import type { History, HistoryMetric } from '../../../drivers/api/extras.ts';
import { requireExtra } from '../../../drivers/core/require-extra.ts';
import { explaining } from '../attempt.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import type { CommandDef } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const HEADS: Readonly<Record<HistoryMetric, string>> = { cpu: 'CPU %', memory: 'Memory KiB', diskRead: 'Read B/s', diskWritten: 'Written B/s', received: 'Received B/s', sent: 'Sent B/s' };

/** `90s`, `30m`, `2h`, `7d`, `4w` in seconds; undefined: none of them. */
export function parseSpan(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,6})([smhdw])$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (SECONDS[unit] ?? 1);
}

function rows({ timesMs, series }: History, metrics: readonly HistoryMetric[]): readonly (readonly string[])[] {
  return timesMs.map((timeMs, index) => [new Date(timeMs).toISOString().slice(0, 19).replace('T', ' '), ...metrics.map((metric) => String(series[metric]?.[index] ?? '-'))]);
}

/** `domstats-history`: statistics that the host has kept. */
export const domstatsHistory: CommandDef = {
  name: 'domstats-history',
  help: "what the host has kept of a domain's statistics",
  description: 'Shows averages of the past, as the host has kept them. Times are in UTC.',
  options: [
    domainOption(),
    { name: 'last', type: 'string', help: 'how far back: 30m, 2h, 7d (default: 1h)' },
    { name: 'step', type: 'int', help: 'seconds from one value to the next; one of those that the host keeps' },
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const lastS = parseSpan(args.text('last') ?? '1h');
    if (lastS === undefined) {
      shell.error('--last takes a number and a unit: 90s, 30m, 2h, 7d, 4w');
      return false;
    }
    const step = args.text('step');
    const connection = await shell.connection();
    const toMs = Date.now();
    const request = { fromMs: toMs - lastS * 1000, toMs, ...(step === undefined ? {} : { stepS: Number(step) }) };
    const history = await explaining(shell, `Failed to read the history of domain '${domain.name}'`, () => requireExtra(connection, 'history', 'readDomain')(domain, request));
    if (shell.options.json) shell.printJson(history);
    else {
      const metrics = (Object.keys(HEADS) as HistoryMetric[]).filter((metric) => history.series[metric] !== undefined);
      printTable(shell, ['Time', ...metrics.map((metric) => HEADS[metric])], rows(history, metrics));
    }
    return true;
  },
};

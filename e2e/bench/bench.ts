import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { commandLineFigures, latencyFigures } from './command-line-figures.ts';
import { confFigures } from './conf-figures.ts';
import { displayFigures } from './display-figures.ts';
import { embedFigures } from './embed-figures.ts';
import { farFigures, hungFigures } from './far-figures.ts';
import { figureLine, isMet, type Figure } from './figure.ts';
import { hostsFigures } from './hosts-figures.ts';
import { liveFigures } from './live-figures.ts';
import { fuzzFigures, remoteFigures } from './remote-figures.ts';
import { sshFigures } from './ssh-figures.ts';
import { startFigures } from './start-figures.ts';
import { transferFigures } from './transfer-figures.ts';
import { vsphereFigures } from './vsphere-figures.ts';

type Measure = (say: (line: string) => void) => Promise<readonly Figure[]>;

/** What can be measured, by the name that the command line takes. */
const FAMILIES: Readonly<Record<string, Measure>> = {
  cli: commandLineFigures,
  latency: latencyFigures,
  conf: confFigures,
  rpc: remoteFigures,
  transfer: transferFigures,
  far: farFigures,
  hung: hungFigures,
  ssh: sshFigures,
  hosts: hostsFigures,
  start: startFigures,
  live: liveFigures,
  display: displayFigures,
  esx: vsphereFigures,
  embed: embedFigures,
  fuzz: fuzzFigures,
};

/** Measures what is named, everything without names, and prints the figures; gives the exit code: 1 when something could not be measured. */
export async function bench(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in FAMILIES));
  if (unknown.length > 0) {
    print(`There is no ${unknown.join(', ')}; there are: ${Object.keys(FAMILIES).join(' ')}`);
    return 2;
  }
  print(`Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; load ${load()}`);
  let failures = 0;
  const lines: string[] = [];
  let met = 0;
  for (const [name, measure] of Object.entries(FAMILIES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    print(`\n${name} (load ${load()})`);
    try {
      for (const figure of await measure((line) => { print(`  ${line}`); })) {
        met += isMet(figure) ? 1 : 0;
        lines.push(figureLine(figure));
        print(figureLine(figure));
      }
    } catch (error) {
      failures += 1;
      lines.push(`not measured: ${name}: ${error instanceof Error ? error.message : String(error)}`);
      print(`  not measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  print(`\n${lines.join('\n')}\n${met} of ${lines.length} met; load ${load()}`);
  return failures === 0 ? 0 : 1;
}

function load(): string {
  return loadavg().slice(0, 2).map((value) => value.toFixed(1)).join(' ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { isatty } from 'node:tty';
import { VERSION } from '../../version.ts';
import type { Shell } from '../shell/shell.ts';
import type { Run } from '../shell/words.ts';
import { HYPERVISORS, type Check, type Level } from './host-checks.ts';

const COLOURS: Readonly<Record<Level | 'PASS', string>> = { PASS: '32', FAIL: '31', WARN: '33', NOTE: '34' };

const HELP = `
syntax: vireo host-validate [OPTIONS] [HVTYPE]

 Hypervisor types:

${Object.keys(HYPERVISORS).map((name) => `   - ${name}\n`).join('')}
 Options:
   -h, --help     Display command line help
   -v, --version  Display command version
   -q, --quiet    Don't display progress information

`;

/** One line of the answer. */
interface Line {
  readonly hypervisor: string;
  readonly check: string;
  readonly result: Level | 'PASS';
  readonly hint?: string;
}

function* lookAll(label: string, checks: readonly Check[]): Generator<Line> {
  for (const check of checks) {
    const found = check.look();
    if (found.ok) {
      yield { hypervisor: label, check: check.what, result: 'PASS' };
      yield* lookAll(label, check.then?.() ?? []);
    } else {
      yield { hypervisor: label, check: check.what, result: found.level, hint: found.hint };
    }
  }
}

function textOf({ hypervisor, check, result, hint }: Line, coloured: boolean): string {
  const word = coloured ? `\x1b[${COLOURS[result]}m${result}\x1b[0m` : result;
  return `${hypervisor.padStart(6)}: Checking ${check.padEnd(60)}: ${word}${hint === undefined ? '' : ` (${hint})`}\n`;
}

/**
 * Says what this computer lacks as a host of virtual machines. It ends with 0 only when nothing is missing that a hypervisor
 * needs.
 *
 * @libvirt virt-host-validate
 */
export const hostValidate: Run = (shell, args) => Promise.resolve(validate(shell, args.all('word')));

function validate(shell: Shell, words: readonly string[]): boolean {
  const options = words.filter((word) => word.startsWith('-'));
  const [wanted, , tooMany] = words.filter((word) => !word.startsWith('-'));
  if (options.some((word) => word === '-h' || word === '--help')) {
    shell.print(HELP);
    return true;
  }
  if (options.some((word) => word === '-v' || word === '--version')) {
    shell.print(`version: vireo host-validate ${VERSION}\n`);
    return true;
  }
  const unknown = options.find((word) => word !== '-q' && word !== '--quiet');
  if (unknown !== undefined || tooMany !== undefined) {
    shell.streams.err(unknown === undefined ? `vireo host-validate: too many command line arguments\n${HELP}` : HELP);
    return false;
  }
  const chosen = Object.entries(HYPERVISORS).filter(([name, { onRequest }]) => (wanted === undefined ? onRequest !== true : name === wanted));
  if (chosen.length === 0) {
    shell.streams.err(`vireo host-validate: unsupported hypervisor name ${wanted ?? ''}\n`);
    return false;
  }
  const lines = chosen.flatMap(([, { label, checks }]) => [...lookAll(label, checks())]);
  if (shell.options.json) shell.printJson(lines);
  else if (options.length === 0 && !shell.options.quiet) shell.print(lines.map((line) => textOf(line, isatty(1))).join(''));
  return !lines.some(({ result }) => result === 'FAIL');
}

/** What stands before the command on the command line. */
export interface GlobalOptions {
  uri: string | undefined;
  quiet: boolean;
  readOnly: boolean;
  timing: boolean;
  json: boolean;
  escape: string;
  keepaliveIntervalS: number | undefined;
  keepaliveCount: number | undefined;
  /** Instead of a command. */
  show: 'help' | 'version' | 'long-version' | undefined;
  /** The command and its words. */
  rest: readonly string[];
}

/** A fault in the options before the command, in virsh's words. */
export class UsageFault extends Error {}

const SHORT: Readonly<Record<string, string>> = {
  c: 'connect',
  d: 'debug',
  e: 'escape',
  h: 'help',
  k: 'keepalive-interval',
  K: 'keepalive-count',
  l: 'log',
  q: 'quiet',
  r: 'readonly',
  t: 'timing',
  v: 'version',
  V: 'long-version',
};
const WITH_VALUE: ReadonlySet<string> = new Set(['connect', 'debug', 'escape', 'keepalive-interval', 'keepalive-count', 'log']);
const LONG = ['connect', 'debug', 'escape', 'help', 'keepalive-interval', 'keepalive-count', 'log', 'quiet', 'readonly', 'timing', 'version', 'json'];

/**
 * Reads the options before the command as getopt does: they end at the first word that is none.
 *
 * @throws UsageFault with virsh's words.
 */
export function parseCommandLine(argv: readonly string[]): GlobalOptions {
  const options: GlobalOptions = {
    uri: undefined,
    quiet: false,
    readOnly: false,
    timing: false,
    json: false,
    escape: '^]',
    keepaliveIntervalS: undefined,
    keepaliveCount: undefined,
    show: undefined,
    rest: [],
  };
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (word.startsWith('--')) at += takeLong(options, word, argv[at + 1]);
    else if (word.startsWith('-') && word.length > 1) at += takeShort(options, word, argv[at + 1]);
    else break;
    if (options.show !== undefined) break;
  }
  options.rest = argv.slice(at);
  return options;
}

function takeLong(options: GlobalOptions, word: string, next: string | undefined): number {
  const equals = word.indexOf('=');
  const given = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const value = equals < 0 ? undefined : word.slice(equals + 1);
  const matches = LONG.includes(given) ? [given] : LONG.filter((name) => name.startsWith(given));
  const [name] = matches;
  if (name === undefined || matches.length !== 1) throw new UsageFault(`unsupported option '${word}'. See --help.`);
  if (!WITH_VALUE.has(name)) {
    set(options, name === 'version' && value === 'long' ? 'long-version' : name, '');
    return 0;
  }
  const taken = value ?? next;
  if (taken === undefined) throw missing(name);
  set(options, name, taken);
  return value === undefined ? 1 : 0;
}

function takeShort(options: GlobalOptions, word: string, next: string | undefined): number {
  for (let i = 1; i < word.length; i++) {
    const char = word[i] ?? '';
    const name = SHORT[char];
    if (name === undefined) throw new UsageFault(`unsupported option '-${char}'. See --help.`);
    if (WITH_VALUE.has(name)) {
      const rest = word.slice(i + 1);
      const taken = rest === '' ? next : rest;
      if (taken === undefined) throw missing(name);
      set(options, name, taken);
      return rest === '' ? 1 : 0;
    }
    set(options, name, '');
  }
  return 0;
}

function missing(name: string): UsageFault {
  const short = Object.entries(SHORT).find(([, long]) => long === name)?.[0] ?? '';
  return new UsageFault(`option '-${short}'/'--${name}' requires an argument`);
}

function set(options: GlobalOptions, name: string, value: string): void {
  switch (name) {
    case 'connect':
      options.uri = value;
      return;
    case 'escape':
      if (!/^(\^[@A-Z[\\\]^_a-z]|[^^])$/.test(value)) throw new UsageFault(`Invalid string '${value}' for escape sequence`);
      options.escape = value;
      return;
    case 'keepalive-interval':
      options.keepaliveIntervalS = positive(name, 'k', value);
      return;
    case 'keepalive-count':
      options.keepaliveCount = positive(name, 'K', value);
      return;
    case 'quiet':
      options.quiet = true;
      return;
    case 'readonly':
      options.readOnly = true;
      return;
    case 'timing':
      options.timing = true;
      return;
    case 'json':
      options.json = true;
      return;
    case 'help':
    case 'version':
    case 'long-version':
      options.show = name;
      return;
    case 'debug':
      if (!/^\s*[+-]?\d+$/.test(value)) throw new UsageFault('option -d takes a numeric argument');
      return;
    default: // log changes nothing that is printed here
  }
}

function positive(name: string, short: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number)) throw new UsageFault(`Invalid value for option -${short}`);
  if (number < 0) throw new UsageFault(`option -${short} requires a positive integer argument`);
  return number;
}

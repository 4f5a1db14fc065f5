import type { Connection } from '../../drivers/api/connection.ts';
import { fault, uintOf } from './shell/values.ts';
import type { CommandArgs } from './shell/command.ts';
import type { Shell } from './shell/shell.ts';

const MAX_TIMEOUT_S = Math.floor((2 ** 31 - 1) / 1000);

/** Events that a `*-event` command waits for. */
export interface EventSource<K extends string, E, S> {
  /** Kinds of events, as `--list` prints them. */
  readonly kinds: readonly K[];
  /** What `--network` and the like filter by; undefined without it. */
  readonly subject: (shell: Shell, args: CommandArgs) => Promise<S | undefined>;
  readonly register: (connection: Connection, kind: K, subject: S | undefined, listener: (event: E) => void) => Promise<number>;
  readonly deregister: (connection: Connection, id: number) => Promise<void>;
  /** A line without its end. */
  readonly text: (event: E) => string;
}

/** Lists the kinds of events, or prints those that come. */
export async function runEventCommand<K extends string, E, S>(shell: Shell, args: CommandArgs, source: EventSource<K, E, S>): Promise<boolean> {
  if (args.has('list')) {
    if (shell.options.json) shell.printJson(source.kinds);
    else shell.print(source.kinds.map((name) => `${name}\n`).join(''));
    return true;
  }
  const wanted = args.text('event');
  if (wanted === '') throw fault("Failed to get option 'event': Option argument is empty");
  if (wanted === undefined) throw fault('either --list or --event <type> is required');
  const kind = source.kinds.find((name) => name === wanted);
  if (kind === undefined) throw fault(`unknown event type ${wanted}`);
  const timeoutS = readTimeout(args);
  const subject = await source.subject(shell, args);
  const connection = await shell.connection();
  const wait = new Wait<E>(shell, args, source.text, timeoutS);
  const lost = connection.onDidClose(() => {
    wait.end('lost');
  });
  try {
    const id = await source.register(connection, kind, subject, wait.onEvent);
    const outcome = await wait.outcome;
    if (outcome === 'interrupt') shell.print('event loop interrupted\n');
    if (outcome === 'timeout') shell.print('event loop timed out\n');
    if (!shell.options.json) shell.print(`events received: ${wait.count}\n`);
    if (outcome !== 'lost') await source.deregister(connection, id);
    return wait.count > 0;
  } finally {
    lost.dispose();
    wait.end('done');
  }
}

function readTimeout(args: CommandArgs): number | undefined {
  const seconds = uintOf(args, 'timeout');
  if (seconds === undefined || (seconds > 0 && seconds <= MAX_TIMEOUT_S)) return seconds;
  throw fault(`Numeric value '${seconds}' for <timeout> option is malformed or out of range`);
}

type Outcome = 'done' | 'timeout' | 'interrupt' | 'lost';

/** Prints events until there is one, the time is over, or somebody presses Ctrl-C. */
class Wait<E> {
  count = 0;
  readonly outcome: Promise<Outcome>;
  readonly #shell: Shell;
  readonly #args: CommandArgs;
  readonly #text: (event: E) => string;
  #resolve: (outcome: Outcome) => void = () => undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onInterrupt = (): void => {
    this.end('interrupt');
  };

  constructor(shell: Shell, args: CommandArgs, text: (event: E) => string, timeoutS: number | undefined) {
    this.#shell = shell;
    this.#args = args;
    this.#text = text;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    process.on('SIGINT', this.#onInterrupt);
    if (timeoutS === undefined) return;
    this.#timer = setTimeout(() => {
      this.end('timeout');
    }, timeoutS * 1000);
  }

  readonly onEvent = (event: E): void => {
    const loop = this.#args.has('loop');
    if (!loop && this.count > 0) return;
    const now = new Date().toISOString();
    const stamp = this.#args.has('timestamp') ? `${now.replace('T', ' ').replace('Z', '+0000')}: ` : '';
    if (this.#shell.options.json) this.#shell.printJson({ time: now, ...event });
    else this.#shell.print(`${stamp}${this.#text(event)}\n`);
    this.count++;
    if (!loop) this.end('done');
  };

  end(outcome: Outcome): void {
    clearTimeout(this.#timer);
    process.off('SIGINT', this.#onInterrupt);
    this.#resolve(outcome);
  }
}

import type { DomainEvent } from '../../../drivers/api/events.ts';
import { DOMAIN_EVENT_KINDS } from '../../../drivers/core/domain-event-kinds.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { findDomain } from '../domain-argument.ts';
import type { CommandArgs, CommandDef } from '../shell/command.ts';
import { exclusive, readCount } from '../shell/options.ts';
import type { Shell } from '../shell/shell.ts';
import { eventName, eventText } from './event-text.ts';

type Outcome = 'done' | 'timeout' | 'interrupt' | 'lost';

/** @libvirt virsh event */
export const event: CommandDef = {
  name: 'event',
  help: 'Domain Events',
  description: 'List event types, or wait for domain events to occur',
  options: [
    { name: 'domain', type: 'string', help: 'filter by domain name, id or uuid' },
    { name: 'event', type: 'string', help: 'which event type to wait for' },
    { name: 'all', type: 'bool', help: 'wait for all events instead of just one type' },
    { name: 'loop', type: 'bool', help: 'loop until timeout or interrupt, rather than one-shot' },
    { name: 'timeout', type: 'int', help: 'timeout seconds' },
    { name: 'list', type: 'bool', help: 'list valid event types' },
    { name: 'timestamp', type: 'bool', help: 'show timestamp for each printed event' },
  ],
  run: async (shell, args) => {
    if (!exclusive(shell, args, ['all', 'event'], ['list', 'all'], ['list', 'event'])) return false;
    if (args.has('list')) {
      const names = DOMAIN_EVENT_KINDS.map(eventName);
      if (shell.options.json) shell.printJson(names);
      else shell.print(names.map((name) => `${name}\n`).join(''));
      return true;
    }
    const wanted = args.text('event');
    if (wanted === undefined && !args.has('all')) {
      shell.error('one of --list, --all, or --event <type> is required');
      return false;
    }
    const kinds = DOMAIN_EVENT_KINDS.filter((kind) => wanted === undefined || eventName(kind) === wanted);
    if (kinds.length === 0) {
      shell.error(`unknown event type ${wanted ?? ''}`);
      return false;
    }
    const timeoutS = readCount(shell, args, 'timeout');
    if (timeoutS === 'wrong') return false;
    return wait(shell, args, kinds, timeoutS);
  },
};

async function wait(shell: Shell, args: CommandArgs, kinds: readonly DomainEvent['kind'][], timeoutS: number | undefined): Promise<boolean> {
  const domain = args.has('domain') ? await findDomain(shell, args) : undefined;
  if (args.has('domain') && domain === undefined) return false;
  const connection = await shell.connection();
  const waiting = new EventWait(shell, args, timeoutS);
  const lost = connection.onDidClose(() => {
    waiting.end('lost');
  });
  const ids: number[] = [];
  try {
    for (const kind of kinds) {
      try {
        ids.push(await requireMethod(connection, 'connect', 'domainEventRegisterAny')(kind, domain, waiting.onEvent));
      } catch (error) {
        // An older daemon knows fewer kinds; that it knows none is an error.
        if (ids.length === 0 || !VirError.is(error)) throw error;
      }
    }
    const outcome = await waiting.outcome;
    if (outcome === 'interrupt') shell.print('event loop interrupted\n');
    if (outcome === 'timeout') shell.print('event loop timed out\n');
    shell.print(`events received: ${waiting.count}\n`);
    if (outcome !== 'lost') for (const id of ids) await requireMethod(connection, 'connect', 'domainEventDeregisterAny')(id);
    return waiting.count > 0;
  } finally {
    lost.dispose();
    waiting.end('done');
  }
}

/** Prints events until there is one, the time is over, or somebody presses Ctrl-C. */
class EventWait {
  count = 0;
  readonly outcome: Promise<Outcome>;
  readonly #shell: Shell;
  readonly #args: CommandArgs;
  #resolve: (outcome: Outcome) => void = () => undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onInterrupt = (): void => {
    this.end('interrupt');
  };

  constructor(shell: Shell, args: CommandArgs, timeoutS: number | undefined) {
    this.#shell = shell;
    this.#args = args;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    process.on('SIGINT', this.#onInterrupt);
    if (timeoutS === undefined) return;
    this.#timer = setTimeout(() => {
      this.end('timeout');
    }, timeoutS * 1000);
  }

  readonly onEvent = (event: DomainEvent): void => {
    const loop = this.#args.has('loop');
    if (!loop && this.count > 0) return;
    const stamp = this.#args.has('timestamp') ? `${timestamp(new Date())}: ` : '';
    if (this.#shell.options.json) this.#shell.printJson({ time: new Date().toISOString(), ...event });
    else this.#shell.print(stamp + eventText(event));
    this.count++;
    if (!loop) this.end('done');
  };

  end(outcome: Outcome): void {
    clearTimeout(this.#timer);
    process.off('SIGINT', this.#onInterrupt);
    this.#resolve(outcome);
  }
}

/** As libvirt's logs: UTC with milliseconds. */
function timestamp(now: Date): string {
  return now.toISOString().replace('T', ' ').replace('Z', '+0000');
}

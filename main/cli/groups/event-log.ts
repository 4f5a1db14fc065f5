import { requireExtra } from '../../../drivers/core/require-extra.ts';
import { localTime } from '../local-time.ts';
import type { CommandDef } from '../shell/command.ts';
import { eventText } from './event-text.ts';

const MOST = 200;

/** `event-log`: what happened to machines while no window was open. */
export const eventLog: CommandDef = {
  name: 'event-log',
  help: 'show what happened to domains, also while nobody looked',
  description: 'Prints the log of events that the host keeps (for qemu:///embed, its embed-keeper),\n    oldest first.',
  options: [{ name: 'last', type: 'int', help: `how many (${MOST})`, mustBeNamed: true }],
  run: async (shell, args) => {
    const most = Number(args.text('last') ?? MOST);
    const entries = await requireExtra(await shell.connection(), 'eventLog', 'readAll')(Number.isInteger(most) && most > 0 ? most : MOST);
    if (shell.options.json) shell.printJson(entries);
    else for (const { timeMs, event, text } of entries) shell.print(`${localTime(timeMs / 1000)}  ${event === undefined ? `${text ?? ''}\n` : eventText(event)}`);
    return true;
  },
};

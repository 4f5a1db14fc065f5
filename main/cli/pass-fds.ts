import type { CommandArgs } from './shell/command.ts';
import { fault } from './shell/values.ts';

/** The numbers of `--pass-fds N,M,…`. @throws fault when one is none. */
export function readFds(args: CommandArgs): readonly number[] {
  const text = args.text('pass-fds');
  if (text === undefined || text === '') return [];
  const words = text.split(',');
  const wrong = words.find((word) => !/^\s*[+-]?\d+$/.test(word));
  if (wrong !== undefined) throw fault(`Unable to parse FD number '${wrong}'`);
  return words.map(Number);
}

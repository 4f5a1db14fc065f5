import type { CommandGroup } from '../shell/command.ts';
import { doctor } from './doctor.ts';
import { OWN_COMMANDS } from './own.ts';
import { shellCommands } from './shell-commands.ts';

/** Commands about this program; `groups` gives all commands, for their help. */
export function itself(groups: () => readonly CommandGroup[]): CommandGroup {
  return { name: 'Vireo itself', keyword: 'vireo', commands: [...shellCommands(groups), doctor, ...OWN_COMMANDS] };
}

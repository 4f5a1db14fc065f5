import type { CommandGroup } from '../shell/command.ts';
import { event } from './event.ts';

/** Commands that wait for what happens to machines. */
export const domainEvents: CommandGroup = { name: 'Domain Events', keyword: 'events', commands: [event] };

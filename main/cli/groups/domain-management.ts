import type { CommandGroup } from '../shell/command.ts';

/** Commands that change machines. */
export const domainManagement: CommandGroup = { name: 'Domain Management', keyword: 'domain', commands: [] };

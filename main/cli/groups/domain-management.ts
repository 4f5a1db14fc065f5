import type { CommandGroup } from '../shell/command.ts';
import { lifecycle } from './lifecycle.ts';

/** Commands that change machines. */
export const domainManagement: CommandGroup = { name: 'Domain Management', keyword: 'domain', commands: [...lifecycle] };

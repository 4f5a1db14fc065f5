import type { CommandGroup } from '../shell/command.ts';
import { dominfo } from './dominfo.ts';
import { list } from './list.ts';

/** Commands that look at machines. */
export const domainMonitoring: CommandGroup = { name: 'Domain Monitoring', keyword: 'monitor', commands: [dominfo, list] };

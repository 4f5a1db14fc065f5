import type { CommandGroup } from '../shell/command.ts';
import { deviceCommands } from './devices.ts';
import { dominfo } from './dominfo.ts';
import { domstate } from './domstate.ts';
import { domstats } from './domstats.ts';
import { list } from './list.ts';

/** Commands that look at machines. */
export const domainMonitoring: CommandGroup = {
  name: 'Domain Monitoring',
  keyword: 'monitor',
  commands: [...deviceCommands, dominfo, domstate, domstats, list],
};

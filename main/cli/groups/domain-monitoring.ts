import type { CommandGroup } from '../shell/command.ts';
import { lazyCommands } from '../tables/command-table.ts';
import { MONITOR_TABLE } from '../tables/monitor-table.ts';
import { deviceCommands } from './devices.ts';
import { dominfo } from './dominfo.ts';
import { domstate } from './domstate.ts';
import { domstats } from './domstats.ts';
import { list } from './list.ts';

/** Commands that look at machines. */
export const domainMonitoring: CommandGroup = {
  name: 'Domain Monitoring',
  keyword: 'monitor',
  commands: [
    ...deviceCommands,
    dominfo,
    domstate,
    domstats,
    list,
    ...lazyCommands(MONITOR_TABLE, ['domblkerror', 'domblkinfo', 'domblkstat', 'domcontrol', 'domif-getlink', 'domifaddr', 'domifstat', 'dommemstat'], () => import('./domain/monitoring.ts')),
    ...lazyCommands(MONITOR_TABLE, ['domtime'], () => import('./domain/agent.ts')),
  ],
};

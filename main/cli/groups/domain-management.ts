import type { CommandGroup } from '../shell/command.ts';
import { dumpxml, vncdisplay } from './documents.ts';
import { event } from './event.ts';
import { identityCommands } from './identity.ts';
import { lifecycle } from './lifecycle.ts';

/** Commands that change machines. */
export const domainManagement: CommandGroup = {
  name: 'Domain Management',
  keyword: 'domain',
  commands: [...identityCommands, ...lifecycle, dumpxml, event, vncdisplay],
};

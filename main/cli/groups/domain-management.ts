import type { CommandGroup } from '../shell/command.ts';
import { consoleCommand } from './console.ts';
import { create, define, start } from './definition.ts';
import { dumpxml, vncdisplay } from './documents.ts';
import { identityCommands } from './identity.ts';
import { lifecycle } from './lifecycle.ts';
import { screenshot } from './screenshot.ts';
import { undefine } from './undefine.ts';

/** Commands that change machines. */
export const domainManagement: CommandGroup = {
  name: 'Domain Management',
  keyword: 'domain',
  commands: [consoleCommand, create, define, dumpxml, ...identityCommands, ...lifecycle, screenshot, start, undefine, vncdisplay],
};

import type { CommandGroup } from '../shell/command.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';

/** Commands about the connection and its host. */
export const general: CommandGroup = {
  name: 'Host and Hypervisor',
  keyword: 'host',
  commands: [
    {
      name: 'hostname',
      help: 'print the hypervisor hostname',
      description: '',
      options: [],
      run: async (shell) => {
        shell.print(`${await requireMethod(await shell.connection(), 'connect', 'getHostname')()}\n`);
        return true;
      },
    },
    {
      name: 'uri',
      help: 'print the hypervisor canonical URI',
      description: '',
      options: [],
      run: async (shell) => {
        shell.print(`${(await shell.connection()).uri}\n`);
        return true;
      },
    },
  ],
};

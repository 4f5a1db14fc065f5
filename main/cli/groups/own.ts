import type { CommandDef } from '../shell/command.ts';
import { argv, type Run } from '../shell/words.ts';

/** A program in the program: it reads its words itself and is loaded when it is called. */
function program(name: string, help: string, description: string, load: () => Promise<Run>): CommandDef {
  return {
    name,
    help,
    description,
    noConnect: true,
    isProgram: true,
    options: [argv('word', `what ${name} is to do; --help tells`)],
    run: async (shell, args) => (await load())(shell, args),
  };
}

/** Commands that virsh does not have: libvirt's other tools. */
export const OWN_COMMANDS: readonly CommandDef[] = [
  program('admin', "administer a libvirt daemon: clients, workers, logging", "virt-admin's commands, such as `admin client-list libvirtd`.", async () => (await import('../admin/run-admin.ts')).runAdmin),
];

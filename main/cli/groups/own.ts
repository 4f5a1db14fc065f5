import type { CommandDef } from '../shell/command.ts';
import { argv, bool, int, text, type Run } from '../shell/words.ts';

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
  program('host-validate', 'find out what this computer lacks as a host', 'Checks what hypervisors need of their host, as virt-host-validate does.', async () => (await import('../tools/host-validate.ts')).hostValidate),
  program('embed-keeper', 'keep watch over machines of qemu:///embed', 'Starts, and starts again, what definitions ask for while no window is open: run, install, uninstall, status.', async () => (await import('../keeper/embed-keeper.ts')).embedKeeper),
  program('xml-validate', "judge a document by libvirt's schemas", 'Says what is wrong with a document, as virt-xml-validate does.', async () => (await import('../tools/xml-validate.ts')).xmlValidate),
  {
    name: 'domtop',
    help: 'show how busy machines are',
    description: 'Shows the CPU use of machines and of their virtual CPUs, again and again.',
    options: [
      text('domain', 'only this machine, with its virtual CPUs'),
      bool('vcpu', 'virtual CPUs of every machine'),
      text('delay', 'seconds between two looks (1)', { mustBeNamed: true }),
      int('count', 'how often to look (until Ctrl-C on a terminal, else once)', { mustBeNamed: true }),
    ],
    run: async (shell, args) => (await import('../tools/domtop.ts')).domtop(shell, args),
  },
];

import type { CommandDef } from '../shell/command.ts';

/** Says which step on the way to a host fails, and what mends it. */
export const doctor: CommandDef = {
  name: 'doctor',
  help: 'find out why a connection fails',
  description: 'Opens a URI and says which step on the way fails, why, and the command\n    that mends it. Passwords are asked for on the terminal; nothing is changed.',
  noConnect: true,
  opensItself: true,
  options: [
    { name: 'uri', type: 'data', help: 'the connection URI; without it what -c names, or the default' },
    { name: 'no-prompt', type: 'bool', help: 'ask for nothing' },
    { name: 'json', type: 'bool', help: 'print data for programs' },
  ],
  run: async (shell, args) => {
    // Everything that the doctor needs is loaded only when it is called.
    const { runDoctor } = await import('./run-doctor.ts');
    return runDoctor(shell, args);
  },
};

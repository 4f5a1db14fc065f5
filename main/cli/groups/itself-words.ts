import { alias, argv, bool, text, type CommandWords } from '../shell/words.ts';

/** Words of the commands about this program. */
export const ITSELF_WORDS = {
  cd: {
    help: 'change the current directory',
    description: 'Change the current directory.',
    noConnect: true,
    options: [text('dir', 'directory to switch to (default: home or else root)')],
  },
  echo: {
    help: 'echo arguments. Used for internal testing.',
    description: 'Echo back arguments, possibly with quoting. Used for internal testing.',
    noConnect: true,
    options: [
      bool('shell', 'escape for shell use'),
      bool('xml', 'escape for XML use'),
      bool('split', "split each argument on ','; ',,' is an escape sequence"),
      bool('err', 'output to stderr'),
      alias('str', 'string'),
      alias('hi', 'string=hello'),
      argv('string', 'arguments to echo'),
    ],
  },
  exit: { help: 'quit this interactive terminal', description: '', noConnect: true, options: [] },
  help: {
    help: 'print help',
    description: 'Prints global help, command specific help, or help for a\n    group of related commands',
    noConnect: true,
    options: [text('command', 'Prints global help, command specific help, or help for a group of related commands')],
  },
  pwd: { help: 'print the current directory', description: 'Print the current directory.', noConnect: true, options: [] },
  quit: { help: 'quit this interactive terminal', description: '', noConnect: true, options: [] },
  connect: {
    help: '(re)connect to hypervisor',
    description: 'Connect to local hypervisor. This is built-in command after shell start up.',
    noConnect: true,
    options: [text('name', 'hypervisor connection URI', { mayBeEmpty: true }), bool('readonly', 'read-only connection')],
  },
  'self-test': {
    help: 'internal command for testing virt shells',
    description: 'internal use only',
    noConnect: true,
    hidden: true,
    options: [bool('completers-missing', 'output the list of options which are missing completers')],
  },
  complete: {
    help: 'internal command for autocompletion',
    description: 'internal use only',
    noConnect: true,
    hidden: true,
    options: [argv('string', 'partial string to autocomplete', { mayBeEmpty: true })],
  },
  support: {
    help: 'what each driver supports',
    description: 'Lists the methods that each driver supports, as its tests saw it.',
    noConnect: true,
    options: [text('driver', 'only this driver'), bool('json', 'print data for programs')],
  },
} as const satisfies Readonly<Record<string, CommandWords>>;

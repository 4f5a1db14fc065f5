import type { CommandDef, CommandGroup, OptionDef } from './command.ts';

const entry = ({ name, help }: CommandDef): string => `    ${name.padEnd(30)} ${help}\n`;

/** A group's name and its commands, in the order that they stand in. */
export function groupHelp(group: CommandGroup, colon = ':'): string {
  const commands = group.commands.filter(({ aliasOf, hidden }) => aliasOf === undefined && hidden !== true);
  return ` ${group.name} (help keyword '${group.keyword}')${colon}\n${commands.map(entry).join('')}`;
}

/** All groups, as `help` prints them. */
export function allHelp(groups: readonly CommandGroup[]): string {
  return `Grouped commands:\n\n${groups.map((group) => `${groupHelp(group)}\n`).join('')}`;
}

/** What `-h` prints. */
export function usage(groups: readonly CommandGroup[]): string {
  return `
vireo [options]... [<command_string>]
vireo [options]... <command> [args...]

  options:
    -c | --connect=URI      hypervisor connection URI
    -d | --debug=NUM        debug level [0-4]
    -e | --escape <char>    set escape sequence for console
    -h | --help             this help
         --json             print data for programs
    -k | --keepalive-interval=NUM
                            keepalive interval in seconds, 0 for disable
    -K | --keepalive-count=NUM
                            number of possible missed keepalive messages
    -l | --log=FILE         output logging to file
    -q | --quiet            quiet mode
    -r | --readonly         connect readonly
    -t | --timing           print timing information
    -v                      short version
    -V                      long version
         --version[=TYPE]   version, TYPE is short or long (default short)
  commands (non interactive mode):

${groups.map((group) => `${groupHelp(group, '')}\n`).join('')}
  (specify help <group> for details about the commands in the group)

  (specify help <command> for details about the command)

`;
}

/** A command's own help: name, how to write it, what it does, its options. */
export function commandHelp(def: CommandDef): string {
  const options = def.options.filter(({ type }) => type !== 'alias');
  const takesWords = wordTakers(options);
  const synopsis = options.map((option) => ` ${inSynopsis(option, takesWords(option))}`).join('');
  let text = `  NAME\n    ${def.name} - ${def.help}\n\n  SYNOPSIS\n    ${def.name}${synopsis}\n`;
  if (def.description !== '') text += `\n  DESCRIPTION\n    ${def.description}\n`;
  if (def.options.length > 0) text += `\n  OPTIONS\n${options.map((option) => inList(option, takesWords(option))).join('')}`;
  return `${text}\n`;
}

/** Whether an option before or at this one takes a bare word: then the words at the end have to be told apart. */
function wordTakers(options: readonly OptionDef[]): (option: OptionDef) => boolean {
  const first = options.findIndex(({ type, mustBeNamed }) => (type === 'int' || type === 'string' || type === 'data') && mustBeNamed !== true);
  return (option) => first >= 0 && first < options.indexOf(option);
}

function inSynopsis({ name, type, required }: OptionDef, afterWords: boolean): string {
  switch (type) {
    case 'bool':
      return `[--${name}]`;
    case 'int':
      return required === true ? `<${name}>` : `[--${name} <number>]`;
    case 'string':
      return `[--${name} <string>]`;
    case 'data':
      return required === true ? `<${name}>` : `[<${name}>]`;
    case 'argv':
      if (afterWords) return required === true ? `{[--${name}] <string>}...` : `[[--${name}] <string>]...`;
      return required === true ? `<${name}>...` : `[<${name}>]...`;
    case 'alias':
      return '';
  }
}

function inList({ name, type, required, help }: OptionDef, afterWords: boolean): string {
  return `    ${spelled(name, type, required === true, afterWords).padEnd(15)}  ${help}\n`;
}

function spelled(name: string, type: OptionDef['type'], required: boolean, afterWords: boolean): string {
  switch (type) {
    case 'bool':
      return `--${name}`;
    case 'int':
      return required ? `[--${name}] <number>` : `--${name} <number>`;
    case 'string':
      return `--${name} <string>`;
    case 'data':
      return `[--${name}] <string>`;
    case 'argv':
      return afterWords ? `[--${name}] <string>` : `<${name}>`;
    case 'alias':
      return '';
  }
}

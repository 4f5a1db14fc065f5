import { readFileSync } from 'node:fs';
import { VirError } from '../../drivers/core/vir-error.ts';
import type { CommandArgs, OptionDef } from './shell/command.ts';
import { readText } from './shell/options.ts';
import type { Shell } from './shell/shell.ts';

/** The `<file>` with a document. */
export function fileOption(help: string): OptionDef {
  return { name: 'file', type: 'data', required: true, help };
}

/** A document on this computer's disk. */
export interface Definition {
  readonly file: string;
  readonly xml: string;
}

/**
 * The document that `--file` names; undefined when the option is wrong, which has been said.
 *
 * @throws system-error when it cannot be read.
 */
export function readDefinition(shell: Shell, args: CommandArgs): Definition | undefined {
  const file = readText(shell, args, 'file');
  if (file === undefined || file === 'wrong') return undefined;
  try {
    return { file: file.text, xml: readFileSync(file.text, 'utf8') };
  } catch (error) {
    throw fileError(error, file.text);
  }
}

function fileError(error: unknown, file: string): VirError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const verb = code === 'EISDIR' ? 'read' : 'open';
  return new VirError({ code: 'system-error', domain: 'none', message: `Failed to ${verb} file '${file}': ${systemWords(code, error)}` });
}

/** The C library's words for what goes wrong with files. */
function systemWords(code: string, error: unknown): string {
  switch (code) {
    case 'ENOENT':
      return 'No such file or directory';
    case 'EISDIR':
      return 'Is a directory';
    case 'EACCES':
      return 'Permission denied';
    case 'ENOTDIR':
      return 'Not a directory';
    case 'ELOOP':
      return 'Too many levels of symbolic links';
    case 'ENAMETOOLONG':
      return 'File name too long';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

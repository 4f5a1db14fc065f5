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
  return { file: file.text, xml: readFileOrFail(file.text) };
}

/**
 * A text on this computer's disk.
 *
 * @throws system-error in virsh's words when it cannot be read.
 */
export function readFileOrFail(file: string): string {
  return readBytesOrFail(file).toString('utf8');
}

/** The same, as bytes. @throws system-error */
export function readBytesOrFail(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(error, file);
  }
}

function fileError(error: unknown, file: string): VirError {
  const verb = codeOf(error) === 'EISDIR' ? 'read' : 'open';
  return new VirError({ code: 'system-error', domain: 'none', message: `Failed to ${verb} file '${file}': ${systemWords(error)}`, cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The C library's words for what goes wrong with files. */
export function systemWords(error: unknown): string {
  switch (codeOf(error)) {
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

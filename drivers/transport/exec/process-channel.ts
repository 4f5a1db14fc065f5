import type { CloseReason, Disposable } from '../../api/connection.ts';
import type { CallOptions } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { ByteChannel } from '../byte-channel.ts';
import { printable } from '../printable.ts';

/** How a process ended. */
export interface ProcessExit {
  /** Undefined when a signal ended it, or when nobody knows. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** A running command: its standard input and output as a channel, here or on another host. */
export interface ProcessChannel extends Disposable {
  readonly channel: ByteChannel;
  /** The end of what it wrote to standard error, at most 8 KiB. */
  readonly stderrTail: () => string;
  /** Resolves when it has ended; never rejects. */
  readonly exited: Promise<ProcessExit>;
}

/** What a finished command gave. */
export interface CommandResult extends ProcessExit {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a script gave. A code other than 0 is an answer, not an error. */
export interface ScriptResult {
  readonly code: number | undefined;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** A script for `sh -c`, its arguments from `$1` on, and what it reads. */
export interface Script {
  readonly text: string;
  readonly args: readonly string[];
  readonly input?: Uint8Array | undefined;
}

/** Where commands run: this computer or another one. Arguments are never put into a shell unquoted. */
export interface CommandHost {
  /** For messages: `this computer`, `root@host`. */
  readonly description: string;
  readonly spawn: (argv: readonly string[]) => Promise<ProcessChannel>;
  /** Runs a short script in a shell that is there already; `runScript` does without where there is none. */
  readonly script?: (script: Script, options?: CallOptions) => Promise<ScriptResult>;
}

const STDERR_TAIL_CHARACTERS = 8192;

/** Collects the end of a text that may be long. */
export class TextTail {
  #text = '';

  readonly add = (piece: Uint8Array): void => {
    this.#text = (this.#text + Buffer.from(piece).toString('utf8')).slice(-STDERR_TAIL_CHARACTERS);
  };

  readonly get = (): string => this.#text;
}

/** Why a process' channel has ended, in libvirt's words, if the process complained; undefined if it just ended. */
export function processEnd(description: string, exit: ProcessExit, stderr: string): CloseReason | undefined {
  if (stderr === '' && (exit.code === undefined || exit.code === 0)) return undefined;
  const words = stderr.trim() === '' ? `exit code ${exit.code ?? ''}` : printable(stderr.trim());
  const error = libvirtError('rpc', 'system-error', `End of file while reading data: ${words}: Input/output error`, { subject: description });
  return { kind: 'error', error: error.toInfo() };
}

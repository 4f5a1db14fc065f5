import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { CancelSignal } from '../../../drivers/api/records.ts';

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const BACKSPACES = ['\x7f', '\b'];

/** Reads a line from a raw terminal: backspace, Ctrl-U; undefined for Ctrl-C, Ctrl-D on nothing, an end, a cancelled question. */
export function readTypedLine(
  input: Readable,
  show: (text: string) => void,
  echo: boolean,
  signal: CancelSignal | undefined,
): Promise<string | undefined> {
  const decoder = new StringDecoder('utf8');
  const typed: string[] = [];
  return new Promise((resolve) => {
    const end = (line: string | undefined): void => {
      input.off('data', onData).off('end', onEnd);
      signal?.removeEventListener('abort', onEnd);
      input.pause();
      show('\n');
      resolve(line);
    };
    const onEnd = (): void => {
      end(undefined);
    };
    const onData = (bytes: Buffer): void => {
      for (const char of decoder.write(bytes)) {
        if (char === '\r' || char === '\n') {
          end(typed.join(''));
          return;
        }
        if (char === CTRL_C || (char === CTRL_D && typed.length === 0)) {
          onEnd();
          return;
        }
        if (BACKSPACES.includes(char)) {
          if (typed.pop() !== undefined && echo) show('\b \b');
        } else if (char === CTRL_U) {
          if (echo) show('\b \b'.repeat(typed.length));
          typed.length = 0;
        } else if (char >= ' ') {
          typed.push(char);
          if (echo) show(char);
        }
      }
    };
    if (signal?.aborted === true) {
      onEnd();
      return;
    }
    signal?.addEventListener('abort', onEnd);
    input.on('data', onData).on('end', onEnd).resume();
  });
}

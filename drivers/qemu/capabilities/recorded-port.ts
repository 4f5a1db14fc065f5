import { formatPlainJson, isPlainObject, parsePlainJson, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { commandError, malformed } from '../qmp/qmp-error.ts';
import type { ProbePort } from './probe-emulator.ts';

/**
 * A monitor that answers from a recording: JSON objects, separated by empty lines; a command, then what QEMU said to it. A recording
 * without commands is answers only, for questions that are known. Each question must be the next of the recording.
 */
export function recordedPort(recording: string, options: { readonly anyOrder?: boolean } = {}): ProbePort {
  const messages = recording.split(/\n\s*\n/).filter((part) => part.trim() !== '').map((part) => parsePlainJson(part));
  let at = 0;
  return {
    execute(command, args) {
      const found = options.anyOrder === true ? messages.findIndex((message) => isCommand(message, command)) : at;
      const asked = messages[found];
      if (!isCommand(asked, command) || !sameArguments(asked, args)) {
        return Promise.reject(malformed(`the recording does not go on with '${command}' ${formatPlainJson(args ?? {})} but with ${asked === undefined ? 'nothing' : formatPlainJson(asked).slice(0, 200)}`));
      }
      at = found + 2;
      const answer = messages[found + 1];
      if (!isPlainObject(answer)) return Promise.reject(malformed('the recording has no answer'));
      return answer['error'] === undefined ? Promise.resolve(answer['return'] ?? null) : Promise.reject(commandError(command, answer['error']));
    },
  };
}

function isCommand(message: PlainJson | undefined, command: string): message is PlainJsonObject {
  return isPlainObject(message) && message['execute'] === command;
}

function sameArguments(asked: PlainJsonObject, args: PlainJsonObject | undefined): boolean {
  return formatPlainJson(asked['arguments'] ?? {}) === formatPlainJson(args ?? {});
}

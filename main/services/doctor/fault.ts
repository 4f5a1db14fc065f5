import type { ConnectUri } from '../../../drivers/api/driver.ts';
import type { VirError } from '../../../drivers/core/vir-error.ts';
import type { DoctorStepName } from '../../contract/doctor.ts';
import type { FaultKey } from '../../contract/fault-texts.ts';
import type { MessageValueName } from '../../contract/message-keys.ts';
import type { Repair } from '../../contract/tasks.ts';
import { repair } from '../failures/explain-action.ts';

/** Who is sitting here: for exact commands. */
export interface WhoAmI {
  readonly user: string;
  /** The group that may use a socket file; libvirt's own by default. */
  readonly groupOf: (path: string) => string | undefined;
}

/** What was seen around the error; absent where nobody looked. */
export interface Surroundings {
  /** Where SSH or TCP really leads: after the SSH configuration. */
  readonly endpoint?: { readonly host: string; readonly port: number; readonly user: string | undefined };
  /** Whether some other port of the host answered, also with a refusal: then it is on. */
  readonly hostAnswers?: boolean;
  /** Whether a libvirt daemon's program is on this computer. */
  readonly daemonInstalled?: boolean;
  /** What would install one here, where the system is known. */
  readonly installCommand?: string;
}

/** All that a rule may look at. */
export interface Case {
  readonly error: VirError;
  /** The error's message and those of its causes. */
  readonly text: string;
  readonly uri: ConnectUri;
  readonly who: WhoAmI;
  readonly seen: Surroundings;
  /** Where it leads to, for people: the host, or the socket. */
  readonly where: string;
  readonly host: string;
  readonly port: number;
}

/** What is wrong. */
export interface Fault {
  readonly key: FaultKey;
  readonly step: DoctorStepName;
  readonly values: Readonly<Record<string, string>>;
  readonly repairs: readonly Repair[];
}

/** A fault with its values, typed by its key. */
export function fault<K extends FaultKey>(key: K, step: DoctorStepName, values: Readonly<Record<MessageValueName<K>, string>>, ...repairs: readonly Repair[]): Fault {
  return { key, step, values, repairs };
}

export const RETRY = repair('retry', 'repair.retry', {});
export const READ_ONLY = repair('open-read-only', 'repair.openReadOnly', {});

/** A whole command line for this computer. */
export const lineHere = (line: string): Repair => repair('copy-command', 'repair.commandHere', {}, line);
/** A command for this computer. */
export const here = (...words: readonly string[]): Repair => lineHere(words.map(shellWord).join(' '));
/** A command for the host. */
export const there = (host: string, ...words: readonly string[]): Repair => repair('copy-command', 'repair.commandOnHost', { host }, words.map(shellWord).join(' '));
/** A command where the daemon is: here without a host. */
export const atDaemon = ({ uri, host }: Pick<Case, 'uri' | 'host'>, ...words: readonly string[]): Repair => (uri.host === '' ? here(...words) : there(host, ...words));

/** The command is for people to paste: a word that is not plain is quoted. */
export function shellWord(word: string): string {
  return /^[\w.@%+=:,/~-]+$/.test(word) || word === '&&' ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}

/** Whether the address goes over SSH. */
export function isSsh({ transport }: ConnectUri): boolean {
  return transport === 'ssh' || transport === 'libssh' || transport === 'libssh2';
}

/** Whether the address goes over TLS: also the one that names a host and no transport. */
export function isTls({ transport, host }: ConnectUri): boolean {
  return transport === 'tls' || (transport === undefined && host !== '');
}

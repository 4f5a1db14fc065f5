import type { ConnectUri } from '../../../drivers/api/driver.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { Failure } from '../../contract/tasks.ts';
import { hint, repair, type Explanation } from './explain-action.ts';

/** Who is sitting here: for exact commands. */
export interface WhoAmI {
  readonly user: string;
  /** The group that may use a socket file; libvirt's own by default. */
  readonly groupOf: (path: string) => string | undefined;
}

/** What a failed connecting means for people, with the exact command where there is one. */
export function explainConnect(thing: unknown, uriText: string, who: WhoAmI): Failure {
  const error = VirError.from(thing);
  return { error: error.toInfo(), ...explanationOf(error, tryParse(uriText), who) };
}

const RETRY = repair('retry', 'repair.retry', {});
const READ_ONLY = repair('open-read-only', 'repair.openReadOnly', {});

function explanationOf(error: VirError, uri: ConnectUri | undefined, who: WhoAmI): Explanation {
  if (uri === undefined) return hint('hint.badUri', {});
  return (
    ofCode(error, uri) ?? ofStep(error, uri) ?? ofPolicy(error, uri, who) ?? ofSocket(error, uri, who) ?? ofHost(error, uri) ?? { hint: undefined, values: {}, repairs: [RETRY] }
  );
}

function ofCode(error: VirError, uri: ConnectUri): Explanation | undefined {
  switch (error.code) {
    case 'auth-cancelled':
    case 'operation-aborted':
      return hint('hint.cancelled', {}, RETRY);
    case 'no-connect':
      return /no connection driver/i.test(error.message) ? hint('hint.noDriver', { scheme: uri.scheme }) : undefined;
    case 'operation-timeout':
      return hint('hint.timeout', {}, RETRY);
    case 'unknown-host':
      return hint('hint.hostUnknown', { host: uri.host }, RETRY);
    case 'invalid-arg':
      return error.step === 'resolve' ? hint('hint.badUri', {}) : undefined;
    default:
      return undefined;
  }
}

function ofStep(error: VirError, uri: ConnectUri): Explanation | undefined {
  switch (error.step) {
    case 'ssh-host-key':
      return hint('hint.sshHostKey', { host: uri.host });
    case 'ssh-auth':
      return hint('hint.sshAuth', { host: uri.host, user: uri.user ?? '' }, RETRY);
    case 'forward':
      return hint('hint.forwardRefused', { host: uri.host }, RETRY);
    default:
      return undefined;
  }
}

function ofPolicy(error: VirError, uri: ConnectUri, who: WhoAmI): Explanation | undefined {
  const refused = error.code === 'auth-failed' || error.code === 'auth-unavailable' || error.code === 'access-denied' || /polkit/i.test(error.message);
  if (!refused) return undefined;
  if (uri.host !== '') return hint('hint.authFailed', {}, READ_ONLY, RETRY);
  const user = who.user;
  return hint('hint.polkit', { user }, repair('copy-command', 'repair.copyCommand', {}, groupCommand(user, 'libvirt')), READ_ONLY, RETRY);
}

function ofSocket(error: VirError, uri: ConnectUri, who: WhoAmI): Explanation | undefined {
  const path = /'(\/[^']+)'/.exec(error.message)?.[1] ?? error.subject ?? '';
  if (uri.host !== '' && uri.transport !== 'unix') return undefined;
  if (/Permission denied|EACCES/i.test(error.message)) {
    const group = who.groupOf(path) ?? 'libvirt';
    const join = repair('copy-command', 'repair.copyCommand', {}, groupCommand(who.user, group));
    return hint('hint.socketDenied', { path, user: who.user, group }, join, READ_ONLY, RETRY);
  }
  if (/Connection refused|ECONNREFUSED/i.test(error.message)) {
    return hint('hint.daemonNotRunning', { path }, repair('copy-command', 'repair.copyCommand', {}, 'sudo systemctl start libvirtd'), RETRY);
  }
  if (/No such file|ENOENT/i.test(error.message)) return hint('hint.socketMissing', { path }, RETRY);
  return notLibvirt(error);
}

function ofHost(error: VirError, uri: ConnectUri): Explanation | undefined {
  if (uri.host === '') return undefined;
  if (/ENOTFOUND|EAI_AGAIN|getaddrinfo|resolve/i.test(error.message)) return hint('hint.hostUnknown', { host: uri.host }, RETRY);
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|refused|unreachable|timed out/i.test(error.message)) {
    return hint('hint.hostUnreachable', { host: uri.host }, RETRY);
  }
  return notLibvirt(error);
}

function notLibvirt(error: VirError): Explanation | undefined {
  return error.code === 'rpc' ? hint('hint.notLibvirt', {}) : undefined;
}

function groupCommand(user: string, group: string): string {
  return `sudo usermod -aG ${shellWord(group)} ${shellWord(user)}`;
}

/** The command is for people to paste: a name that is not plain is quoted. */
function shellWord(word: string): string {
  return /^[\w.@%+=:,/-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}

function tryParse(text: string): ConnectUri | undefined {
  try {
    return parseConnectUri(text);
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}

import type { ConnectUri } from '../../../drivers/api/driver.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { fault, isSsh, isTls, RETRY, type Case, type Fault, type Surroundings, type WhoAmI } from './fault.ts';
import { daemonFault, socketFault } from './faults/daemon-faults.ts';
import { networkFault } from './faults/network-faults.ts';
import { farProgramFault, sshFault } from './faults/ssh-faults.ts';
import { tlsFault } from './faults/tls-faults.ts';

/** What an error of connecting means; undefined when nobody knows more than its words. */
export function findFault(error: VirError, uriText: string, who: WhoAmI, seen: Surroundings = {}): Fault | undefined {
  const uri = tryParse(uriText);
  if (uri === undefined) return fault('fault.badAddress', 'address', {});
  const one = caseOf(error, uri, who, seen);
  return addressFault(one) ?? networkFault(one) ?? tlsFault(one) ?? sshFault(one) ?? socketFault(one) ?? farProgramFault(one) ?? daemonFault(one) ?? anyFault(one);
}

/** A URI taken apart; undefined when it is none. */
export function tryParse(text: string): ConnectUri | undefined {
  try {
    return parseConnectUri(text);
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}

/** The port that an address means without saying so. */
export function usualPort(uri: ConnectUri): number {
  if (isSsh(uri)) return 22;
  return isTls(uri) ? 16514 : 16509;
}

function caseOf(error: VirError, uri: ConnectUri, who: WhoAmI, seen: Surroundings): Case {
  const host = seen.endpoint?.host ?? uri.host;
  const port = seen.endpoint?.port ?? uri.port ?? usualPort(uri);
  const socket = uri.params.find(([name]) => name === 'socket')?.[1];
  const where = uri.host !== '' ? host : (socket ?? `${uri.scheme}://${uri.path}`);
  return { error, text: wordsOf(error).join('\n'), uri, who, seen, where, host, port };
}

/** An error's words, and those of what caused it. */
function wordsOf(thing: unknown): readonly string[] {
  if (typeof thing !== 'object' || thing === null) return [];
  const message = 'message' in thing && typeof thing.message === 'string' ? [thing.message] : [];
  return 'cause' in thing ? [...message, ...wordsOf(thing.cause)] : message;
}

function addressFault({ error, uri }: Case): Fault | undefined {
  if (/transport in URL not recognised/.test(error.message)) return fault('fault.badTransport', 'address', { transport: uri.transport ?? '' });
  if (error.code === 'no-connect' && error.step === 'resolve') return fault('fault.noDriver', 'address', { scheme: uri.scheme });
  return error.code === 'invalid-arg' && error.step === 'resolve' ? fault('fault.badAddress', 'address', {}) : undefined;
}

function anyFault({ error, where }: Case): Fault | undefined {
  if (error.code === 'operation-timeout') return fault('fault.timeout', 'protocol', { where }, RETRY);
  if (error.code === 'auth-cancelled' || error.code === 'operation-aborted') return fault('fault.cancelled', 'access', {}, RETRY);
  return undefined;
}

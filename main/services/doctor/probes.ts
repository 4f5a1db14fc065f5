import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { ConnectUri } from '../../../drivers/api/driver.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { errnoName } from '../../../drivers/transport/system-error.ts';
import { installCommand } from '../connections/install-command.ts';
import { isSsh } from './fault.ts';
import { usualPort } from './find-fault.ts';

const KNOCK_MS = 2000;
/** Ports that most hosts answer at, if only with a refusal. */
const USUAL_PORTS = [22, 80, 443];
const DAEMONS = ['libvirtd', 'virtqemud', 'virtlxcd', 'virtxend', 'virtvboxd'];
const OS_RELEASE = '/etc/os-release';
const PROGRAM_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/bin'];

/** Where an address leads after the SSH configuration; `through` names what is in between, where nothing can be looked at from here. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly through: string | undefined;
}

/** What a knock at a port gave. */
export type Knock = 'open' | 'refused' | 'unreachable' | 'silent';

/** What the doctor can look at; tests give another world. */
export interface Probes {
  readonly endpoint: (uri: ConnectUri) => Promise<Endpoint | undefined>;
  /** The addresses of a name; empty when it has none. */
  readonly addresses: (host: string) => Promise<readonly string[]>;
  readonly knock: (host: string, port: number) => Promise<Knock>;
  readonly daemonInstalled: () => boolean;
  /** What would install a daemon on this computer. */
  readonly installCommand: () => string | undefined;
}

/** Looks from this computer. Nothing is changed, nobody is asked, nothing is sent. */
export const probesHere: Probes = { endpoint, addresses, knock, daemonInstalled, installCommand: installHere };

/** Whether some port of the host answers, also with a refusal. */
export async function hostAnswers(probes: Probes, host: string, except: number): Promise<boolean> {
  const knocks = await Promise.all(USUAL_PORTS.filter((port) => port !== except).map((port) => probes.knock(host, port)));
  return knocks.some((answer) => answer === 'open' || answer === 'refused');
}

async function endpoint(uri: ConnectUri): Promise<Endpoint | undefined> {
  if (uri.host === '') return undefined;
  if (!isSsh(uri)) return { host: uri.host, port: uri.port ?? usualPort(uri), user: uri.user, through: undefined };
  const { sshSettings } = await import('../../../drivers/transport/ssh/ssh-settings.ts');
  try {
    const { host, port, user, proxyJump, proxyCommand } = sshSettings(uri.host, { user: uri.user, port: uri.port });
    return { host, port, user, through: proxyCommand === undefined ? proxyJump : 'ProxyCommand' };
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return undefined; // the error of connecting says what is wrong with it
  }
}

async function addresses(host: string): Promise<readonly string[]> {
  try {
    return [...new Set((await lookup(host, { all: true })).map(({ address }) => address))];
  } catch (error) {
    if (errnoName(error) === undefined) throw error;
    return [];
  }
}

function knock(host: string, port: number): Promise<Knock> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: KNOCK_MS });
    const answer = (word: Knock): void => {
      socket.destroy();
      resolve(word);
    };
    socket.once('connect', () => { answer('open'); });
    socket.once('timeout', () => { answer('silent'); });
    socket.once('error', (error) => {
      const name = errnoName(error instanceof AggregateError ? error.errors.at(-1) : error);
      answer(name === 'ECONNREFUSED' ? 'refused' : name === 'ETIMEDOUT' ? 'silent' : 'unreachable');
    });
  });
}

function daemonInstalled(): boolean {
  return DAEMONS.some((daemon) => PROGRAM_DIRECTORIES.some((directory) => existsSync(`${directory}/${daemon}`)));
}

function installHere(): string | undefined {
  return existsSync(OS_RELEASE) ? installCommand(readFileSync(OS_RELEASE, 'utf8')) : undefined;
}

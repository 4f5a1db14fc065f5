import type { Connection, DialTarget } from '../../../drivers/api/connection.ts';
import type { CancelSignal } from '../../../drivers/api/records.ts';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { parseConnectUri, redactUri } from '../../../drivers/core/connect-uri.ts';
import { DomainConsoleFlags, DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { ConsoleInfo } from '../../contract/consoles.ts';
import type { MachineKey } from '../../contract/ids.ts';
import type { Prompts } from '../connections/prompts.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { devices, parseDomain } from '../machines/domain-document.ts';
import { abilitiesOf } from '../machines/verbs.ts';
import { HOST_DISPLAY, addressFromElsewhere, listConsoles, placeOf, serialLines, type ListeningPlace } from './console-list.ts';
import { ByteReader } from './byte-reader.ts';
import { DisplayUse } from './display-use.ts';
import { readDisplayPki, type DisplayPki } from './display-pki.ts';
import { openDisplay, type OpenDisplay, type RfbCredentials } from './rfb-security.ts';
import { isMainChannel, linkChannel, type LinkedChannel } from './spice-link.ts';
import { telnetStream } from './telnet-stream.ts';
import type { TlsWrap } from './vencrypt.ts';

/** Reaches a target from this very computer. */
export type DialHere = (target: DialTarget) => Promise<VirStream>;

/** What the service is built of. */
export interface ConsolesOptions {
  readonly inventory: InventoryService;
  readonly prompts: Prompts;
  readonly dialHere: DialHere;
  /** The certificates for displays. */
  readonly readPki?: () => Promise<DisplayPki>;
}

/** A display that is ready for ClientInit, and how it is reached. */
export interface ReachedDisplay extends OpenDisplay {
  readonly path: string;
  readonly viewOnly: boolean;
  /** Other clients that use it now, as far as can be known. */
  readonly others: number;
  /** Must be called when it is used no more. */
  readonly release: () => void;
}

/** A SPICE display: each of its channels is a connection. */
export interface SpiceDisplay {
  readonly path: string;
  readonly viewOnly: boolean;
  /**
   * Opens one channel with the page's link message, asking for the password if the display wants one. Its `release` must be called when
   * it is used no more.
   */
  readonly openChannel: (link: Uint8Array, signal: CancelSignal) => Promise<LinkedChannel & { readonly release: () => void }>;
}

const MAX_TRIES = 3;

interface Attempt {
  readonly attempt: number;
  /** The password that the machine's own document holds. */
  readonly known: string | undefined;
  readonly signal: CancelSignal;
}

/** Screens and serial lines of machines. */
export class ConsolesService {
  readonly #inventory: InventoryService;
  readonly #prompts: Prompts;
  readonly #dialHere: DialHere;
  readonly #readPki: () => Promise<DisplayPki>;
  readonly #use = new DisplayUse();
  /** Passwords that SPICE displays have accepted: each channel signs in anew. */
  readonly #spiceTickets = new Map<string, string>();

  constructor({ inventory, prompts, dialHere, readPki }: ConsolesOptions) {
    this.#inventory = inventory;
    this.#prompts = prompts;
    this.#dialHere = dialHere;
    this.#readPki = readPki ?? (() => readDisplayPki());
  }

  async list(key: MachineKey): Promise<readonly ConsoleInfo[]> {
    const { entry, ref, connection } = this.#inventory.live(key);
    const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
    return listConsoles(root, situationOf(connection, entry));
  }

  /** Opens a VNC display and does its security handshake, asking for the password if it wants one. */
  async openVnc(key: MachineKey, id: string, signal: CancelSignal): Promise<ReachedDisplay> {
    const { entry, connection } = this.#inventory.live(key);
    if (!isActive(entry)) throw notRunning(entry);
    if (id === HOST_DISPLAY) return this.#openHostDisplay(key, entry, connection, signal);
    const { element, place } = await this.#display(connection, entry, 'vnc', id);
    const host = hostOf(connection, entry);
    const wrap: TlsWrap = { ...(await this.#readPki()), names: await namesOf(connection, host), onSocket: place.kind === 'unix' };
    const known = element.attribute('passwd');
    // Asked before: the host soon tells of this very client, too.
    const others = this.#use.others(entry);
    for (let attempt = 0; ; attempt++) {
      const stream = await this.#reach(connection, place, host);
      const stop = (): void => void stream.abort();
      signal.addEventListener('abort', stop);
      try {
        const display = await openDisplay(stream, this.#credentials(key, entry, connection, { attempt, known, signal }), wrap);
        return { ...display, path: pathOf(connection, host), viewOnly: connection.readOnly, others, release: this.#use.begin(entry, true) };
      } catch (error) {
        await stream.abort();
        if (signal.aborted || !VirError.is(error, 'auth-failed') || attempt + 1 >= MAX_TRIES) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    }
  }

  /**
   * Finds a SPICE display. Nothing is connected before its first channel, which takes the display away from whoever has it: without
   * `force` only when nobody is known to.
   */
  async findSpice(key: MachineKey, id: string, force: boolean): Promise<SpiceDisplay> {
    const { entry, connection } = this.#inventory.live(key);
    if (!isActive(entry)) throw notRunning(entry);
    const { element, place } = await this.#display(connection, entry, 'spice', id);
    const host = hostOf(connection, entry);
    const account = `spice|${redactUri(connection.uri)}|${entry.uuid}`;
    const openChannel: SpiceDisplay['openChannel'] = async (link, signal) => {
      const isSession = isMainChannel(link);
      if (isSession && !force) this.#use.refuseBusy(entry);
      const passwords = this.#spicePasswords(key, entry, account, element.attribute('passwd'));
      for (let left = passwords.most - 1; ; left--) {
        const password = await passwords.next(signal);
        const stream = await this.#reach(connection, place, host);
        const stop = (): void => void stream.abort();
        signal.addEventListener('abort', stop);
        try {
          const channel = await linkChannel(stream, new ByteReader(stream), link, password);
          this.#spiceTickets.set(account, password);
          return { ...channel, release: this.#use.begin(entry, isSession) };
        } catch (error) {
          await stream.abort();
          if (signal.aborted || !VirError.is(error, 'auth-failed') || left === 0) throw error;
        } finally {
          signal.removeEventListener('abort', stop);
        }
      }
    };
    return { path: pathOf(connection, host), viewOnly: connection.readOnly, openChannel };
  }

  /** What to try: what has worked, what the document says or nothing (most displays want none); then what a person says. */
  #spicePasswords(key: MachineKey, entry: MachineEntry, account: string, known = ''): { readonly most: number; readonly next: (signal: CancelSignal) => Promise<string> } {
    const ask = this.#prompts.handlerFor(key.connectionId, account);
    const silent = [...new Set([this.#spiceTickets.get(account) ?? known, known])];
    let retry = false;
    const next = async (signal: CancelSignal): Promise<string> => {
      const untold = silent.shift();
      if (untold !== undefined) return untold;
      this.#spiceTickets.delete(account);
      const answer = await ask({ kind: 'password', target: entry.ref.name, message: 'SPICE', retry, canStore: true }, signal);
      if (answer?.kind !== 'text') throw new VirError({ code: 'auth-cancelled', domain: 'none', message: 'authentication cancelled' });
      retry = true;
      return answer.text;
    };
    return { most: silent.length + MAX_TRIES, next };
  }

  /** A display that the host opens by itself: it has seen to who may, so that there is no password left to ask for as a rule. */
  async #openHostDisplay(key: MachineKey, entry: MachineEntry, connection: Connection, signal: CancelSignal): Promise<ReachedDisplay> {
    const others = this.#use.others(entry);
    const stream = await requireMethod(connection, 'domain', 'openGraphicsFD')(entry.ref, 0, 0, { signal });
    const stop = (): void => void stream.abort();
    signal.addEventListener('abort', stop);
    try {
      const host = parseConnectUri(connection.uri).host;
      const wrap: TlsWrap = { ...(await this.#readPki()), names: await namesOf(connection, host), onSocket: false };
      const display = await openDisplay(stream, this.#credentials(key, entry, connection, { attempt: 0, known: undefined, signal }), wrap);
      return { ...display, path: 'direct', viewOnly: connection.readOnly, others, release: this.#use.begin(entry, true) };
    } catch (error) {
      await stream.abort();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Opens a serial line; `force` takes it over from whoever has it. */
  async openSerial(key: MachineKey, id: string, force: boolean): Promise<VirStream> {
    const { entry, ref, connection } = this.#inventory.live(key);
    if (!isActive(entry)) throw notRunning(entry);
    const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
    const line = serialLines(root).find(({ name }) => `serial:${name}` === id);
    if (line === undefined) throw noSuch(id);
    if (line.remote?.listens === true && !line.remote.encrypted) {
      const stream = await this.#reach(connection, line.remote.place, hostOf(connection, entry));
      return line.remote.telnet ? telnetStream(stream) : stream;
    }
    // A machine's very first console needs no name, which hosts without aliases want.
    return requireMethod(connection, 'domain', 'openConsole')(ref, line.alias, force ? DomainConsoleFlags.FORCE : 0);
  }

  async #display(connection: Connection, entry: MachineEntry, type: 'vnc' | 'spice', id: string): Promise<{ readonly element: XmlElement; readonly place: ListeningPlace }> {
    // Only a connection that may write is told the display's password.
    const xml = await requireMethod(connection, 'domain', 'getXMLDesc')(entry.ref, connection.readOnly ? 0 : DomainXMLFlags.SECURE);
    const element = devices(parseDomain(xml).root, 'graphics').find((each, index) => each.attribute('type') === type && `${type}:${index}` === id);
    if (element === undefined) throw noSuch(id);
    const place = placeOf(element);
    if (place.kind === 'nowhere') throw new VirError({ code: 'operation-unsupported', domain: 'none', message: 'the display listens nowhere', subject: id });
    return { element, place };
  }

  #reach(connection: Connection, place: ListeningPlace, host: string): Promise<VirStream> {
    const target: DialTarget = place.kind === 'unix' ? place : { kind: 'tcp', host: place.address, port: place.port };
    if (connection.dial !== undefined) return connection.dial(target);
    if (host === '') return this.#dialHere(target);
    const address = addressFromElsewhere(place, host);
    if (place.kind === 'tcp' && address !== undefined) return this.#dialHere({ kind: 'tcp', host: address, port: place.port });
    throw new VirError({ code: 'operation-unsupported', domain: 'none', message: 'this connection has no way to the display on its host' });
  }

  #credentials(key: MachineKey, entry: MachineEntry, connection: Connection, { attempt, known, signal }: Attempt): RfbCredentials {
    const target = entry.ref.name;
    const ask = this.#prompts.handlerFor(key.connectionId, `vnc|${redactUri(connection.uri)}|${entry.uuid}`);
    const text = async (prompt: Parameters<typeof ask>[0]): Promise<string | undefined> => {
      const answer = await ask(prompt, signal);
      return answer?.kind === 'text' ? answer.text : undefined;
    };
    const again = attempt > 0;
    const secret = (retry: boolean): Promise<string | undefined> => text({ kind: 'password', target, message: 'VNC', retry, canStore: true });
    return {
      password: () => (known !== undefined && !again ? Promise.resolve(known) : secret(attempt > (known === undefined ? 0 : 1))),
      account: async () => {
        const username = await text({ kind: 'username', target, message: 'VNC', retry: again });
        const password = username === undefined ? undefined : await secret(false);
        return username === undefined || password === undefined ? undefined : { username, password };
      },
    };
  }
}

/** Whom a display's certificate may name: the host as we call it, and as it calls itself on a connection that has been verified. */
async function namesOf(connection: Connection, host: string): Promise<TlsWrap['names']> {
  const first = host === '' ? 'localhost' : host;
  if (!hasMethod(connection, 'connect', 'getHostname')) return [first];
  try {
    return [first, await requireMethod(connection, 'connect', 'getHostname')()];
  } catch (error) {
    if (VirError.is(error)) return [first];
    throw error;
  }
}

/** How a display's bytes travel. */
const pathOf = (connection: Connection, host: string): string => (connection.dial === undefined || host === '' ? 'direct' : 'over ssh');

function situationOf(connection: Connection, entry: MachineEntry): Parameters<typeof listConsoles>[1] {
  return {
    active: isActive(entry),
    stale: entry.stale,
    readOnly: connection.readOnly,
    canDial: connection.dial !== undefined || parseConnectUri(connection.uri).host === '',
    host: hostOf(connection, entry),
    canOpenConsole: hasMethod(connection, 'domain', 'openConsole'),
    canOpenDisplay: hasMethod(connection, 'domain', 'openGraphicsFD'),
    canScreenshot: abilitiesOf(connection).verbs.has('screenshot'),
    canEdit: hasMethod(connection, 'domain', 'defineXML') && entry.persistent,
  };
}

/** The host that a machine is on: by its own name where the connection has many. */
function hostOf(connection: Connection, entry: MachineEntry): string {
  return entry.placement?.host ?? parseConnectUri(connection.uri).host;
}

function notRunning(entry: MachineEntry): VirError {
  return new VirError({ code: 'operation-invalid', domain: 'none', message: 'Requested operation is not valid: domain is not running', subject: entry.ref.name });
}

function noSuch(id: string): VirError {
  return new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: the machine has no console '${id}'`, subject: id });
}

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
import { listConsoles, placeOf, serialLines } from './console-list.ts';
import { openDisplay, type OpenDisplay, type RfbCredentials } from './rfb-security.ts';

/** Reaches a target from this very computer. */
export type DialHere = (target: DialTarget) => Promise<VirStream>;

/** What the service is built of. */
export interface ConsolesOptions {
  readonly inventory: InventoryService;
  readonly prompts: Prompts;
  readonly dialHere: DialHere;
  /** PEM of the authorities that sign displays' certificates. */
  readonly readCa?: () => Promise<string | undefined>;
}

/** A display that is ready for ClientInit, and how it is reached. */
export interface ReachedDisplay extends OpenDisplay {
  readonly path: string;
  readonly viewOnly: boolean;
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
  readonly #readCa: () => Promise<string | undefined>;

  constructor({ inventory, prompts, dialHere, readCa }: ConsolesOptions) {
    this.#inventory = inventory;
    this.#prompts = prompts;
    this.#dialHere = dialHere;
    this.#readCa = readCa ?? (() => Promise.resolve(undefined));
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
    const element = await this.#display(connection, entry, id);
    const place = placeOf(element);
    if (place.kind === 'nowhere') throw new VirError({ code: 'operation-unsupported', domain: 'none', message: 'the display listens nowhere', subject: id });
    const target: DialTarget = place.kind === 'unix' ? place : { kind: 'tcp', host: place.address, port: place.port };
    const host = parseConnectUri(connection.uri).host;
    const wrap = { ca: await this.#readCa(), serverName: host === '' ? 'localhost' : host };
    const known = element.attribute('passwd');
    for (let attempt = 0; ; attempt++) {
      const stream = await this.#reach(connection, target);
      const stop = (): void => void stream.abort();
      signal.addEventListener('abort', stop);
      try {
        const display = await openDisplay(stream, this.#credentials(key, entry, connection, { attempt, known, signal }), wrap);
        return { ...display, path: connection.dial === undefined || host === '' ? 'direct' : 'over ssh', viewOnly: connection.readOnly };
      } catch (error) {
        await stream.abort();
        if (signal.aborted || !VirError.is(error, 'auth-failed') || attempt + 1 >= MAX_TRIES) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    }
  }

  /** Opens a serial line; `force` takes it over from whoever has it. */
  async openSerial(key: MachineKey, id: string, force: boolean): Promise<VirStream> {
    const { entry, ref, connection } = this.#inventory.live(key);
    if (!isActive(entry)) throw notRunning(entry);
    const { root } = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0));
    const line = serialLines(root).find(({ name }) => `serial:${name}` === id);
    if (line === undefined) throw noSuch(id);
    // A machine's very first console needs no name, which hosts without aliases want.
    return requireMethod(connection, 'domain', 'openConsole')(ref, line.alias, force ? DomainConsoleFlags.FORCE : 0);
  }

  async #display(connection: Connection, entry: MachineEntry, id: string): Promise<XmlElement> {
    // Only a connection that may write is told the display's password.
    const xml = await requireMethod(connection, 'domain', 'getXMLDesc')(entry.ref, connection.readOnly ? 0 : DomainXMLFlags.SECURE);
    const element = devices(parseDomain(xml).root, 'graphics').find((each, index) => each.attribute('type') === 'vnc' && `vnc:${index}` === id);
    if (element === undefined) throw noSuch(id);
    return element;
  }

  #reach(connection: Connection, target: DialTarget): Promise<VirStream> {
    if (connection.dial !== undefined) return connection.dial(target);
    if (parseConnectUri(connection.uri).host === '') return this.#dialHere(target);
    throw new VirError({ code: 'operation-unsupported', domain: 'none', message: 'this connection has no way to the display on its host' });
  }

  #credentials(key: MachineKey, entry: MachineEntry, connection: Connection, { attempt, known, signal }: Attempt): RfbCredentials {
    const target = entry.ref.name;
    const ask = this.#prompts.handlerFor(key.connectionId, `vnc|${redactUri(connection.uri)}|${entry.uuid}`);
    const text = async (prompt: Parameters<typeof ask>[0]): Promise<string | undefined> => {
      const answer = await ask(prompt, signal);
      return answer?.kind === 'text' ? answer.text : undefined;
    };
    return {
      password: () => (known !== undefined && attempt === 0 ? Promise.resolve(known) : text({ kind: 'password', target, message: 'VNC', retry: attempt > (known === undefined ? 0 : 1), canStore: true })),
      username: () => text({ kind: 'username', target, message: 'VNC' }),
    };
  }
}

function situationOf(connection: Connection, entry: MachineEntry): Parameters<typeof listConsoles>[1] {
  return {
    active: isActive(entry),
    stale: entry.stale,
    readOnly: connection.readOnly,
    canDial: connection.dial !== undefined || parseConnectUri(connection.uri).host === '',
    canOpenConsole: hasMethod(connection, 'domain', 'openConsole'),
    canScreenshot: abilitiesOf(connection).verbs.has('screenshot'),
    canEdit: hasMethod(connection, 'domain', 'defineXML') && entry.persistent,
  };
}

function notRunning(entry: MachineEntry): VirError {
  return new VirError({ code: 'operation-invalid', domain: 'none', message: 'Requested operation is not valid: domain is not running', subject: entry.ref.name });
}

function noSuch(id: string): VirError {
  return new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: the machine has no console '${id}'`, subject: id });
}

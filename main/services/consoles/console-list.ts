import type { ConsoleInfo } from '../../contract/consoles.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { devices } from '../machines/domain-document.ts';

/** What decides which consoles can be used. */
export interface ConsoleSituation {
  readonly active: boolean;
  readonly stale: boolean;
  readonly readOnly: boolean;
  /** Whether the hypervisor's host can be reached for displays. */
  readonly canDial: boolean;
  /** The host as the connection names it; empty: this computer. */
  readonly host: string;
  readonly canOpenConsole: boolean;
  /** The host itself opens displays (`domain.openGraphicsFD`), whatever the document says of them. */
  readonly canOpenDisplay: boolean;
  readonly canScreenshot: boolean;
  readonly canEdit: boolean;
}

/** Where a display can be connected to on its host. */
export type ListeningPlace =
  | { readonly kind: 'tcp'; readonly address: string; readonly port: number; readonly everywhere: boolean }
  | { readonly kind: 'unix'; readonly path: string };

/** Where a display listens, as a document says it. */
export type DisplayPlace = ListeningPlace | { readonly kind: 'nowhere' };

/** All consoles of a machine, the best first; every one that cannot be used says why. */
export function listConsoles(root: XmlElement, situation: ConsoleSituation): readonly ConsoleInfo[] {
  const displays = devices(root, 'graphics');
  const hasVnc = displays.some((each) => each.attribute('type') === 'vnc');
  const graphics = [...hostDisplay(situation), ...displays.flatMap((each, index) => graphicsInfo(each, index, hasVnc, situation))];
  const serials = serialLines(root).map((line) => serialInfo(line, situation));
  return [...graphics, ...serials, screenshotsInfo(graphics.length > 0, situation)];
}

/** The display that the host opens. */
export const HOST_DISPLAY = 'vnc:host';

function hostDisplay(situation: ConsoleSituation): readonly ConsoleInfo[] {
  if (!situation.canOpenDisplay) return [];
  const reason = unreachable(situation) ?? (situation.readOnly ? 'console.readOnly' : undefined);
  return [{ id: HOST_DISPLAY, kind: 'vnc', label: 'vnc', values: {}, canAddVnc: false, ...usable(reason) }];
}

function graphicsInfo(element: XmlElement, index: number, hasVnc: boolean, situation: ConsoleSituation): readonly ConsoleInfo[] {
  const type = element.attribute('type') ?? '';
  const base = { values: {}, canAddVnc: false };
  const id = `${type}:${index}`;
  switch (type) {
    case 'vnc':
      return [{ ...base, ...usable(displayRefusal(element, situation)), id, kind: 'vnc', label: `vnc${index}` }];
    case 'spice':
      return [
        {
          ...base,
          ...usable(displayRefusal(element, situation)),
          id,
          kind: 'spice',
          label: `spice${index}`,
          canAddVnc: !hasVnc && situation.canEdit && !situation.readOnly && !situation.stale,
        },
      ];
    default:
      return [];
  }
}

function displayRefusal(element: XmlElement, situation: ConsoleSituation): MessageKey | undefined {
  const general = unreachable(situation);
  if (general !== undefined) return general;
  const place = placeOf(element);
  if (place.kind === 'nowhere') return element.attribute('tlsPort') === undefined ? 'console.listensNowhere' : 'console.tlsOnly';
  return situation.canDial || addressFromElsewhere(place, situation.host) !== undefined ? undefined : 'console.noDial';
}

/** Where a display listens now. A running machine's document has the port that it got. */
export function placeOf(element: XmlElement): DisplayPlace {
  const listens = element.elements('listen');
  const socket = element.attribute('socket') ?? listens.find((each) => each.attribute('type') === 'socket')?.attribute('socket');
  if (socket !== undefined) return { kind: 'unix', path: socket };
  const port = Number(element.attribute('port') ?? -1);
  if (listens.some((each) => each.attribute('type') === 'none') || !Number.isInteger(port) || port <= 0 || port > 65_535) return { kind: 'nowhere' };
  const address = listens.find((each) => each.attribute('address') !== undefined)?.attribute('address') ?? element.attribute('listen') ?? '127.0.0.1';
  return { kind: 'tcp', address: ANYWHERE.get(address) ?? address, port, everywhere: ANYWHERE.has(address) };
}

/** The address under which a display is reached from another computer; undefined: only from its own host. */
export function addressFromElsewhere(place: DisplayPlace, host: string): string | undefined {
  if (place.kind !== 'tcp') return undefined;
  if (place.everywhere) return host;
  return /^(127\.|::1$|localhost$)/.test(place.address) && !LOOPBACK_HOSTS.test(host) ? undefined : place.address;
}

/** A daemon that is reached on this computer by TCP or TLS has its displays here, too. */
const LOOPBACK_HOSTS = /^(127\.|::1$|localhost$)/;


/** "Everywhere" is no address to connect to: the host itself is. */
const ANYWHERE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['', '127.0.0.1'],
]);

/** A serial line or console device. */
export interface SerialLine {
  /** The name that `domain.openConsole` takes; undefined: the machine's first. */
  readonly alias: string | undefined;
  readonly name: string;
  readonly type: string;
  /** Where it listens, or whom it calls; undefined: it is no line of the network. */
  readonly remote: RemoteLine | undefined;
}

/** A serial line that is a connection. */
export interface RemoteLine {
  readonly place: ListeningPlace & { readonly kind: 'tcp' };
  /** The machine listens; else it calls somebody. */
  readonly listens: boolean;
  readonly telnet: boolean;
  readonly encrypted: boolean;
}

/** The serial lines of a machine; a console that only repeats the first serial line is left out. */
export function serialLines(root: XmlElement): readonly SerialLine[] {
  const serials = devices(root, 'serial').map((each, index) => lineOf(each, `serial${index}`));
  const consoles = devices(root, 'console')
    .map((each, index) => ({ element: each, index }))
    .filter(({ element, index }) => !(index === 0 && serials.length > 0 && (element.child('target')?.attribute('type') ?? 'serial') === 'serial'))
    .map(({ element, index }) => lineOf(element, `console${index}`));
  return [...serials, ...consoles];
}

function lineOf(element: XmlElement, name: string): SerialLine {
  const alias = element.child('alias')?.attribute('name');
  return { alias, name: alias ?? name, type: element.attribute('type') ?? 'pty', remote: remoteOf(element) };
}

function remoteOf(element: XmlElement): RemoteLine | undefined {
  if (element.attribute('type') !== 'tcp') return undefined;
  const source = element.child('source');
  const port = Number(source?.attribute('service') ?? 0);
  if (source === undefined || !Number.isInteger(port) || port <= 0 || port > 65_535) return undefined;
  const address = source.attribute('host') ?? '';
  const protocol = element.child('protocol')?.attribute('type') ?? 'raw';
  return {
    place: { kind: 'tcp', address: ANYWHERE.get(address) ?? address, port, everywhere: ANYWHERE.has(address) },
    listens: source.attribute('mode') === 'bind',
    telnet: protocol === 'telnet',
    encrypted: protocol === 'telnets' || protocol === 'tls' || source.attribute('tls') === 'yes',
  };
}

/** Why a line of the network cannot be reached. */
function remoteRefusal({ place, listens, encrypted }: RemoteLine, { canDial, host }: ConsoleSituation): MessageKey | undefined {
  if (!listens) return 'console.serialCalls';
  if (encrypted) return 'console.serialEncrypted';
  return canDial || addressFromElsewhere(place, host) !== undefined ? undefined : 'console.noDial';
}

function serialInfo({ name, type, remote }: SerialLine, situation: ConsoleSituation): ConsoleInfo {
  const base = { id: `serial:${name}`, kind: 'serial' as const, label: name, values: {}, canAddVnc: false };
  const general = unreachable(situation);
  if (general !== undefined) return { ...base, ...usable(general) };
  if (situation.readOnly) return { ...base, ...usable('console.readOnly') };
  if (remote !== undefined) {
    const { address, port } = remote.place;
    return { ...base, ...usable(remoteRefusal(remote, situation)), values: { address: `${address.includes(':') ? `[${address}]` : address}:${port}` } };
  }
  if (!situation.canOpenConsole) return { ...base, ...usable('console.notSupported') };
  if (type !== 'pty') return { ...base, ...usable('console.serialElsewhere'), values: { type } };
  return { ...base, ...usable(undefined) };
}

function screenshotsInfo(hasDisplay: boolean, situation: ConsoleSituation): ConsoleInfo {
  const reason =
    unreachable(situation) ?? (situation.readOnly ? 'console.readOnly' : situation.canScreenshot && hasDisplay ? undefined : 'console.noScreenshot');
  return { id: 'screenshots', kind: 'screenshots', label: 'screenshots', values: {}, canAddVnc: false, ...usable(reason) };
}

function unreachable({ stale, active }: ConsoleSituation): MessageKey | undefined {
  if (stale) return 'console.stale';
  return active ? undefined : 'console.notRunning';
}

function usable(reason: MessageKey | undefined): Pick<ConsoleInfo, 'usable' | 'reason'> {
  return { usable: reason === undefined, reason };
}

import { chardevSource, parallel, serial } from '../conf/domain/chardev.ts';
import type { Parallel, Serial } from '../conf/domain/chardev.ts';
import { filesystem, newVideoModel, video } from '../conf/domain/devices.ts';
import type { Filesystem, Video } from '../conf/domain/devices.ts';
import type { Graphics } from '../conf/domain/graphics.ts';
import { newListen } from '../conf/domain/graphics.ts';
import type { VmxParseContext } from './vmx-context.ts';
import { vmxError } from './vmx-error.ts';
import type { VmxEntries } from './vmx-text.ts';

/** The VNC display, if it is on. */
export function parseGraphics(entries: VmxEntries): Graphics[] {
  if (!entries.boolean('RemoteDisplay.vnc.enabled', false)) return [];
  const port = Number(entries.integer('RemoteDisplay.vnc.port', -1n));
  const auto = port < 0;
  return [
    {
      type: 'vnc', socket: undefined, port: auto ? 0 : port, autoport: auto, websocket: undefined, listen: undefined,
      keymap: entries.string('RemoteDisplay.vnc.keymap'), sharePolicy: undefined, powerControl: undefined,
      passwd: entries.string('RemoteDisplay.vnc.password'), passwdValidTo: undefined, connected: undefined,
      listens: [newListen({ type: 'address', address: entries.string('RemoteDisplay.vnc.ip') })],
      audio: undefined,
    },
  ];
}

/** Folders of the host that the guest sees. */
export function parseFilesystems(entries: VmxEntries): Filesystem[] {
  if (entries.boolean('isolation.tools.hgfs.disable', true)) return [];
  const count = entries.integer('sharedFolder.maxNum', 0n);
  const numbers = new Set(entries.names.flatMap((name) => /^sharedFolder(\d{1,9})\./i.exec(name)?.[1] ?? []).map(Number));
  return [...numbers].filter((number) => number < count).sort((a, b) => a - b).flatMap((number) => parseFilesystem(entries, `sharedFolder${number}`));
}

function parseFilesystem(entries: VmxEntries, prefix: string): Filesystem[] {
  const present = entries.boolean(`${prefix}.present`, false);
  const enabled = entries.boolean(`${prefix}.enabled`, false);
  if (!present || !enabled) return [];
  const dir = entries.essential(`${prefix}.hostPath`);
  const name = entries.essential(`${prefix}.guestName`);
  const source = { dir, socket: undefined, dev: undefined, file: undefined, name: undefined, usage: undefined, units: undefined, pool: undefined, volume: undefined };
  return [filesystem.create({ type: 'mount', source, target: { dir: name }, readonly: entries.boolean(`${prefix}.writeAccess`, false) ? undefined : true })];
}

const DEFAULT_VRAM = 4n * 1024n * 1024n;

/** The video card: there is always one. */
export function parseVideo(entries: VmxEntries): Video {
  const bytes = entries.integer('svga.vramSize', DEFAULT_VRAM);
  return video.create({ model: newVideoModel({ type: 'vmvga', vram: Number((bytes + 1023n) / 1024n) }) });
}

const SERIAL_PORTS = [0, 1, 2, 3];
const PARALLEL_PORTS = [0, 1, 2];

/** The serial ports. */
export function parseSerials(entries: VmxEntries, context: VmxParseContext): Serial[] {
  return SERIAL_PORTS.flatMap((port) => {
    const prefix = `serial${port}`;
    if (!isPresent(entries, prefix)) return [];
    return [serial.create({ target: { type: undefined, port, model: undefined }, ...serialBackend(entries, prefix, context) })];
  });
}

/** The parallel ports. */
export function parseParallels(entries: VmxEntries, context: VmxParseContext): Parallel[] {
  return PARALLEL_PORTS.flatMap((port) => {
    const prefix = `parallel${port}`;
    if (!isPresent(entries, prefix)) return [];
    const type = entries.essential(`${prefix}.fileType`);
    const fileName = entries.essential(`${prefix}.fileName`);
    switch (type.toLowerCase()) {
      case 'device':
        return [parallel.create({ type: 'dev', target: { port }, sources: [chardevSource({ path: fileName })] })];
      case 'file':
        return [parallel.create({ type: 'file', target: { port }, sources: [chardevSource({ path: context.parseFileName(fileName, false) })] })];
      default:
        throw vmxError(`Expecting VMX entry '${prefix}.fileType' to be 'device' or 'file' but found '${type}'`);
    }
  });
}

function isPresent(entries: VmxEntries, prefix: string): boolean {
  const present = entries.boolean(`${prefix}.present`, false);
  entries.boolean(`${prefix}.startConnected`, true);
  return present;
}

type Backend = Pick<Serial, 'type' | 'sources'> & Partial<Pick<Serial, 'protocol'>>;

function serialBackend(entries: VmxEntries, prefix: string, context: VmxParseContext): Backend {
  const type = entries.string(`${prefix}.fileType`);
  const fileName = entries.string(`${prefix}.fileName`);
  switch (type?.toLowerCase()) {
    case undefined:
    case 'device':
      return { type: 'dev', sources: [chardevSource({ path: fileName })] };
    case 'file':
      return { type: 'file', sources: [chardevSource({ path: context.parseFileName(entries.essential(`${prefix}.fileName`), false) })] };
    case 'pipe':
      return { type: 'pipe', sources: [chardevSource({ path: fileName })] };
    case 'network':
      return network(prefix, entries.essential(`${prefix}.fileName`), entries.string(`${prefix}.network.endPoint`));
    default:
      throw vmxError(`Expecting VMX entry '${prefix}.fileType' to be 'device', 'file' or 'pipe' or 'network' but found '${type ?? ''}'`);
  }
}

const PROTOCOLS: Readonly<Record<string, Serial['protocol']>> = {
  tcp: 'raw', tcp4: 'raw', tcp6: 'raw', telnet: 'telnet', telnets: 'telnets', ssl: 'tls', 'tcp+ssl': 'tls', 'tcp4+ssl': 'tls', 'tcp6+ssl': 'tls',
};

function network(prefix: string, uri: string, endPoint: string | undefined): Backend {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d{1,5}))?(?:[/?#].*)?$/.exec(uri);
  if (match === null) throw vmxError(`Unable to parse URI ${uri}`);
  const [, scheme, host = '', port] = match;
  if (port === undefined || Number(port) === 0 || host === '') throw vmxError(`VMX entry '${prefix}.fileName' doesn't contain a port part`);
  const word = scheme?.toLowerCase() ?? 'tcp';
  const protocol = Object.hasOwn(PROTOCOLS, word) ? PROTOCOLS[word] : undefined;
  if (protocol === undefined) throw vmxError(`VMX entry '${prefix}.fileName' contains unsupported scheme '${scheme ?? ''}'`);
  const end = endPoint?.toLowerCase() ?? 'server';
  if (end !== 'server' && end !== 'client') throw vmxError(`Expecting VMX entry '${prefix}.network.endPoint' to be 'server' or 'client' but found '${endPoint ?? ''}'`);
  const source = chardevSource({ host: host.replace(/^\[|\]$/g, ''), service: String(Number(port)), mode: end === 'server' ? 'bind' : 'connect' });
  return { type: 'tcp', protocol, sources: [source] };
}

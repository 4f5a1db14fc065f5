import { enumOf, onOff, string, uint, yesNo } from '../lens/codec.ts';
import type { Codec } from '../lens/codec.ts';
import { confError, unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild, textList } from '../lens/fields.ts';
import type { LensParseContext, LensValue } from '../lens/lens.ts';
import { bootInfo, deviceInfo } from './device-info.ts';
import { deviceSeclabel } from './seclabel.ts';

/** What may stand behind a character device. */
export const CHARDEV_TYPES = [
  'null', 'vc', 'pty', 'dev', 'file', 'pipe', 'stdio', 'udp', 'tcp', 'unix', 'spicevmc', 'spiceport', 'nmdm', 'qemu-vdagent', 'dbus',
] as const;
export type ChardevType = (typeof CHARDEV_TYPES)[number];

const reconnect = element(
  { enabled: attr(yesNo), timeout: attr(uint) },
  {
    parsed(value) {
      if (value.enabled === true && value.timeout === undefined) throw xmlError("Missing required attribute 'timeout' in element 'reconnect'", 'xml');
    },
    formatting: (value) => (value.enabled === undefined ? undefined : value.enabled ? value : { ...value, timeout: undefined }),
  },
);

const source = element({
  mode: attr(enumOf(['connect', 'bind'])),
  host: attr(string),
  service: attr(string),
  path: attr(string),
  channel: attr(string),
  master: attr(string),
  slave: attr(string),
  append: attr(onOff),
  tls: attr(yesNo),
  clipboard: attrChild('copypaste', yesNo),
  mouse: attrChild('mode', enumOf(['server', 'client'])),
  seclabels: list(deviceSeclabel, { name: 'seclabel' }),
  reconnect: child(reconnect),
});

/** One end of a character device on the host. */
export type ChardevSource = LensValue<typeof source>;

const log = element({ file: attr(string, { required: true }), append: attr(onOff) });

const protocols = enumOf(['raw', 'telnet', 'telnets', 'tls']);

/** What every element with a character device behind it has. */
export const chardevFields = {
  sources: list(source, { name: 'source' }),
  protocol: attrChild('type', protocols),
  log: child(log),
};

/** The host's side of a character device. */
export interface ChardevBackend {
  sources: ChardevSource[];
  protocol: 'raw' | 'telnet' | 'telnets' | 'tls' | undefined;
  log: LensValue<typeof log> | undefined;
}

const KEPT: Readonly<Record<ChardevType, readonly (keyof ChardevSource)[]>> = {
  null: [],
  vc: [],
  stdio: [],
  spicevmc: [],
  pty: ['path', 'seclabels'],
  dev: ['path', 'seclabels'],
  pipe: ['path', 'seclabels'],
  file: ['path', 'append', 'seclabels'],
  unix: ['mode', 'path', 'seclabels', 'reconnect'],
  tcp: ['mode', 'host', 'service', 'tls', 'reconnect'],
  udp: ['mode', 'host', 'service'],
  spiceport: ['channel'],
  dbus: ['channel'],
  nmdm: ['master', 'slave'],
  'qemu-vdagent': ['clipboard', 'mouse'],
};

/** Drops what means nothing to this kind of device and fills in what libvirt does. */
export function settleBackend(value: ChardevBackend, type: ChardevType, context: LensParseContext): void {
  if (value.sources.length > 1 && type !== 'udp') throw xmlError('only one source element is allowed for character device');
  if (value.sources.length > 2) throw xmlError('only two source elements are allowed for character device');
  if (type === 'pty' && context.inactive) value.sources = [];
  value.sources = value.sources.map((each) => source.pick(each, KEPT[type]));
  if (type === 'unix' || type === 'tcp' || type === 'udp') for (const each of value.sources) each.mode ??= 'connect';
  if (type === 'udp') value.sources = udpSources(value.sources);
  if (type === 'unix') value.sources = value.sources.filter((each) => each.path !== undefined);
  if (type === 'tcp') value.protocol ??= 'raw';
  else value.protocol = undefined;
}

function udpSources(sources: readonly ChardevSource[]): ChardevSource[] {
  const useful = sources.filter((each) => each.host !== undefined || each.service !== undefined);
  return ['bind', 'connect'].flatMap((mode) => useful.filter((each) => each.mode === mode).slice(0, 1));
}

/** libvirt's checks of a backend, with its words. A missing socket path may be made up later for some channels. */
export function checkBackend(value: ChardevBackend, type: ChardevType, pathMayMiss = false): void {
  const [first] = value.sources;
  const missing = (what: string): Error => confError('internal-error', `Missing source ${what} attribute for char device`);
  switch (type) {
    case 'file':
    case 'dev':
    case 'pipe':
      if (first?.path === undefined) throw missing('path');
      break;
    case 'nmdm':
      if ((first?.master === undefined) !== (first?.slave === undefined)) {
        throw confError('internal-error', 'Should define both master and slave path attributes for nmdm device');
      }
      break;
    case 'tcp':
      if (first?.host === undefined) throw missing('host');
      if (first.service === undefined) throw missing('service');
      checkReconnect(first);
      break;
    case 'udp':
      if (value.sources.find((each) => each.mode === 'connect')?.service === undefined) throw missing('service');
      break;
    case 'unix':
      if (first?.path === undefined && !pathMayMiss) throw missing('path');
      checkReconnect(first);
      break;
    case 'spiceport':
    case 'dbus':
      checkChannelName(first?.channel);
      break;
    case 'null':
    case 'vc':
    case 'pty':
    case 'stdio':
    case 'spicevmc':
    case 'qemu-vdagent':
      break;
  }
}

function checkReconnect(first: ChardevSource | undefined): void {
  if (first?.mode === 'bind' && first.reconnect?.enabled !== undefined) throw confError('internal-error', 'chardev reconnect is possible only for connect mode');
}

function checkChannelName(name: string | undefined): void {
  if (name === undefined) throw unsupported('Missing source channel attribute for char device');
  if (!/^[a-zA-Z0-9_.-]*$/.test(name)) throw confError('invalid-arg', 'Invalid character in source channel for char device');
}

const chardevType = enumOf(CHARDEV_TYPES);

/** The `type` attribute of a character device, as libvirt refuses unknown ones. */
const deviceType: Codec<ChardevType> = {
  ...chardevType,
  decode(text, place) {
    if (!(CHARDEV_TYPES as readonly string[]).includes(text)) throw unsupported(`unknown type presented to host for character device: ${text}`);
    return chardevType.decode(text, place);
  },
};

function word<const W extends readonly string[]>(words: W, what: 'type' | 'model'): Codec<W[number]> {
  const inner = enumOf(words);
  return {
    ...inner,
    decode(text, place) {
      if (!words.includes(text)) throw unsupported(`unknown target ${what} '${text}' specified for character device`);
      return inner.decode(text, place);
    },
  };
}

const port: Codec<number> = {
  ...uint,
  decode(text) {
    if (!/^[0-9]+$/.test(text)) throw xmlError(`Invalid port number: ${text}`);
    return Number(text);
  },
};

/** The devices a serial port may be. */
export const SERIAL_TYPES = ['isa-serial', 'usb-serial', 'pci-serial', 'spapr-vio-serial', 'system-serial', 'sclp-serial', 'isa-debug'] as const;
/** Their models. */
export const SERIAL_MODELS = ['isa-serial', 'usb-serial', 'pci-serial', 'spapr-vty', 'pl011', 'sclpconsole', 'sclplmconsole', '16550a', 'isa-debugcon'] as const;
/** The devices a console may be. */
export const CONSOLE_TYPES = ['serial', 'xen', 'uml', 'virtio', 'lxc', 'openvz', 'sclp', 'sclplm'] as const;

const serialTarget = element({
  type: attr(word(SERIAL_TYPES, 'type'), { absent: 'none' }),
  port: attr(port),
  model: attrChild('name', word(SERIAL_MODELS, 'model')),
});

/** A serial port. */
export const serial = element(
  { type: attr(deviceType, { default: 'pty' }), ...chardevFields, target: child(serialTarget), ...deviceInfo },
  {
    parsed(value, _xml, context) {
      settleBackend(value, value.type, context);
      value.target ??= serialTarget.create();
      checkSpicevmc(value.type, undefined);
      if (value.target.type === 'usb-serial' && value.address !== undefined && value.address.type !== 'usb') {
        throw unsupported('usb-serial requires address of usb type');
      }
    },
  },
);

/** A serial port. */
export type Serial = LensValue<typeof serial>;

const parallelTarget = element({ port: attr(port) });

/** A parallel port. */
export const parallel = element(
  { type: attr(deviceType, { default: 'pty' }), ...chardevFields, target: child(parallelTarget), ...deviceInfo },
  {
    parsed(value, _xml, context) {
      settleBackend(value, value.type, context);
      checkSpicevmc(value.type, undefined);
      value.target ??= parallelTarget.create();
    },
  },
);

/** A parallel port. */
export type Parallel = LensValue<typeof parallel>;

const consoleTarget = element({ type: attr(word(CONSOLE_TYPES, 'type'), { absent: 'none' }), port: attr(port) });

/** A text console. */
export const guestConsole = element(
  { type: attr(deviceType, { default: 'pty' }), tty: attr(string, { only: 'live' }), ...chardevFields, target: child(consoleTarget), ...deviceInfo },
  {
    parsed(value, _xml, context) {
      settleBackend(value, value.type, context);
      checkSpicevmc(value.type, undefined);
      value.target ??= consoleTarget.create();
      value.tty = undefined;
    },
    formatting(value) {
      const path = value.sources[0]?.path;
      return value.type === 'pty' && value.target?.port === 0 && path !== undefined ? { ...value, tty: path } : value;
    },
  },
);

/** A text console. */
export type GuestConsole = LensValue<typeof guestConsole>;

/** The ends a channel may have in the guest. */
export const CHANNEL_TYPES = ['guestfwd', 'virtio', 'xen'] as const;

const channelTarget = element(
  {
    type: attr(word(CHANNEL_TYPES, 'type'), { required: () => unsupported("unknown target type '(null)' specified for character device") }),
    address: attr(string),
    port: attr(port),
    name: attr(string),
    state: attr(enumOf(['connected', 'disconnected']), { refused: 'default' }),
  },
  {
    parsed(value, _xml, context) {
      if (context.inactive || value.type !== 'virtio') value.state = undefined;
      if (value.type !== 'guestfwd') {
        value.address = undefined;
        value.port = undefined;
        return;
      }
      value.name = undefined;
      if (value.address === undefined) throw xmlError('guestfwd channel does not define a target address');
      if (value.port === undefined) throw xmlError("Missing required attribute 'port' in element 'target'", 'xml');
    },
  },
);

/** A channel between the host and a program in the guest. */
export const channel = element(
  { type: attr(deviceType, { default: 'pty' }), ...chardevFields, target: child(channelTarget, { required: () => xmlError('target type must be specified for channel device') }), ...deviceInfo },
  {
    parsed(value, _xml, context) {
      settleBackend(value, value.type, context);
      checkSpicevmc(value.type, value.target.type);
    },
  },
);

/** A channel between the host and a program in the guest. */
export type Channel = LensValue<typeof channel>;

function checkSpicevmc(type: ChardevType, target: string | undefined): void {
  if (type === 'spicevmc' && target !== 'virtio') throw unsupported('spicevmc device type only supports virtio');
}

/** A smart card reader. */
export const smartcard = element(
  {
    mode: attr(enumOf(['host', 'host-certificates', 'passthrough']), { required: true }),
    type: attr(deviceType),
    certificates: textList(string, { name: 'certificate' }),
    database: textChild(string),
    ...chardevFields,
    ...deviceInfo,
  },
  {
    parsed(value, _xml, context) {
      if (value.mode !== 'host-certificates') {
        value.certificates = [];
        value.database = undefined;
      } else if (value.certificates.length !== 3) {
        throw xmlError('host-certificates mode needs exactly three certificates');
      } else if (value.database !== undefined && !value.database.startsWith('/')) {
        throw xmlError(`expecting absolute path: ${value.database}`);
      }
      if (value.mode !== 'passthrough') {
        Object.assign(value, { type: undefined, sources: [], protocol: undefined, log: undefined });
        return;
      }
      if (value.type === undefined) throw xmlError('passthrough mode requires a character device type attribute');
      settleBackend(value, value.type, context);
    },
  },
);

/** A smart card reader. */
export type Smartcard = LensValue<typeof smartcard>;

/** A USB device that a viewer may hand to the guest. */
export const redirdev = element(
  {
    bus: attr(enumOf(['usb']), { default: 'usb' }),
    type: attr(deviceType, { required: () => xmlError("Missing required attribute 'type' in element 'redirdev'", 'xml') }),
    ...chardevFields,
    ...bootInfo,
  },
  {
    block: true,
    parsed(value, _xml, context) {
      settleBackend(value, value.type, context);
      if (value.type !== 'dbus') return;
      value.sources = [chardevSource({ ...value.sources[0], channel: value.sources[0]?.channel ?? 'org.qemu.usbredir' })];
    },
  },
);

/** A USB device that a viewer may hand to the guest. */
export type Redirdev = LensValue<typeof redirdev>;

/** Any value with a character device behind it. */
export function consolePath(value: { readonly sources: readonly ChardevSource[] }): string | undefined {
  return value.sources[0]?.path;
}

/** A source with the given path. */
export function chardevSource(fields: Partial<ChardevSource>): ChardevSource {
  return source.create(fields);
}

export { deviceType as chardevTypeCodec };

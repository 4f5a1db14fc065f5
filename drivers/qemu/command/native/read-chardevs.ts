import type { CommandOptions } from './command-options.ts';
import { addressXml } from './device-address.ts';
import { optionValue, type OptionValue } from './option-value.ts';
import { xml } from './xml-text.ts';

/** The host's side of a character device: its kind, and what stands within the element. */
interface Backend {
  readonly type: string;
  readonly inner: string;
}

const PLAIN = new Set(['pty', 'null', 'stdio', 'vc', 'spicevmc']);

/** The host's side that a `-chardev` describes. */
function backendOf(value: OptionValue): Backend | undefined {
  const kind = value.get('backend') ?? '';
  const path = value.get('path');
  const listens = value.has('server') && value.get('server') !== 'off';
  if (PLAIN.has(kind)) return { type: kind, inner: '' };
  switch (kind) {
    case 'file':
    case 'pipe':
      return { type: kind, inner: xml('source', { path, append: value.get('append') }) };
    case 'serial':
    case 'parallel':
    case 'tty':
    case 'parport':
      return { type: 'dev', inner: xml('source', { path }) };
    case 'socket':
      if (path !== undefined || value.has('fd')) return { type: 'unix', inner: xml('source', { mode: listens ? 'bind' : 'connect', path }) };
      return { type: 'tcp', inner: `${xml('source', { mode: listens ? 'bind' : 'connect', host: value.get('host') ?? '127.0.0.1', service: value.get('port') })}${xml('protocol', { type: value.get('telnet') === 'on' ? 'telnet' : 'raw' })}` };
    case 'udp':
      return { type: 'udp', inner: `${xml('source', { mode: 'bind', host: value.get('localaddr'), service: value.get('localport') ?? '0' })}${xml('source', { mode: 'connect', host: value.get('host'), service: value.get('port') })}` };
    case 'spiceport':
    case 'dbus':
      return { type: kind, inner: xml('source', { channel: value.get('name') }) };
    default:
      return undefined;
  }
}

/** The host's side that `-serial` and `-parallel` describe in words of their own. */
function olderBackend(text: string): Backend | undefined {
  const bare = text.replace(/^mon:/, '');
  if (PLAIN.has(bare)) return { type: bare, inner: '' };
  if (bare.startsWith('/dev/')) return { type: 'dev', inner: xml('source', { path: bare }) };
  const [, kind = '', rest = ''] = /^([a-z]+):(.*)$/.exec(bare) ?? [];
  if (kind === 'file' || kind === 'pipe') return { type: kind, inner: xml('source', { path: rest }) };
  const value = optionValue(rest, 'where');
  const where = value.get('where') ?? '';
  const [host, port] = where.split(/:(?=\d+$)/);
  const server = value.has('server') ? { server: 'on' } : {};
  if (kind === 'unix') return backendOf(new Map(Object.entries({ backend: 'socket', path: where, ...server })));
  if (kind === 'tcp' || kind === 'telnet') return backendOf(new Map(Object.entries({ backend: 'socket', host: host ?? '', port: port ?? '', telnet: kind === 'telnet' ? 'on' : 'off', ...server })));
  return undefined;
}

/** The character devices of a command, found by name. */
export class CommandChardevs {
  readonly #command: CommandOptions;

  constructor(command: CommandOptions) {
    this.#command = command;
    // The monitor is whoever's who runs the machine.
    const monitors = new Set(command.values('mon', 'chardev').map(({ value }) => value.get('chardev')));
    for (const { option, value } of command.values('chardev', 'backend')) if (monitors.has(value.get('id'))) command.say(option);
  }

  backend(name: string | undefined): Backend | undefined {
    const found = this.#command.values('chardev', 'backend').find(({ value }) => value.get('id') === name);
    if (found === undefined) return undefined;
    this.#command.say(found.option);
    return backendOf(found.value);
  }
}

const SERIAL_TARGETS: Readonly<Record<string, string>> = { 'isa-serial': 'isa-serial', 'pci-serial': 'pci-serial', 'usb-serial': 'usb-serial', 'spapr-vty': 'spapr-vio-serial', 'isa-debugcon': 'isa-debug' };

/** Serial and parallel ports, consoles and channels. */
export function chardevsXml(command: CommandOptions, chardevs: CommandChardevs): string[] {
  const found: string[] = [];
  for (const { option, value } of command.values('device')) {
    const driver = value.get('driver') ?? '';
    const make = deviceElement(driver, value);
    const backend = make === undefined ? undefined : chardevs.backend(value.get('chardev'));
    if (make === undefined || backend === undefined) continue;
    command.say(option);
    found.push(make(backend));
  }
  return [...found, ...olderPorts(command, chardevs, 'serial'), ...olderPorts(command, chardevs, 'parallel')];
}

function deviceElement(driver: string, value: OptionValue): ((backend: Backend) => string) | undefined {
  const target = SERIAL_TARGETS[driver];
  const address = addressXml(value);
  if (target !== undefined) return ({ type, inner }) => xml('serial', { type }, inner, xml('target', { type: target, port: value.get('index') }), address);
  if (driver === 'isa-parallel') return ({ type, inner }) => xml('parallel', { type }, inner, xml('target', { port: value.get('index') ?? '0' }));
  if (driver === 'virtconsole') return ({ type, inner }) => xml('console', { type }, inner, xml('target', { type: 'virtio' }), address);
  if (driver === 'virtserialport') return ({ type, inner }) => xml('channel', { type }, inner, xml('target', { type: 'virtio', name: value.get('name') }), address);
  if (driver === 'usb-redir') return ({ type, inner }) => xml('redirdev', { bus: 'usb', type }, inner, address);
  return undefined;
}

function olderPorts(command: CommandOptions, chardevs: CommandChardevs, name: 'serial' | 'parallel'): string[] {
  return command.options.filter((option) => option.name === name).flatMap((option, port) => {
    const text = option.value ?? '';
    if (text === 'none') {
      command.say(option);
      return [];
    }
    const backend = text.startsWith('chardev:') ? chardevs.backend(text.slice('chardev:'.length)) : olderBackend(text);
    if (backend === undefined) return [];
    command.say(option);
    return [xml(name, { type: backend.type }, backend.inner, xml('target', { port }))];
  });
}

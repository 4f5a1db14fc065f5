import type { CommandOptions } from './command-options.ts';
import { optionValue, type OptionValue } from './option-value.ts';
import { xml } from './xml-text.ts';

/** QEMU's port of display 0. */
const FIRST_VNC_PORT = 5900;

/** Displays. */
export function displaysXml(command: CommandOptions): string[] {
  const found: string[] = [];
  for (const option of command.options) {
    const element = displayXml(option.name, option.value ?? '');
    if (element === undefined) continue;
    command.say(option);
    found.push(element);
  }
  return found;
}

function displayXml(name: string, text: string): string | undefined {
  switch (name) {
    case 'vnc':
      return text === 'none' ? '' : vncXml(text);
    case 'spice':
      return spiceXml(optionValue(text));
    case 'sdl':
      return xml('graphics', { type: 'sdl' });
    case 'nographic':
      return '';
    case 'display': {
      const value = optionValue(text, 'type');
      const type = value.get('type') ?? '';
      if (type === 'none') return '';
      if (type === 'vnc' || text.startsWith('vnc=')) return vncXml(text.replace(/^vnc=/, ''));
      if (type === 'sdl' || type === 'gtk') return xml('graphics', { type: 'sdl' });
      return type === 'egl-headless' || type === 'dbus' ? xml('graphics', { type }) : undefined;
    }
    default:
      return undefined;
  }
}

function vncXml(text: string): string {
  const value = optionValue(text, 'where');
  const where = value.get('where') ?? value.get('vnc') ?? '';
  if (where.startsWith('unix:')) return xml('graphics', { type: 'vnc' }, xml('listen', { type: 'socket', socket: where.slice('unix:'.length) }));
  const [address, display = '0'] = where.split(/:(?=\d+$)/);
  const listen = address === '' || address === undefined ? '0.0.0.0' : address.replace(/^\[(.*)\]$/, '$1');
  return xml('graphics', { type: 'vnc', port: FIRST_VNC_PORT + Number(display), autoport: 'no', sharePolicy: value.get('share') }, xml('listen', { type: 'address', address: listen }));
}

function spiceXml(value: OptionValue): string {
  const address = value.get('addr');
  if (value.get('unix') === 'on') return xml('graphics', { type: 'spice' }, xml('listen', { type: 'socket', socket: address }));
  return xml('graphics', { type: 'spice', port: value.get('port'), tlsPort: value.get('tls-port'), autoport: 'no' }, address === undefined ? undefined : xml('listen', { type: 'address', address }));
}

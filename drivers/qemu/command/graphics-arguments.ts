import { assertNever } from '../../core/assert.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { Graphics } from '../../conf/domain/graphics.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { onOffText } from './arguments.ts';
import { audioAlias } from './audio-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { escapeComma } from './props.ts';
import { spiceArguments } from './spice-arguments.ts';
import { vncArguments } from './vnc-arguments.ts';

/** Displays. */
export function graphicsArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.graphics.flatMap((graphics) => displayArguments(graphics, def, context));
}

function displayArguments(graphics: Graphics, def: DomainDef, context: CommandContext): string[] {
  switch (graphics.type) {
    case 'sdl':
      return [...(graphics.fullscreen === true ? ['-full-screen'] : []), '-display', ['sdl', ...glParts(graphics.gl?.enable)].join(',')];
    case 'vnc':
      return vncArguments(graphics, def, context);
    case 'spice':
      return spiceArguments(graphics, context);
    case 'egl-headless':
      return ['-display', ['egl-headless', ...rendernodeParts(graphics.gl?.rendernode)].join(',')];
    case 'dbus': {
      const where = graphics.p2p === true ? 'p2p=on' : `addr=${escapeComma(graphics.address ?? '')}`;
      const audio = graphics.audio === undefined || graphics.audio === 0 ? [] : [`audiodev=${audioAlias(def, graphics.audio)}`];
      return ['-display', ['dbus', where, ...glParts(graphics.gl?.enable), ...rendernodeParts(graphics.gl?.rendernode), ...audio].join(',')];
    }
    case 'rdp':
    case 'desktop':
      throw unsupported(`${graphics.type} graphics are not supported with this QEMU`, 'qemu');
    default:
      return assertNever(graphics);
  }
}

function glParts(enable: boolean | undefined): string[] {
  const text = onOffText(enable);
  return text === undefined ? [] : [`gl=${text}`];
}

function rendernodeParts(rendernode: string | undefined): string[] {
  return rendernode === undefined ? [] : [`rendernode=${escapeComma(rendernode)}`];
}

/** Variables that displays need. */
export function graphicsEnvironment(def: DomainDef, { settings }: CommandContext): [name: string, value: string][] {
  return def.devices.graphics.flatMap((graphics): [string, string][] => {
    switch (graphics.type) {
      case 'sdl':
        return [...named('XAUTHORITY', graphics.xauth), ...named('DISPLAY', graphics.display)];
      case 'vnc':
        return settings.vnc.sasl ? named('SASL_CONF_PATH', settings.vnc.saslDir) : [];
      case 'spice':
        return settings.spice.sasl ? named('SASL_CONF_PATH', settings.spice.saslDir) : [];
      case 'rdp':
      case 'desktop':
      case 'egl-headless':
      case 'dbus':
        return [];
    }
  });
}

function named(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { Graphics, Listen } from '../../conf/domain/graphics.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { onOffText } from './arguments.ts';
import { audioAlias } from './audio-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { escapeComma } from './props.ts';
import { tlsArguments } from './tls-arguments.ts';

type Vnc = Extract<Graphics, { type: 'vnc' }>;

/** QEMU's name for the TLS credentials of the VNC display. */
const TLS_ALIAS = 'vnc-tls-creds0';
/** Displays are numbered from this port. */
const FIRST_PORT = 5900;

/** `-vnc`, with the TLS credentials before it. Ports and addresses are settled: see `prepareGraphics`. */
export function vncArguments(vnc: Vnc, def: DomainDef, context: CommandContext): string[] {
  const { settings } = context;
  const audio = audioAlias(def, vnc.audio);
  const [listen] = vnc.listens;
  if (listen === undefined) throw confError('internal-error', 'missing listen element', 'qemu');
  const power = onOffText(vnc.powerControl);
  const text = [
    ...whereParts(vnc, listen),
    ...(vnc.sharePolicy === undefined ? [] : [`share=${vnc.sharePolicy}`]),
    ...(vnc.passwd !== undefined || settings.vnc.password !== undefined ? ['password=on'] : []),
    ...(settings.tls.vnc === undefined ? [] : [`tls-creds=${TLS_ALIAS}`]),
    ...(settings.vnc.sasl ? ['sasl=on'] : []),
    ...(power === undefined ? [] : [`power-control=${power}`]),
    `audiodev=${audio}`,
  ].join(',');
  const tls = settings.tls.vnc === undefined ? [] : tlsArguments(settings.tls.vnc, { object: TLS_ALIAS, secretOf: TLS_ALIAS }, true, context);
  return [...tls, '-vnc', text, ...(vnc.keymap === undefined ? [] : ['-k', vnc.keymap])];
}

function whereParts(vnc: Vnc, listen: Listen): string[] {
  switch (listen.type) {
    case 'socket':
      return [`vnc=unix:${escapeComma(listen.socket ?? '')}`];
    case 'address':
    case 'network': {
      const port = vnc.port ?? 0;
      if (vnc.autoport !== true && (port < FIRST_PORT || port > 0xffff)) throw unsupported('vnc port must be in range [5900,65535]', 'qemu');
      const { address = '' } = listen;
      const host = address.includes(':') ? `[${address}]` : address;
      return [`${host}:${port - FIRST_PORT}`, ...(vnc.websocket === undefined || vnc.websocket === 0 ? [] : [`websocket=${vnc.websocket}`])];
    }
    case 'none':
      return ['none'];
  }
}

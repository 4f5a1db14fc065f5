import type { Graphics, Listen } from '../../conf/domain/graphics.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { onOffText } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { escapeComma } from './props.ts';

type Spice = Extract<Graphics, { type: 'spice' }>;

/** `-spice`. Ports and addresses are settled: see `prepareGraphics`. Passwords never stand here: they go by the monitor. */
export function spiceArguments(spice: Spice, { settings }: CommandContext): string[] {
  const [listen] = spice.listens;
  if (listen === undefined) throw confError('internal-error', 'missing listen element', 'qemu');
  const where = whereOf(spice, listen);
  const text = [
    ...where.parts,
    ...(settings.spice.sasl ? ['sasl=on'] : []),
    ...(spice.mouse === undefined ? [] : [`agent-mouse=${spice.mouse === 'client' ? 'on' : 'off'}`]),
    ...(spice.passwd === undefined && settings.spice.password === undefined ? ['disable-ticketing=on'] : []),
    ...(where.secure ? [`x509-dir=${escapeComma(settings.tls.spice?.directory ?? '')}`] : []),
    ...channelParts(spice, where),
    ...mediaParts(spice),
    ...glParts(spice),
    'seamless-migration=on',
  ].join(',');
  return ['-spice', text, ...(spice.keymap === undefined ? [] : ['-k', spice.keymap])];
}

interface Where {
  readonly parts: readonly string[];
  readonly secure: boolean;
  readonly insecure: boolean;
}

function whereOf(spice: Spice, listen: Listen): Where {
  switch (listen.type) {
    case 'socket':
      return { parts: [`unix,addr=${escapeComma(listen.socket ?? '')}`], secure: false, insecure: true };
    case 'address':
    case 'network': {
      const { port = 0, tlsPort = 0 } = spice;
      const insecure = port > 0;
      const secure = tlsPort > 0;
      const address = (insecure || secure) && listen.address !== undefined ? [`addr=${listen.address}`] : [];
      return { parts: [...(insecure ? [`port=${port}`] : []), ...(secure ? [`tls-port=${tlsPort}`] : []), ...address], secure, insecure };
    }
    case 'none':
      // QEMU wants a port when nothing else is said.
      return { parts: ['port=0'], secure: false, insecure: true };
  }
}

function channelParts({ defaultMode, channels }: Spice, where: Where): string[] {
  const part = (name: string, mode: 'any' | 'secure' | 'insecure' | undefined, what: string): string[] => {
    if (mode === undefined || mode === 'any') return [];
    if (mode === 'secure' && !where.secure) throw unsupported(`${what} XML configuration, but TLS connection is not available`, 'qemu');
    if (mode === 'insecure' && !where.insecure) throw unsupported(`${what} XML configuration, but plaintext connection is not available`, 'qemu');
    return [`${mode === 'secure' ? 'tls' : 'plaintext'}-channel=${name}`];
  };
  return [
    ...part('default', defaultMode, `spice defaultMode ${defaultMode ?? ''} requested in`),
    ...channels.flatMap(({ name, mode }) => part(name, mode, `spice ${mode} channels set in`)),
  ];
}

function mediaParts(spice: Spice): string[] {
  const playback = onOffText(spice.playback);
  return [
    ...(spice.image === undefined ? [] : [`image-compression=${spice.image}`]),
    ...(spice.jpeg === undefined ? [] : [`jpeg-wan-compression=${spice.jpeg}`]),
    ...(spice.zlib === undefined ? [] : [`zlib-glz-wan-compression=${spice.zlib}`]),
    ...(playback === undefined ? [] : [`playback-compression=${playback}`]),
    ...(spice.streaming === undefined ? [] : [`streaming-video=${spice.streaming}`]),
    ...(spice.clipboard === false ? ['disable-copy-paste=on'] : []),
    ...(spice.filetransfer === false ? ['disable-agent-file-xfer=on'] : []),
  ];
}

function glParts({ gl }: Spice): string[] {
  if (gl?.enable !== true) return [];
  return ['gl=on', ...(gl.rendernode === undefined ? [] : [`rendernode=${escapeComma(gl.rendernode)}`])];
}

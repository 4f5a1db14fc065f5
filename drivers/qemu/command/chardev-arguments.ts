import type { ChardevBackend, ChardevSource, ChardevType } from '../../conf/domain/chardev.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { onOffText } from './arguments.ts';
import type { CommandContext, TlsSettings } from './command-context.ts';
import { escapeComma } from './props.ts';
import { tlsArguments } from './tls-arguments.ts';

/** What `-chardev` needs beside the host's side itself. */
export interface ChardevUse {
  /** The device's name; its character device is called `char…`. */
  readonly alias: string;
  /** Another name for the character device. */
  readonly id?: string;
  /** What SPICE calls it: `vdagent`, `smartcard`, `usbredir`. */
  readonly spiceName?: string;
  /** QEMU waits for somebody to connect before the machine starts. */
  readonly wait?: boolean;
  /** `parallel` for a parallel port of the host. */
  readonly hostPort?: 'serial' | 'parallel';
  /** What is listened at or read is not opened beforehand. */
  readonly neverPassed?: boolean;
}

/** The host's side of a character device with its kind. */
export type TypedBackend = ChardevBackend & { readonly type: ChardevType | undefined };

/** The name of a device's character device. */
export function chardevAlias({ alias, id }: Pick<ChardevUse, 'alias' | 'id'>): string {
  return id ?? `char${alias}`;
}

/**
 * `-chardev`, with what must stand before it: TLS credentials, descriptors.
 *
 * @throws VirError `config-unsupported` for kinds that QEMU does not have.
 */
export function chardevArguments(backend: TypedBackend, use: ChardevUse, context: CommandContext): string[] {
  const id = chardevAlias(use);
  const passed = use.neverPassed === true ? undefined : context.passed;
  const tls = chardevTls(backend, context);
  const file = backend.type === 'file' ? passed?.fileSet(use.alias) : undefined;
  const log = backend.log === undefined ? undefined : passed?.logSet(use.alias);
  const fd = backend.type === 'unix' && backend.sources[0]?.mode === 'bind' ? passed?.listenFd(use.alias) : undefined;
  const text = [
    ...backendParts(backend, { ...use, id }, { file: file?.path, fd }),
    ...(tls === undefined ? [] : [`tls-creds=obj${id}_tls0`]),
    ...logParts(backend, log?.path),
  ].join(',');
  return [
    ...(tls === undefined ? [] : tlsArguments(tls, { object: `obj${id}_tls0`, secretOf: id }, listens(backend.sources[0]), context)),
    ...(file?.arguments ?? []),
    ...(log?.arguments ?? []),
    '-chardev',
    text,
  ];
}

/** How a TCP connection is protected: as the document says, else as the host's settings do. */
export function chardevTls({ type, sources }: TypedBackend, { settings }: Pick<CommandContext, 'settings'>): TlsSettings | undefined {
  if (type !== 'tcp') return undefined;
  const [source] = sources;
  const wanted = source?.tls ?? settings.tls.chardev !== undefined;
  if (!wanted) return undefined;
  if (settings.tls.chardev === undefined) throw unsupported('TLS for character devices needs certificates, and none are set up', 'qemu');
  return settings.tls.chardev;
}

function listens(source: ChardevSource | undefined): boolean {
  return source?.mode === 'bind';
}

function backendParts(backend: TypedBackend, use: ChardevUse & { readonly id: string }, opened: { readonly file: string | undefined; readonly fd: number | undefined }): string[] {
  const { type, sources } = backend;
  const [source] = sources;
  const id = `id=${use.id}`;
  const path = escapeComma(source?.path ?? '');
  switch (type) {
    case 'null':
    case 'vc':
    case 'pty':
    case 'stdio':
      return [type, id];
    case 'dev':
      return [use.hostPort ?? 'serial', id, `path=${path}`];
    case 'pipe':
      return [type, id, `path=${path}`];
    case 'file': {
      const append = opened.file === undefined ? onOffText(source?.append) : 'on';
      return [type, id, `path=${opened.file ?? path}`, ...(append === undefined ? [] : [`append=${append}`])];
    }
    case 'udp':
      return udpParts(sources, id);
    case 'tcp':
      return [
        'socket', id, `host=${source?.host ?? ''}`, `port=${source?.service ?? ''}`,
        ...(backend.protocol === 'telnet' ? ['telnet=on'] : []),
        ...serverParts(source, use.wait),
        ...reconnectParts(source),
      ];
    case 'unix':
      return ['socket', id, opened.fd === undefined ? `path=${path}` : `fd=${opened.fd}`, ...serverParts(source, use.wait), ...reconnectParts(source)];
    case 'spicevmc':
      return [type, id, `name=${use.spiceName ?? 'vdagent'}`];
    case 'spiceport':
    case 'dbus':
      return [type, id, `name=${source?.channel ?? ''}`];
    case 'qemu-vdagent':
      return vdagentParts(source, id);
    case 'nmdm':
    case undefined:
      throw unsupported(`unsupported chardev '${type ?? ''}'`, 'qemu');
  }
}

function udpParts(sources: readonly ChardevSource[], id: string): string[] {
  const bind = sources.find((each) => each.mode === 'bind');
  const connect = sources.find((each) => each.mode === 'connect');
  return ['udp', id, `host=${connect?.host ?? ''}`, `port=${connect?.service ?? ''}`, `localaddr=${bind?.host ?? ''}`, `localport=${bind?.service ?? '0'}`];
}

function serverParts(source: ChardevSource | undefined, wait = false): string[] {
  return listens(source) ? ['server=on', ...(wait ? [] : ['wait=off'])] : [];
}

function reconnectParts(source: ChardevSource | undefined): string[] {
  const reconnect = source?.reconnect;
  return reconnect?.enabled === undefined ? [] : [`reconnect=${reconnect.enabled ? (reconnect.timeout ?? 0) : 0}`];
}

function vdagentParts(source: ChardevSource | undefined, id: string): string[] {
  const clipboard = onOffText(source?.clipboard);
  return [
    'qemu-vdagent', id, 'name=vdagent',
    ...(clipboard === undefined ? [] : [`clipboard=${clipboard}`]),
    ...(source?.mouse === undefined ? [] : [`mouse=${source.mouse === 'client' ? 'on' : 'off'}`]),
  ];
}

function logParts({ log }: TypedBackend, passedPath: string | undefined): string[] {
  if (log === undefined) return [];
  const append = passedPath === undefined ? onOffText(log.append) : 'on';
  return [`logfile=${passedPath ?? escapeComma(log.file)}`, ...(append === undefined ? [] : [`logappend=${append}`])];
}

import type { ChardevSource } from '../../conf/domain/chardev.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { chardevAlias, type ChardevUse, type TypedBackend } from './chardev-arguments.ts';
import type { Props } from './props.ts';

/** Names of descriptors given to QEMU beforehand (`getfd`, `add-fd`), and of TLS credentials. */
export interface BackendNames {
  readonly fd?: string;
  readonly filePath?: string;
  readonly logPath?: string;
  readonly tlsCredentials?: string;
}

/** The arguments of QMP's `chardev-add`, for a device that is plugged in. */
export function chardevAddArguments(backend: TypedBackend, use: ChardevUse, names: BackendNames = {}): Props {
  const { log } = backend;
  const data = backendData(backend, use, names);
  const logging: Props = log === undefined ? {} : { logfile: names.logPath ?? log.file, logappend: names.logPath === undefined ? log.append : true };
  return { id: chardevAlias(use), backend: { type: data.type, data: { ...data.props, ...logging } } };
}

function backendData(backend: TypedBackend, use: ChardevUse, names: BackendNames): { readonly type: string; readonly props: Props } {
  const [source] = backend.sources;
  switch (backend.type) {
    case 'null':
    case 'vc':
    case 'pty':
      return { type: backend.type, props: {} };
    case 'file':
      return { type: 'file', props: { out: names.filePath ?? source?.path, append: names.filePath === undefined ? source?.append : true } };
    case 'dev':
      return { type: use.hostPort ?? 'serial', props: { device: source?.path } };
    case 'udp':
      return { type: 'udp', props: udpData(backend.sources) };
    case 'tcp': {
      const props = { addr: inet(source?.host ?? '', source?.service ?? ''), ...socketProps(source, use), telnet: backend.protocol === 'telnet', 'tls-creds': names.tlsCredentials };
      return { type: 'socket', props: ordered(props, source) };
    }
    case 'unix': {
      const addr: Props = names.fd === undefined ? { type: 'unix', data: { path: source?.path } } : { type: 'fd', data: { str: names.fd } };
      return { type: 'socket', props: ordered({ addr, ...socketProps(source, use) }, source) };
    }
    case 'spicevmc':
      return { type: 'spicevmc', props: { type: use.spiceName ?? 'vdagent' } };
    case 'spiceport':
      return { type: 'spiceport', props: { fqdn: source?.channel } };
    case 'dbus':
      return { type: 'dbus', props: { name: source?.channel } };
    case 'qemu-vdagent':
      return { type: 'qemu-vdagent', props: { clipboard: source?.clipboard, mouse: source?.mouse === undefined ? undefined : source.mouse === 'client' } };
    case 'pipe':
    case 'stdio':
    case 'nmdm':
    case undefined:
      throw unsupported(`Hotplug unsupported for char device type '${backend.type ?? ''}'`, 'qemu');
  }
}

const inet = (host: string, port: string): Props => ({ type: 'inet', data: { host, port } });

function socketProps(source: ChardevSource | undefined, use: ChardevUse): Props {
  const server = source?.mode === 'bind';
  return { wait: server ? (use.wait ?? false) : undefined, server };
}

function ordered(props: Props, source: ChardevSource | undefined): Props {
  const reconnect = source?.reconnect;
  const seconds = reconnect?.enabled === undefined ? undefined : reconnect.enabled ? (reconnect.timeout ?? 0) : 0;
  return { ...props, reconnect: seconds };
}

function udpData(sources: readonly ChardevSource[]): Props {
  const bind = sources.find((each) => each.mode === 'bind');
  const connect = sources.find((each) => each.mode === 'connect');
  const local = bind?.host !== undefined || bind?.service !== undefined ? inet(bind.host ?? '', bind.service ?? '0') : undefined;
  return { remote: inet(connect?.host ?? '', connect?.service ?? ''), local };
}

import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { DomainXMLFlags } from '../../../../drivers/core/constants.ts';
import { callDomain, documentOf, domainOf } from '../../domain-inputs.ts';
import { refuseBoth } from '../../shell/inputs.ts';
import { fault, optional } from '../../shell/values.ts';
import type { Run } from '../../tables/command-table.ts';
import { devicesOf } from '../../xml-query.ts';

const SCHEMES = ['vnc', 'spice', 'rdp', 'dbus'];
const FIRST_VNC_PORT = 5900;
const DBUS_UNIX = 'unix:path=';

/** The first that has it, of the displays of a kind. */
function first(displays: readonly XmlElement[], find: (display: XmlElement) => string | undefined): string | undefined {
  return displays.map(find).find((found) => found !== undefined);
}

/** `*` in IPv4 and IPv6: where the display listens is the host itself. */
function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || /^[0:]+$/.test(address);
}

function dbusDisplay(displays: readonly XmlElement[]): string | undefined {
  const address = first(displays, (display) => display.attribute('address'));
  if (address === undefined) return undefined;
  if (address.startsWith(DBUS_UNIX)) return `dbus+unix://${address.slice(DBUS_UNIX.length)}`;
  throw fault(`'${address}' D-Bus address is not handled`);
}

/** Where a viewer connects to; undefined when nothing of that kind listens. */
function displayUri(document: XmlElement, scheme: string, hostUri: string): string | undefined {
  const displays = devicesOf(document, 'graphics').filter((display) => display.attribute('type') === scheme);
  if (scheme === 'dbus') return dbusDisplay(displays);
  const port = Number(first(displays, (display) => display.attribute('port')) ?? 0) || 0;
  const tlsPort = Number(first(displays, (display) => display.attribute('tlsPort')) ?? 0) || 0;
  const listens = displays.flatMap((display) => display.elements('listen'));
  const isSocket = first(listens, (listen) => listen.attribute('type')) === 'socket';
  const socket = isSocket ? first(listens, (listen) => listen.attribute('socket')) : undefined;
  if (port === 0 && tlsPort === 0 && socket === undefined) return undefined;
  const own = first(displays, (display) => display.attribute('listen'));
  const listen = own === undefined ? first(listens, (one) => one.attribute('address')) : isWildcard(own) ? serverOf(hostUri) : own;
  const password = first(displays, (display) => display.attribute('passwd'));
  const place = socket ?? (listen === undefined ? 'localhost' : listen.includes(':') ? `[${listen}]` : listen);
  const query = [
    ...(tlsPort === 0 ? [] : [`tls-port=${tlsPort}`]),
    ...(scheme === 'spice' && password !== undefined ? [`password=${password}`] : []),
  ].join('&');
  return (
    `${scheme}${socket === undefined ? '' : '+unix'}://` +
    (scheme === 'vnc' && password !== undefined ? `:${password}@` : '') +
    place +
    (port === 0 ? '' : `:${scheme === 'vnc' ? port - FIRST_VNC_PORT : port}`) +
    (query === '' ? '' : `?${query}`)
  );
}

function serverOf(uri: string): string | undefined {
  const server = /^[^:]+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^/:?]*)/.exec(uri)?.[1] ?? '';
  return server === '' ? undefined : server.replace(/^\[|\]$/g, '');
}

const domdisplay: Run = async (shell, args) => {
  const all = args.has('all');
  refuseBoth(args, ['all', 'type']);
  const domain = await domainOf(shell, args);
  if (!(await callDomain(shell, 'isActive', domain))) throw fault('Domain is not running');
  const type = optional(args, 'type');
  const document = await documentOf(shell, domain, args.has('include-password') ? DomainXMLFlags.SECURE : 0);
  const { uri } = await shell.connection();
  const found: string[] = [];
  for (const scheme of SCHEMES) {
    if (!all && type !== undefined && type !== scheme) continue;
    const display = displayUri(document, scheme, uri);
    if (display !== undefined) found.push(display);
    if (display !== undefined && !all) break;
  }
  if (found.length === 0) throw fault(type === undefined ? 'No graphical display found' : `No graphical display with type '${type}' found`);
  if (shell.options.json) shell.printJson(found);
  else shell.print(found.map((display) => display + (all ? '\n' : '')).join(''));
  return true;
};

const ttyconsole: Run = async (shell, args) => {
  const document = await documentOf(shell, await domainOf(shell, args));
  const tty = first(devicesOf(document, 'console'), (one) => one.attribute('tty'));
  if (tty === undefined) return false;
  if (shell.options.json) shell.printJson({ tty });
  else shell.print(`${tty}\n`);
  return true;
};

/** @libvirt virsh domdisplay ttyconsole */
export const runs = { domdisplay, ttyconsole } satisfies Readonly<Record<string, Run>>;

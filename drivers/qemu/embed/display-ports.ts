import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { EmbedState } from './embed-state.ts';
import { qemuError } from './qemu-error.ts';

/** libvirt's first ports of displays and of their WebSockets; the last ones follow from how many there may be. */
const FIRST_PORT = 5900;
const FIRST_WEBSOCKET = 5700;
const LAST_PORT = 65_535;
const LAST_WEBSOCKET = 65_535;
/** The state of a socket that listens, in the kernel's table. */
const LISTEN = '0A';

/**
 * Gives displays that listen at an address, but name no port, ports that nobody has. Changes the definition.
 *
 * @throws internal-error when there is none.
 */
export async function choosePorts(state: EmbedState, live: DomainDef): Promise<void> {
  const wanting = live.devices.graphics.filter((each) => (each.type === 'vnc' || each.type === 'spice') && each.listens.some(({ type }) => type === 'address' || type === 'network'));
  if (wanting.length === 0) return;
  const used = await usedPorts(state);
  const take = (first: number, last: number): number => {
    for (let port = first; port <= last; port++) {
      if (used.has(port)) continue;
      used.add(port);
      return port;
    }
    throw qemuError('internal-error', 'Unable to find an unused port in range \'display\' (5900-65535)');
  };
  for (const each of wanting) {
    if (each.type === 'vnc') {
      if (isOpen(each.port)) each.port = take(FIRST_PORT, LAST_PORT);
      if (each.websocket === -1) each.websocket = take(FIRST_WEBSOCKET, LAST_WEBSOCKET);
    } else if (each.type === 'spice') {
      if (each.tlsPort === -1) each.tlsPort = take(FIRST_PORT, LAST_PORT);
      if (isOpen(each.port) && (each.tlsPort ?? 0) <= 0) each.port = take(FIRST_PORT, LAST_PORT);
    }
  }
}

function isOpen(port: number | undefined): boolean {
  return port === undefined || port <= 0;
}

/** Ports that somebody listens at, and those of our own machines, of which some may only just begin. */
async function usedPorts(state: EmbedState): Promise<Set<number>> {
  const [tables, machines] = await Promise.all([state.surroundings.files.read(['/proc/net/tcp', '/proc/net/tcp6']), state.machines()]);
  const used = new Set(tables.flatMap((bytes) => listeningPorts(Buffer.from(bytes ?? []).toString('latin1'))));
  for (const { run } of machines) {
    for (const each of run?.live.devices.graphics ?? []) {
      if (each.type === 'vnc' || each.type === 'spice') used.add(each.port ?? 0);
      if (each.type === 'spice') used.add(each.tlsPort ?? 0);
    }
  }
  return used;
}

/** Ports of listening sockets in the kernel's table of TCP sockets (proc_net_tcp). */
export function listeningPorts(table: string): number[] {
  return table.split('\n').slice(1).flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === LISTEN ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
  });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../main/app.ts';
import type { ConnectionInfo } from '../../main/contract/connections.ts';
import type { CallContext } from '../../main/contract/define.ts';
import { allDrivers } from '../../main/drivers.ts';
import { type PrivateLibvirtd, type Sshd, startPrivateLibvirtd, startSshd, waitFor } from '../lab/index.ts';
import type { Figure } from './figure.ts';

const HOSTS = 50;
const OVER_SSH = 8;
/** A libvirtd takes 20 clients at once that have not signed in (max_anonymous_clients) and lets the others wait for seconds: that is no client's figure. */
const DAEMONS = 5;

/**
 * Fifty connections opened at once by the whole application: test hosts behind real libvirtds, eight of them over as many SSH
 * servers. Then the same again beside two hosts that never answer.
 */
export async function hostsFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const daemons: PrivateLibvirtd[] = [];
  const sshds: Sshd[] = [];
  const dead: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
  try {
    for (let i = 0; i < OVER_SSH; i++) sshds.push(await startSshd());
    for (let i = 0; i < DAEMONS; i++) daemons.push(await startPrivateLibvirtd());
    const socketOf = (index: number): string => daemons[index % DAEMONS]?.socketPath ?? '';
    const overSsh = sshds.map((sshd, index) => `test+ssh://root@${sshd.address}:${sshd.port}/default?${new URLSearchParams({ known_hosts: sshd.knownHostsPath, keyfile: sshd.keyPath, socket: socketOf(index) }).toString()}`);
    const here = Array.from({ length: HOSTS - OVER_SSH }, (_, index) => `test+unix:///default?socket=${socketOf(index)}#${index}`);
    const alone = await openAll([...here, ...overSsh]);
    say(`${HOSTS} hosts, ${OVER_SSH} over SSH: all open and listed after ${alone.toFixed(0)} ms`);
    for (let i = 0; i < 2; i++) dead.push(await mute());
    const silent = dead.map(({ server }) => `test+tcp://127.0.0.1:${(server.address() as { port: number }).port}/default`);
    const beside = await openAll([...silent, ...here, ...overSsh], silent.length);
    say(`the same beside ${silent.length} hosts that never answer: ${beside.toFixed(0)} ms`);
    return [
      { what: `${HOSTS} connections opened at once`, unit: 'ms', ours: alone, aim: { atMost: 3000 } },
      { what: `${HOSTS} connections beside two hosts that never answer`, unit: 'ms', ours: beside, aim: { atMost: 3000 } },
    ];
  } finally {
    for (const { server, sockets } of dead) {
      for (const one of sockets) one.destroy();
      server.close();
    }
    for (const sshd of sshds) await sshd.dispose();
    for (const daemon of daemons) await daemon.dispose();
  }
}

/** Takes connections and says nothing. */
async function mute(): Promise<{ readonly server: Server; readonly sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, sockets };
}

/** How long it takes until all but `expectDead` are open and their machines are known, in milliseconds. */
async function openAll(uris: readonly string[], expectDead = 0): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vireo-hosts-'));
  const app = await createApp({ dataDir, drivers: allDrivers(), host: 'browser', version: '0', log: { warn: () => undefined } });
  const context: CallContext = { signal: new AbortController().signal, clientId: 'bench' };
  let infos: readonly ConnectionInfo[] = [];
  let machines = 0;
  try {
    await app.handlers.connections.watch({}, (list) => { infos = list; }, context);
    await app.handlers.inventory.watch({}, (message) => { machines += message.kind === 'snapshot' ? message.rows.length : message.changed.length; }, context);
    const startMs = performance.now();
    await Promise.all(uris.map(async (uri) => app.handlers.connections.add({ uri }, context)));
    await waitFor('all hosts', () => (infos.filter(({ state }) => state === 'connected').length === uris.length - expectDead && machines >= uris.length - expectDead ? true : undefined), 60_000);
    return performance.now() - startMs;
  } finally {
    await app.dispose();
    rmSync(dataDir, { recursive: true });
  }
}

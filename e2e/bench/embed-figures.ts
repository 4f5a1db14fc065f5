import { mkdtempSync, rmSync } from 'node:fs';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { run, startLab, startRtt, startSshd } from '../lab/index.ts';
import { runModule } from '../lab/run-module.ts';
import { bareMachine } from '../qemu/embed-victim.ts';
import { methodOf, openRemote } from '../remote/call.ts';
import type { EmbedFarTimes } from './embed-far-worker.ts';
import { median, type Figure } from './figure.ts';

const STARTS = 7;
const STOPPED = 200;
const RUNNING = 20;
const ROUNDS = 5;
const ROUND_TRIP_MS = 20;

/** QEMU without a daemon: starting next to libvirtd, crowds, taking them up again, and all that on another host. */
export async function embedFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync('/tmp/vireo-bench-embed-');
  const uri = `qemu:///embed?root=${folder}/root`;
  const open = (): Promise<Connection> => new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  try {
    return [...(await startFigures(await open(), say)), ...(await crowdFigures(open, say)), ...(await farFigures(`${folder}/root`, say))];
  } finally {
    const connection = await open();
    for (const dom of await methodOf(connection, 'connect', 'listAllDomains')(1)) await methodOf(connection, 'domain', 'destroy')(dom);
    await connection.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** From `create` to QEMU running the guest, ours and libvirtd's in turn, of the same definition. */
async function startFigures(ours: Connection, say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ need: ['privateLibvirtd'] });
  const theirs = await openRemote(lab.privateLibvirtd.uri);
  try {
    const xml = bareMachine('bench-start', "<graphics type='vnc' autoport='yes'/><video><model type='virtio'/></video><interface type='user'><model type='virtio'/></interface>");
    const machines = await Promise.all([ours, theirs].map(async (connection) => ({ connection, dom: await methodOf(connection, 'domain', 'defineXML')(xml), times: [] as number[] })));
    for (let round = 0; round <= STARTS; round++) {
      for (const { connection, dom, times } of machines) {
        const startMs = performance.now();
        await methodOf(connection, 'domain', 'create')(dom);
        // The first start asks the emulator what it can.
        if (round > 0) times.push(performance.now() - startMs);
        await methodOf(connection, 'domain', 'destroy')(dom);
      }
    }
    await Promise.all(machines.map(({ connection, dom }) => methodOf(connection, 'domain', 'undefine')(dom)));
    const [mine = Number.NaN, peer = Number.NaN] = machines.map(({ times }) => median(times));
    say(`start: ours ${mine.toFixed(0)} ms, libvirtd ${peer.toFixed(0)} ms (medians of ${STARTS})`);
    return [{ what: 'start of a machine until it runs, without a daemon', unit: 'ms', ours: mine, peer: { name: 'libvirtd', value: peer }, aim: { atMost: 0.5 } }];
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
    await lab.dispose();
  }
}

/** Many machines: their list, their figures, and how soon a Vireo that starts has them all again. */
async function crowdFigures(open: () => Promise<Connection>, say: (line: string) => void): Promise<readonly Figure[]> {
  const connection = await open();
  say(`defining ${STOPPED} machines, starting ${RUNNING}`);
  for (let i = 0; i < STOPPED + RUNNING; i++) {
    const dom = await methodOf(connection, 'domain', 'defineXML')(bareMachine(`bench-${i}`));
    if (i < RUNNING) await methodOf(connection, 'domain', 'create')(dom);
  }
  const times = { list: [] as number[], stats: [] as number[], attach: [] as number[] };
  await methodOf(connection, 'connect', 'getAllDomainStats')([], 0, 0);
  for (let round = 0; round < ROUNDS; round++) {
    // What was read a moment ago is not read again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    times.list.push(await timeOf(() => methodOf(connection, 'connect', 'listAllDomains')(0), STOPPED + RUNNING));
    await new Promise((resolve) => setTimeout(resolve, 500));
    times.stats.push(await timeOf(() => methodOf(connection, 'connect', 'getAllDomainStats')([], 0, 0), STOPPED + RUNNING));
  }
  await connection.close();
  for (let round = 0; round < ROUNDS; round++) times.attach.push(await attach(open));
  const all = `${STOPPED} stopped and ${RUNNING} running machines`;
  return [
    { what: `list of ${all}, read anew`, unit: 'ms', ours: median(times.list), aim: { atMost: 100 } },
    { what: `all statistics of ${all}`, unit: 'ms', ours: median(times.stats), aim: { atMost: 100 } },
    { what: `taking up ${all} again, states asked of QEMU`, unit: 'ms', ours: median(times.attach), aim: { atMost: 1000 } },
  ];
}

async function attach(open: () => Promise<Connection>): Promise<number> {
  const startMs = performance.now();
  const again = await open();
  const running = await methodOf(again, 'connect', 'listAllDomains')(16);
  const tookMs = performance.now() - startMs;
  if (running.length !== RUNNING) throw new Error(`${running.length} machines run, ${RUNNING} were started`);
  await again.close();
  return tookMs;
}

async function timeOf(work: () => Promise<readonly (DomainRef | object)[]>, count: number): Promise<number> {
  const startMs = performance.now();
  const found = await work();
  const tookMs = performance.now() - startMs;
  if (found.length !== count) throw new Error(`${found.length} machines instead of ${count}`);
  return tookMs;
}

/** The same machines from the far end of a line, and an empty root. */
async function farFigures(root: string, say: (line: string) => void): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const roundTripMs of [0, ROUND_TRIP_MS]) {
    const rtt = await startRtt({ roundTripMs });
    const sshd = await startSshd({ prefix: rtt.farPrefix, address: rtt.farAddress });
    try {
      for (const [where, what] of [[`${root}-empty`, 'an empty root'], [root, `${STOPPED} stopped and ${RUNNING} running machines`]] as const) {
        const params = new URLSearchParams({ keyfile: sshd.keyPath, known_hosts: sshd.knownHostsPath, root: where });
        const uri = `qemu+ssh://root@${sshd.address}:${sshd.port}/embed?${params.toString()}`;
        const times: EmbedFarTimes[] = [];
        for (let round = 0; round <= ROUNDS; round++) {
          const { stdout } = await run(rtt.near(runModule(new URL('./embed-far-worker.ts', import.meta.url), 'measureEmbedFar', uri)), { timeoutMs: 120_000 });
          if (round > 0) times.push(JSON.parse(stdout) as EmbedFarTimes);
        }
        const of = (key: 'signInMs' | 'openMs' | 'statsMs'): number => median(times.map((time) => time[key]));
        say(`${roundTripMs} ms away, ${what}: signing in ${of('signInMs').toFixed(0)} ms, opening ${of('openMs').toFixed(0)} ms, statistics ${of('statsMs').toFixed(0)} ms`);
        figures.push({ what: `opening ${what} by SSH, ${roundTripMs} ms away, after signing in`, unit: 'ms', ours: of('openMs'), aim: { atMost: 1000 } });
      }
    } finally {
      await sshd.dispose();
      await rtt.dispose();
    }
  }
  return figures;
}

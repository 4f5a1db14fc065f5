import { defineLabDomain, defineMany, run, startHungStorage, startLab, uniqueName } from '../lab/index.ts';
import { runModule } from '../lab/run-module.ts';
import { methodOf, openRemote } from '../remote/call.ts';
import type { FarTimes } from './far-worker.ts';
import { median, type Figure } from './figure.ts';

const MACHINES = 1000;
const ROUND_TRIP_MS = 50;
const PORT = 16509;
const ROUNDS = 5;
const HUNG = 3;

/** 1,000 machines behind a line of 50 ms: how soon the list is there, and every description. */
export async function farFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ need: ['privateLibvirtd', 'rtt'] });
  try {
    say(`defining ${MACHINES} machines`);
    await defineMany(lab.privateLibvirtd, MACHINES, { prefix: 'bench-' });
    lab.rtt.change({ roundTripMs: ROUND_TRIP_MS });
    await lab.rtt.relay(PORT, lab.privateLibvirtd.socketPath);
    say(`a round trip of ${(await lab.rtt.measure()).toFixed(1)} ms, ${ROUNDS} rounds`);
    const times: FarTimes[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { stdout } = await run(lab.rtt.near(runModule(new URL('./far-worker.ts', import.meta.url), 'measureFar', `qemu+tcp://${lab.rtt.farAddress}:${PORT}/system`)), { timeoutMs: 120_000 });
      times.push(JSON.parse(stdout) as FarTimes);
    }
    if (times.some(({ machines }) => machines < MACHINES)) throw new Error('not every machine was listed');
    const of = (key: 'openMs' | 'listMs' | 'xmlMs'): number => median(times.map((time) => time[key]));
    say(`connecting took ${Math.round(of('openMs'))} ms`);
    return [
      { what: `${MACHINES} machines ${ROUND_TRIP_MS} ms away: the list with all figures`, unit: 'ms', ours: of('listMs'), aim: { atMost: 500 } },
      { what: 'the same: every description', unit: 'ms', ours: of('xmlMs'), aim: { atMost: 1000 } },
    ];
  } finally {
    await lab.dispose();
  }
}

/** How much longer "Force off" takes while three calls hang on storage that does not answer. */
export async function hungFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const hung = await startHungStorage();
  const lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
  try {
    const connection = await openRemote(lab.privateLibvirtd.uri);
    const machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('bench'), network: 'none', graphics: { type: 'none' } });
    const forceOff = async (): Promise<number> => {
      await machine.start();
      const dom = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
      const startMs = performance.now();
      await methodOf(connection, 'domain', 'destroy')(dom);
      return performance.now() - startMs;
    };
    const freeMs = await forceOff();
    const pool = await methodOf(connection, 'storagePool', 'createXML')(`<pool type='dir'><name>hung</name><target><path>${hung.dir}</path></target></pool>`, 0);
    await hung.freeze();
    const calls = Array.from({ length: HUNG }, (_unused, i) => methodOf(connection, 'storageVol', 'createXML')(pool, `<volume><name>v${i}</name><capacity>4096</capacity></volume>`, 0));
    let answered = 0;
    const over = Promise.allSettled(calls.map((call) => call.finally(() => answered++)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const busyMs = await forceOff();
    say(`force off: ${Math.round(freeMs)} ms without, ${Math.round(busyMs)} ms with ${HUNG - answered} hung calls`);
    if (answered > 0) throw new Error('the calls did not hang');
    await hung.thaw();
    await over;
    await methodOf(connection, 'storagePool', 'destroy')(pool);
    await machine.dispose();
    await connection.close();
    return [{ what: `force off beside ${HUNG} calls on a dead mount, later by`, unit: 'ms', ours: Math.max(0, busyMs - freeMs), aim: { atMost: 1000 } }];
  } finally {
    await hung.thaw();
    await lab.dispose();
    await hung.dispose();
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../drivers/api/connection.ts';
import { fuzzClient, fuzzServed } from '../../drivers/remote/testing/fuzz.ts';
import { defineMany, run, startLab } from '../lab/index.ts';
import { methodOf, openRemote } from '../remote/call.ts';
import { median, type Figure } from './figure.ts';

const MACHINES = 5000;
const CALLS = 20_000;
const XMLS = 1000;
const ROUNDS = 3;
const DEPTH = 64;
const FUZZED_PACKETS = 1_000_000;

type Work = 'list' | 'stats' | 'getinfo' | 'xml';
const WORKS: readonly Work[] = ['list', 'stats', 'getinfo', 'xml'];

/**
 * One connection to a real libvirtd with 5,000 machines, against the C library with one thread on the same socket; medians of
 * rounds that alternate.
 */
export async function remoteFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  const peer = await compilePeer();
  const lab = await startLab({ need: ['privateLibvirtd'] });
  try {
    say(`defining ${MACHINES} machines`);
    await defineMany(lab.privateLibvirtd, MACHINES, { prefix: 'bench-' });
    const uri = lab.privateLibvirtd.uriOf('qemu');
    const ours: Record<Work, number[]> = { list: [], stats: [], getinfo: [], xml: [] };
    const theirs: Record<Work, number[]> = { list: [], stats: [], getinfo: [], xml: [] };
    for (let round = 0; round < ROUNDS; round++) {
      say(`round ${round + 1} of ${ROUNDS}`);
      const output = (await run([peer.path, uri, String(CALLS), String(XMLS)], { timeoutMs: 120_000 })).stdout;
      for (const work of WORKS) theirs[work].push(Number(new RegExp(`^${work} (.*)$`, 'm').exec(output)?.[1]));
      const connection = await openRemote(uri);
      const measured = await measure(connection);
      for (const work of WORKS) ours[work].push(measured[work]);
      await connection.close();
    }
    const library = 'C library';
    const perSecond = (ms: number): number => (CALLS / ms) * 1000;
    return [
      { what: 'GetInfo on one connection', unit: 'calls/s', ours: perSecond(median(ours.getinfo)), peer: { name: library, value: perSecond(median(theirs.getinfo)) }, aim: { atLeast: 1.5 } },
      { what: `${XMLS} descriptions`, unit: 'ms', ours: median(ours.xml), peer: { name: library, value: median(theirs.xml) }, aim: { atMost: 0.7 } },
      { what: `all statistics of ${MACHINES} machines`, unit: 'ms', ours: median(ours.stats), peer: { name: library, value: median(theirs.stats) }, aim: { atMost: 1.2 } },
      { what: `listing ${MACHINES} machines`, unit: 'ms', ours: median(ours.list), peer: { name: library, value: median(theirs.list) }, aim: { atMost: 2 } },
    ];
  } finally {
    await lab.dispose();
    peer.dispose();
  }
}

/** A million packets of noise for both directions of the protocol; any fault is a miss. */
export async function fuzzFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  say(`${FUZZED_PACKETS} packets of noise each way`);
  const seed = Date.now() >>> 0;
  const client = await fuzzClient(FUZZED_PACKETS, seed);
  const served = fuzzServed(FUZZED_PACKETS, seed + 1);
  for (const fault of [...client.faults, ...served.faults]) say(`seed ${seed}: ${fault}`);
  return [{ what: `faults in ${2 * FUZZED_PACKETS} packets of noise (seed ${seed})`, unit: 'faults', ours: client.faults.length + served.faults.length, aim: { atMost: 0 } }];
}

async function measure(connection: Connection): Promise<Record<Work, number>> {
  const startMs = performance.now();
  const machines = await methodOf(connection, 'connect', 'listAllDomains')(0);
  const listedMs = performance.now();
  await methodOf(connection, 'connect', 'getAllDomainStats')([], 0, 0);
  const countedMs = performance.now();
  const getInfo = methodOf(connection, 'domain', 'getInfo');
  let next = 0;
  await Promise.all(
    Array.from({ length: DEPTH }, async () => {
      for (let i = next++; i < CALLS; i = next++) {
        const machine = machines[i % machines.length];
        if (machine !== undefined) await getInfo(machine);
      }
    }),
  );
  const askedMs = performance.now();
  await Promise.all(machines.slice(0, XMLS).map((machine) => methodOf(connection, 'domain', 'getXMLDesc')(machine, 0)));
  const readMs = performance.now();
  return { list: listedMs - startMs, stats: countedMs - listedMs, getinfo: askedMs - countedMs, xml: readMs - askedMs };
}

async function compilePeer(): Promise<{ readonly path: string; readonly dispose: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), 'vireo-bench-'));
  const path = join(dir, 'libvirt-peer');
  await run(['gcc', '-O2', '-Wall', '-o', path, join(import.meta.dirname, 'libvirt-peer.c'), '-lvirt']);
  return {
    path,
    dispose: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

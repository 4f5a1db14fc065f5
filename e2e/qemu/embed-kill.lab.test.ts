import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { runModule } from '../lab/run-module.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { bareMachine } from './embed-victim.ts';
import { call, makeEmbedRoot, recordEvents, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const ROUNDS = 20;

/** Numbers that look random and are the same every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Victim {
  readonly child: ChildProcess;
  readonly lines: string[];
}

describe.skipIf(check.skip)(check.title('QEMU without a daemon, when Vireo is killed'), () => {
  let root: EmbedRoot;
  let connection: Connection | undefined;

  beforeAll(async () => {
    root = await makeEmbedRoot();
  });
  afterAll(async () => {
    await connection?.close();
    await root.dispose();
  });

  const victim = async (prefix: string): Promise<Victim> => {
    const [program, ...args] = runModule(new URL('embed-victim.ts', import.meta.url), 'live', root.uri, prefix);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: string[] = [];
    let rest = '';
    child.stdout.on('data', (piece: Buffer) => {
      const parts = (rest + piece.toString()).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    await waitFor('a second Vireo', () => (lines.includes('ready') ? true : undefined), 60_000, 20);
    return { child, lines };
  };
  /** Numbers of the QEMUs that work in our root. */
  const processes = (): number[] =>
    readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        return /[SRD]/.test(/\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '') && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`${root.folder}/run`);
      } catch {
        return false; // it has just ended
      }
    });

  it('loses nothing, at twenty moments', async () => {
    const random = seeded(20_260);
    const all = new Map<string, 'defined' | 'started' | 'unsure' | 'gone'>();
    let next = victim('r0');
    for (let round = 0; round < ROUNDS; round++) {
      const { child, lines } = await next;
      if (round + 1 < ROUNDS) next = victim(`r${round + 1}`);
      child.stdin?.write('go\n');
      await new Promise((resolve) => setTimeout(resolve, 5 + random() * 900));
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
      for (const line of lines) {
        const [what = '', name = ''] = line.split(' ');
        if (what === 'defined' || what === 'stopped') all.set(name, 'defined');
        if (what === 'started') all.set(name, 'started');
        if (what === 'stopping') all.set(name, 'unsure');
        if (what === 'forgetting' || what === 'forgot') all.set(name, 'gone');
      }
      await next.catch(() => undefined);
      connection = await root.open();
      const domains = await call(connection, 'connect', 'listAllDomains')();
      const states = new Map(await Promise.all(domains.map(async (dom) => [dom.name, (await call(connection as Connection, 'domain', 'getState')(dom)).state] as const)));
      for (const [name, known] of all) {
        if (known === 'gone') continue;
        expect(states.has(name), `${name} is there`).toBe(true);
        if (known === 'started') expect(states.get(name), name).toMatch(/running|paused/);
        const dom = await call(connection, 'domain', 'lookupByName')(name);
        expect(await call(connection, 'domain', 'getXMLDesc')(dom, 2)).toContain(`<name>${name}</name>`);
      }
      // A QEMU that was told to end may still be at it.
      await waitFor('no QEMU without a machine', async () => {
        const running = await call(connection as Connection, 'connect', 'listAllDomains')(1);
        return processes().length === running.length ? true : undefined;
      }, 5000, 50);
      // Whatever was locked is free again, and what runs can be told to end.
      for (const dom of domains) {
        if ((await call(connection, 'domain', 'isActive')(dom))) await call(connection, 'domain', 'destroy')(dom);
        await call(connection, 'domain', 'undefine')(dom);
        all.delete(dom.name);
      }
      expect(processes()).toEqual([]);
      await connection.close();
      connection = undefined;
    }
  }, 180_000);

  it('is managed by two Vireos at once, and both see the same', async () => {
    const other = await victim('second');
    connection = await root.open();
    const events = await recordEvents(connection);
    other.child.stdin?.write('go\n');
    await waitFor('three machines', () => (other.lines.filter((line) => line.startsWith('started')).length > 3 ? true : undefined), 30_000, 20);
    other.child.kill('SIGSTOP');
    const running = await call(connection, 'connect', 'listAllDomains')(1);
    expect(running.map(({ name }) => name)).toContain('second-0');
    expect(events.some(({ dom }) => dom.name === 'second-0')).toBe(true);
    const dom = await call(connection, 'domain', 'lookupByName')('second-0');
    await call(connection, 'domain', 'suspend')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('paused');
    // Both may define at once; nobody's definition is lost.
    const names = Array.from({ length: 10 }, (_, index) => `mine-${index}`);
    other.child.kill('SIGCONT');
    await Promise.all(names.map((name) => call(connection as Connection, 'domain', 'defineXML')(bareMachine(name))));
    const ended = new Promise((resolve) => other.child.once('close', resolve));
    other.child.kill('SIGKILL');
    await ended;
    const all = (await call(connection, 'connect', 'listAllDomains')()).map(({ name }) => name);
    for (const name of names) expect(all).toContain(name);
  }, 60_000);
});

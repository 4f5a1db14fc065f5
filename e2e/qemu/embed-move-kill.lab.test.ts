import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { runModule } from '../lab/run-module.ts';
import { bareMachine } from './embed-victim.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const ROUNDS = 9;
const NAME = 'traveller';

/** Moments within what a machine does, the same every time. Every third one begins with saving, which is soon over: those are early. */
const MOMENTS_MS = Array.from({ length: ROUNDS }, (_, round) => (isSaver(round) ? 4 + round * 16 : 5 + ((round * 97) % 500)));

function isSaver(round: number): boolean {
  return round % 3 === 2;
}

interface Mover {
  readonly child: ChildProcess;
  readonly words: () => string;
}

describe.skipIf(check.skip)(check.title('QEMU without a daemon, when Vireo is killed while a machine moves or is put away'), () => {
  let roots: readonly EmbedRoot[] = [];
  let file: string;
  const movers: Mover[] = [];
  const interrupted = new Set<string>();
  let spawned = 0;

  beforeAll(async () => {
    roots = [await makeEmbedRoot(), await makeEmbedRoot()];
    file = `${roots[0]?.folder ?? ''}/away.save`;
    const [first] = roots;
    const connection = await first?.open();
    if (connection === undefined) throw new Error('no root');
    await call(connection, 'domain', 'create')(await call(connection, 'domain', 'defineXML')(bareMachine(NAME)));
    await connection.close();
  });
  afterAll(async () => {
    for (const { child } of movers) child.kill('SIGKILL');
    for (const root of roots) await root.dispose();
  });

  /** The next one loads while this one works. */
  const spawnMover = (): Mover => {
    const [program, ...args] = runModule(new URL('embed-mover.ts', import.meta.url), 'goToAndFro', ...roots.map(({ uri }) => uri), NAME, file, isSaver(spawned++) ? 'save' : 'move');
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => { said += piece.toString(); });
    return { child, words: () => said };
  };

  /** QEMUs of our roots: how many there are, whatever anybody says. */
  const processes = (): number =>
    readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
      try {
        const arguments_ = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        return /[SRD]/.test(/\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '') && arguments_.startsWith('/usr/bin/qemu') && roots.some(({ folder }) => arguments_.includes(`${folder}/run`));
      } catch {
        return false; // it has just ended
      }
    }).length;

  it.each(MOMENTS_MS)('after %i ms: it runs in one place, and only there', async (delayMs) => {
    const [first, second] = roots;
    if (first === undefined || second === undefined) throw new Error('no roots');
    const { child, words } = movers.shift() ?? spawnMover();
    movers.push(spawnMover());
    await waitFor('a second Vireo', () => (words().includes('ready') ? true : undefined), 60_000, 20);
    child.stdin?.write('go\n');
    await waitFor('its work', () => (/moving|saving/.test(words()) ? true : undefined), 30_000, 2);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    const said = words();
    interrupted.add(said.trim().split('\n').at(-1) ?? '');

    const connections: Connection[] = [await first.open(), await second.open()];
    try {
      const states = async (): Promise<readonly string[]> => (await Promise.all(connections.map(async (connection) => {
        const dom = (await call(connection, 'connect', 'listAllDomains')()).find(({ name }) => name === NAME);
        return dom === undefined ? [] : [(await call(connection, 'domain', 'getState')(dom)).state];
      }))).flat();
      const running = await waitFor(`one machine (${said.trim().split('\n').slice(-2).join(', ')})`, async () => {
        const all = await states();
        // Between saving and restoring it is in its file.
        if (all.filter((state) => state !== 'shutoff').length === 0 && /(saving|restoring)\s*$/.test(said) && existsSync(file) && readFileSync(file).subarray(0, 16).toString('latin1') === 'LibvirtQemudSave') return all;
        return all.filter((state) => state === 'running').length === 1 && all.length === 1 && processes() === 1 ? all : undefined;
      }, 10_000, 50).catch(async (error: unknown) => {
        throw new Error(`${String(error)}: ${(await states()).join(' ')}, ${processes()} processes, said ${said.trim().split('\n').slice(-3).join(' ')}`);
      });
      if (running.includes('running')) return;
      const [at] = (await Promise.all(connections.map(async (connection) => ((await call(connection, 'connect', 'listAllDomains')()).some(({ name }) => name === NAME) ? [connection] : [])))).flat();
      await call(at ?? (connections[0] as Connection), 'domain', 'restore')(file);
      expect((await states()).filter((state) => state === 'running').length).toBe(1);
    } finally {
      rmSync(file, { force: true });
      for (const connection of connections) await connection.close();
    }
  }, 90_000);

  it('was in the middle of everything', () => {
    expect([...interrupted]).toEqual(expect.arrayContaining(['moving']));
    expect([...interrupted].some((word) => word === 'saving' || word === 'restoring')).toBe(true);
  });
});

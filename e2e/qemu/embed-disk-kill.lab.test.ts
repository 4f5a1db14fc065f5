import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { runModule } from '../lab/run-module.ts';
import type { DiskWork, PivotWork } from './embed-disk-victim.ts';
import { diskMachine, expectPatterns } from './embed-disks.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
/** When each is killed after it was told to go: from before the first step to after the last. */
const MOMENTS_MS = [40, 150];
/** The same for the step that makes another image the disk. */
const PIVOT_MOMENTS_MS = [20, 60, 150];
const PIVOTS: readonly PivotWork[] = ['commit', 'copy', 'snapshot'];
const WORKS: readonly DiskWork[] = ['snapshot', 'memory', 'commit', 'copy', 'backup'];

function hasPattern(file: string, command: string): boolean {
  try {
    expectPatterns(file, command);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(check.skip)(check.title('QEMU without a daemon, when Vireo is killed at work on a disk'), () => {
  let root: EmbedRoot;

  beforeAll(async () => {
    root = await makeEmbedRoot();
  });
  afterAll(async () => {
    await root.dispose();
  });

  /** Lets another Vireo begin, and kills it. */
  const killedAt = async (what: 'workOnDisk' | 'pivotDisks', words: readonly string[], afterMs: number, pids: readonly number[] = []): Promise<string> => {
    const [program, ...args] = runModule(new URL('embed-disk-victim.ts', import.meta.url), what, root.uri, ...words);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => { said += piece.toString(); });
    await waitFor('a second Vireo', () => (said.includes('ready') ? true : undefined), 60_000, 10);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.write('go\n');
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGKILL');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await ended;
    return said;
  };
  const pidOf = (uuid: string): number => Number(/ pid='(\d+)'/.exec(readFileSync(`${root.folder}/run/${uuid}.xml`, 'utf8'))?.[1]);

  const idle = async (connection: Connection, name: string): Promise<void> => {
    const dom = await call(connection, 'domain', 'lookupByName')(name);
    await waitFor(`${name} to be at rest`, async () => {
      const info = await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda');
      if (info !== undefined && info.cur === info.end) await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', 2).catch(() => undefined); // not adopted yet, or over just now
      const stats = await call(connection, 'domain', 'getJobStats')(dom, 0);
      return info === undefined && stats.type === 0 && (await call(connection, 'domain', 'getState')(dom)).state === 'running' ? true : undefined;
    }, 20_000, 50);
  };

  it.each(WORKS)('loses nothing in the middle of: %s', async (work) => {
    for (const [index, afterMs] of MOMENTS_MS.entries()) {
      const name = `${work}${index}`;
      const first = await root.open();
      const { dom, image, write } = await diskMachine(root, first, name, ['base', 'top']);
      await call(first, 'domain', 'create')(dom);
      await write('write -P 7 8M 1M');
      await first.close();
      await killedAt('workOnDisk', [name, work, image('other')], afterMs);
      const connection = await root.open();
      await idle(connection, name);
      // It can be worked with: a snapshot is made and removed, and everything is where it was.
      const snap = await call(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>after</name></domainsnapshot>', 16);
      await call(connection, 'domainSnapshot', 'delete')(snap);
      for (const left of await call(connection, 'domain', 'listAllSnapshots')(dom)) await call(connection, 'domainSnapshot', 'delete')(left);
      await call(connection, 'domain', 'destroy')(dom);
      const top = /<source file='([^']*)'/.exec(await call(connection, 'domain', 'getXMLDesc')(dom, 2))?.[1] ?? '';
      expectPatterns(top, 'read -P 1 0 1M', 'read -P 2 1M 1M', 'read -P 7 8M 1M');
      await call(connection, 'domain', 'create')(dom);
      expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
      await call(connection, 'domain', 'destroy')(dom);
      await connection.close();
    }
  }, 120_000);

  it.each(PIVOT_MOMENTS_MS)('knows which image is the disk when QEMU is killed with it, %s ms after another one was to be', async (afterMs) => {
    const name = `pivot${afterMs}`;
    const first = await root.open();
    const machines = [];
    for (const work of PIVOTS) machines.push({ work, ...(await diskMachine(root, first, `${name}-${work}`, ['base', 'top'])) });
    for (const { dom } of machines) await call(first, 'domain', 'create')(dom);
    const pids = machines.map(({ dom }) => pidOf(dom.uuid));
    await first.close();
    const said = await killedAt('pivotDisks', [name], afterMs, pids);
    const connection = await root.open();
    for (const { work, dom } of machines) {
      // At once: nobody has had the time to look.
      await call(connection, 'domain', 'create')(dom);
      await call(connection, 'domain', 'destroy')(dom);
      const top = /<source file='([^']*)'/.exec(await call(connection, 'domain', 'getXMLDesc')(dom, 2))?.[1] ?? '';
      expectPatterns(top, 'read -P 1 0 1M', 'read -P 2 1M 1M');
      // What was written afterwards is there for certain only if that was said.
      const wanted = said.includes(`written ${work}`) ? [12] : [11, 12];
      expect(wanted.some((pattern) => hasPattern(top, `read -P ${pattern} 9M 64k`)), `${work}: ${top}`).toBe(true);
    }
    await connection.close();
  }, 120_000);

  it('tells of images that are not there, and of a QEMU that is killed', async () => {
    const connection = await root.open();
    const { dom, image, xml } = await diskMachine(root, connection, 'faults', ['base', 'top']);
    await call(connection, 'domain', 'create')(dom);
    const before = await xml();
    await expect(call(connection, 'domainSnapshot', 'createXML')(dom, `<domainsnapshot><name>x</name><disks><disk name='vda'><source file='/no/where/x'/></disk></disks></domainsnapshot>`, 16)).rejects.toThrow(/No such file/);
    expect(await call(connection, 'domain', 'listAllSnapshots')(dom)).toEqual([]);
    expect(await xml()).toBe(before);
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', `<disk type='file'><source file='${image('slow')}'/><driver type='qcow2'/></disk>`, [{ field: 'bandwidth', type: 'ullong', value: 1000n }]);
    process.kill(pidOf(dom.uuid), 'SIGKILL');
    await waitFor('the end', async () => ((await call(connection, 'domain', 'getState')(dom)).state === 'shutoff' ? true : undefined), 15_000, 50);
    await call(connection, 'domain', 'create')(dom);
    expect(await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda')).toBeUndefined();
    expect((await xml()).includes('<mirror')).toBe(false);
    await call(connection, 'domain', 'destroy')(dom);
    expectPatterns(image('top'), 'read -P 1 0 1M', 'read -P 2 1M 1M');
    await connection.close();
  }, 60_000);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { BlockJobInfo } from '../../drivers/api/records.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { areSame, chainOf, diskMachine, expectPatterns, recordKind } from './embed-disks.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const [COMMIT_ACTIVE, COMMIT_SHALLOW, PIVOT, COPY_SHALLOW] = [4, 1, 2, 1];

describe.skipIf(check.skip)(check.title('QEMU without a daemon: block jobs'), () => {
  let root: EmbedRoot;
  let connection: Connection;
  let count = 0;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
  });

  const machine = async (): ReturnType<typeof diskMachine> => {
    const made = await diskMachine(root, connection, `jobs${count++}`, ['base', 'mid', 'top']);
    await call(connection, 'domain', 'create')(made.dom);
    return made;
  };
  const info = (dom: DomainRef): Promise<BlockJobInfo | undefined> => call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda');
  const ended = (dom: DomainRef): Promise<true> => waitFor('the end of the job', async () => ((await info(dom)) === undefined ? true : undefined), 20_000, 20);
  const ready = (dom: DomainRef): Promise<true> => waitFor('the job to be ready', async () => {
    const found = await info(dom);
    return found !== undefined && found.cur === found.end ? true : undefined;
  }, 20_000, 20);

  it('commits, pulls, and says so', async () => {
    const [one, two] = [await recordKind(connection, 'block-job'), await recordKind(connection, 'block-job-2')];
    const { dom, image, xml, write } = await machine();
    expect(chainOf(await xml())).toEqual(['top', 'mid', 'base']);
    expect(chainOf(await xml(2))).toEqual(['top']);
    await write('write -P 7 8M 1M');
    await call(connection, 'domain', 'blockCommit')(dom, 'vda', undefined, image('mid'), 0n, COMMIT_SHALLOW);
    await ended(dom);
    expect(chainOf(await xml())).toEqual(['top', 'base']);
    await expect(call(connection, 'domain', 'blockCommit')(dom, 'vda', undefined, undefined, 0n)).rejects.toThrow(/requires active flag/);
    await call(connection, 'domain', 'blockPull')(dom, 'vda', 0n);
    await ended(dom);
    expect(chainOf(await xml())).toEqual(['top']);
    await write('write -P 7 9M 1M');
    expectPatterns(image('top'), 'read -P 1 0 1M', 'read -P 2 1M 1M', 'read -P 3 2M 1M', 'read -P 7 8M 2M');
    await waitFor('both events', () => (two.length === 2 ? true : undefined), 30_000, 20);
    expect(two.map((event) => ({ ...event, dom: '' }))).toEqual([{ kind: 'block-job-2', dom: '', disk: 'vda', type: 3, status: 0 }, { kind: 'block-job-2', dom: '', disk: 'vda', type: 1, status: 0 }]);
    expect(one).toMatchObject([{ disk: image('top'), type: 3, status: 0 }, { disk: image('top'), type: 1, status: 0 }]);
    await expect(call(connection, 'domain', 'blockJobAbort')(dom, 'vda')).rejects.toThrow(/does not have an active block job/);
  });

  it('commits the top and makes the base the disk, now and for ever', async () => {
    const { dom, image, xml, write } = await machine();
    await call(connection, 'domain', 'blockCommit')(dom, 'vda', undefined, undefined, 0n, COMMIT_ACTIVE);
    await ready(dom);
    expect(await xml()).toContain("<mirror type='file' job='active-commit' ready='yes'>");
    await write('write -P 8 9M 1M');
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', PIVOT);
    expect(chainOf(await xml())).toEqual(['base']);
    expect(chainOf(await xml(2))).toEqual(['base']);
    expect(await xml()).not.toContain('<mirror');
    await call(connection, 'domain', 'destroy')(dom);
    await call(connection, 'domain', 'create')(dom);
    expectPatterns(image('base'), 'read -P 1 0 1M', 'read -P 2 1M 1M', 'read -P 3 2M 1M', 'read -P 8 9M 1M');
  });

  it('copies with a limit, keeps the copy or makes it the disk', async () => {
    const { dom, image, xml, write } = await machine();
    const to = (name: string): string => `<disk type='file'><source file='${image(name)}'/><driver type='qcow2'/></disk>`;
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', to('copy'), [{ field: 'bandwidth', type: 'ullong', value: 100_000n }]);
    expect(await info(dom)).toMatchObject({ type: 2, bandwidth: 1n });
    await expect(call(connection, 'domain', 'blockJobAbort')(dom, 'vda', PIVOT)).rejects.toThrow(/not ready for pivot/);
    await expect(call(connection, 'domain', 'detachDeviceAlias')(dom, 'virtio-disk0', 1)).rejects.toThrow(/already in active block job/);
    await call(connection, 'domain', 'blockJobSetSpeed')(dom, 'vda', 0n);
    await ready(dom);
    await call(connection, 'domain', 'suspend')(dom);
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda');
    expect(areSame(image('copy'), image('top'))).toBe(true);
    expect(chainOf(await xml())).toEqual(['top', 'mid', 'base']);
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', to('shallow'), [], COPY_SHALLOW);
    await ready(dom);
    await write('write -P 9 10M 1M');
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', PIVOT);
    expect(chainOf(await xml())).toEqual(['shallow', 'mid', 'base']);
    expect(chainOf(await xml(2))).toEqual(['shallow']);
    expectPatterns(image('shallow'), 'read -P 1 0 1M', 'read -P 2 1M 1M', 'read -P 3 2M 1M', 'read -P 9 10M 1M');
    await expect(call(connection, 'domain', 'blockCopy')(dom, 'vda', to('no/where'), [])).rejects.toThrow(/No such file/);
    expect(await info(dom)).toBeUndefined();
    await expect(call(connection, 'domain', 'blockRebase')(dom, 'vda', '/nowhere', 0n)).rejects.toThrow(/could not find image/);
  });

  it('leaves jobs to the next one, and takes them from one who still lives', async () => {
    const { dom, image } = await machine();
    const first = await root.open();
    await call(first, 'domain', 'blockCopy')(dom, 'vda', `<disk type='file'><source file='${image('copy')}'/><driver type='qcow2'/></disk>`, [{ field: 'bandwidth', type: 'ullong', value: 1_000_000n }]);
    await first.close();
    await connection.close();
    connection = await root.open();
    expect(await info(dom)).toMatchObject({ type: 2 });
    await call(connection, 'domain', 'blockJobSetSpeed')(dom, 'vda', 0n);
    await ready(dom);
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', PIVOT);
    expect(chainOf(await call(connection, 'domain', 'getXMLDesc')(dom))).toEqual(['copy']);
    expect(areSame(image('copy'), image('top'))).toBe(true);
  });
});

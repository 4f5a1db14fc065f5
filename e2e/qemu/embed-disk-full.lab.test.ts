import { existsSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkLab, run, waitFor } from '../lab/index.ts';
import { chainOf, diskMachine, expectPatterns, recordKind } from './embed-disks.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const [FAILED, DISK_ONLY] = [1, 16];
const NO_ROOM = /No space left on device/;

describe.skipIf(check.skip)(check.title('QEMU without a daemon: no room for what is made of disks'), () => {
  let root: EmbedRoot;
  let connection: Connection;
  let full: string;
  let count = 0;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
    full = `${root.folder}/full`;
    mkdirSync(full);
    await run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'vireo-full', full]);
  });
  afterAll(async () => {
    for (const dom of await call(connection, 'connect', 'listAllDomains')(1)) await call(connection, 'domain', 'destroy')(dom);
    await connection.close();
    await run(['umount', full]);
    await root.dispose();
  });

  const start = async (chain?: readonly string[], edit: (name: string) => void = () => undefined): ReturnType<typeof diskMachine> => {
    const name = `full${count++}`;
    edit(name);
    const made = await diskMachine(root, connection, name, chain);
    await call(connection, 'domain', 'create')(made.dom);
    return made;
  };
  const copyTo = (file: string): string => `<disk type='file'><source file='${file}'/><driver type='qcow2'/></disk>`;
  const idle = (dom: DomainRef): Promise<true> => waitFor('the end of the job', async () => ((await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda')) === undefined ? true : undefined), 20_000, 20);

  it('copies fail with the reason, leave no half, and can be made elsewhere', async () => {
    const events = await recordKind(connection, 'block-job-2');
    const { dom, image, xml, write } = await start();
    await write('write -P 7 8M 6M');
    const before = await xml();
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', copyTo(`${full}/copy.qcow2`), []);
    await waitFor('the failure', () => (events.length > 0 ? true : undefined), 20_000, 20);
    expect(events).toMatchObject([{ disk: 'vda', type: 2, status: FAILED }]);
    await expect(call(connection, 'domain', 'blockJobAbort')(dom, 'vda', 2)).rejects.toThrow(NO_ROOM);
    expect(existsSync(`${full}/copy.qcow2`)).toBe(false);
    expect(await xml()).toBe(before);
    await expect(call(connection, 'domain', 'blockCopy')(dom, 'vda', copyTo(image()), [])).rejects.toThrow(/already exists/);
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', copyTo(image('good')), []);
    await waitFor('the copy', async () => {
      const info = await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda');
      return info !== undefined && info.cur === info.end ? true : undefined;
    }, 20_000, 20);
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', 2);
    await call(connection, 'domain', 'destroy')(dom);
    expect(chainOf(await xml(2))).toEqual(['good']);
    expectPatterns(image('good'), 'read -P 1 0 1M', 'read -P 7 8M 6M');
  });

  it('what does not fit below stays above, and the snapshot with it', async () => {
    const { dom, image, xml, write } = await start(['base'], (name) => { symlinkSync(`${full}/base.qcow2`, `${root.folder}/${name}-base.qcow2`); });
    const snapshot = await call(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>s</name></domainsnapshot>', DISK_ONLY);
    await write('write -P 7 8M 6M');
    await expect(call(connection, 'domainSnapshot', 'delete')(snapshot)).rejects.toThrow(NO_ROOM);
    expect(await call(connection, 'domainSnapshot', 'listNames')(dom)).toEqual(['s']);
    await expect(call(connection, 'domain', 'blockCommit')(dom, 'vda', undefined, undefined, 0n, 4)).resolves.toBeUndefined();
    await idle(dom);
    await write('read -P 7 8M 6M');
    await call(connection, 'domain', 'destroy')(dom);
    const overlay = image().replace('.qcow2', '.s');
    expect(await xml(2)).toContain(`<source file='${overlay}'/>`);
    expectPatterns(overlay, 'read -P 1 0 1M', 'read -P 7 8M 6M');
    rmSync(`${full}/base.qcow2`);
  });

  it('backups fail with the reason, and leave no half', async () => {
    const events = await recordKind(connection, 'job-completed');
    const { dom, image, xml, write } = await start();
    await write('write -P 7 8M 6M');
    const before = await xml();
    await call(connection, 'domain', 'backupBegin')(dom, `<domainbackup><disks><disk name='vda' type='file'><target file='${full}/backup.qcow2'/><driver type='qcow2'/></disk></disks></domainbackup>`, undefined);
    await waitFor('the failure', () => (events.length > 0 ? true : undefined), 20_000, 20);
    const [event] = events;
    const params = event?.kind === 'job-completed' ? Object.fromEntries(event.params.map(({ field, value }) => [field, value])) : {};
    expect(params).toMatchObject({ success: false, errmsg: expect.stringMatching(NO_ROOM) as unknown });
    expect(existsSync(`${full}/backup.qcow2`)).toBe(false);
    expect(await xml()).toBe(before);
    await call(connection, 'domain', 'destroy')(dom);
    expectPatterns(image(), 'read -P 1 0 1M', 'read -P 7 8M 6M');
  });

  it('snapshots that cannot be begun leave nothing behind', async () => {
    const { dom, xml } = await start();
    const before = await xml();
    writeFileSync(`${full}/filler`, Buffer.alloc(3 * 1024 * 1024 - 16_384, 1));
    const overlay = `<domainsnapshot><name>x</name><disks><disk name='vda'><source file='${full}/overlay.qcow2'/></disk></disks></domainsnapshot>`;
    await expect(call(connection, 'domainSnapshot', 'createXML')(dom, overlay, DISK_ONLY)).rejects.toThrow(NO_ROOM);
    const memory = `<domainsnapshot><name>x</name><memory snapshot='external' file='${full}/memory.save'/></domainsnapshot>`;
    await expect(call(connection, 'domainSnapshot', 'createXML')(dom, memory)).rejects.toThrow();
    expect([existsSync(`${full}/overlay.qcow2`), existsSync(`${full}/memory.save`)]).toEqual([false, false]);
    expect(await call(connection, 'domainSnapshot', 'listNames')(dom)).toEqual([]);
    expect(await xml()).toBe(before);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    truncateSync(`${full}/filler`);
    await call(connection, 'domainSnapshot', 'createXML')(dom, overlay, DISK_ONLY);
    expect(await xml()).toContain(`${full}/overlay.qcow2`);
  });
});

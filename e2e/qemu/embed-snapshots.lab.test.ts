import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef, DomainSnapshotRef } from '../../drivers/api/refs.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { chainOf, diskMachine, expectPatterns, type DiskMachine } from './embed-disks.ts';
import { call, makeEmbedRoot, recordEvents, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const CREATE = { redefine: 1, current: 2, noMetadata: 4, halt: 8, diskOnly: 16, reuseExt: 32, quiesce: 64, atomic: 128, live: 256 } as const;
const [RUNNING, PAUSED] = [1, 2];
const [CHILDREN, METADATA_ONLY, CHILDREN_ONLY] = [1, 2, 4];

describe.skipIf(check.skip)(check.title('QEMU without a daemon: snapshots'), () => {
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

  const machine = async (starts: boolean): Promise<DiskMachine> => {
    const made = await diskMachine(root, connection, `snap${count++}`);
    if (starts) await call(connection, 'domain', 'create')(made.dom);
    return made;
  };
  const take = (dom: DomainRef, name: string, flags = 0, inside = ''): Promise<DomainSnapshotRef> => call(connection, 'domainSnapshot', 'createXML')(dom, `<domainsnapshot><name>${name}</name>${inside}</domainsnapshot>`, flags);
  const revert = (snap: DomainSnapshotRef, flags = 0): Promise<void> => call(connection, 'domain', 'revertToSnapshot')(snap, flags);
  const remove = (snap: DomainSnapshotRef, flags = 0): Promise<void> => call(connection, 'domainSnapshot', 'delete')(snap, flags);
  const names = (dom: DomainRef, flags = 0): Promise<readonly string[]> => call(connection, 'domainSnapshot', 'listNames')(dom, flags);
  const state = (dom: DomainRef): Promise<{ readonly state: string; readonly reason: number }> => call(connection, 'domain', 'getState')(dom);

  it('keeps memory and disks inside the images, and goes back to them', async () => {
    const { dom, image, write, xml } = await machine(true);
    const events = await recordEvents(connection);
    const one = await take(dom, 'one');
    expect((await state(dom)).state).toBe('running');
    await write('write -P 9 0 1M');
    const two = await take(dom, 'two', 0, '<description>after</description>');
    expect(await names(dom)).toEqual(expect.arrayContaining(['one', 'two']));
    expect(await names(dom, 1)).toEqual(['one']);
    expect((await call(connection, 'domainSnapshot', 'getParent')(two)).name).toBe('one');
    expect((await call(connection, 'domainSnapshot', 'current')(dom)).name).toBe('two');
    const document = await call(connection, 'domainSnapshot', 'getXMLDesc')(two);
    expect(document).toMatch(/<state>running<\/state>\n {2}<parent>\n {4}<name>one<\/name>/);
    expect(document).toContain("<memory snapshot='internal'/>");
    expect(document).toContain("<disk name='vda' snapshot='internal'/>");
    expect(document).not.toContain('<backingStore');
    await expect(take(dom, 'one')).rejects.toThrow(/domain moment one already exists/);
    events.length = 0;
    await revert(one, PAUSED);
    expect(await state(dom)).toEqual({ state: 'paused', reason: 7 });
    expect(events.map(({ kind, ...rest }) => ('event' in rest ? `${rest.event}/${rest.detail}` : kind))).toEqual(['6/2', '5/6', '2/3', '3/5']);
    expect(await call(connection, 'domainSnapshot', 'isCurrent')(one)).toBe(true);
    await write('read -P 1 0 1M');
    await revert(two);
    expect(await state(dom)).toEqual({ state: 'running', reason: 4 });
    expect(await xml(2)).toContain(image());
    await remove(one);
    expect(await names(dom, 1)).toEqual(['two']);
    await revert(two);
    await call(connection, 'domain', 'destroy')(dom);
    expectPatterns(image(), 'read -P 9 0 1M');
    await expect(call(connection, 'domain', 'undefine')(dom)).rejects.toThrow(/cannot delete inactive domain with 1 snapshots/);
    await call(connection, 'domain', 'undefineFlags')(dom, 2);
    expect(existsSync(`${root.folder}/snapshots/${dom.uuid}`)).toBe(false);
  });

  it('keeps disks of a machine that is off', async () => {
    const { dom, image, write } = await machine(false);
    const off = await take(dom, 'off');
    expect(await call(connection, 'domainSnapshot', 'getXMLDesc')(off)).toMatch(/<state>shutoff<\/state>[\s\S]*<memory snapshot='no'\/>/);
    await call(connection, 'domain', 'create')(dom);
    await write('write -P 9 0 1M');
    await revert(off);
    expect((await state(dom)).state).toBe('shutoff');
    expectPatterns(image(), 'read -P 1 0 1M');
    await revert(off, RUNNING);
    expect((await state(dom)).state).toBe('running');
    await remove(off);
    expect(await names(dom)).toEqual([]);
    await expect(revert(off)).rejects.toThrow(/no domain snapshot with matching name 'off'/);
  });

  it('puts overlays on disks, goes back by fresh ones, and merges them', async () => {
    const { dom, image, write, xml } = await machine(true);
    const first = await take(dom, 'first', CREATE.diskOnly | CREATE.atomic);
    const document = await call(connection, 'domainSnapshot', 'getXMLDesc')(first);
    expect(document).toContain('<state>disk-snapshot</state>');
    expect(document).toMatch(/<disk name='vda' snapshot='external' type='file'>\s+<driver type='qcow2'\/>\s+<source file='[^']*-base.first'\/>/);
    expect(chainOf(await xml())).toEqual(['base', 'base']);
    expect(await xml(2)).toContain('-base.first');
    await write('write -P 7 4M 1M');
    const second = await take(dom, 'second', CREATE.diskOnly);
    await write('write -P 8 5M 1M');
    await remove(first);
    expect(existsSync(image().replace('.qcow2', '.first'))).toBe(false);
    expect((await xml()).match(/<source file/g)).toHaveLength(2);
    expect(await call(connection, 'domainSnapshot', 'getXMLDesc')(second)).not.toContain('-base.first');
    await revert(second, RUNNING);
    expect(await xml()).toMatch(/-base\.\d+'/);
    await write('read -P 7 4M 1M');
    await write('write -P 6 5M 1M');
    await remove(second);
    expect(await names(dom)).toEqual([]);
    await call(connection, 'domain', 'destroy')(dom);
    const top = /<source file='([^']*)'/.exec(await xml(2))?.[1] ?? '';
    expectPatterns(top, 'read -P 1 0 1M', 'read -P 7 4M 1M', 'read -P 6 5M 1M');
    const third = await take(dom, 'third', CREATE.diskOnly);
    await remove(third);
    expect(/<source file='([^']*)'/.exec(await xml(2))?.[1]).toBe(top);
    expectPatterns(top, 'read -P 1 0 1M', 'read -P 7 4M 1M', 'read -P 6 5M 1M');
  });

  it('keeps memory in a file, with the disks of the same moment', async () => {
    const { dom, image, write, xml } = await machine(true);
    const memory = `${root.folder}/memory.save`;
    const snap = await take(dom, 'whole', 0, `<memory snapshot='external' file='${memory}'/>`);
    expect((await state(dom)).state).toBe('running');
    expect(existsSync(memory)).toBe(true);
    await write('write -P 9 0 1M');
    const live = await take(dom, 'live', CREATE.live, `<memory snapshot='external' file='${memory}2'/>`);
    expect((await state(dom)).state).toBe('running');
    await revert(snap);
    expect(await state(dom)).toEqual({ state: 'running', reason: 4 });
    expectPatterns(image(), 'read -P 1 0 1M');
    await revert(live, PAUSED);
    expect((await state(dom)).state).toBe('paused');
    await expect(remove(snap)).resolves.toBeUndefined();
    await remove(live);
    expect([existsSync(memory), existsSync(`${memory}2`)]).toEqual([false, false]);
    expect(await xml()).not.toContain('.whole');
  });

  it('is redefined, halts, and refuses what cannot be', async () => {
    const { dom, image } = await machine(true);
    const snap = await take(dom, 'a', CREATE.halt);
    await waitFor('the end', async () => ((await state(dom)).state === 'shutoff' ? true : undefined), 30_000, 20);
    expect(await state(dom)).toEqual({ state: 'shutoff', reason: 7 });
    const document = await call(connection, 'domainSnapshot', 'getXMLDesc')(snap, 1);
    await remove(snap, METADATA_ONLY);
    expect(await names(dom)).toEqual([]);
    await call(connection, 'domainSnapshot', 'createXML')(dom, document.replace('</name>', '</name>\n  <description>told again</description>'), CREATE.redefine | CREATE.current);
    expect(await call(connection, 'domainSnapshot', 'getXMLDesc')(snap, 1)).toContain('<description>told again</description>');
    await revert(snap);
    await expect(take(dom, 'x', CREATE.diskOnly | CREATE.quiesce)).rejects.toThrow(/agent is not configured/);
    await expect(take(dom, '../x')).rejects.toThrow(/name can't contain '\/'/);
    await expect(take(dom, 'x', CREATE.diskOnly | CREATE.reuseExt)).rejects.toThrow(/missing existing file for disk vda/);
    await expect(take(dom, 'x', 0, `<memory snapshot='external' file='/no/where'/>`)).rejects.toThrow(/Failed to create file '\/no\/where'/);
    await expect(take(dom, 'x', 0, `<disks><disk name='vdz'/></disks>`)).rejects.toThrow(/no disk named 'vdz'/);
    expect((await state(dom)).state).toBe('running');
    await take(dom, 'b');
    await remove(snap, CHILDREN_ONLY);
    expect(await names(dom)).toEqual(['a']);
    await take(dom, 'bare', CREATE.diskOnly | CREATE.noMetadata);
    expect(await names(dom)).toEqual(['a']);
    expect(existsSync(image().replace('.qcow2', '.bare'))).toBe(true);
    await expect(remove(snap)).rejects.toThrow(/is not the same as disk image currently used by VM/);
    await call(connection, 'domain', 'destroy')(dom);
    await remove(snap, CHILDREN);
    expect(await names(dom)).toEqual([]);
  });
});

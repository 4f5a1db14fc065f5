import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { runModule } from '../lab/run-module.ts';
import { diskMachine } from './embed-disks.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);
const [COMMIT_ACTIVE, PIVOT] = [4, 2];

/** Another Vireo, in a process of its own. */
class Watcher {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  constructor(uri: string) {
    const [program, ...args] = runModule(new URL('embed-watcher.ts', import.meta.url), 'watchRoot', uri);
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let rest = '';
    this.#child.stdout?.on('data', (piece: Buffer) => {
      const [last = '', ...whole] = (rest + piece.toString()).split('\n').toReversed();
      rest = last;
      this.#lines.push(...whole.toReversed());
    });
  }

  #all(word: string): unknown[] {
    return this.#lines.filter((line) => line.startsWith(`${word} `)).map((line) => JSON.parse(line.slice(word.length + 1)) as unknown);
  }

  async ready(): Promise<void> {
    await waitFor('another Vireo', () => (this.#lines.includes('ready') ? true : undefined), 60_000, 20);
  }

  /** What it has heard, when it is so much. */
  heard(count: number): Promise<unknown[]> {
    return waitFor(`${count} events at another Vireo`, () => (this.#all('heard').length >= count ? this.#all('heard') : undefined), 20_000, 20);
  }

  /** What it says of a machine's job. */
  async job(name: string): Promise<unknown> {
    const before = this.#all('job').length;
    this.#child.stdin?.write(`${name}\n`);
    return waitFor('its answer', () => (this.#all('job').length > before ? { answer: this.#all('job').at(-1) } : undefined), 20_000, 20).then(({ answer }) => answer);
  }

  forget(): void {
    this.#lines.length = 0;
  }

  async dispose(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}

describe.skipIf(check.skip)(check.title('QEMU without a daemon: what others hear'), () => {
  let root: EmbedRoot;
  let connection: Connection;
  let watcher: Watcher;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
    watcher = new Watcher(root.uri);
    await watcher.ready();
  });
  afterAll(async () => {
    await watcher.dispose();
    await connection.close();
    await root.dispose();
  });

  it('of block jobs, without taking them over', async () => {
    const { dom, image } = await diskMachine(root, connection, 'shared', ['base', 'mid', 'top']);
    await call(connection, 'domain', 'create')(dom);
    await waitFor('the machine to be seen', async () => ((await watcher.job('shared')) === null ? true : undefined), 20_000, 50);
    watcher.forget();
    const copy = `<disk type='file'><source file='${image('copy')}'/><driver type='qcow2'/></disk>`;
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', copy, [{ field: 'bandwidth', type: 'ullong', value: 100_000n }]);
    await expect.poll(() => watcher.job('shared'), { timeout: 20_000, interval: 50 }).toMatchObject({ type: 2, bandwidth: 1 });
    await call(connection, 'domain', 'blockJobSetSpeed')(dom, 'vda', 0n);
    expect(await watcher.heard(1)).toEqual([{ kind: 'block-job-2', dom: 'shared', disk: 'vda', type: 2, status: 3 }]);
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda');
    expect((await watcher.heard(2)).at(-1)).toMatchObject({ type: 2, status: 2 });
    expect(await watcher.job('shared')).toBeNull();
    await call(connection, 'domain', 'blockCommit')(dom, 'vda', image('base'), image('mid'), 0n);
    expect((await watcher.heard(3)).at(-1)).toMatchObject({ type: 3, status: 0 });
    await call(connection, 'domain', 'blockCommit')(dom, 'vda', undefined, undefined, 0n, COMMIT_ACTIVE);
    expect((await watcher.heard(4)).at(-1)).toMatchObject({ type: 4, status: 3 });
    await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', PIVOT);
    expect((await watcher.heard(5)).at(-1)).toMatchObject({ type: 4, status: 0 });
    await call(connection, 'domain', 'blockCopy')(dom, 'vda', copy.replace(image('copy'), '/dev/full'), []).catch(() => undefined); // it never begins: nobody hears of it
    expect(await watcher.heard(5)).toHaveLength(5);
  });

  it('of devices, media and backups', async () => {
    const drive = (source: string): string => `<disk type='file' device='cdrom'>${source}<target dev='hda' bus='ide'/><readonly/></disk>`;
    const { dom, image } = await diskMachine(root, connection, 'plugged', ['base'], `${drive('')}<controller type='scsi' model='virtio-scsi'/>`);
    for (const name of ['medium', 'cd']) writeFileSync(`${root.folder}/${name}`, Buffer.alloc(1 << 20));
    await call(connection, 'domain', 'create')(dom);
    await waitFor('the machine to be seen', async () => ((await watcher.job('plugged')) === null ? true : undefined), 20_000, 50);
    watcher.forget();
    await call(connection, 'domain', 'attachDeviceFlags')(dom, `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${root.folder}/medium'/><target dev='sda' bus='scsi'/></disk>`, 1);
    expect(await watcher.heard(1)).toMatchObject([{ kind: 'device-added', devAlias: 'scsi0-0-0-0' }]);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, drive(`<driver name='qemu' type='raw'/><source file='${root.folder}/cd'/>`), 1);
    expect((await watcher.heard(2)).at(-1)).toMatchObject({ kind: 'disk-change', newSrcPath: `${root.folder}/cd` });
    await call(connection, 'domain', 'backupBegin')(dom, `<domainbackup><disks><disk name='vda' type='file'><target file='${image('backup')}'/><driver type='qcow2'/></disk></disks></domainbackup>`, undefined);
    expect((await watcher.heard(3)).at(-1)).toMatchObject({ kind: 'job-completed', params: expect.arrayContaining([expect.objectContaining({ field: 'success', value: true })]) as unknown });
  });
});

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Uuid } from '../../drivers/api/refs.ts';
import { disk as diskLens, type Disk } from '../../drivers/conf/domain/disk.ts';
import { fileSource } from '../../drivers/conf/domain/storage-source.ts';
import { formatLens } from '../../drivers/conf/lens/document.ts';
import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import { diskImage, imageChain, imageCounter, type BlockImage } from '../../drivers/qemu/block/block-image.ts';
import { detectChain } from '../../drivers/qemu/block/detect-chains.ts';
import { diskJobMethods } from '../../drivers/qemu/block/jobs/disk-job-methods.ts';
import type { DiskJobRecord } from '../../drivers/qemu/block/jobs/disk-job-plan.ts';
import { DiskJobs, type DiskJobsMachine } from '../../drivers/qemu/block/jobs/disk-jobs.ts';
import { writeChain } from '../../drivers/qemu/block/jobs/write-chain.ts';
import { queryBlockNodes } from '../../drivers/qemu/qmp/block-nodes.ts';
import type { QmpClient } from '../../drivers/qemu/qmp/qmp-client.ts';
import type { ImageHost } from '../../drivers/storage/backing-chain.ts';
import { checkLab, startLab, waitFor, type Lab } from '../lab/index.ts';
import { ImageShelf, readLive, startWithDisk, writeLive } from './block-house.ts';

const check = checkLab(['bareQemu']);

const here: ImageHost = {
  kindOf: (file) => Promise.resolve(statSync(file, { throwIfNoEntry: false })?.isFile() === true ? 'file' : undefined),
  readHeader(file, bytes) {
    const buffer = new Uint8Array(bytes);
    const descriptor = openSync(file, 'r');
    try {
      return Promise.resolve(buffer.subarray(0, readSync(descriptor, buffer)));
    } finally {
      closeSync(descriptor);
    }
  },
};

describe.skipIf(check.skip)(check.title('block jobs, and what the definition says of them'), () => {
  let lab: Lab<'bareQemu'>;
  let shelf: ImageShelf;
  let client: QmpClient | undefined;
  let jobs: DiskJobs | undefined;
  let count = 0;

  beforeAll(async () => {
    lab = await startLab({ need: ['bareQemu'] });
    shelf = new ImageShelf(lab.bareQemu.dir);
  });
  afterEach(() => {
    jobs?.dispose();
    client?.dispose();
  });
  afterAll(async () => {
    await lab.dispose();
  });

  interface House { readonly monitor: QmpClient; readonly disk: Disk; readonly jobs: DiskJobs; readonly told: string[]; readonly path: (name: string) => string }

  /** A machine whose definition names only the topmost of three images. */
  async function machine(): Promise<House> {
    const prefix = `d${count++}-`;
    let below: BlockImage | undefined;
    for (const [index, name] of ['base', 'mid', 'top'].entries()) {
      below = await shelf.make(prefix + name, index === 0 ? '16M' : '', below);
      await shelf.io(prefix + name, `write -P ${index + 1} ${index}M 1M`);
    }
    const path = (name: string): string => `${shelf.dir}/${prefix}${name}`;
    const disk = diskLens.parse(parseXml(`<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${path('top')}'/><target dev='vda' bus='virtio'/></disk>`).root, { inactive: false }, undefined);
    await detectChain(disk, here);
    const nextImageId = imageCounter();
    const chain = diskImage(disk, { nextId: nextImageId });
    if (chain === undefined) throw new Error('no chain');
    writeChain(disk, chain);
    const monitor = await startWithDisk(lab.bareQemu, chain);
    const told: string[] = [];
    const records: DiskJobRecord[] = [];
    const house: DiskJobsMachine = {
      client: monitor,
      disk: (name) => {
        if (name !== 'vda') throw new Error(`no disk ${name}`);
        return disk;
      },
      nextImageId,
      records: () => records,
      changed: () => Promise.resolve(),
      alone: (work) => work(),
      pivoted: (_disk, before) => {
        told.push(`pivot from ${before?.type === 'file' ? (before.file ?? '').replace(/.*-/, '') : ''}`);
        return Promise.resolve();
      },
      told: (_disk, _image, kind, step, error) => told.push(`${kind} ${step}${error === undefined ? '' : ` ${error}`}`),
    };
    jobs = new DiskJobs(house);
    client = monitor;
    return { monitor, disk, jobs, told, path };
  }

  function names(disk: Disk): string[] {
    return imageChain(diskImage(disk, { nextId: () => { throw new Error('an image without a number'); } })).map(({ source }) => (source.type === 'file' ? (source.file ?? '').replace(/.*-/, '') : ''));
  }

  async function patterns({ monitor, disk }: House): Promise<void> {
    const top = diskImage(disk, { nextId: imageCounter() });
    await readLive(monitor, top?.formatNode ?? '', shelf.dir, ...[1, 2, 3].map((pattern, index) => `read -P ${pattern} ${index}M 1M`));
    const open = [...(await queryBlockNodes(monitor)).keys()].filter((name) => name.endsWith('-format'));
    expect(open.toSorted()).toEqual(imageChain(top).map(({ formatNode }) => formatNode).toSorted());
  }

  it('commits a lower image, then the top, and names what is left', async () => {
    const house = await machine();
    expect(names(house.disk)).toEqual(['top', 'mid', 'base']);
    await house.jobs.commit('vda', { top: house.path('mid'), base: 'vda[3]' });
    await waitFor('the commit', () => (house.told.length > 0 ? true : undefined), 10_000, 10);
    expect(house.told).toEqual(['commit completed']);
    expect(names(house.disk)).toEqual(['top', 'base']);
    await expect(house.jobs.commit('vda')).rejects.toThrow(/requires active flag/);
    await house.jobs.commit('vda', { isActiveAllowed: true });
    await waitFor('the mirror', () => (house.told.includes('active-commit ready') ? true : undefined), 10_000, 10);
    expect(formatLens(diskLens, 'disk', house.disk, { inactive: false, secure: true, migratable: false })).toContain("<mirror type='file' job='active-commit' ready='yes'>");
    expect(await house.jobs.info('vda')).toMatchObject({ type: 4 });
    await house.jobs.abort('vda', { pivot: true });
    expect(house.told).toEqual(['commit completed', 'active-commit ready', 'pivot from top', 'active-commit completed']);
    expect(names(house.disk)).toEqual(['base']);
    expect(house.disk.mirror).toBeUndefined();
    expect(await house.jobs.info('vda')).toBeUndefined();
    await patterns(house);
  });

  it('copies, refuses what cannot be, and pivots', async () => {
    const house = await machine();
    const target = { source: fileSource(house.path('copy')), format: 'qcow2', isReused: false } as const;
    await house.jobs.copy('vda', target, { speedBytes: 1_000_000n });
    await expect(house.jobs.copy('vda', target)).rejects.toThrow(/already in active block job/);
    await expect(house.jobs.abort('vda', { pivot: true })).rejects.toThrow(/not ready for pivot yet/);
    await house.jobs.setSpeed('vda', 0n);
    await waitFor('the mirror', () => (house.told.includes('copy ready') ? true : undefined), 20_000, 10);
    await writeLive(house.monitor, 'write -P 9 5M 64k');
    await house.jobs.abort('vda', { pivot: true });
    expect(names(house.disk)).toEqual(['copy']);
    await patterns(house);
    await house.jobs.copy('vda', { ...target, source: fileSource(house.path('second')) });
    await waitFor('the second mirror', () => (house.told.filter((one) => one === 'copy ready').length === 2 ? true : undefined), 20_000, 10);
    await house.jobs.abort('vda');
    expect(house.told.at(-1)).toBe('copy canceled');
    expect(names(house.disk)).toEqual(['copy']);
    await patterns(house);
    await shelf.io(house.path('second').replace(/.*\//, ''), 'read -P 9 5M 64k');
  });

  it("takes libvirt's flags and units", async () => {
    const house = await machine();
    const dom = { name: 'm', uuid: '00000000-0000-4000-8000-000000000001' as Uuid, id: 1 };
    const methods = diskJobMethods((_dom, work) => work(house.jobs));
    await methods.blockCommit(dom, 'vda', undefined, house.path('mid'), 100n, 1);
    await waitFor('the commit', () => (house.told.includes('commit completed') ? true : undefined), 10_000, 10);
    const destxml = `<disk type='file'><source file='${house.path('copied')}'/><driver type='qcow2'/></disk>`;
    await methods.blockCopy(dom, 'vda', destxml, [{ field: 'bandwidth', type: 'ullong', value: 100_000n } as const], 4);
    await methods.blockJobSetSpeed(dom, 'vda', 0n);
    await waitFor('the mirror', () => (house.told.includes('copy ready') ? true : undefined), 20_000, 10);
    expect(await methods.getBlockJobInfo(dom, 'vda')).toMatchObject({ type: 2 });
    await methods.blockJobAbort(dom, 'vda', 2);
    expect(names(house.disk)).toEqual(['copied']);
    await patterns(house);
    await expect(methods.blockPull(dom, 'vda', 1n << 62n)).rejects.toThrow(/bandwidth must be less than/);
    await expect(methods.blockPull(dom, 'vda', 0n, 1)).rejects.toThrow(/unsupported flags \(0x1\) in function qemuDomainBlockPull/);
    await expect(methods.blockRebase(dom, 'vda', 'relative', 0n, 8)).rejects.toThrow(/whole path/);
  });

  it('copies only the top, pulls, and is given up in the middle', async () => {
    const house = await machine();
    await house.jobs.copy('vda', { source: fileSource(house.path('shallow')), format: 'qcow2', isReused: false }, { isShallow: true });
    await waitFor('the mirror', () => (house.told.includes('copy ready') ? true : undefined), 20_000, 10);
    await house.jobs.abort('vda', { pivot: true });
    expect(names(house.disk)).toEqual(['shallow', 'mid', 'base']);
    await patterns(house);
    await house.jobs.pull('vda', { speedBytes: 1n });
    await expect(house.jobs.abort('vda', { pivot: true })).rejects.toThrow(/does not support pivot/);
    await house.jobs.abort('vda');
    expect(house.told.at(-1)).toMatch(/^pull (canceled|completed)/);
    await patterns(house);
    await expect(house.jobs.pull('vda', { base: '/nowhere' })).rejects.toThrow(/could not find image '\/nowhere' in chain/);
    await expect(house.jobs.abort('vda')).rejects.toThrow(/does not have an active block job/);
    await expect(house.jobs.copy('vda', { source: fileSource(house.path('no/where')), format: 'qcow2', isReused: false })).rejects.toThrow(/No such file/);
    await patterns(house);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { disk as diskLens, diskPath, type Disk } from '../../../conf/domain/disk.ts';
import { fileSource } from '../../../conf/domain/storage-source.ts';
import { parseXml } from '../../../conf/xml/parse-xml.ts';
import { VirError } from '../../../core/vir-error.ts';
import { QmpClient } from '../../qmp/qmp-client.ts';
import { FakeQmpError, FakeQmpServer } from '../../qmp/testing/fake-qmp-server.ts';
import type { DiskJobRecord } from './disk-job-plan.ts';
import { DiskJobs } from './disk-jobs.ts';

const XML = `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/i/top' index='2'/>
<backingStore type='file' index='1'><format type='qcow2'/><source file='/i/base'/><backingStore/></backingStore><target dev='vda' bus='virtio'/><alias name='virtio-disk0'/></disk>`;

interface House {
  readonly jobs: DiskJobs;
  readonly server: FakeQmpServer;
  readonly disk: Disk;
  readonly records: DiskJobRecord[];
  /** What happened, in order: QEMU's commands that change something, and what was written down. */
  readonly steps: string[];
  /** What the persistent definition names. */
  config: string | undefined;
}

/** A QEMU with one job that does as it is told. */
async function house({ failsToStore = false, status = 'ready', records = [] }: { readonly failsToStore?: boolean; readonly status?: string; readonly records?: DiskJobRecord[] } = {}): Promise<House> {
  const disk = diskLens.parse(parseXml(XML).root, { inactive: false }, undefined);
  const steps: string[] = [];
  let [top, now, id, error]: [number, string, string, string | undefined] = [2, records.length > 0 ? status : 'null', records[0]?.id ?? '', undefined];
  const server = new FakeQmpServer();
  const move = (next: string): void => {
    now = next;
    server.event('JOB_STATUS_CHANGE', { id, status: next });
  };
  const start = (args: { readonly [key: string]: unknown }, words: string): object => {
    id = String(args['job-id']);
    steps.push(`${words} finalize=${String(args['auto-finalize'])}`);
    setImmediate(() => { move(status); });
    return {};
  };
  server.on('query-named-block-nodes', () => [1, 2].map((index) => ({ 'node-name': `libvirt-${index}-format`, 'image': { 'virtual-size': 1n, 'filename': '' }, 'ro': false, 'drv': 'qcow2', 'dirty-bitmaps': [] })))
    .on('query-jobs', () => (now === 'null' ? [] : [{ id, 'type': 'commit', 'status': now, 'current-progress': 1n, 'total-progress': 1n, ...(error === undefined ? {} : { error }) }]))
    .on('query-block', () => [{ qdev: '/machine/peripheral/virtio-disk0/virtio-backend', inserted: { 'node-name': `libvirt-${top}-format` } }])
    .on('block-commit', (args) => start(args, 'begin') as never)
    .on('transaction', () => ({}))
    .on('blockdev-del', () => ({}))
    .on('job-complete', () => {
      steps.push('complete');
      move('pending');
      return {};
    })
    .on('job-finalize', () => {
      if (now !== 'pending') throw new FakeQmpError('GenericError', `Job '${id}' in state '${now}' cannot accept command verb 'finalize'`);
      steps.push('finalize');
      top = 1;
      move('concluded');
      return {};
    })
    .on('job-cancel', () => {
      steps.push('cancel');
      error = 'Operation canceled';
      move('concluded');
      return {};
    })
    .on('job-dismiss', () => {
      steps.push('dismiss');
      now = 'null';
      return {};
    });
  const client = await QmpClient.connect(server.channel);
  const made: House = {
    server, disk, records, steps, config: diskPath(disk),
    jobs: new DiskJobs({
      client,
      disk: () => disk,
      records: () => records,
      nextImageId: () => 9,
      changed: () => Promise.resolve(),
      alone: (work) => work(),
      pivoted(after, before) {
        if (before?.type === 'file' && before.file === made.config) {
          if (failsToStore) return Promise.reject(new VirError({ code: 'system-error', domain: 'qemu', message: 'No space left on device' }));
          made.config = diskPath(after);
          steps.push(`config ${made.config ?? ''}`);
        }
        return Promise.resolve();
      },
      told: (_disk, _image, kind, step) => steps.push(`${kind} ${step}`),
    }),
  };
  clients.push(client);
  return made;
}

async function untilReady({ jobs }: House): Promise<void> {
  expect(await jobs.settled('vda')).toBe('ready');
}

const clients: QmpClient[] = [];

describe('DiskJobs', () => {
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
  });

  it('writes down what the disk is going to be while nobody writes to it, and before it is', async () => {
    const at = await house();
    await at.jobs.commit('vda', { isActiveAllowed: true });
    await untilReady(at);
    await at.jobs.abort('vda', { pivot: true });
    expect(at.steps).toEqual(['begin finalize=false', 'active-commit ready', 'complete', 'config /i/base', 'finalize', 'dismiss', 'active-commit completed']);
    expect([diskPath(at.disk), at.config, at.records]).toEqual(['/i/base', '/i/base', []]);
  });

  it('keeps the disk as it is when that cannot be written down', async () => {
    const at = await house({ failsToStore: true });
    await at.jobs.commit('vda', { isActiveAllowed: true });
    await untilReady(at);
    await expect(at.jobs.abort('vda', { pivot: true })).rejects.toThrow('No space left on device');
    expect(at.steps).toEqual(['begin finalize=false', 'active-commit ready', 'complete', 'cancel', 'dismiss', 'active-commit canceled']);
    expect([diskPath(at.disk), at.config, at.records]).toEqual(['/i/top', '/i/top', []]);
  });

  const broken: DiskJobRecord = { id: 'commit-vda-libvirt-2-format', kind: 'active-commit', disk: 'vda', top: 2, base: 1 };

  it('takes the last step for one who was broken off before it', async () => {
    const at = await house({ status: 'pending', records: [{ ...broken, isPivoting: true }] });
    at.disk.mirror = { type: 'file', file: undefined, oldFormat: undefined, job: 'active-commit', ready: 'yes', format: { type: 'qcow2', metadataCache: undefined }, source: { ...fileSource('/i/base'), index: 1 }, backingStore: undefined };
    await at.jobs.adopt();
    await expect.poll(() => at.records).toEqual([]);
    expect(at.steps).toEqual(['config /i/base', 'finalize', 'dismiss', 'active-commit completed']);
    expect([diskPath(at.disk), at.config]).toEqual(['/i/base', '/i/base']);
  });

  it('does not go on with a pivot that was never begun', async () => {
    const at = await house({ status: 'ready', records: [{ ...broken, isPivoting: true }] });
    await at.jobs.adopt();
    await expect.poll(() => at.records[0]?.isPivoting).toBeUndefined();
    expect([diskPath(at.disk), at.config]).toEqual(['/i/top', '/i/top']);
    at.jobs.dispose();
  });
});

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { BlockJob } from '../../drivers/core/block-job.ts';
import { blockCommitJob, blockCopyJob, blockPullJob } from '../../drivers/core/block-jobs.ts';
import type { JobProgress } from '../../drivers/core/job.ts';
import { checkLab, defineLabDomain, type Lab, type LabDomain, labDisksDir, startLab, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote, until } from './call.ts';

const check = checkLab(['privateLibvirtd', 'guest']);
const SNAPSHOT_DISK_ONLY = 16;
const SNAPSHOT_NO_METADATA = 4;
/** A persistent machine's copy has to say that it would not survive the machine's end. */
const TRANSIENT_JOB = 4;

describe.skipIf(check.skip)(check.title('block jobs of a real machine'), () => {
  let lab: Lab<'privateLibvirtd' | 'guest'>;
  let connection: Connection;
  let machine: LabDomain;
  let dom: DomainRef;
  const files: string[] = [];

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
    connection = await openRemote(lab.privateLibvirtd.uri);
  });

  afterAll(async () => {
    await connection.close();
    await lab.dispose();
  });

  // A machine that runs its firmware only: block jobs need no guest, and the disk holds 64 MiB of data.
  beforeEach(async () => {
    machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('block'), network: 'none', graphics: { type: 'none' } });
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 0x5a 0 64M', machine.diskPath], { stdio: 'ignore' });
    await machine.start();
    dom = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
  });

  afterEach(async () => {
    await machine.dispose();
    for (const file of files.splice(0)) rmSync(file, { force: true });
  });

  const fileFor = (suffix: string): string => {
    const file = join(labDisksDir(), `${machine.name}-${suffix}.qcow2`);
    files.push(file);
    return file;
  };
  const diskXml = (file: string): string => `<disk type='file'><source file='${file}'/><driver name='qemu' type='qcow2'/></disk>`;
  const activeFile = async (): Promise<string | undefined> => /<disk type='file' device='disk'>.*?<source file='([^']*)'/s.exec(await methodOf(connection, 'domain', 'getXMLDesc')(dom, 0))?.[1];
  const snapshot = async (): Promise<string> => {
    const file = fileFor(`top${files.length}`);
    const xml = `<domainsnapshot><disks><disk name='vda' type='file'><source file='${file}'/></disk></disks></domainsnapshot>`;
    await methodOf(connection, 'domainSnapshot', 'createXML')(dom, xml, SNAPSHOT_DISK_ONLY | SNAPSHOT_NO_METADATA);
    expect(await activeFile()).toBe(file);
    return file;
  };
  const sameContent = (a: string, b: string): void => {
    execFileSync('qemu-img', ['compare', '-U', a, b]);
  };

  it('copy and pivot', async () => {
    const copy = fileFor('copy');
    const seen: JobProgress[] = [];
    const job = blockCopyJob(connection, dom, 'vda', { flags: TRANSIENT_JOB, destXml: diskXml(copy), then: 'pivot' });
    job.onDidChange(() => seen.push(job.progress));
    expect(await job.result).toBe('completed');
    expect(await activeFile()).toBe(copy);
    expect(seen.at(-1)?.done).toBe(64 * 1024 * 1024);
    expect(await methodOf(connection, 'domain', 'getBlockJobInfo')(dom, 'vda', 0)).toBeUndefined();
    await methodOf(connection, 'domain', 'destroy')(dom);
    sameContent(copy, machine.diskPath);
  });

  it('copy and stay', async () => {
    const copy = fileFor('copy');
    expect(await blockCopyJob(connection, dom, 'vda', { flags: TRANSIENT_JOB, destXml: diskXml(copy), then: 'finish' }).result).toMatch(/canceled|completed/);
    expect(await activeFile()).toBe(machine.diskPath);
    sameContent(copy, machine.diskPath);
  });

  it('commit the active image and pivot', async () => {
    await snapshot();
    expect(await blockCommitJob(connection, dom, 'vda', { then: 'pivot' }).result).toBe('completed');
    expect(await activeFile()).toBe(machine.diskPath);
  });

  it('commit an image in the middle', async () => {
    const middle = await snapshot();
    const top = await snapshot();
    expect(await blockCommitJob(connection, dom, 'vda', { base: machine.diskPath, top: middle, then: 'leave' }).result).toBe('completed');
    const chain = JSON.parse(execFileSync('qemu-img', ['info', '-U', '--output=json', '--backing-chain', top]).toString()) as readonly { readonly filename: string }[];
    expect(chain.map(({ filename }) => filename)).toEqual([top, machine.diskPath]);
  });

  it('pull everything up', async () => {
    const top = await snapshot();
    // 64 MiB/s: what is over before it can be asked for has no progress to tell.
    const job = blockPullJob(connection, dom, 'vda', { bandwidth: 64n });
    expect(await job.result).toBe('completed');
    expect(job.progress).toMatchObject({ done: job.progress.total, unit: 'bytes' });
    const info = JSON.parse(execFileSync('qemu-img', ['info', '-U', '--output=json', top]).toString()) as { readonly 'backing-filename'?: string };
    expect(info['backing-filename']).toBeUndefined();
  });

  it('stop when they are cancelled, with the machine as it was', async () => {
    // 1 MiB/s: there is time to change one's mind.
    const job = blockCopyJob(connection, dom, 'vda', { flags: TRANSIENT_JOB, destXml: diskXml(fileFor('copy')), params: [{ field: 'bandwidth', type: 'ullong', value: 1_048_576n }], then: 'pivot' });
    await until('progress', () => job.progress.done > 0, 10_000);
    expect(job.progress.done).toBeLessThan(job.progress.total);
    job.cancel();
    await expect(job.result).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(job.state).toBe('cancelled');
    expect(await activeFile()).toBe(machine.diskPath);
    expect(await methodOf(connection, 'domain', 'getBlockJobInfo')(dom, 'vda', 0)).toBeUndefined();
  });

  it('can be waited for with a time-out, and again', async () => {
    const job = await BlockJob.begin(connection, dom, 'vda');
    await methodOf(connection, 'domain', 'blockCopy')(dom, 'vda', diskXml(fileFor('copy')), [{ field: 'bandwidth', type: 'ullong', value: 1_048_576n }], TRANSIENT_JOB);
    expect(await job.wait({ timeoutMs: 300 })).toBeUndefined();
    await expect(job.pivot()).rejects.toMatchObject({ code: 'block-copy-active' });
    await methodOf(connection, 'domain', 'blockJobSetSpeed')(dom, 'vda', 0n, 0);
    expect(await job.wait()).toBe('ready');
    await job.pivot();
    expect(job.status).toBe('completed');
    await job.end();
  });

  it('say so when the machine is killed in the middle', async () => {
    const job = blockCopyJob(connection, dom, 'vda', { flags: TRANSIENT_JOB, destXml: diskXml(fileFor('copy')), params: [{ field: 'bandwidth', type: 'ullong', value: 1_048_576n }], then: 'pivot' });
    await until('progress', () => job.progress.done > 0, 10_000);
    const pid = execFileSync('pgrep', ['-f', `guest=${machine.name},`]).toString().trim().split('\n')[0] ?? '';
    process.kill(Number(pid), 'SIGKILL');
    await expect(job.result).rejects.toMatchObject({ message: `operation failed: machine '${machine.name}' ended before the block job on its disk 'vda' did` });
    expect(job.state).toBe('failed');
  });
});

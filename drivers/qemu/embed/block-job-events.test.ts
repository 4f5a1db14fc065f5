import { describe, expect, it } from 'vitest';
import { disk as diskLens, type Disk } from '../../conf/domain/disk.ts';
import { parseXml } from '../../conf/xml/parse-xml.ts';
import type { DiskJobRecord } from '../block/jobs/disk-job-plan.ts';
import { jobSteps, type JobEnd, type JobsBefore } from './block-job-events.ts';

function diskOf(file: string, inside = ''): Disk {
  return diskLens.parse(parseXml(`<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${file}' index='1'/>${inside}<target dev='vda' bus='virtio'/></disk>`).root, { inactive: false }, undefined);
}

const mirror = (ready: string): string => `<mirror type='file' job='copy'${ready}><format type='qcow2'/><source file='/i/copy' index='2'/></mirror>`;
const below = "<backingStore type='file' index='3'><format type='qcow2'/><source file='/i/base'/><backingStore/></backingStore>";
const copy: DiskJobRecord = { id: 'copy-vda-libvirt-1-format', kind: 'copy', disk: 'vda' };
const pull: DiskJobRecord = { id: 'pull-vda-libvirt-1-format', kind: 'pull', disk: 'vda' };

function seen(disk: Disk, ...blockJobs: DiskJobRecord[]): JobsBefore {
  return { blockJobs, live: { devices: { disks: [disk] } } as JobsBefore['live'] };
}

function steps(before: JobsBefore, now: JobsBefore, end?: JobEnd['step']): readonly string[] {
  return jobSteps(before, now, () => end).map(({ kind, step }) => `${kind} ${step}`);
}

describe('what has become of jobs that others drive', () => {
  const [copying, ready] = [seen(diskOf('/i/a', mirror('')), copy), seen(diskOf('/i/a', mirror(" ready='yes'")), copy)];

  it('nothing, or they are ready, once', () => {
    expect(steps(copying, copying)).toEqual([]);
    expect(steps(copying, ready)).toEqual(['copy ready']);
    expect(steps(ready, ready)).toEqual([]);
    expect(steps(seen(diskOf('/i/a')), copying)).toEqual([]);
    expect(steps(seen(diskOf('/i/a')), ready)).toEqual(['copy ready']);
  });

  it('a copy is the disk, or was given up, or has failed', () => {
    expect(steps(ready, seen(diskOf('/i/copy')), 'completed')).toEqual(['copy completed']);
    expect(steps(ready, seen(diskOf('/i/a')), 'completed')).toEqual(['copy canceled']);
    expect(steps(copying, seen(diskOf('/i/a')), 'failed')).toEqual(['copy failed']);
    expect(steps(seen(diskOf('/i/a'), { ...copy, ended: 'failed' }), seen(diskOf('/i/a')))).toEqual(['copy failed']);
  });

  it('of others QEMU has told, or else the chain does', () => {
    const [above, alone] = [diskOf('/i/a', below), diskOf('/i/a')];
    expect(steps(seen(above, pull), seen(alone))).toEqual(['pull completed']);
    expect(steps(seen(above, pull), seen(above))).toEqual(['pull canceled']);
    expect(steps(seen(above, pull), seen(above), 'failed')).toEqual(['pull failed']);
  });

  it('nothing is told of a disk that is gone', () => {
    expect(steps(ready, { blockJobs: [], live: { devices: { disks: [] as Disk[] } } as unknown as JobsBefore['live'] })).toEqual([]);
  });
});

import type { DomainRef } from '../../drivers/api/refs.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { call } from './embed-host.ts';

/** What a Vireo does until it is killed. */
export type DiskWork = 'snapshot' | 'memory' | 'commit' | 'copy' | 'backup';

/** How another image becomes the disk. */
export type PivotWork = 'commit' | 'copy' | 'snapshot';

/** Puts other images on the first disks of machines, all at once, with a mark on each written before and one afterwards. */
export async function pivotDisks(uri: string, name: string): Promise<void> {
  const connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  const find = (work: PivotWork): Promise<DomainRef> => call(connection, 'domain', 'lookupByName')(`${name}-${work}`);
  const [commit, copy, snapshot] = await Promise.all((['commit', 'copy', 'snapshot'] as const).map(find));
  if (commit === undefined || copy === undefined || snapshot === undefined) throw new Error('three machines were wanted');
  const mark = async (dom: DomainRef, pattern: number): Promise<void> => {
    for (const command of [`write -P ${pattern} 9M 64k`, 'flush']) {
      await call(connection, 'domainQemu', 'monitorCommand')(dom, JSON.stringify({ execute: 'human-monitor-command', arguments: { 'command-line': `qemu-io -d /machine/peripheral/virtio-disk0/virtio-backend "${command}"` } }));
    }
  };
  const top = /<source file='([^']*)-top/.exec(await call(connection, 'domain', 'getXMLDesc')(copy))?.[1] ?? '';
  await call(connection, 'domain', 'blockCommit')(commit, 'vda', undefined, undefined, 0n, 4);
  await call(connection, 'domain', 'blockCopy')(copy, 'vda', `<disk type='file'><source file='${top}-other.qcow2'/><driver type='qcow2'/></disk>`, []);
  for (const dom of [commit, copy]) {
    for (;;) {
      const info = await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda');
      if (info === undefined || info.cur === info.end) break;
    }
  }
  for (const dom of [commit, copy, snapshot]) await mark(dom, 11);
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  const andMark = async (dom: DomainRef, work: PivotWork, pivoted: Promise<unknown>): Promise<void> => {
    await pivoted;
    await mark(dom, 12);
    process.stdout.write(`written ${work}\n`);
  };
  await Promise.all([
    andMark(commit, 'commit', call(connection, 'domain', 'blockJobAbort')(commit, 'vda', 2)),
    andMark(copy, 'copy', call(connection, 'domain', 'blockJobAbort')(copy, 'vda', 2)),
    andMark(snapshot, 'snapshot', call(connection, 'domainSnapshot', 'createXML')(snapshot, '<domainsnapshot><name>killed</name></domainsnapshot>', 16)),
  ]);
  await new Promise(() => undefined);
}

/** Begins one thing with the first disk of a machine, when it is told to go. */
export async function workOnDisk(uri: string, name: string, work: DiskWork, file: string): Promise<void> {
  const connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  const dom = await call(connection, 'domain', 'lookupByName')(name);
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  const snapshot = (flags: number, inside = ''): Promise<unknown> => call(connection, 'domainSnapshot', 'createXML')(dom, `<domainsnapshot><name>killed</name>${inside}</domainsnapshot>`, flags);
  switch (work) {
    case 'snapshot':
      await snapshot(16);
      await call(connection, 'domainSnapshot', 'delete')({ name: 'killed', dom });
      break;
    case 'memory':
      await snapshot(0);
      await call(connection, 'domainSnapshot', 'delete')({ name: 'killed', dom });
      break;
    case 'commit':
      await call(connection, 'domain', 'blockCommit')(dom, 'vda', undefined, undefined, 0n, 4);
      for (;;) {
        const info = await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda');
        if (info === undefined || info.cur === info.end) break;
      }
      await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', 2);
      break;
    case 'copy':
      await call(connection, 'domain', 'blockCopy')(dom, 'vda', `<disk type='file'><source file='${file}'/><driver type='qcow2'/></disk>`, []);
      for (;;) {
        const info = await call(connection, 'domain', 'getBlockJobInfo')(dom, 'vda');
        if (info === undefined || info.cur === info.end) break;
      }
      await call(connection, 'domain', 'blockJobAbort')(dom, 'vda', 2);
      break;
    case 'backup':
      await call(connection, 'domain', 'backupBegin')(dom, `<domainbackup><disks><disk name='vda' type='file'><target file='${file}'/><driver type='qcow2'/></disk></disks></domainbackup>`, undefined);
      break;
  }
  await new Promise(() => undefined);
}

import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { call } from './embed-host.ts';

/** What a Vireo does until it is killed. */
export type DiskWork = 'snapshot' | 'memory' | 'commit' | 'copy' | 'backup';

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

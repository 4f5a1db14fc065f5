import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedHost, type SimulatedHost } from '../../drivers/vmware/testing/simulated-host.ts';
import { openOn } from '../../drivers/vmware/driver.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import type { Connection } from '../../drivers/api/connection.ts';

const virshIsThere = spawnSync('virsh', ['--version'], { encoding: 'utf8' }).stdout.startsWith('9.');
const shared = process.env['VIREO_SHARED'];

/** libvirt's own VMware driver is part of virsh: both look at one simulated host. */
describe.skipIf(!virshIsThere)(`VMware, compared with libvirt's own driver${virshIsThere ? '' : ' (needs virsh 9)'}`, () => {
  let host: SimulatedHost;
  let connection: Connection;

  beforeAll(async () => {
    host = await simulatedHost();
    await host.addMachine('one', 'numvcpus = "2"\nscsi0.present = "true"\nscsi0.virtualDev = "lsilogic"\nscsi0:0.present = "true"\nscsi0:0.fileName = "/vms/one.vmdk"\nethernet0.present = "true"\nethernet0.connectionType = "nat"\n');
    connection = await openOn({ surroundings: host.surroundings(), dial: undefined, onLost: () => undefined }, parseConnectUri('vmwarews:///session'), {});
  });
  afterAll(async () => {
    await connection.close();
    await host.dispose();
  });

  const virsh = (...args: string[]): string => {
    const { stdout, stderr, status } = spawnSync('virsh', ['-q', '-c', 'vmwarews:///session', ...args], { encoding: 'utf8', env: { ...process.env, ...host.env } });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.trimEnd();
  };

  it('a machine that runs looks the same, number and all', async () => {
    const dom = await requireMethod(connection, 'domain', 'lookupByName')('one');
    await requireMethod(connection, 'domain', 'create')(dom);
    const running = await requireMethod(connection, 'domain', 'lookupByName')('one');
    expect(virsh('domid', 'one')).toBe(String(running.id));
    // libvirt's driver makes up another UUID for a file that has none each time it looks.
    const plain = (xml: string): string => xml.trimEnd().replace(/<uuid>.*<\/uuid>/, '');
    expect(plain(await requireMethod(connection, 'domain', 'getXMLDesc')(running, 0))).toBe(plain(virsh('dumpxml', 'one')));
    expect(virsh('version')).toContain('Running hypervisor: VMware 17.5.2');
    expect(await requireMethod(connection, 'connect', 'getVersion')()).toBe(17_005_002n);
    await requireMethod(connection, 'domain', 'destroy')(running);
    expect(virsh('list')).toBe('');
  });

  it('a machine that virsh defines is there, in a file as ours would be', async () => {
    const file = path.join(host.home, 'new.xml');
    const xml = `<domain type='vmware'><name>two</name><uuid>564d9bef-acd9-b4e0-c8f0-aea8b9103515</uuid><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os><devices>
      <disk type='file'><source file='${host.machines}/one/two.vmdk'/><target dev='sda' bus='scsi'/></disk><controller type='scsi' index='0' model='lsilogic'/>
      <interface type='user'><mac address='00:0c:29:aa:bb:cc'/><model type='e1000'/></interface><graphics type='vnc' port='5910' passwd='p'/></devices></domain>`;
    writeFileSync(file, xml);
    virsh('define', file);
    expect(await requireMethod(connection, 'connect', 'domainXMLToNative')('vmware-vmx', xml)).toBe(readFileSync(path.join(host.machines, 'one', 'two.vmx'), 'utf8'));
    await expect.poll(async () => (await requireMethod(connection, 'connect', 'listAllDomains')(0)).map(({ name }) => name).sort(), { timeout: 5000 }).toEqual(['one', 'two']);
  });

  it.skipIf(shared === undefined)('every .vmx of libvirt\'s tests becomes the same document, or none (needs VIREO_SHARED)', async () => {
    const folder = path.join(shared ?? '', 'corpus', 'vmx2xmldata');
    const fromNative = requireMethod(connection, 'connect', 'domainXMLFromNative');
    const files = readdirSync(folder).filter((name) => name.endsWith('.vmx'));
    expect(files.length).toBeGreaterThan(30);
    // libvirt's driver thinks of buses with seven units, and puts what hangs on further ones, and on other controllers, where it is not.
    const misplaced = /^scsi([1-3]:\d+|\d:([7-9]|\d\d))\.present\s*=\s*"true"/im;
    const wanted = files.filter((name) => !misplaced.test(readFileSync(path.join(folder, name), 'latin1')));
    // One virsh for all of them: each start of it asks the simulation three times.
    const line = wanted.map((name) => `echo @@${name}@; domxml-from-native vmware-vmx '${path.join(folder, name)}'`).join('; ');
    const { stdout } = spawnSync('virsh', ['-q', '-c', 'vmwarews:///session', line], { encoding: 'utf8', env: { ...process.env, ...host.env } });
    let compared = 0;
    for (const part of stdout.split('@@').slice(1)) {
      const [name = '', ...rest] = part.split('@');
      const theirs = rest.join('@').trim();
      // What it refuses, it says elsewhere.
      if (theirs === '') continue;
      expect((await fromNative('vmware-vmx', readFileSync(path.join(folder, name), 'latin1'))).trimEnd(), name).toBe(theirs);
      compared++;
    }
    expect(compared).toBeGreaterThan(30);
  });
});

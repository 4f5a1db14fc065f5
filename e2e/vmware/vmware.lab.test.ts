import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { simulatedHost, type SimulatedHost } from '../../drivers/vmware/testing/simulated-host.ts';
import { allDrivers } from '../../main/drivers.ts';
import { checkLab, startLab, startSshd, type Lab, type Sshd } from '../lab/index.ts';

const NEED = ['sshd'] as const;
const check = checkLab(NEED);

// The way is real, what it leads to is the simulation of vmrun.
describe.skipIf(check.skip)(check.title('VMware Workstation by SSH (a simulation behind a real sshd)'), () => {
  let lab: Lab<(typeof NEED)[number]>;
  let host: SimulatedHost;
  let sshd: Sshd;
  let connection: Connection;

  beforeAll(async () => {
    lab = await startLab({ need: NEED });
    host = await simulatedHost();
    await host.addMachine("far 'away' $(id)");
    const env = { ...host.env, PATH: `${host.bin}:${path.dirname(process.execPath)}:/usr/bin:/bin` };
    sshd = await startSshd({ extraConfig: [`SetEnv ${Object.entries(env).map(([name, value]) => `${name}=${value}`).join(' ')}`] });
    const params = new URLSearchParams({ keyfile: sshd.keyPath, known_hosts: sshd.knownHostsPath });
    connection = await allDrivers().open(`vmwarews+ssh://root@${sshd.address}:${sshd.port}/session?${params.toString()}`);
  });
  afterAll(async () => {
    await connection.close();
    await sshd.dispose();
    await host.dispose();
    await lab.dispose();
  });

  const lookup = (name: string) => requireMethod(connection, 'domain', 'lookupByName')(name);

  it('finds machines, starts and stops them', async () => {
    const only = await lookup("far 'away' $(id)");
    expect(await requireMethod(connection, 'connect', 'listAllDomains')(0)).toEqual([only]);
    await requireMethod(connection, 'domain', 'create')(only);
    const running = await requireMethod(connection, 'domain', 'getInfo')(only);
    expect(running).toMatchObject({ state: 'running', maxMemKiB: 1_048_576n });
    const stats = await requireMethod(connection, 'connect', 'getAllDomainStats')([], 0, 0);
    expect(stats[0]?.params.some(({ field }) => field === 'balloon.rss')).toBe(true);
    await requireMethod(connection, 'domain', 'destroy')(only);
    expect((await requireMethod(connection, 'domain', 'getState')(only, 0)).state).toBe('shutoff');
  });

  it('defines machines and takes snapshots, files and all', async () => {
    const name = "it's new";
    const dom = await requireMethod(connection, 'domain', 'defineXML')(
      `<domain type='vmware'><name>${name}</name><memory unit='MiB'>128</memory><os><type arch='x86_64'>hvm</type></os><devices><graphics type='vnc' port='5999'/></devices></domain>`,
    );
    expect(await requireMethod(connection, 'domain', 'getXMLDesc')(dom, 0)).toContain("port='5999'");
    const snapshot = await requireMethod(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>s</name><description>d</description></domainsnapshot>');
    expect(await requireMethod(connection, 'domainSnapshot', 'getXMLDesc')(snapshot)).toContain('<description>d</description>');
    await requireMethod(connection, 'domain', 'undefine')(dom);
    await expect(lookup(name)).rejects.toMatchObject({ code: 'no-domain' });
    expect((await requireMethod(connection, 'node', 'getInfo')()).cpus).toBeGreaterThan(0);
  });

  it('says so when the way is lost', async () => {
    const lost = new Promise((resolve) => connection.onDidClose(resolve));
    await sshd.dropConnections();
    expect(await lost).not.toMatchObject({ kind: 'client' });
    await expect(requireMethod(connection, 'connect', 'numOfDomains')()).rejects.toMatchObject({ code: 'invalid-conn' });
  });
});

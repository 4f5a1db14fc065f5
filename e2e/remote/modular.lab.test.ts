import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainEvent } from '../../drivers/api/events.ts';
import { runModule } from '../lab/run-module.ts';
import { checkLab, isModularBuilt, type Lab, run, startLab } from '../lab/index.ts';
import { methodOf, openRemote, until } from './call.ts';
import { makeEveryCall } from './every-call.ts';

const check = checkLab(['modularDaemons']);
const isBuilt = isModularBuilt();
const title = check.title("libvirt's modular daemons");
/** virtproxyd hands them on and waits for a stream that nobody opens. */
const HANGS_IN_PROXY = /^DOMAIN_MIGRATE_PREPARE_TUNNEL/;
const DOMAIN = `<domain type='qemu'><name>modular</name><memory unit='MiB'>32</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><interface type='network'><source network='inner'/></interface></devices></domain>`;
const NETWORK = `<network><name>inner</name><bridge name='virbr-lab-mod'/></network>`;

describe.skipIf(check.skip || !isBuilt)(isBuilt || check.skip ? title : `${title} [skipped: they are not built; npm run lab -- modular builds them]`, () => {
  let lab: Lab<'modularDaemons'>;
  const uri = (scheme: string, daemon: Parameters<Lab<'modularDaemons'>['modularDaemons']['socketOf']>[0]): string =>
    `${scheme}+unix:///system?socket=${lab.modularDaemons.socketOf(daemon)}`;

  beforeAll(async () => {
    lab = await startLab({ need: ['modularDaemons'] });
  });

  afterAll(() => lab.dispose());

  it.each([['qemu', 'virtqemud'], ['network', 'virtnetworkd'], ['storage', 'virtstoraged'], ['qemu', 'libvirt']] as const)('understand every call: %s at %s', async (scheme, daemon) => {
    const report = await makeEveryCall(uri(scheme, daemon), daemon === 'libvirt' ? HANGS_IN_PROXY : undefined);
    console.log(`${scheme} at ${daemon}: ${report.calls} calls, ${report.answered.length} answered, ${report.unsupported.length} not supported, ${report.refused.length} refused otherwise`);
    expect(report.misunderstood).toEqual([]);
    expect(report.answered.length).toBeGreaterThan(10);
  });

  it('run a machine; what is not the hypervisor is fetched from the other daemons', async () => {
    const connection = await openRemote(uri('qemu', 'virtqemud'));
    const events: DomainEvent[] = [];
    await methodOf(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
    const net = await methodOf(connection, 'network', 'createXML')(NETWORK);
    const dom = await methodOf(connection, 'domain', 'createXML')(DOMAIN, 0);
    expect((await methodOf(connection, 'domain', 'getState')(dom, 0)).state).toBe('running');
    expect((await methodOf(connection, 'connect', 'listAllNetworks')(0)).map(({ name }) => name)).toContain('inner');
    const network = await openRemote(uri('network', 'virtnetworkd'));
    expect((await methodOf(network, 'connect', 'listAllNetworks')(0)).map(({ name }) => name)).toContain('inner');
    expect(await methodOf(connection, 'connect', 'listAllStoragePools')(0)).toEqual([]);
    await methodOf(connection, 'domain', 'destroy')(dom);
    await methodOf(connection, 'network', 'destroy')(net);
    await until('the events', () => events.some((event) => event.kind === 'lifecycle' && event.event === 5));
    await network.close();
    await connection.close();
  });

  it('refuse what is not theirs', async () => {
    await expect(openRemote(uri('lxc', 'virtqemud'))).rejects.toMatchObject({ name: 'VirError', step: 'open' });
    const network = await openRemote(uri('network', 'virtnetworkd'));
    await expect(methodOf(network, 'connect', 'listAllDomains')(0)).rejects.toMatchObject({ code: 'no-support' });
    await network.close();
  });

  it('are found by the URIs that one types', async () => {
    const { stdout } = await run(lab.modularDaemons.beside(runModule(new URL('./modular-worker.ts', import.meta.url), 'lookAround')));
    const found = JSON.parse(stdout) as { readonly [uri: string]: string };
    expect(found).toMatchObject({ 'qemu:///system': 'QEMU', 'network:///system': '0', 'storage:///system': '0' });
    // Our own connections, seen from inside: they went to virtqemud itself.
    expect(Number(found['virtqemud:///system'])).toBeGreaterThan(0);
  });
});

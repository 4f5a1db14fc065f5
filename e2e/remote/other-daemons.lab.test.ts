import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import { DOMAIN_EVENT_KINDS } from '../../drivers/core/domain-event-kinds.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { openAdmin } from '../../drivers/remote/admin/open-admin.ts';
import { checkLab, defineLabDomain, type Lab, type LabDomain, startLab, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote, until } from './call.ts';
import { makeEveryCall } from './every-call.ts';

const older = checkLab(['olderLibvirtd']);
const newer = checkLab(['newerLibvirtd', 'guest']);
const TEST_DOMAIN = (name: string): string => `<domain type='test'><name>${name}</name><memory>65536</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>`;

describe.skipIf(older.skip)(older.title('an older libvirtd'), () => {
  let lab: Lab<'olderLibvirtd'>;
  let connection: Connection;

  beforeAll(async () => {
    lab = await startLab({ need: ['olderLibvirtd'] });
    connection = await openRemote(lab.olderLibvirtd.uriOf('test'));
  });

  afterAll(async () => {
    await connection.close();
    await lab.dispose();
  });

  it.each(['qemu', 'test'] as const)('understands every call, or says that it does not know it: %s', async (driver) => {
    const report = await makeEveryCall(lab.olderLibvirtd.uriOf(driver));
    console.log(`libvirt 7.0, ${driver}: ${report.calls} calls, ${report.answered.length} answered, ${report.unsupported.length} not supported, ${report.refused.length} refused otherwise`);
    expect(report.misunderstood).toEqual([]);
    expect(report.answered.length).toBeGreaterThan(20);
    // Added in 7.2, 7.8, 8.0 and 9.0.
    for (const name of ['NODE_DEVICE_DEFINE_XML', 'NODE_DEVICE_GET_AUTOSTART', 'DOMAIN_GET_MESSAGES', 'DOMAIN_SAVE_PARAMS', 'DOMAIN_START_DIRTY_RATE_CALC']) {
      expect(report.unsupported).toContain(name);
    }
  });

  it('says its version, drives a machine and tells its events', async () => {
    const version = Number(await methodOf(connection, 'connect', 'getLibVersion')());
    expect(Math.floor(version / 1_000_000)).toBe(7);
    const events: DomainEvent[] = [];
    const id = await methodOf(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
    const dom = await methodOf(connection, 'domain', 'createXML')(TEST_DOMAIN('old'), 0);
    expect((await methodOf(connection, 'domain', 'getState')(dom, 0)).state).toBe('running');
    await methodOf(connection, 'domain', 'destroy')(dom);
    await until('the events', () => events.some((event) => event.kind === 'lifecycle' && event.event === 5));
    await methodOf(connection, 'connect', 'domainEventDeregisterAny')(id);
    await expect(methodOf(connection, 'domain', 'getMessages')(dom)).rejects.toMatchObject({ code: 'no-support' });
  });

  it('refuses kinds of events that came later, and goes on', async () => {
    const outcomes = new Map<string, string>();
    for (const kind of DOMAIN_EVENT_KINDS) {
      const outcome = await methodOf(connection, 'connect', 'domainEventRegisterAny')(kind, undefined, () => undefined).then(
        () => 'registered',
        (error: unknown) => VirError.from(error).code,
      );
      outcomes.set(kind, outcome);
    }
    expect(outcomes.get('memory-failure')).toBe('registered');
    expect(outcomes.get('memory-device-size-change')).not.toBe('registered');
    expect(await methodOf(connection, 'connect', 'isAlive')()).toBe(true);
  });

  it('has an admin socket', async () => {
    const admin = await openAdmin(`libvirtd:///system?socket=${lab.olderLibvirtd.adminSocketPath}`);
    expect(await admin.connect.listServers()).toHaveLength(2);
    // Added in 8.6.
    await expect(admin.connect.setDaemonTimeout(60)).rejects.toMatchObject({ code: 'no-support' });
    await admin.close();
  });
});

describe.skipIf(newer.skip)(newer.title('a newer libvirtd'), () => {
  let lab: Lab<'newerLibvirtd' | 'guest'>;
  let connection: Connection;
  let machine: LabDomain;

  beforeAll(async () => {
    lab = await startLab({ need: ['newerLibvirtd', 'guest'] });
    connection = await openRemote(lab.newerLibvirtd.uriOf('qemu'));
    machine = await defineLabDomain({ ...lab.newerLibvirtd, ownership: 'private' }, lab.guest, { name: uniqueName('new'), network: 'user' });
  });

  afterAll(async () => {
    await machine.dispose();
    await connection.close();
    await lab.dispose();
  });

  it.each(['qemu', 'test'] as const)('understands every call: %s', async (driver) => {
    const report = await makeEveryCall(lab.newerLibvirtd.uriOf(driver));
    console.log(`libvirt 11.3, ${driver}: ${report.calls} calls, ${report.answered.length} answered, ${report.unsupported.length} not supported, ${report.refused.length} refused otherwise`);
    expect(report.misunderstood).toEqual([]);
    expect(report.answered.length).toBeGreaterThan(25);
  });

  it('runs a machine, whose newer figures and events do not disturb', async () => {
    expect(Math.floor(Number(await methodOf(connection, 'connect', 'getLibVersion')()) / 1_000_000)).toBeGreaterThanOrEqual(11);
    const events: DomainEvent[] = [];
    for (const kind of DOMAIN_EVENT_KINDS) await methodOf(connection, 'connect', 'domainEventRegisterAny')(kind, undefined, (event) => events.push(event));
    const dom = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
    await methodOf(connection, 'domain', 'create')(dom);
    const running = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
    const [record] = await methodOf(connection, 'connect', 'getAllDomainStats')([running], 0, 0);
    expect(record?.params.length).toBeGreaterThan(40);
    expect(record?.params.find(({ field }) => field === 'state.state')?.value).toBe(1);
    expect(await methodOf(connection, 'domain', 'getXMLDesc')(running, 0)).toContain(`<name>${machine.name}</name>`);
    expect(await methodOf(connection, 'domain', 'getBlockIoTune')(running, 'vda', 0)).not.toEqual([]);
    expect(await methodOf(connection, 'domainQemu', 'monitorCommand')(running, '{"execute":"query-status"}', 0)).toContain('running');
    await methodOf(connection, 'domain', 'destroy')(running);
    await until('the events', () => events.some((event) => event.kind === 'lifecycle' && event.event === 5));
  });

  it('has an admin socket', async () => {
    const admin = await openAdmin(`libvirtd:///system?socket=${lab.newerLibvirtd.adminSocketPath}`);
    expect(Number(await admin.connect.getLibVersion())).toBeGreaterThanOrEqual(11_000_000);
    await admin.close();
  });
});

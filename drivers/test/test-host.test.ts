import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../api/connection.ts';
import type { DomainEvent } from '../api/events.ts';
import type { DomainRef } from '../api/refs.ts';
import { DomainEventType as Event } from '../core/constants.ts';
import { parseConnectUri } from '../core/connect-uri.ts';
import { requireMethod } from '../core/require-method.ts';
import { VirError } from '../core/vir-error.ts';
import { testDriver } from './driver.ts';

const opened: Connection[] = [];

async function open(uri = 'test:///default', readOnly = false): Promise<Connection> {
  const connection = await testDriver.open(parseConnectUri(uri), { readOnly });
  opened.push(connection);
  return connection;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()));
});

const domain = (connection: Connection): Promise<DomainRef> => requireMethod(connection, 'domain', 'lookupByName')('test');
const delivered = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return VirError.is(error) ? `${error.code}: ${error.message}` : String(error);
}

describe('test:///default', () => {
  it('has what libvirt invented', async () => {
    const connection = await open();
    expect(await domain(connection)).toEqual({ name: 'test', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f', id: 1 });
    expect(await requireMethod(connection, 'connect', 'listNetworks')()).toEqual(['default']);
    expect(await requireMethod(connection, 'connect', 'listInterfaces')()).toEqual(['eth1']);
    expect(await requireMethod(connection, 'connect', 'listStoragePools')()).toEqual(['default-pool']);
    expect(await requireMethod(connection, 'node', 'numOfDevices')(undefined)).toBe(4);
    expect(await requireMethod(connection, 'node', 'numOfDevices')('vports')).toBe(2);
  });

  it('is one host for all connections, and a new one when the last has gone', async () => {
    const first = await open();
    const second = await open();
    await requireMethod(first, 'domain', 'destroy')(await domain(first));
    expect(await requireMethod(second, 'domain', 'isActive')(await domain(second))).toBe(false);
    await first.close();
    await second.close();
    const third = await open();
    expect(await requireMethod(third, 'domain', 'isActive')(await domain(third))).toBe(true);
  });

  it('tells every connection of what one of them does, after the call', async () => {
    const actor = await open();
    const watcher = await open();
    const events: DomainEvent[] = [];
    const id = await requireMethod(watcher, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
    const dom = await domain(actor);
    await requireMethod(actor, 'domain', 'suspend')(dom);
    await requireMethod(actor, 'domain', 'resume')(dom);
    await requireMethod(actor, 'domain', 'shutdown')(dom);
    await requireMethod(actor, 'domain', 'create')(dom);
    await delivered();
    expect(events.map((event) => (event.kind === 'lifecycle' ? event.event : -1))).toEqual([
      Event.SUSPENDED,
      Event.RESUMED,
      Event.STOPPED,
      Event.STARTED,
    ]);
    expect(events.map((event) => event.dom.id)).toEqual([1, 1, -1, 2]);
    await requireMethod(watcher, 'connect', 'domainEventDeregisterAny')(id);
    await requireMethod(actor, 'domain', 'destroy')(dom);
    await delivered();
    expect(events).toHaveLength(4);
    expect(await codeOf(requireMethod(watcher, 'connect', 'domainEventDeregisterAny')(id))).toMatch(/^invalid-arg/);
  });

  it('refuses in libvirt’s words', async () => {
    const connection = await open();
    const dom = await domain(connection);
    expect(await codeOf(requireMethod(connection, 'domain', 'resume')(dom))).toBe("internal-error: internal error: domain 'test' not paused");
    expect(await codeOf(requireMethod(connection, 'domain', 'create')(dom))).toBe("internal-error: internal error: Domain 'test' is already running");
    expect(await codeOf(requireMethod(connection, 'domain', 'lookupByName')('nobody'))).toBe('no-domain: Domain not found');
    expect(await codeOf(requireMethod(connection, 'domain', 'shutdownFlags')(dom, 4))).toBe(
      'invalid-arg: unsupported flags (0x4) in function testDomainShutdownFlags',
    );
  });

  it('knows no secrets and no network filters', async () => {
    const connection = await open();
    expect(() => requireMethod(connection, 'secret', 'defineXML')).toThrow(/not supported/);
    expect(() => requireMethod(connection, 'nwFilter', 'lookupByName')).toThrow(/not supported/);
  });

  it('ends calls on a closed connection with an error', async () => {
    const connection = await open();
    const getInfo = requireMethod(connection, 'node', 'getInfo');
    let closed = 0;
    connection.onDidClose(() => closed++);
    await connection.close();
    await connection.close();
    expect(closed).toBe(1);
    expect(await codeOf(getInfo())).toMatch(/^invalid-conn/);
  });
});

describe('opening', () => {
  it('wants a path', async () => {
    expect(await codeOf(open('test:///'))).toBe('invalid-arg: invalid argument: testOpen: supply a path or use test:///default');
  });

  it('says which file it cannot read', async () => {
    expect(await codeOf(open('test:///no/such/file.xml'))).toBe("xml-error: XML error: failed to parse xml document '/no/such/file.xml'");
  });

  it('leaves hosts and transports to others', () => {
    expect(testDriver.accepts(parseConnectUri('test:///default'))).toBe(true);
    expect(testDriver.accepts(parseConnectUri('test+unix:///default'))).toBe(false);
    expect(testDriver.accepts(parseConnectUri('test://host/default'))).toBe(false);
    expect(testDriver.accepts(parseConnectUri('qemu:///system'))).toBe(false);
  });
});

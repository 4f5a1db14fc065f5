import { describe, expect, it } from 'vitest';
import type { CloseReason } from '../api/connection.ts';
import type { DomainEvent } from '../api/events.ts';
import type { DomainRef, Uuid } from '../api/refs.ts';
import { DOMAIN_EVENT_KINDS } from '../core/domain-event-kinds.ts';
import { METHOD_ACCESS } from '../core/method-access.ts';
import { remoteFacets } from './facets.ts';
import * as P from './protocol/remote.gen.ts';
import * as S from './protocol/remote-served.gen.ts';
import { RemoteSession } from './rpc/remote-session.ts';
import { FakeDaemon } from './testing/fake-daemon.ts';

const DOM: DomainRef = { name: 'alpha', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const OTHER: DomainRef = { ...DOM, name: 'beta', uuid: '6695eb01-f6a4-8304-79aa-97f2502e1940' as Uuid };

async function facetsOf(daemon: FakeDaemon) {
  const session = await RemoteSession.open(daemon.link(), true, {});
  const { connect, domain, node } = remoteFacets(session, { isSecure: true, isEncrypted: false });
  if (connect === undefined || domain === undefined || node === undefined) throw new Error('facets are missing');
  return { session, connect: connect as Required<typeof connect>, domain: domain as Required<typeof domain>, node: node as Required<typeof node> };
}

describe('the tables', () => {
  it('have every method except those that pass file descriptors', async () => {
    const { session } = await facetsOf(new FakeDaemon());
    const facets = remoteFacets(session, { isSecure: true, isEncrypted: false }) as { readonly [facet: string]: object };
    const missing = Object.entries(METHOD_ACCESS).flatMap(([facet, methods]) =>
      Object.keys(methods).filter((method) => !(method in (facets[facet] ?? {}))).map((method) => `${facet}.${method}`),
    );
    expect(missing.sort()).toEqual([
      'domain.createWithFiles', 'domain.createXMLWithFiles', 'domain.fdAssociate', 'domain.openGraphics', 'domain.openGraphicsFD',
      'domainLxc.openNamespace', 'domainQemu.monitorCommandWithFiles',
    ]);
    session.dispose();
  });
});

describe('adapted calls', () => {
  it('ask for parameters twice, texts allowed', async () => {
    const asked: unknown[] = [];
    const daemon = new FakeDaemon().on(S.ServedDomainGetMemoryParameters, ({ nparams, flags }) => {
      asked.push([nparams, flags]);
      return { nparams: 1, params: nparams === 0 ? [] : [{ field: 'hard_limit', type: 'ullong' as const, value: 5n }] };
    });
    const { session, domain } = await facetsOf(daemon);
    expect(await domain.getMemoryParameters(DOM, 2)).toEqual([{ field: 'hard_limit', type: 'ullong', value: 5n }]);
    expect(asked).toEqual([[0, 6], [1, 6]]);
    session.dispose();
  });

  it('take a state of the future for none', async () => {
    const daemon = new FakeDaemon().on(S.ServedDomainGetState, () => ({ state: 77, reason: 3 }));
    const { session, domain } = await facetsOf(daemon);
    expect(await domain.getState(DOM)).toEqual({ state: 'nostate', reason: 3 });
    session.dispose();
  });

  it('read texts out of character arrays', async () => {
    const model = new Uint8Array(32);
    model.set(Buffer.from('x86_64'));
    const daemon = new FakeDaemon().on(S.ServedNodeGetInfo, () => ({ model, memoryKiB: 1n, cpus: 2, mhz: 3, nodes: 4, sockets: 5, cores: 6, threads: 7 }));
    const { session, node } = await facetsOf(daemon);
    expect(await node.getInfo()).toEqual({ model: 'x86_64', memoryKiB: 1n, cpus: 2, mhz: 3, nodes: 4, sockets: 5, cores: 6, threads: 7 });
    session.dispose();
  });

  it('cut CPU statistics by CPU', async () => {
    const param = (value: bigint) => ({ field: 'cpu_time', type: 'ullong' as const, value });
    const daemon = new FakeDaemon().on(S.ServedDomainGetCpuStats, ({ nparams }) => ({ nparams: 1, params: nparams === 0 ? [] : [param(1n), param(2n)] }));
    const { session, domain } = await facetsOf(daemon);
    expect(await domain.getCPUStats(DOM, 0, 5)).toEqual([[param(1n)], [param(2n)]]);
    session.dispose();
  });
});

describe('domain events', () => {
  function withCallbacks(): FakeDaemon {
    let next = 0;
    return new FakeDaemon()
      .on(S.ServedConnectDomainEventCallbackRegisterAny, () => ({ callbackID: next++ }))
      .on(S.ServedConnectDomainEventCallbackDeregisterAny, () => undefined);
  }

  it('reach the listener of their callback, with their fields', async () => {
    const daemon = withCallbacks();
    const { session, connect } = await facetsOf(daemon);
    const seen: DomainEvent[] = [];
    await connect.domainEventRegisterAny('lifecycle', undefined, () => undefined);
    const id = await connect.domainEventRegisterAny('disk-change', DOM, (event) => seen.push(event));
    daemon.main.emit(P.DomainEventCallbackDiskChange, { callbackID: 1, dom: DOM, oldSrcPath: '/a', newSrcPath: undefined, devAlias: 'vda', reason: 1 });
    await expect.poll(() => seen).toEqual([{ kind: 'disk-change', dom: DOM, oldSrcPath: '/a', newSrcPath: undefined, devAlias: 'vda', reason: 1 }]);
    await connect.domainEventDeregisterAny(id);
    daemon.main.emit(P.DomainEventCallbackDiskChange, { callbackID: 1, dom: DOM, oldSrcPath: '/b', newSrcPath: undefined, devAlias: 'vda', reason: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toHaveLength(1);
    await expect(connect.domainEventDeregisterAny(id)).rejects.toMatchObject({ code: 'invalid-arg' });
    session.dispose();
  });

  it('have the number of libvirt for each kind', async () => {
    const ids: number[] = [];
    const daemon = new FakeDaemon().on(S.ServedConnectDomainEventCallbackRegisterAny, ({ eventID }) => ({ callbackID: ids.push(eventID) }));
    const { session, connect } = await facetsOf(daemon);
    for (const kind of DOMAIN_EVENT_KINDS) await connect.domainEventRegisterAny(kind, undefined, () => undefined);
    expect(ids).toEqual(DOMAIN_EVENT_KINDS.map((_kind, number) => number));
    session.dispose();
  });

  it('work with daemons of old: one registration a kind, filtered here', async () => {
    const calls: string[] = [];
    const daemon = new FakeDaemon()
      .on(S.ServedConnectSupportsFeature, ({ feature }) => ({ supported: feature === 10 }))
      .on(S.ServedConnectDomainEventRegister, () => {
        calls.push('on');
        return { cbRegistered: 1 };
      })
      .on(S.ServedConnectDomainEventDeregister, () => {
        calls.push('off');
        return { cbRegistered: 0 };
      })
      .on(S.ServedConnectDomainEventRegisterAny, ({ eventID }) => {
        calls.push(`on ${eventID}`);
        return undefined;
      })
      .on(S.ServedConnectDomainEventDeregisterAny, ({ eventID }) => {
        calls.push(`off ${eventID}`);
        return undefined;
      });
    const { session, connect } = await facetsOf(daemon);
    const mine: string[] = [];
    const all: string[] = [];
    const first = await connect.domainEventRegisterAny('lifecycle', DOM, (event) => mine.push(event.dom.name));
    const second = await connect.domainEventRegister((event) => all.push(event.dom.name));
    daemon.main.emit(P.DomainEventLifecycle, { dom: DOM, event: 2, detail: 0 });
    daemon.main.emit(P.DomainEventLifecycle, { dom: OTHER, event: 2, detail: 0 });
    await expect.poll(() => all).toEqual(['alpha', 'beta']);
    expect(mine).toEqual(['alpha']);
    await connect.domainEventDeregisterAny(first);
    await connect.domainEventDeregister(second);
    await connect.domainEventDeregisterAny(await connect.domainEventRegisterAny('reboot', undefined, () => undefined));
    expect(calls).toEqual(['on', 'off', 'on 1', 'off 1']);
    session.dispose();
  });
});

describe('the close callback', () => {
  it('tells that the daemon lost its hypervisor, and the end of our own connection', async () => {
    const daemon = new FakeDaemon().on(S.ServedConnectRegisterCloseCallback, () => undefined).on(S.ServedConnectUnregisterCloseCallback, () => undefined);
    const { connect } = await facetsOf(daemon);
    const seen: CloseReason[] = [];
    await connect.registerCloseCallback((reason) => seen.push(reason));
    await expect(connect.registerCloseCallback(() => undefined)).rejects.toMatchObject({ code: 'operation-invalid' });
    daemon.main.emit(P.ConnectEventConnectionClosed, { reason: 2 });
    await expect.poll(() => seen).toEqual([{ kind: 'keepalive' }]);
    await connect.unregisterCloseCallback();
    await expect(connect.unregisterCloseCallback()).rejects.toMatchObject({ code: 'operation-invalid' });
    await connect.registerCloseCallback((reason) => seen.push(reason));
    await connect.close();
    expect(seen.at(-1)).toEqual({ kind: 'client' });
    expect(await connect.isAlive()).toBe(false);
    // With the connection every registration has ended.
    await connect.domainEventDeregisterAny(0);
  });
});

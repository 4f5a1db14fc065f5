import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { setLeakTracker } from '../../core/lifecycle.ts';
import * as P from '../protocol/remote.gen.ts';
import * as S from '../protocol/remote-served.gen.ts';
import { FakeDaemon } from '../testing/fake-daemon.ts';
import { once } from './once.ts';
import { RemoteSession } from './remote-session.ts';

const DOM: DomainRef = { name: 'alpha', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const alive = new Set<object>();

beforeEach(() => {
  alive.clear();
  setLeakTracker({ created: (thing) => alive.add(thing), disposed: (thing) => alive.delete(thing) });
});
afterEach(() => {
  setLeakTracker(undefined);
});

function daemon(): FakeDaemon {
  return new FakeDaemon()
    .on(S.ServedDomainDestroy, () => undefined)
    .on(S.ServedDomainOpenConsole, () => undefined)
    .on(S.ServedDomainGetInfo, () => new Promise(() => undefined));
}

async function use(session: RemoteSession): Promise<void> {
  const { stream } = await session.openStream(P.DomainOpenConsole, { dom: DOM, devName: undefined, flags: 0 });
  await stream.finish();
  await session.openStream(P.DomainOpenConsole, { dom: DOM, devName: undefined, flags: 0 });
  await session.call(P.DomainDestroy, { dom: DOM });
  session.call(P.DomainGetInfo, { dom: DOM }).catch(() => undefined);
}

/** Timers that would keep the process, or call us later. */
function timers(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
}

it('a closed session leaves no timer behind', async () => {
  const before = timers().length;
  const session = await RemoteSession.open(daemon().link(), true, {});
  await use(session);
  await session.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect([...alive].map((thing) => thing.constructor.name)).toEqual([]);
  expect(timers().length).toBeLessThanOrEqual(before);
});

it('neither does one whose daemon went away', async () => {
  const fake = daemon();
  const session = await RemoteSession.open(fake.link(), true, {});
  await use(session);
  const ended = new Promise((resolve) => once(session.onDidClose, resolve));
  fake.main.channel.dispose();
  await ended;
  await new Promise((resolve) => setImmediate(resolve));
  expect([...alive].map((thing) => thing.constructor.name)).toEqual([]);
});

it('neither does one that could not be opened', async () => {
  await expect(RemoteSession.open(new FakeDaemon({ authTypes: [9] }).link(), true, {})).rejects.toMatchObject({ step: 'rpc-auth' });
  expect([...alive].map((thing) => thing.constructor.name)).toEqual([]);
});

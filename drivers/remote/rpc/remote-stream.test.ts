import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { VirError } from '../../core/vir-error.ts';
import { SPLITTINGS } from '../../transport/testing/splitting.ts';
import * as P from '../protocol/remote.gen.ts';
import * as S from '../protocol/remote-served.gen.ts';
import { FakeDaemon } from '../testing/fake-daemon.ts';
import type { FakeStream } from '../testing/fake-client.ts';
import { PacketStatus, STREAM_CHUNK_BYTES } from './packet.ts';
import { RemoteSession } from './remote-session.ts';

const DOM: DomainRef = { name: 'alpha', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const VOL = { pool: 'default', name: 'a.img', key: '/a.img' };
const console_ = { dom: DOM, devName: undefined, flags: 0 };
const download = { vol: VOL, offset: 0n, length: 0n, flags: 0 };

interface Opened {
  readonly daemon: FakeDaemon;
  readonly session: RemoteSession;
  /** The daemon's end of the streams that were opened. */
  readonly ends: FakeStream[];
}

async function open(options: ConstructorParameters<typeof FakeDaemon>[0] = {}, shares = true): Promise<Opened> {
  const daemon = new FakeDaemon(options);
  const ends: FakeStream[] = [];
  const serve = (_args: unknown, call: { readonly afterReply: (run: (stream: FakeStream) => void) => void }): undefined => {
    call.afterReply((stream) => ends.push(stream));
    return undefined;
  };
  daemon.on(S.ServedDomainOpenConsole, serve).on(S.ServedStorageVolUpload, serve).on(S.ServedStorageVolDownload, serve);
  return { daemon, session: await RemoteSession.open(daemon.link(), shares, {}), ends };
}

function theEnd(ends: readonly FakeStream[]): FakeStream {
  const [end] = ends;
  if (end === undefined) throw new Error('no stream was opened');
  return end;
}

describe.each(SPLITTINGS)('a stream whose daemon sends %s', (splitting) => {
  it('sends every byte, in chunks as libvirt does, and ends with a word of the daemon', async () => {
    const { session, ends } = await open({ splitting });
    const bytes = new Uint8Array(700_000).map((_byte, i) => i % 253);
    const { stream } = await session.openStream(P.StorageVolUpload, download);
    const hash = createHash('sha256');
    const sizes: number[] = [];
    let finished = false;
    theEnd(ends).onPacket = (status, piece) => {
      if (status === PacketStatus.ok) finished = true;
      if (status !== PacketStatus.continue) return;
      hash.update(piece);
      sizes.push(piece.length);
    };
    await stream.send(bytes);
    await stream.finish();
    expect(finished).toBe(true);
    expect(sizes).toEqual([STREAM_CHUNK_BYTES, STREAM_CHUNK_BYTES, 700_000 - 2 * STREAM_CHUNK_BYTES]);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    session.dispose();
  });

  it('carries a console both ways', async () => {
    const { session, ends } = await open({ splitting });
    const { stream } = await session.openStream(P.DomainOpenConsole, console_);
    theEnd(ends).onPacket = (status, piece) => {
      if (status === PacketStatus.continue) theEnd(ends).send(piece);
    };
    await stream.send(Buffer.from('ls\r'));
    expect(Buffer.from((await stream.recv()) as Uint8Array).toString()).toBe('ls\r');
    session.dispose();
  });

  it('rejects with the error of the daemon', async () => {
    const { session, ends } = await open({ splitting });
    const { stream } = await session.openStream(P.DomainOpenConsole, console_);
    theEnd(ends).send(Buffer.from('half'));
    theEnd(ends).sendError(new VirError({ code: 'operation-failed', domain: 'qemu', message: 'operation failed: gone' }));
    await expect(async () => {
      while ((await stream.recv()) !== undefined);
    }).rejects.toMatchObject({ code: 'operation-failed', domain: 'qemu', message: 'operation failed: gone' });
    await expect(stream.send(Buffer.from('x'))).rejects.toMatchObject({ code: 'operation-failed' });
    await expect(stream.finish()).rejects.toMatchObject({ code: 'operation-failed' });
    session.dispose();
  });
});

describe('a stream', () => {
  it('takes nothing from the daemon before it is asked for, while calls go on', async () => {
    const { daemon, session, ends } = await open();
    daemon.on(S.ServedDomainLookupByName, () => ({ dom: DOM }));
    const { stream } = await session.openStream(P.StorageVolDownload, download);
    const end = theEnd(ends);
    const piece = new Uint8Array(65_536);
    let sent = 0;
    for (let i = 0; i < 1000; i++) {
      if (!end.send(piece)) break;
      sent += piece.length;
      await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(4 * 1_048_576);
    expect((await session.call(P.DomainLookupByName, { name: 'x' })).dom).toEqual(DOM);
    let received = 0;
    while (received < sent) received += ((await stream.recv()) as Uint8Array).length;
    await stream.abort();
    session.dispose();
  });

  it('waits while the daemon does not take what is sent', async () => {
    const { daemon, session } = await open();
    const { stream } = await session.openStream(P.StorageVolUpload, download);
    daemon.clients[1]?.channel.pause();
    let sent = 0;
    const sending = (async () => {
      for (let i = 0; i < 100; i++) {
        await stream.send(new Uint8Array(65_536));
        sent++;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toBeLessThan(20);
    daemon.clients[1]?.channel.resume();
    await sending;
    await stream.finish();
    session.dispose();
  });

  it('tells the daemon when it is aborted, and is over', async () => {
    const { session, ends } = await open();
    const { stream } = await session.openStream(P.DomainOpenConsole, console_);
    const statuses: number[] = [];
    theEnd(ends).onPacket = (status) => statuses.push(status);
    await stream.abort();
    await stream.abort();
    await expect(stream.recv()).rejects.toMatchObject({ code: 'operation-aborted' });
    await expect.poll(() => statuses).toEqual([PacketStatus.error]);
    session.dispose();
  });

  it('uses a connection again after a clean end only', async () => {
    const { daemon, session } = await open();
    for (let i = 0; i < 3; i++) await (await session.openStream(P.DomainOpenConsole, console_)).stream.finish();
    expect(daemon.clients).toHaveLength(2);
    await (await session.openStream(P.DomainOpenConsole, console_)).stream.abort();
    await (await session.openStream(P.DomainOpenConsole, console_)).stream.finish();
    expect(daemon.clients).toHaveLength(3);
    session.dispose();
  });

  it('rejects when the daemon refuses to open it', async () => {
    const { daemon, session } = await open();
    daemon.on(S.ServedDomainScreenshot, () => {
      throw new VirError({ code: 'operation-invalid', domain: 'qemu', message: 'domain is not running' });
    });
    await expect(session.openStream(P.DomainScreenshot, { dom: DOM, screen: 0, flags: 0 })).rejects.toMatchObject({ code: 'operation-invalid' });
    session.dispose();
  });

  it('is given up on a shared connection when nobody reads it', async () => {
    const { daemon, session, ends } = await open({}, false);
    const { stream } = await session.openStream(P.StorageVolDownload, download);
    for (let i = 0; i < 140; i++) theEnd(ends).send(new Uint8Array(262_120));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(stream.recv()).rejects.toMatchObject({ code: 'overflow' });
    expect(daemon.clients).toHaveLength(1);
    session.dispose();
  });

  it('sends holes', async () => {
    const { session, ends } = await open();
    const { stream } = await session.openStream(P.StorageVolUpload, download);
    const packets: string[] = [];
    theEnd(ends).onPacket = (_status, bytes) => packets.push(Buffer.from(bytes).toString('hex'));
    await stream.sendHole?.(1_048_576n);
    await stream.finish();
    expect(packets[0]).toBe(`${Buffer.from('HOLE').toString('hex')}000000000010000000000000`);
    session.dispose();
  });
});

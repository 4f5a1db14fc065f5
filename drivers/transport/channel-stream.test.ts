import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { VirStream } from '../api/stream.ts';
import { dialHere } from './dial-here.ts';

async function pair(): Promise<{ stream: VirStream; peer: Socket; close: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const stream = await dialHere({ kind: 'tcp', host: '127.0.0.1', port });
  return { stream, peer: await accepted, close: () => server.close() };
}

describe('channelToStream', () => {
  it('gives pieces when asked, and undefined at the end', async () => {
    const { stream, peer, close } = await pair();
    peer.write('hello');
    expect(Buffer.from((await stream.recv()) as Uint8Array).toString()).toBe('hello');
    const next = stream.recv();
    peer.end();
    expect(await next).toBeUndefined();
    expect(await stream.recv()).toBeUndefined();
    close();
  });

  it('takes no more than its queue from a peer that floods it', async () => {
    const { stream, peer, close } = await pair();
    let sent = 0;
    const piece = new Uint8Array(64 * 1024);
    while (sent < 64 * 1024 * 1024) {
      sent += piece.length;
      if (peer.write(piece)) continue;
      const drained = await Promise.race([once(peer, 'drain').then(() => true), new Promise((resolve) => setTimeout(resolve, 300, false))]);
      if (drained === false) break;
    }
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    peer.end();
    let received = 0;
    for (let got = await stream.recv(); got !== undefined; got = await stream.recv()) {
      if (!('holeBytes' in got)) received += got.length;
    }
    expect(received).toBe(sent);
    close();
  });

  it('sends with back-pressure and finishes when the peer has said goodbye', async () => {
    const { stream, peer, close } = await pair();
    let received = 0;
    peer.on('data', (piece) => { received += piece.length; });
    for (let round = 0; round < 64; round += 1) await stream.send(new Uint8Array(64 * 1024));
    await stream.finish();
    expect(received).toBe(64 * 64 * 1024);
    close();
  });

  it('rejects after an abort', async () => {
    const { stream, peer, close } = await pair();
    peer.on('error', () => undefined);
    const waiting = stream.recv();
    await stream.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'operation-aborted' });
    await expect(stream.send(new Uint8Array(1))).rejects.toMatchObject({ code: 'rpc' });
    close();
  });
});

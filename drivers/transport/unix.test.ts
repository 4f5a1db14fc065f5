import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DialBudget } from './dial-budget.ts';
import { dialTcp } from './tcp.ts';
import { channelSuite } from './testing/channel-suite.ts';
import { dialUnix, unixFailure } from './unix.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vireo-transport-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

channelSuite('unix', async () => {
  const path = join(directory, 'sock');
  const { server, peer } = listening((it) => it.listen(path));
  const channel = await dialUnix(path, new DialBudget(path, {}));
  return { channel, peer: await peer, dispose: () => { channel.dispose(); server.close(); } };
});

channelSuite('tcp', async () => {
  const { server, peer } = listening((it) => it.listen(0, '127.0.0.1'));
  const channel = await dialTcp('127.0.0.1', await portOf(server), new DialBudget('tcp', {}));
  return { channel, peer: await peer, dispose: () => { channel.dispose(); server.close(); } };
});

describe('dialing here', () => {
  it('words a missing socket as libvirt does, and tells the next step', async () => {
    const path = join(directory, 'libvirt-sock');
    await expect(dialUnix(path, new DialBudget(path, {}))).rejects.toMatchObject({
      code: 'system-error',
      domain: 'rpc',
      step: 'connect',
      subject: path,
      message: `Failed to connect socket to '${path}': No such file or directory`,
      cause: { code: 'no-connect', message: expect.stringContaining('daemon is not running') as string },
    });
  });

  it('tells a socket that nobody listens on from one that is not there', async () => {
    const path = join(directory, 'left-behind');
    const { server } = listening((it) => it.listen(path));
    // Closing removes the file; linked a second time it stays, with nobody behind it.
    const { linkSync } = await import('node:fs');
    await portOf(server);
    linkSync(path, `${path}.kept`);
    await new Promise((resolve) => server.close(resolve));
    await expect(dialUnix(`${path}.kept`, new DialBudget(path, {}))).rejects.toMatchObject({
      message: `Failed to connect socket to '${path}.kept': Connection refused`,
      cause: { message: expect.stringContaining('left its socket behind') as string },
    });
  });

  it('tells a closed socket from one that is not there', async () => {
    const path = join(directory, 'closed');
    expect(await unixFailure(path, Object.assign(new Error('connect EACCES'), { code: 'EACCES', errno: -13 }))).toMatchObject({
      code: 'system-error',
      message: `Failed to connect socket to '${path}': Permission denied`,
      details: { int1: 13 },
      cause: { code: 'access-denied', message: expect.stringContaining('usermod -aG libvirt') as string },
    });
  });

  it('words a refused and an unknown TCP host as libvirt does', async () => {
    const { server } = listening((it) => it.listen(0, '127.0.0.1'));
    const port = await portOf(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(dialTcp('127.0.0.1', port, new DialBudget('x', {}))).rejects.toMatchObject({
      message: `unable to connect to server at '127.0.0.1:${port}': Connection refused`,
      step: 'connect',
    });
    await expect(dialTcp('no-such-host.invalid', 1, new DialBudget('x', {}))).rejects.toMatchObject({
      message: expect.stringMatching(/^Unable to resolve address 'no-such-host.invalid' service '1': /) as string,
      step: 'resolve',
    });
  });

  it('gives up when cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(dialUnix('/nowhere', new DialBudget('x', { signal: abort.signal }))).rejects.toMatchObject({
      code: 'operation-aborted',
    });
  });
});

function listening(listen: (server: Server) => Server): { server: Server; peer: Promise<Socket> } {
  const server = createServer();
  const peer = new Promise<Socket>((resolve) => server.once('connection', resolve));
  listen(server);
  return { server, peer };
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

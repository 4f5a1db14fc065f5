import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir, hostname } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnectUri } from '../../core/connect-uri.ts';
import { findProgram } from '../exec/surroundings.ts';
import { runCommand } from '../exec/run-command.ts';
import { FakeSshServer } from '../testing/fake-ssh-server.ts';
import { SshPool } from './ssh-pool.ts';
import { openSshSurroundings, type SshSurroundings } from './ssh-surroundings.ts';

let folder = '';
let far: FakeSshServer;
let pool: SshPool;
let open: SshSurroundings;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vireo-far-'));
  mkdirSync(path.join(folder, '.ssh'));
  far = new FakeSshServer();
  const port = await far.listen();
  const key = far.hostKeys[0]?.publicKey;
  writeFileSync(path.join(folder, '.ssh/known_hosts'), `[127.0.0.1]:${port} ${key?.type ?? ''} ${key?.getPublicSSH().toString('base64') ?? ''}\n`);
  pool = new SshPool({ home: folder, localUser: 'me', localHost: 'desk', env: {}, uid: 1000, systemConfig: path.join(folder, 'none') });
  open = await openSshSurroundings(parseConnectUri(`qemu+ssh://127.0.0.1:${port}/embed`), {
    prompt: () => Promise.resolve({ kind: 'text', text: 'secret', store: false }),
  }, pool);
});
afterEach(async () => {
  open.dispose();
  await far.close();
  expect(pool.size).toBe(0);
  rmSync(folder, { recursive: true });
});

describe('another computer by SSH', () => {
  it('tells what it is, and runs commands', async () => {
    const { surroundings } = open;
    expect(surroundings).toMatchObject({ isHere: false, hostName: hostname(), uid: process.getuid?.(), home: process.env['HOME'] });
    expect((await runCommand(surroundings.commands, ['echo', '$HOME'])).stdout).toBe('$HOME\n');
    expect(await findProgram(surroundings, 'sh')).toMatch(/\/sh$/);
    expect(await findProgram(surroundings, 'no-such-program-here')).toBeUndefined();
  });

  it('has files', async () => {
    const { files } = open.surroundings;
    const file = path.join(folder, "root's", 'a b');
    expect(await files.create(file, Buffer.from('one'))).toBe(true);
    expect(await files.create(file, Buffer.from('two'))).toBe(false);
    expect((await files.list(path.dirname(file)))?.map(({ name, kind, sizeBytes }) => ({ name, kind, sizeBytes }))).toEqual([{ name: 'a b', kind: 'file', sizeBytes: 3n }]);
    expect((await files.read([file])).map((each) => Buffer.from(each ?? []).toString())).toEqual(['one']);
    await files.removeTree(path.dirname(file), folder);
    expect(await files.exists(file)).toBe(false);
  });

  it('has sockets', async () => {
    const where = path.join(folder, 'echo.sock');
    const server = createServer((socket) => socket.pipe(socket)).listen(where);
    await once(server, 'listening');
    const channel = await open.surroundings.connect({ kind: 'unix', path: where });
    const back = new Promise<string>((resolve) => {
      channel.consume((piece) => { resolve(Buffer.from(piece).toString()); });
    });
    channel.write(Buffer.from('hello'));
    expect(await back).toBe('hello');
    channel.dispose();
    server.close();
  });

  it('is gone when its connection is', async () => {
    const gone = new Promise((resolve) => { open.onDidClose(resolve); });
    far.cut();
    expect(await gone).toMatchObject({ kind: expect.stringMatching(/eof|error/) as string });
  });
});

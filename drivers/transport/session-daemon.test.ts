import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DialBudget } from './dial-budget.ts';
import type { SocketQuestion, SocketSurroundings } from './libvirt-sockets.ts';
import { dialSession, sessionDaemon, type SessionDaemon } from './session-daemon.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vireo-session-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const question: SocketQuestion = { driver: 'qemu', mode: 'auto', readOnly: false, session: true, remote: false };
const plan = (env: Record<string, string>, ...files: readonly string[]): SessionDaemon => {
  const here: SocketSurroundings = { uid: 1000, env: { XDG_RUNTIME_DIR: '/r', ...env }, exists: (path) => files.includes(path) };
  return sessionDaemon(question, here);
};

describe('sessionDaemon', () => {
  it('is the one that runs, else the one that is installed', () => {
    expect(plan({}, '/r/libvirt/virtqemud-sock', '/usr/sbin/libvirtd', '/usr/sbin/virtqemud')).toEqual({ socket: '/r/libvirt/virtqemud-sock', program: '/usr/sbin/virtqemud' });
    expect(plan({}, '/usr/sbin/virtqemud')).toEqual({ socket: '/r/libvirt/virtqemud-sock', program: '/usr/sbin/virtqemud' });
    expect(plan({}, '/usr/sbin/libvirtd', '/usr/sbin/virtqemud')).toEqual({ socket: '/r/libvirt/libvirt-sock', program: '/usr/sbin/libvirtd' });
    expect(plan({})).toEqual({ socket: '/r/libvirt/libvirt-sock', program: undefined });
    expect(plan({ LIBVIRT_AUTOSTART: '0' }, '/usr/sbin/libvirtd').program).toBeUndefined();
    expect(plan({ LIBVIRTD_PATH: '/mine' }, '/usr/sbin/libvirtd', '/mine/libvirtd').program).toBe('/mine/libvirtd');
  });
});

describe('dialSession', () => {
  async function dial(program: string): Promise<string> {
    const socket = join(folder, 'run/libvirt/libvirt-sock');
    const budget = new DialBudget(socket, {});
    try {
      const channel = await dialSession({ socket, program }, budget);
      const said = await new Promise<Uint8Array>((resolve) => { channel.consume(resolve); });
      channel.dispose();
      return Buffer.from(said).toString();
    } finally {
      budget.dispose();
    }
  }

  function daemon(body: string): string {
    const path = join(folder, 'libvirtd');
    writeFileSync(path, `#!${process.execPath}\nconst { appendFileSync } = require('node:fs');\nappendFileSync(${JSON.stringify(join(folder, 'starts'))}, process.argv[2]);\n${body}\n`, { mode: 0o755 });
    return path;
  }

  it('starts the daemon once and waits for its socket', async () => {
    const program = daemon(`setTimeout(() => {
      const server = require('node:net').createServer((socket) => { socket.end('hello ' + process.argv[2]); if (++served === 2) server.close(); });
      let served = 0;
      server.listen(${JSON.stringify(join(folder, 'run/libvirt/libvirt-sock'))});
    }, 100);`);
    expect(await dial(program)).toBe('hello --timeout=120');
    expect(await dial(program)).toBe('hello --timeout=120');
    expect(existsSync(join(folder, 'starts'))).toBe(true);
  });

  it('says when the daemon ends at once, or is not there', async () => {
    await expect(dial(daemon('process.exit(3);'))).rejects.toMatchObject({ code: 'system-error', step: 'connect', message: expect.stringContaining('ended with the code 3') as string });
    await expect(dial(join(folder, 'nothing'))).rejects.toMatchObject({ message: `Cannot start ${join(folder, 'nothing')}: No such file or directory` });
  });
});

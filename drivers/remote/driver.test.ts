import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConnectUri } from '../core/connect-uri.ts';
import { DriverRegistry } from '../core/registry.ts';
import { remoteDriver } from './driver.ts';

describe('the URIs of the remote driver', () => {
  it.each([
    'qemu:///system', 'qemu:///session', 'qemu://host/system', 'qemu+ssh://root@host/system', 'qemu+unix:///system?socket=/x', 'lxc:///', 'lxc:///system',
    'xen://h/', 'bhyve:///system', 'vz:///system', 'vbox:///session', 'ch:///system', 'openvz:///system', 'test+unix:///default', 'test+tcp://h/default',
    'test://host/default', 'remote:///', 'remote+ssh://host', 'esx+ssh://host/', 'qemu+tls://h:16514/system?no_verify=1', 'storage:///system',
  ])('takes %s', (text) => {
    expect(remoteDriver.accepts(parseConnectUri(text))).toBe(true);
  });

  it.each(['test:///default', 'test:///tmp/host.xml', 'qemu:///embed?root=/x', 'qemu+ssh://host/embed', 'esx://host/', 'vpx://host/', 'hyperv://host/', 'vmwareplayer:///session', 'nonsense:///x'])(
    'leaves %s to others',
    (text) => {
      expect(remoteDriver.accepts(parseConnectUri(text))).toBe(false);
    },
  );
});

describe('opening', () => {
  const registry = new DriverRegistry([remoteDriver]);

  it('says that a socket is not there', async () => {
    await expect(registry.open('qemu+unix:///system?socket=/nonexistent/sock')).rejects.toMatchObject({ step: 'connect', code: 'system-error' });
  });

  it('says that what listens is no libvirt daemon', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vireo-'));
    const path = join(dir, 's');
    const server = createServer((socket) => socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      await expect(registry.open(`qemu+unix:///system?socket=${path}`)).rejects.toMatchObject({ step: 'rpc-auth', code: 'rpc' });
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true });
    }
  });

  it('stops when it is cancelled or takes too long', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vireo-'));
    const path = join(dir, 's');
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      const abort = new AbortController();
      const opening = registry.open(`qemu+unix:///system?socket=${path}`, { signal: abort.signal }).catch((error: unknown) => error);
      setTimeout(() => { abort.abort(); }, 20);
      expect(await opening).toMatchObject({ code: 'operation-aborted' });
      await expect(registry.open(`qemu+unix:///system?socket=${path}`, { deadlineMs: 150 })).rejects.toMatchObject({ code: 'operation-timeout' });
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true });
    }
  });
});

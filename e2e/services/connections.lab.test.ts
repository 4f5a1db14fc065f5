import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageStream } from '../../main/testing/page-stream.ts';
import { until } from '../../main/testing/until.ts';
import { checkLab, defineLabDomain, startLab, uniqueName, type Lab } from '../lab/index.ts';
import { LabApp } from './lab-app.ts';

const NEED = ['libvirtd', 'privateLibvirtd', 'guest', 'sshd', 'user', 'session'] as const;
const check = checkLab(NEED);

describe.skipIf(check.skip)(check.title('connections to real hosts'), () => {
  let lab: Lab<(typeof NEED)[number]>;
  let app: LabApp;
  let dir = '';
  beforeAll(async () => {
    lab = await startLab({ need: NEED });
    app = await LabApp.start();
    dir = mkdtempSync(join(tmpdir(), 'vireo-sockets-'));
  });
  afterAll(async () => {
    await app.dispose();
    await lab.dispose();
    rmSync(dir, { recursive: true });
  });

  it('keep what was known when the daemon dies, and take up again when it is back', async () => {
    const domain = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('loss'), network: 'user' });
    const id = await app.open(lab.privateLibvirtd.uri);
    await app.keyOf(domain.name);
    const row = app.find(domain.name)?.row;
    await lab.privateLibvirtd.kill();
    await until(() => app.info(id)?.state === 'lost', 10_000);
    await until(() => app.find(domain.name)?.stale === true);
    expect(app.find(domain.name)?.verbs.start).toEqual({ enabled: false, reason: 'reason.stale' });
    expect(app.info(id)?.retryAtMs).toBeGreaterThan(0);
    await lab.privateLibvirtd.restart();
    await until(() => app.info(id)?.state === 'connected', 30_000);
    await until(() => app.find(domain.name)?.stale === false, 10_000);
    expect(app.find(domain.name)?.row).toBe(row);
    expect(app.find(domain.name)?.verbs.start.enabled).toBe(true);
    await app.app.handlers.connections.remove({ id }, app.context);
    await until(() => app.find(domain.name) === undefined);
    await domain.dispose();
  });

  it('go through SSH, asking for the host key, consoles included', async () => {
    const domain = await defineLabDomain(lab.libvirtd, lab.guest, { name: uniqueName('ssh') });
    const uri = `qemu+ssh://root@${lab.sshd.address}:${lab.sshd.port}/system?${new URLSearchParams({ known_hosts: join(dir, 'known_hosts'), keyfile: lab.sshd.keyPath }).toString()}`;
    try {
      const opening = app.open(uri);
      await until(() => app.prompts.length > 0, 20_000);
      expect(app.prompts[0]?.prompt).toMatchObject({ kind: 'host-key', status: 'unknown', fingerprint: lab.sshd.fingerprint });
      await app.app.handlers.connections.answerPrompt({ promptId: app.prompts[0]?.promptId ?? '', answer: { kind: 'accept', remember: true } }, app.context);
      const id = await opening;
      expect(app.info(id)).toMatchObject({ badge: 'ssh', label: lab.sshd.address });
      const key = await app.keyOf(domain.name);
      expect(await app.ended((await app.app.handlers.machines.lifecycle({ machines: [key], verb: 'start' }, app.context))[0])).toMatchObject({ state: 'done' });
      const screen = new PageStream();
      let path = '';
      const vnc = app.app.handlers.consoles.vnc({ machine: key, id: 'vnc:0' }, (hello) => { path = hello.path; return screen.server; }, app.context);
      await Promise.race([screen.take(12), vnc]);
      expect(path).toBe('over ssh');
      screen.send('RFB 003.008\n\u0001\u0001');
      await screen.take(6);
      const init = await screen.take(24);
      expect((await screen.take(init.readUInt32BE(20))).toString()).toContain(domain.name);
      screen.close();
      await vnc;
      await app.app.handlers.connections.remove({ id }, app.context);
    } finally {
      await domain.dispose();
    }
  });

  it('explain a refusal with the exact command, and open for reading instead', async () => {
    const groups = process.getgroups?.() ?? [];
    process.setgroups?.([lab.user.gid]);
    process.setegid?.(lab.user.gid);
    process.seteuid?.(lab.user.uid);
    const mine = await LabApp.start();
    try {
      const id = await mine.app.handlers.connections.add({ uri: lab.libvirtd.uri }, mine.context);
      await until(() => mine.info(id)?.state === 'failed', 10_000);
      const failure = mine.info(id)?.failure;
      expect(failure, JSON.stringify(failure)).toMatchObject({ hint: 'fault.socketDenied', values: { user: lab.user.name, group: 'libvirt' } });
      expect(failure?.repairs.find(({ kind }) => kind === 'copy-command')?.command).toBe(`sudo usermod -aG libvirt ${lab.user.name}`);
      const found = await mine.app.handlers.connections.discover({}, mine.context);
      expect(found.find(({ kind }) => kind === 'libvirt-system')).toMatchObject({ problem: 'discover.problem.socketDenied' });
      expect(found.find(({ kind }) => kind === 'libvirt-readonly')).toMatchObject({ found: true, readOnly: true });
      await mine.app.handlers.connections.repair({ id, kind: 'open-read-only' }, mine.context);
      await until(() => mine.info(id)?.state === 'connected');
      expect(mine.info(id)?.readOnly).toBe(true);
    } finally {
      await mine.dispose();
      process.seteuid?.(0);
      process.setegid?.(0);
      process.setgroups?.(groups);
    }
  });

  it('explain why they fail, and what to do', async () => {
    const servers: Server[] = [];
    const listen = (path: string, say: string): Promise<void> =>
      new Promise((resolve) => servers.push(createServer((socket) => { socket.on('error', () => socket.destroy()); socket.write(say); }).listen(path, resolve)));
    await listen(join(dir, 'other'), 'HTTP/1.1 400 Bad Request\r\n\r\nthis is no libvirt, it is something else entirely');
    const failure = async (uri: string): Promise<string | undefined> => {
      const id = await app.app.handlers.connections.add({ uri }, app.context);
      await expect(app.app.handlers.connections.connect({ id }, app.context)).rejects.toThrow();
      await until(() => app.info(id)?.state === 'failed');
      const info = app.info(id);
      await app.app.handlers.connections.remove({ id }, app.context);
      return info?.failure?.hint ?? JSON.stringify(info?.error);
    };
    expect({
      missing: await failure(`qemu+unix:///system?socket=${join(dir, 'none')}`),
      other: await failure(`qemu+unix:///system?socket=${join(dir, 'other')}`),
      refused: await failure('qemu+ssh://root@127.0.0.1:1/system'),
      unknown: await failure('qemu+ssh://root@no-such-host.invalid/system'),
      auth: await failure(`qemu+ssh://root@${lab.sshd.address}:${lab.sshd.port}/system?${new URLSearchParams({ known_hosts: lab.sshd.knownHostsPath, keyfile: '/nonexistent', sshauth: 'privkey' }).toString()}`),
    }).toEqual({ missing: 'fault.socketMissing', other: 'fault.notLibvirt', refused: 'fault.portRefused', unknown: expect.stringMatching(/^fault\.name(Unknown|Server)$/) as string, auth: 'fault.sshRefused' });
    for (const server of servers) server.close();
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPki } from '../../drivers/transport/testing/test-pki.ts';
import { until } from '../../main/testing/until.ts';
import { checkLab, type Lab, type Sshd, startLab, startSshd } from '../lab/index.ts';
import { LabApp } from '../services/lab-app.ts';

const check = checkLab(['privateLibvirtd', 'sshd']);

/** What happens to connections that stood: they come back by themselves, or stop and say why. */
describe.skipIf(check.skip)(check.title('staying connected'), () => {
  let lab: Lab<'privateLibvirtd'>;
  let app: LabApp;
  let sshd: Sshd;
  let dir = '';

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd'] });
    sshd = await startSshd();
    app = await LabApp.start();
    dir = mkdtempSync(join(tmpdir(), 'vireo-staying-'));
  });
  afterAll(async () => {
    await app.dispose();
    await sshd.dispose();
    await lab.dispose();
    rmSync(dir, { recursive: true });
  });

  const overSsh = (): string => {
    const params = new URLSearchParams({ known_hosts: sshd.knownHostsPath, keyfile: sshd.keyPath, socket: lab.privateLibvirtd.socketPath });
    return `qemu+ssh://root@${sshd.address}:${sshd.port}/system?${params.toString()}`;
  };

  it('comes back when the SSH connection was cut, and stops when the key of the host has changed', async () => {
    const id = await app.open(overSsh());
    await sshd.dropConnections();
    await until(() => app.info(id)?.state === 'lost', 10_000);
    await until(() => app.info(id)?.state === 'connected', 20_000);
    await sshd.changeHostKey();
    await until(() => app.info(id)?.state === 'failed', 20_000);
    expect(app.info(id)?.failure).toMatchObject({ hint: 'fault.hostKeyChanged' });
    expect(app.info(id)?.retryAtMs).toBeUndefined();
    expect(app.prompts).toEqual([]);
    await app.app.handlers.connections.remove({ id }, app.context);
  });

  it('says that a certificate has expired, and comes back when there is a new one', async () => {
    const pki = new TestPki(dir);
    pki.issue('client', '');
    pki.issue('good', 'IP:127.0.0.1');
    pki.issue('old', 'IP:127.0.0.1', ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z']);
    const sockets = new Set<Socket>();
    // TLS as libvirtd has it, in front of the real one: its word that our certificate is good, then its own socket.
    const serve = async (name: string, port: number): Promise<Server> => {
      const options = { key: readFileSync(pki.file(`${name}key`)), cert: readFileSync(pki.file(`${name}cert`)), ca: readFileSync(pki.file('cacert')), requestCert: true };
      const server = createServer(options, (socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.write(Buffer.from([1]));
        const daemon = connect(lab.privateLibvirtd.socketPath);
        daemon.on('error', () => undefined);
        socket.pipe(daemon).pipe(socket);
      });
      server.on('tlsClientError', () => undefined);
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      return server;
    };
    const stop = (server: Server): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      return new Promise((resolve) => { server.close(() => { resolve(); }); });
    };
    const first = await serve('good', 0);
    const { port } = first.address() as AddressInfo;
    const id = await app.open(`qemu+tls://127.0.0.1:${port}/system?pkipath=${pki.clientFolder('mine', 'client')}`);
    await stop(first);
    await until(() => app.info(id)?.state === 'lost', 10_000);
    const expired = await serve('old', port);
    await until(() => app.info(id)?.failure?.hint === 'fault.tlsExpired', 20_000);
    await stop(expired);
    const renewed = await serve('good', port);
    await until(() => app.info(id)?.state === 'connected', 40_000);
    await app.app.handlers.connections.remove({ id }, app.context);
    await stop(renewed);
  });
});

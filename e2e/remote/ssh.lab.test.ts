import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloseReason, Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import { checkLab, defineLabDomain, type Lab, type LabDomain, type Sshd, startLab, startSshd, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote, until } from './call.ts';

const check = checkLab(['privateLibvirtd', 'guest', 'sshd']);

describe.skipIf(check.skip)(check.title('the remote driver over SSH'), () => {
  let lab: Lab<'privateLibvirtd' | 'guest' | 'sshd'>;
  let machine: LabDomain;
  let withoutForwarding: Sshd;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'guest', 'sshd'] });
    machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('ssh'), network: 'user' });
    withoutForwarding = await startSshd({ streamLocalForwarding: false });
  });

  afterAll(async () => {
    await withoutForwarding.dispose();
    await machine.dispose();
    await lab.dispose();
  });

  function open(sshd: Sshd): Promise<Connection> {
    const params = new URLSearchParams({ known_hosts: sshd.knownHostsPath, keyfile: sshd.keyPath, socket: lab.privateLibvirtd.socketPath });
    return openRemote(`qemu+ssh://root@${sshd.address}:${sshd.port}/system?${params.toString()}`);
  }

  const logins = (sshd: Sshd): number => readFileSync(sshd.logPath, 'utf8').match(/Accepted publickey/g)?.length ?? 0;

  it.each(['by a forwarded socket', 'by nc'])('drives a machine %s', async (way) => {
    const sshd = way === 'by nc' ? withoutForwarding : lab.sshd;
    const connection = await open(sshd);
    const events: DomainEvent[] = [];
    await methodOf(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
    const dom = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
    await methodOf(connection, 'domain', 'create')(dom);
    const console_ = await methodOf(connection, 'domain', 'openConsole')(dom, undefined, 0);
    let text = '';
    const reading = (async () => {
      for (let piece = await console_.recv(); piece !== undefined; piece = await console_.recv()) if ('length' in piece) text += Buffer.from(piece).toString('latin1');
    })().catch((error: unknown) => error);
    await until('something on the console', () => text.length > 100, 60_000);
    await Promise.all(Array.from({ length: 500 }, () => methodOf(connection, 'domain', 'getXMLDesc')(dom, 0)));
    await console_.abort();
    await reading;
    await methodOf(connection, 'domain', 'destroy')(dom);
    await until('the events', () => events.some((event) => event.kind === 'lifecycle' && event.dom.name === machine.name && event.event === 5));
    // RPC, control and console share one login; nc takes channels of the same connection.
    expect(logins(sshd)).toBeLessThanOrEqual(2);
    await connection.close();
  }, 120_000);

  it('tells when the SSH connection is cut', async () => {
    const connection = await open(lab.sshd);
    const ended = new Promise<CloseReason>((resolve) => connection.onDidClose(resolve));
    const hung = methodOf(connection, 'connect', 'getHostname')();
    await hung;
    await lab.sshd.dropConnections();
    expect((await ended).kind).toMatch(/eof|error/);
    await expect(methodOf(connection, 'connect', 'getHostname')()).rejects.toMatchObject({ name: 'VirError' });
  });
});

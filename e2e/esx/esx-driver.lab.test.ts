import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, connect as dial, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, Prompt } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { esxDriver } from '../../drivers/esx/driver.ts';
import { checkLab, startVncScreen, startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { answers, openEsx } from './open-esx.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title('an ESX host'), () => {
  let vsphere: Vsphere;
  const open: Connection[] = [];
  const home = mkdtempSync(join(tmpdir(), 'vireo-esx-'));

  beforeAll(async () => {
    process.env['VIREO_HOME'] = home;
    vsphere = await startVsphere({ kind: 'esx', machines: 3 });
  }, 600_000);

  afterEach(async () => {
    await Promise.all(open.splice(0).map((connection) => connection.close()));
    await vsphere.order('reset');
  });

  afterAll(async () => {
    await vsphere.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  const opened = async (...args: Parameters<typeof openEsx> extends [unknown, ...infer Rest] ? Rest : never): Promise<Connection> => {
    const connection = await openEsx(vsphere, ...args);
    open.push(connection);
    return connection;
  };
  const domainNamed = (connection: Connection, name: string): Promise<DomainRef> => requireMethod(connection, 'domain', 'lookupByName')(name);
  const stateOf = async (connection: Connection, dom: DomainRef): Promise<string> => (await requireMethod(connection, 'domain', 'getState')(dom)).state;

  describe('its certificate', () => {
    const uri = (): string => `esx://root@${vsphere.authority}/`;

    it('is shown with its fingerprint, accepted once and remembered', async () => {
      const asked: Prompt[] = [];
      const remember = answers(vsphere, asked);
      const first = await esxDriver.open(parseConnectUri(uri()), { prompt: (prompt, signal) => (prompt.kind === 'host-key' ? (asked.push(prompt), Promise.resolve({ kind: 'accept', remember: true })) : remember(prompt, signal)) });
      await first.close();
      expect(asked[0]).toMatchObject({ kind: 'host-key', status: 'unknown', fingerprint: vsphere.fingerprint, target: vsphere.authority });
      expect(readFileSync(join(home, 'known_certificates'), 'utf8')).toBe(`${vsphere.authority} ${vsphere.fingerprint}\n`);
      asked.length = 0;
      const again = await esxDriver.open(parseConnectUri(uri()), { prompt: answers(vsphere, asked) });
      await again.close();
      expect(asked.map(({ kind }) => kind)).toEqual(['password']);
      rmSync(join(home, 'known_certificates'));
    });

    it('is refused when a person says no, or nobody is there', async () => {
      await expect(esxDriver.open(parseConnectUri(uri()), { prompt: () => Promise.resolve(undefined) })).rejects.toMatchObject({ code: 'auth-cancelled', step: 'tls' });
      await expect(esxDriver.open(parseConnectUri(uri()), {})).rejects.toMatchObject({ code: 'auth-failed', step: 'tls' });
      expect((await vsphere.calls())['Login'] ?? 0).toBe(0);
    });

    it('is not checked with no_verify, which is said', async () => {
      expect((await opened()).warning).toMatch(/not checked/);
    });
  });

  describe('logging in', () => {
    it('asks again after a wrong password, three times', async () => {
      const asked: Prompt[] = [];
      await expect(openEsx(vsphere, '/?no_verify=1', { prompt: answers(vsphere, asked, 'wrong') })).rejects.toMatchObject({ code: 'auth-failed', step: 'open' });
      expect(asked.map((prompt) => prompt.kind === 'password' && prompt.retry)).toEqual([false, true, true]);
    });

    it("takes libvirt's file of passwords", async () => {
      process.env['LIBVIRT_AUTH_FILE'] = vsphere.authFile;
      try {
        const connection = await esxDriver.open(parseConnectUri(`esx://${vsphere.authority}/?no_verify=1`), {});
        await connection.close();
      } finally {
        delete process.env['LIBVIRT_AUTH_FILE'];
      }
    });

    it('happens again by itself when the host has ended the session', async () => {
      const connection = await opened();
      const events: DomainEvent[] = [];
      await requireMethod(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
      await vsphere.order('expire');
      expect(await requireMethod(connection, 'connect', 'getHostname')()).toContain('localhost');
      await vsphere.order('power', { vm: 'ha-host_VM2', state: 'suspended' });
      await waitFor('the event after the new log-in', () => (events.length > 0 ? true : undefined), 10_000);
      await vsphere.order('power', { vm: 'ha-host_VM2', state: 'poweredOn' });
      expect((await vsphere.calls())['Login']).toBe(2);
    });

    it('goes through a proxy', async () => {
      const proxy = await startProxy();
      try {
        const connection = await opened(`/?no_verify=1&proxy=http://127.0.0.1:${proxy.port}`);
        expect(await requireMethod(connection, 'connect', 'getHostname')()).toContain('localhost');
        expect(proxy.asked()).toContain(`CONNECT ${vsphere.authority} HTTP/1.1`);
      } finally {
        proxy.server.close();
      }
    });
  });

  describe('machines', () => {
    it('change elsewhere, and it is told', async () => {
      const connection = await opened();
      const events: DomainEvent[] = [];
      await requireMethod(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
      await vsphere.order('power', { vm: 'ha-host_VM1', state: 'poweredOff' });
      await waitFor('the event', () => events.find(({ dom }) => dom.name === 'ha-host_VM1'), 30_000);
      await vsphere.order('power', { vm: 'ha-host_VM1', state: 'poweredOn' });
      await waitFor('the second event', () => (events.length >= 2 ? true : undefined), 30_000);
      expect(events.map((event) => (event.kind === 'lifecycle' ? event.event : event.kind))).toEqual([5, 2]);
    });

    it('fail to start with the reason of the task', async () => {
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM0');
      await requireMethod(connection, 'domain', 'destroy')(dom);
      await vsphere.order('task-fault', { task: 'powerOn', fault: 'NoDiskSpace' });
      await expect(requireMethod(connection, 'domain', 'create')(dom)).rejects.toMatchObject({ code: 'operation-failed', message: 'operation failed: Could not start domain: the datastore is full' });
      await vsphere.order('fault', { method: 'PowerOnVM_Task', fault: 'RestrictedVersion' });
      await expect(requireMethod(connection, 'domain', 'create')(dom)).rejects.toMatchObject({ code: 'operation-denied', message: expect.stringContaining('free ESXi') as string });
      await requireMethod(connection, 'domain', 'create')(dom);
      expect(await stateOf(connection, dom)).toBe('running');
    });

    it('take long, and can be cancelled', async () => {
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM0');
      await vsphere.order('task-delay', { task: 'suspend', ms: 20_000 });
      const abort = new AbortController();
      const suspending = requireMethod(connection, 'domain', 'suspend')(dom, { signal: abort.signal });
      const ended = expect(suspending).rejects.toMatchObject({ code: 'operation-aborted' });
      await waitFor('the task', async () => ((await vsphere.calls())['SuspendVM_Task'] === 1 ? true : undefined), 30_000);
      abort.abort();
      await ended;
      expect(await stateOf(connection, dom)).toBe('running');
      await vsphere.order('task-delay', { task: 'createSnapshot', ms: 300 });
      await requireMethod(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>slow</name></domainsnapshot>');
      expect(await requireMethod(connection, 'domainSnapshot', 'listNames')(dom)).toEqual(['slow']);
      await requireMethod(connection, 'domainSnapshot', 'delete')({ name: 'slow', dom });
    });

    it('ask questions, which block them, or are answered with auto_answer', async () => {
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM2');
      await requireMethod(connection, 'domain', 'destroy')(dom);
      await vsphere.order('ask', { vm: await morefOf(connection, dom) });
      const starting = requireMethod(connection, 'domain', 'create')(dom);
      const [message] = await waitFor('the question', async () => {
        const found = await requireMethod(connection, 'domain', 'getMessages')(dom);
        return found.length > 0 ? found : undefined;
      }, 5000);
      expect(message).toContain('I Copied It');
      await expect(requireMethod(connection, 'domain', 'destroy')(dom)).rejects.toMatchObject({ code: 'operation-invalid', message: expect.stringContaining('Pending question') as string });
      const answering = await opened('/?no_verify=1&auto_answer=1');
      await starting;
      expect(await stateOf(answering, dom)).toBe('running');
    });

    it('have a tree of snapshots', async () => {
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM1');
      const make = (name: string): Promise<unknown> => requireMethod(connection, 'domainSnapshot', 'createXML')(dom, `<domainsnapshot><name>${name}</name><description>of &lt;${name}&gt;</description></domainsnapshot>`);
      await make('a');
      await make('b');
      await requireMethod(connection, 'domain', 'revertToSnapshot')({ name: 'a', dom });
      await make('c');
      const parent = async (name: string): Promise<string> => (await requireMethod(connection, 'domainSnapshot', 'getParent')({ name, dom })).name;
      expect([await parent('b'), await parent('c')]).toEqual(['a', 'a']);
      expect((await requireMethod(connection, 'domainSnapshot', 'current')(dom)).name).toBe('c');
      expect(await requireMethod(connection, 'domainSnapshot', 'listChildrenNames')({ name: 'a', dom })).toEqual(['b', 'c']);
      expect(await requireMethod(connection, 'domainSnapshot', 'getXMLDesc')({ name: 'b', dom })).toContain('<description>of &lt;b&gt;</description>');
      await requireMethod(connection, 'domainSnapshot', 'delete')({ name: 'a', dom }, 1);
      expect(await requireMethod(connection, 'domainSnapshot', 'num')(dom)).toBe(0);
    });

    it('tell what Tools know of the guest', async () => {
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM1');
      await vsphere.order('guest', { vm: dom.name, ip: '10.0.0.9', hostname: 'inside' });
      expect(await requireMethod(connection, 'domain', 'getHostname')(dom)).toBe('inside');
      expect((await requireMethod(connection, 'domain', 'interfaceAddresses')(dom, 1))[0]?.addrs).toEqual([{ type: 0, addr: '10.0.0.9', prefix: 24 }]);
      expect((await requireMethod(connection, 'domain', 'getFSInfo')(dom)).map(({ mountpoint }) => mountpoint)).toEqual(['/']);
    });

    it('get devices, memory and CPUs changed', async () => {
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM1');
      const nic = "<interface type='bridge'><mac address='00:50:56:01:02:03'/><source bridge='VM Network'/><model type='vmxnet3'/></interface>";
      await requireMethod(connection, 'domain', 'attachDevice')(dom, nic);
      expect(await requireMethod(connection, 'domain', 'getXMLDesc')(dom)).toContain("<mac address='00:50:56:01:02:03'");
      await requireMethod(connection, 'domain', 'detachDevice')(dom, nic);
      await requireMethod(connection, 'domain', 'setVcpus')(dom, 2);
      const xml = await requireMethod(connection, 'domain', 'getXMLDesc')(dom);
      expect(xml).not.toContain('00:50:56:01:02:03');
      expect(xml).toContain("<vcpu placement='static'>2</vcpu>");
      await requireMethod(connection, 'domain', 'destroy')(dom);
      await requireMethod(connection, 'domain', 'defineXML')(xml.replace(/<memory unit='KiB'>\d+/, "<memory unit='KiB'>65536").replace(/<currentMemory unit='KiB'>\d+/, "<currentMemory unit='KiB'>65536").replace('<os>', '<title>First</title><description>Second</description><os>'));
      const after = await requireMethod(connection, 'domain', 'getXMLDesc')(dom);
      expect(after).toContain("<memory unit='KiB'>65536</memory>");
      expect(after).toContain('<title>First</title>');
      expect(after).toContain('<description>Second</description>');
      await requireMethod(connection, 'domain', 'create')(dom);
    });

    it('give statistics, all in one question', async () => {
      const connection = await opened();
      await vsphere.order('reset');
      const records = await requireMethod(connection, 'connect', 'getAllDomainStats')([], 0, 0);
      expect(records).toHaveLength(3);
      expect(records[0]?.params.map(({ field }) => field)).toEqual(expect.arrayContaining(['state.state', 'cpu.time', 'balloon.current', 'net.0.rx.bytes', 'block.0.wr.bytes']));
      const calls = await vsphere.calls();
      expect([calls['QueryPerf'], calls['RetrievePropertiesEx']]).toEqual([1, 1]);
    });
  });

  it('stores files: they go up and come back', async () => {
    const connection = await opened();
    const vol = { pool: 'LocalDS_0', name: 'images/tiny.iso', key: '' };
    const up = await requireMethod(connection, 'storageVol', 'upload')(vol, 0n, 0n);
    const data = Buffer.alloc(300_000, 'Vireo ');
    for (let from = 0; from < data.length; from += 65_536) await up.send(data.subarray(from, from + 65_536));
    await up.finish();
    const down = await requireMethod(connection, 'storageVol', 'download')(vol, 6n, 12n);
    const pieces: Uint8Array[] = [];
    for (let piece = await down.recv(); piece !== undefined; piece = await down.recv()) if (piece instanceof Uint8Array) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('Vireo Vireo ');
    expect(await requireMethod(connection, 'storageVol', 'getInfo')(vol)).toMatchObject({ capacity: 300_000n });
    const found = await requireMethod(connection, 'storageVol', 'lookupByPath')('[LocalDS_0] images/tiny.iso');
    await requireMethod(connection, 'storageVol', 'delete')(found);
    await expect(requireMethod(connection, 'storageVol', 'getInfo')(vol)).rejects.toMatchObject({ code: 'no-storage-vol' });
  });

  it('opens the screen of a machine with a ticket', async () => {
    const screen = await startVncScreen();
    try {
      await vsphere.order('vnc', { address: screen.address });
      const connection = await opened();
      const dom = await domainNamed(connection, 'ha-host_VM1');
      const stream = await requireMethod(connection, 'domain', 'openGraphicsFD')(dom, 0);
      expect(Buffer.from((await stream.recv()) as Uint8Array).toString('latin1')).toBe('RFB 003.008\n');
      await stream.send(Buffer.from('RFB 003.008\n', 'latin1'));
      expect([...((await stream.recv()) as Uint8Array)]).toEqual([1, 1]);
      await stream.abort();
      const picture = await requireMethod(connection, 'domain', 'screenshot')(dom, 0);
      expect(Buffer.from((await picture.stream.recv()) as Uint8Array).subarray(1, 4).toString()).toBe('PNG');
      await picture.stream.abort();
    } finally {
      await screen.dispose();
    }
  });

  it('is read-only when it is opened so', async () => {
    const connection = await opened('/?no_verify=1', { readOnly: true });
    const dom = await domainNamed(connection, 'ha-host_VM1');
    expect(() => requireMethod(connection, 'domain', 'destroy')).toThrow(/read only/);
    expect(await stateOf(connection, dom)).toBe('running');
  });

  it('answers slowly, and the wait ends', async () => {
    const connection = await opened();
    await vsphere.order('fault', { method: 'CurrentTime', delayMs: 3000 });
    await expect(requireMethod(connection, 'connect', 'isAlive')({ deadlineMs: 100 })).resolves.toBe(true);
    await vsphere.order('fault', { method: 'RetrievePropertiesEx', drop: 1, times: 1 });
    expect(await requireMethod(connection, 'connect', 'getHostname')()).toContain('localhost');
  });

  it('goes away, and the connection says so', async () => {
    const own = await startVsphere({ kind: 'esx', machines: 1 });
    const connection = await openEsx(own);
    const closed = new Promise<string>((resolve) => connection.onDidClose(({ kind }) => { resolve(kind); }));
    await own.dispose();
    expect(await closed).toBe('error');
    await expect(requireMethod(connection, 'connect', 'getHostname')()).rejects.toMatchObject({ code: 'invalid-conn' });
  });

  async function morefOf(connection: Connection, dom: DomainRef): Promise<string> {
    return /<vmware:moref>([^<]+)</.exec(await requireMethod(connection, 'domain', 'getXMLDesc')(dom))?.[1] ?? '';
  }
});

/** A proxy that does what it is asked: CONNECT. */
async function startProxy(): Promise<{ readonly server: Server; readonly port: number; readonly asked: () => string }> {
  let asked = '';
  const server = createServer((client) => {
    client.once('data', (head) => {
      asked += head.toString('latin1');
      const [, host = '', port = '0'] = /^CONNECT ([^:]+):(\d+)/.exec(head.toString('latin1')) ?? [];
      const far = dial(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(far).pipe(client);
      });
      far.on('error', () => client.destroy());
      client.on('error', () => far.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0, asked: () => asked };
}

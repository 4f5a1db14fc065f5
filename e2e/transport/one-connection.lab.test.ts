import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VirStream } from '../../drivers/api/stream.ts';
import { checkLab, defineLabDomain, type Lab, type LabDomain, run, type Sshd, startLab, startSshd, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote, until } from '../remote/call.ts';

const check = checkLab(['privateLibvirtd', 'guest', 'sshd']);
const UPLOAD_BYTES = 4 * 1024 * 1024;

/** A host costs one SSH connection, whatever goes on there: counted at a real sshd, at its log and at the kernel. */
describe.skipIf(check.skip)(check.title('one SSH connection a host'), () => {
  let lab: Lab<'privateLibvirtd' | 'guest' | 'sshd'>;
  let machine: LabDomain;
  let dir = '';
  const sshds: Sshd[] = [];

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'guest', 'sshd'] });
    machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('one'), network: 'user' });
    await machine.start();
    dir = mkdtempSync(join(tmpdir(), 'vireo-one-'));
    await lab.privateLibvirtd.virsh(['pool-create-as', 'one', 'dir', '--target', dir]);
    await lab.privateLibvirtd.virsh(['vol-create-as', 'one', 'file', String(UPLOAD_BYTES)]);
  });
  afterAll(async () => {
    for (const sshd of sshds) await sshd.dispose();
    await lab.privateLibvirtd.virsh(['pool-destroy', 'one']);
    rmSync(dir, { recursive: true });
    await machine.dispose();
    await lab.dispose();
  });

  const logins = (sshd: Sshd): number => readFileSync(sshd.logPath, 'utf8').match(/Accepted publickey/g)?.length ?? 0;
  const standing = async (sshd: Sshd): Promise<number> => (await run(['ss', '-Htn', 'state', 'established', `( dport = :${sshd.port} )`])).stdout.split('\n').filter((line) => line !== '').length;

  it.each([
    ['by our own client', {}],
    ['where sockets are not forwarded', { streamLocalForwarding: false }],
    ['by the installed OpenSSH client', { extraConfig: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'] }],
  ])('for calls, consoles, displays and transfers, %s', async (_name, options) => {
    const sshd = await startSshd(options);
    sshds.push(sshd);
    const params = new URLSearchParams({ known_hosts: sshd.knownHostsPath, keyfile: sshd.keyPath, socket: lab.privateLibvirtd.socketPath });
    const uri = (driver: string, path: string): string => `${driver}+ssh://root@${sshd.address}:${sshd.port}${path}?${params.toString()}`;
    const [connection, second] = await Promise.all([openRemote(uri('qemu', '/system')), openRemote(uri('test', '/default'))]);
    const dom = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
    const streams: VirStream[] = [await methodOf(connection, 'domain', 'openConsole')(dom, undefined, 0)];
    // The display listens on the host's loopback only.
    const port = Number(/<graphics type='vnc' port='(\d+)'/.exec(await methodOf(connection, 'domain', 'getXMLDesc')(dom, 0))?.[1]);
    for (let screen = 0; screen < 2; screen += 1) {
      const display = await connection.dial?.({ kind: 'tcp', host: '127.0.0.1', port });
      if (display === undefined) throw new Error('no way to the display');
      const hello = await display.recv();
      expect(hello !== undefined && 'length' in hello ? Buffer.from(hello).toString('latin1', 0, 4) : '').toBe('RFB ');
      streams.push(display);
    }
    const pool = await methodOf(connection, 'storagePool', 'lookupByName')('one');
    const vol = await methodOf(connection, 'storageVol', 'lookupByName')(pool, 'file');
    const upload = await methodOf(connection, 'storageVol', 'upload')(vol, 0n, BigInt(UPLOAD_BYTES), 0);
    for (let sent = 0; sent < UPLOAD_BYTES; sent += 65_536) await upload.send(Buffer.alloc(65_536, sent / 65_536));
    await upload.finish();
    expect(readFileSync(join(dir, 'file'))[70_000]).toBe(1);
    await Promise.all(Array.from({ length: 200 }, () => methodOf(connection, 'domain', 'getInfo')(dom)));
    expect(await methodOf(second, 'connect', 'listAllDomains')(0)).toHaveLength(1);

    expect(logins(sshd)).toBe(1);
    expect(await standing(sshd)).toBe(1);
    for (const stream of streams) await stream.abort();
    await connection.close();
    expect(await standing(sshd)).toBe(1);
    await second.close();
    await until('the end of the SSH connection', async () => (await standing(sshd)) === 0);
    expect(logins(sshd)).toBe(1);
  }, 120_000);
});

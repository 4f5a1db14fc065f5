import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloseReason, Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import type { VirStream } from '../../drivers/api/stream.ts';
import { checkLab, defineLabDomain, defineMany, type Lab, type LabDomain, startLab, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote, until } from './call.ts';

const check = checkLab(['privateLibvirtd', 'guest']);

async function readAll(stream: VirStream): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) {
    if ('length' in piece) pieces.push(piece);
  }
  await stream.finish();
  return Buffer.concat(pieces);
}

describe.skipIf(check.skip)(check.title('the remote driver and a real libvirtd'), () => {
  let lab: Lab<'privateLibvirtd' | 'guest'>;
  let qemu: Connection;
  let test: Connection;
  let machine: LabDomain;
  let dom: DomainRef;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
    await defineMany(lab.privateLibvirtd, 300, { prefix: 'many-' });
    machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('remote'), network: 'user' });
    qemu = await openRemote(lab.privateLibvirtd.uriOf('qemu'));
    test = await openRemote(lab.privateLibvirtd.uriOf('test'));
    dom = await methodOf(qemu, 'domain', 'lookupByName')(machine.name);
  });

  afterAll(async () => {
    await qemu.close();
    await test.close();
    await machine.dispose();
    await lab.dispose();
  });

  it('says what virsh says', async () => {
    const { virsh } = lab.privateLibvirtd;
    const call = virsh.bind(lab.privateLibvirtd);
    expect(await methodOf(qemu, 'connect', 'getHostname')()).toBe((await call(['hostname'])).trim());
    expect(await methodOf(qemu, 'connect', 'getType')()).toBe('QEMU');
    expect(await methodOf(qemu, 'connect', 'getCapabilities')()).toBe((await call(['capabilities'])).replace(/\n$/, ''));
    expect(await methodOf(qemu, 'domain', 'getXMLDesc')(dom, 0)).toBe(await call(['dumpxml', machine.name]));
    const names = (await methodOf(qemu, 'connect', 'listAllDomains')(0)).map((item) => item.name).sort();
    expect(names).toEqual((await call(['list', '--all', '--name'])).trim().split('\n').sort());
    expect(names.length).toBeGreaterThan(300);
    const records = await methodOf(qemu, 'connect', 'getAllDomainStats')([], 0, 0);
    expect(records).toHaveLength(names.length);
    expect(records[0]?.params.map((param) => param.field)).toContain('state.state');
  });

  it('reads hundreds of descriptions at once', async () => {
    const all = await methodOf(qemu, 'connect', 'listAllDomains')(0);
    const texts = await Promise.all(all.map((item) => methodOf(qemu, 'domain', 'getXMLDesc')(item, 2)));
    for (const [i, item] of all.entries()) expect(texts[i]).toContain(`<name>${item.name}</name>`);
  });

  it('tells life cycle events, drives a guest and talks on its console', async () => {
    const events: DomainEvent[] = [];
    const id = await methodOf(qemu, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
    await methodOf(qemu, 'domain', 'create')(dom);
    const running = await methodOf(qemu, 'domain', 'lookupByUUID')(dom.uuid);
    expect(running.id).toBeGreaterThan(0);
    expect(await methodOf(qemu, 'domain', 'getState')(running, 0)).toEqual({ state: 'running', reason: 1 });

    const console_ = await methodOf(qemu, 'domain', 'openConsole')(running, undefined, 0);
    const nonce = randomBytes(6).toString('hex');
    let text = '';
    const seen = (async () => {
      for (let piece = await console_.recv(); piece !== undefined; piece = await console_.recv()) {
        if ('length' in piece) text += Buffer.from(piece).toString('latin1');
      }
    })().catch((error: unknown) => error);
    await until('GUEST-READY', () => text.includes('GUEST-READY'), 90_000);
    await console_.send(Buffer.from(`echo x-$((40+2))-${nonce}\r`));
    await until('the answer', () => text.includes(`x-42-${nonce}`));
    await console_.abort();
    await seen;

    const { mime, stream } = await methodOf(qemu, 'domain', 'screenshot')(running, 0, 0);
    const picture = await readAll(stream);
    expect(mime).toMatch(/^image\//);
    expect(picture.length).toBeGreaterThan(1000);

    const cpus = await methodOf(qemu, 'domain', 'getVcpus')(running);
    expect(cpus[0]).toMatchObject({ number: 0, state: 1 });
    expect(cpus[0]?.cpuTimeNs).toBeGreaterThan(0n);
    expect((await methodOf(qemu, 'domain', 'getCPUStats')(running, -1, 1, 0))[0]?.map((param) => param.field)).toContain('cpu_time');
    expect((await methodOf(qemu, 'domain', 'memoryStats')(running, 0)).length).toBeGreaterThan(0);
    expect((await methodOf(qemu, 'domain', 'getBlockIoTune')(running, 'vda', 0)).length).toBeGreaterThan(5);
    expect(await methodOf(qemu, 'domain', 'getBlockJobInfo')(running, 'vda', 0)).toBeUndefined();
    expect(await methodOf(qemu, 'domainQemu', 'monitorCommand')(running, '{"execute":"query-status"}', 0)).toContain('"running"');

    await methodOf(qemu, 'domain', 'suspend')(running);
    await methodOf(qemu, 'domain', 'resume')(running);
    await methodOf(qemu, 'domain', 'destroy')(running);
    await until('the events', () => events.some((event) => event.kind === 'lifecycle' && event.event === 5));
    const kinds = events.filter((event) => event.dom.name === machine.name).map((event) => (event.kind === 'lifecycle' ? event.event : -1));
    expect(kinds.slice(0, 4)).toEqual([4, 2, 3, 4]);
    expect(kinds.at(-1)).toBe(5);
    await methodOf(qemu, 'connect', 'domainEventDeregisterAny')(id);
    await expect(methodOf(qemu, 'connect', 'domainEventDeregisterAny')(id)).rejects.toMatchObject({ code: 'invalid-arg' });
  }, 180_000);

  it('moves volumes both ways, holes too', async () => {
    const path = mkdtempSync(join(tmpdir(), 'vireo-remote-'));
    execFileSync('chmod', ['755', path]);
    const name = uniqueName('pool');
    const pool = await methodOf(qemu, 'storagePool', 'createXML')(`<pool type='dir'><name>${name}</name><target><path>${path}</path></target></pool>`, 0);
    try {
      const size = 20_000_000;
      const vol = await methodOf(qemu, 'storageVol', 'createXML')(pool, `<volume><name>a.raw</name><capacity>${size}</capacity></volume>`, 0);
      const bytes = randomBytes(size);
      const up = await methodOf(qemu, 'storageVol', 'upload')(vol, 0n, 0n, 0);
      await up.send(bytes);
      await up.finish();
      expect(readFileSync(join(path, 'a.raw')).equals(bytes)).toBe(true);
      const down = await readAll(await methodOf(qemu, 'storageVol', 'download')(vol, 0n, 0n, 0));
      expect(createHash('sha256').update(down).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
      const sparse = await methodOf(qemu, 'storageVol', 'createXML')(pool, `<volume><name>b.raw</name><capacity>8388608</capacity><allocation>0</allocation></volume>`, 0);
      const upSparse = await methodOf(qemu, 'storageVol', 'upload')(sparse, 0n, 0n, 1);
      await upSparse.sendHole?.(4_194_304n);
      await upSparse.send(bytes.subarray(0, 65_536));
      await upSparse.finish();
      let holes = 0n;
      const stream = await methodOf(qemu, 'storageVol', 'download')(sparse, 0n, 0n, 1);
      for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) if ('holeBytes' in piece) holes += piece.holeBytes;
      await stream.finish();
      expect(holes).toBeGreaterThanOrEqual(4_194_304n);
      const info = await methodOf(qemu, 'storageVol', 'getInfo')(vol);
      expect(info).toMatchObject({ type: 0, capacity: BigInt(size) });
    } finally {
      await methodOf(qemu, 'storagePool', 'destroy')(pool);
      rmSync(path, { recursive: true, force: true });
    }
    expect(existsSync(path)).toBe(false);
  });

  it('keeps errors whole and knows what the host cannot', async () => {
    await expect(methodOf(qemu, 'domain', 'lookupByName')('no-such')).rejects.toMatchObject({
      code: 'no-domain', domain: 'qemu', message: "Domain not found: no domain with matching name 'no-such'", details: { level: 2 },
    });
    await expect(methodOf(test, 'secret', 'lookupByUsage')(1, 'x')).rejects.toMatchObject({ code: 'no-support' });
    expect(await qemu.supports('migration-params')).toEqual({ supported: true });
    expect(await test.supports('migration-params')).toMatchObject({ supported: false });
    expect(await test.supports('warp')).toMatchObject({ supported: false });
  });

  it('shares the default test host between its connections', async () => {
    const [first] = await methodOf(test, 'connect', 'listAllDomains')(0);
    expect(first?.name).toBe('test');
    if (first === undefined) return;
    await methodOf(test, 'domain', 'suspend')(first);
    expect((await methodOf(test, 'domain', 'getInfo')(first)).state).toBe('paused');
    await methodOf(test, 'domain', 'resume')(first);
  });

  it('reads only over the read-only socket', async () => {
    const uri = `qemu+unix:///system?socket=${lab.privateLibvirtd.readOnlySocketPath}`;
    const readOnly = await openRemote(uri, { readOnly: true });
    expect((await methodOf(readOnly, 'connect', 'listAllDomains')(0)).length).toBeGreaterThan(300);
    expect(() => methodOf(readOnly, 'domain', 'destroy')).toThrow(expect.objectContaining({ code: 'operation-denied' }));
    await readOnly.close();
  });

  it('destroys one machine while the calls about another hang', async () => {
    const other = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('hang'), network: 'user' });
    await methodOf(qemu, 'domain', 'create')(dom);
    await other.start();
    const stopped = await methodOf(qemu, 'domain', 'lookupByName')(other.name);
    const pid = execFileSync('pgrep', ['-f', `guest=${other.name},`]).toString().trim().split('\n')[0] ?? '';
    process.kill(Number(pid), 'SIGSTOP');
    try {
      const hung = Array.from({ length: 12 }, () => methodOf(qemu, 'domain', 'memoryStats')(stopped, 0).catch((error: unknown) => error));
      const acts = Array.from({ length: 6 }, () => methodOf(qemu, 'domain', 'setMemoryStatsPeriod')(stopped, 1, 1).catch((error: unknown) => error));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const startMs = performance.now();
      await methodOf(qemu, 'domain', 'destroy')(dom, { deadlineMs: 5000 });
      console.log(`destroyed in ${Math.round(performance.now() - startMs)} ms beside ${hung.length + acts.length} hung calls`);
      expect((await methodOf(qemu, 'domain', 'getState')(dom, 0, { deadlineMs: 5000 })).state).toBe('shutoff');
      process.kill(Number(pid), 'SIGCONT');
      await Promise.all([...hung, ...acts]);
    } finally {
      process.kill(Number(pid), 'SIGCONT');
      await other.dispose();
    }
  });

  it('notices that the daemon does not answer any more', async () => {
    const connection = await openRemote(lab.privateLibvirtd.uriOf('test'));
    expect(await methodOf(connection, 'connect', 'setKeepAlive')(1, 2)).toBe(true);
    const ended = new Promise<CloseReason>((resolve) => connection.onDidClose(resolve));
    lab.privateLibvirtd.freeze();
    try {
      const hung = methodOf(connection, 'connect', 'getHostname')().catch((error: unknown) => error);
      expect(await ended).toMatchObject({ kind: 'keepalive' });
      expect(await hung).toMatchObject({ message: 'internal error: connection closed due to keepalive timeout' });
    } finally {
      lab.privateLibvirtd.thaw();
    }
    const again = await openRemote(lab.privateLibvirtd.uriOf('test'));
    expect(await methodOf(again, 'connect', 'isAlive')()).toBe(true);
    await again.close();
  });

  it('tells at once when the daemon ends', async () => {
    const connection = await openRemote(lab.privateLibvirtd.uriOf('qemu'));
    const ended = new Promise<CloseReason>((resolve) => connection.onDidClose(resolve));
    const startMs = performance.now();
    await lab.privateLibvirtd.kill();
    expect(await ended).toEqual({ kind: 'eof' });
    console.log(`the end of the daemon was told after ${Math.round(performance.now() - startMs)} ms`);
    await expect(methodOf(connection, 'connect', 'getHostname')()).rejects.toMatchObject({ code: 'system-error' });
    await lab.privateLibvirtd.restart();
    qemu = await openRemote(lab.privateLibvirtd.uriOf('qemu'));
    test = await openRemote(lab.privateLibvirtd.uriOf('test'));
  });
});

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../main/contract/ids.ts';
import { PageStream } from '../../main/testing/page-stream.ts';
import { until } from '../../main/testing/until.ts';
import { checkLab, labDisksDir, run, startLab, uniqueName, type Lab } from '../lab/index.ts';
import { makeEmbedRoot, type EmbedRoot } from '../qemu/embed-host.ts';
import { LabApp } from './lab-app.ts';

const check = checkLab(['libvirtd', 'bareQemu', 'guest']);

describe.skipIf(check.skip)(check.title('downloaded images become machines'), () => {
  let lab: Lab<'libvirtd' | 'guest'>;
  let root: EmbedRoot;
  let app: LabApp;
  let server: Server;
  let url: string;
  let image: Buffer;
  let cuts: number;
  const pool = uniqueName('dlpool');

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'guest'] });
    root = await makeEmbedRoot();
    app = await LabApp.start();
    image = readFileSync(lab.guest.qcow2Path);
    server = createServer((request, response) => {
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': image.length - from, etag: '"1"', ...(from > 0 ? { 'content-range': `bytes ${from}-${image.length - 1}/${image.length}` } : {}) });
      if (from > 0) return void response.end(image.subarray(from));
      cuts++;
      return void response.write(image.subarray(0, image.length >> 1), () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ready-guest.qcow2`;
    mkdirSync(join(labDisksDir(), pool), { recursive: true });
    await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-create-as', pool, 'dir', '--target', join(labDisksDir(), pool)]);
  });
  afterAll(async () => {
    await app.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await run(['virsh', '-q', '-c', lab.libvirtd.uri, 'pool-destroy', pool], { check: false });
    rmSync(join(labDisksDir(), pool), { recursive: true, force: true });
    await root.dispose();
    await lab.dispose();
    expect(app.warnings).toEqual([]);
  });

  /** Waits until an open connection's machines are listed. */
  const open = async (uri: string): Promise<ConnectionId> => {
    const id = await app.open(uri);
    await until(() => app.info(id)?.state === 'connected');
    return id;
  };

  it.each([
    ['libvirtd', () => lab.libvirtd.uri, () => pool, () => join(labDisksDir(), pool)],
    ['QEMU without a daemon', () => root.uri, () => 'default', () => join(root.folder, 'images')],
  ])('on %s, with a connection that was cut', async (_host, uri, poolOf, folderOf) => {
    cuts = 0;
    const { handlers } = app.app;
    const connectionId = await open(uri());
    const sum = createHash('sha256').update(image).digest('hex');
    const wrong = await handlers.newMachines.download({ connectionId, pool: poolOf(), image: { url, checksum: '0'.repeat(64) } }, app.context);
    expect(await app.ended(wrong)).toMatchObject({ state: 'failed' });
    const right = await handlers.newMachines.download({ connectionId, pool: poolOf(), image: { url, checksum: sum } }, app.context);
    expect(await app.ended(right), JSON.stringify(await app.ended(right))).toMatchObject({ title: 'task.download', state: 'done' });
    expect(cuts).toBe(2);
    const path = join(folderOf(), 'ready-guest.qcow2');
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sum);
    expect((await handlers.machines.offer({ connectionId }, app.context)).images).toContainEqual(expect.objectContaining({ path, iso: false }));

    const name = uniqueName('ready');
    const wanted = {
      connectionId, name, install: { kind: 'cloud', path, how: 'copy' }, vcpus: 1, memoryKiB: 262_144, disk: { kind: 'new', pool: poolOf(), sizeBytes: 2 ** 30 },
      network: { kind: 'none' }, firmware: 'bios', start: true, osId: 'debian-12',
    } as const;
    const { xml } = await handlers.newMachines.preview(wanted, app.context);
    expect(xml).toContain(`<source file="${join(folderOf(), `${name}.qcow2`)}"/>`);
    const made = await app.ended(await handlers.machines.create(wanted, app.context));
    expect(made, JSON.stringify(made)).toMatchObject({ state: 'done' });
    const key = await app.keyOf(name);
    await until(() => app.find(name)?.state === 'running', 30_000);
    try {
      const info = (await run(['qemu-img', 'info', '-U', '--output=json', join(folderOf(), `${name}.qcow2`)])).stdout;
      expect(JSON.parse(info)).toMatchObject({ 'virtual-size': 2 ** 30, format: 'qcow2' });
      expect(info).not.toContain('backing-filename');
      const serial = new PageStream();
      const line = handlers.consoles.serial({ machine: key, id: 'serial:serial0', force: false }, () => serial.server, app.context);
      serial.send('\n');
      await serial.readUntil('GUEST-READY');
      serial.close();
      await line;
    } finally {
      const [off] = await handlers.machines.lifecycle({ machines: [key], verb: 'forceOff' }, app.context);
      await app.ended(off);
      await app.ended(await handlers.machines.delete({ machine: key, diskTargets: ['vda'] }, app.context));
    }
  }, 180_000);
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { call, startGuestHost, type EmbedRoot, type GuestHost } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest']);
const LIVE = 1;
const BOTH = 3;

describe.skipIf(check.skip)(check.title('QEMU without a daemon: changes while the guest runs'), () => {
  let host: GuestHost;
  let root: EmbedRoot;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    host = await startGuestHost({ memoryMiB: 256 }, (xml) => xml.replace('<vcpu>1</vcpu>', "<vcpu current='1'>2</vcpu>"));
    ({ root, connection, dom } = host);
  });
  afterAll(async () => {
    await host.dispose();
  });

  const xml = (flags = 0): Promise<string> => call(connection, 'domain', 'getXMLDesc')(dom, flags);

  it('puts the machine away with its state, and brings it back', async () => {
    await call(connection, 'domain', 'managedSave')(dom);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'shutoff', reason: 5 });
    expect(await call(connection, 'domain', 'hasManagedSaveImage')(dom)).toBe(true);
    expect(await call(connection, 'domain', 'managedSaveGetXMLDesc')(dom)).toContain('<name>web</name>');
    await call(connection, 'domain', 'create')(dom);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'running', reason: 3 });
    expect(await call(connection, 'domain', 'hasManagedSaveImage')(dom)).toBe(false);
    const file = `${root.folder}/web.save`;
    await call(connection, 'domain', 'save')(dom, file);
    await call(connection, 'domain', 'restore')(file);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'running', reason: 3 });
    await expect(call(connection, 'domain', 'save')(dom, '/proc/nowhere/web.save')).rejects.toThrow(/nowhere/);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    const core = `${root.folder}/core`;
    await call(connection, 'domain', 'coreDumpWithFormat')(dom, core, 0, 16);
    expect(readFileSync(core).subarray(1, 4).toString('latin1')).toBe('ELF');
  });

  it('plugs disks and cards in and out again, now and for ever', async () => {
    const image = `${root.folder}/more.qcow2`;
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', image, '16M']);
    const disk = `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${image}'/><target dev='vdb' bus='virtio'/></disk>`;
    await call(connection, 'domain', 'attachDeviceFlags')(dom, disk, BOTH);
    expect(await xml()).toContain(`dev='vdb'`);
    expect(await xml(2)).toContain(`dev='vdb'`);
    expect((await call(connection, 'domain', 'getBlockInfo')(dom, 'vdb')).capacity).toBe(16n * 1024n * 1024n);
    await call(connection, 'domain', 'blockResize')(dom, 'vdb', 32n * 1024n);
    expect((await call(connection, 'domain', 'getBlockInfo')(dom, 'vdb')).capacity).toBe(32n * 1024n * 1024n);
    await call(connection, 'domain', 'setBlockIoTune')(dom, 'vdb', [{ field: 'total_iops_sec', type: 'ullong', value: 500n }], LIVE);
    expect(await xml()).toContain('<total_iops_sec>500</total_iops_sec>');
    await call(connection, 'domain', 'detachDeviceFlags')(dom, disk, BOTH);
    expect(await xml()).not.toContain(`dev='vdb'`);
    const net = `<interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>`;
    await call(connection, 'domain', 'attachDeviceFlags')(dom, net, LIVE);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, net.replace('</interface>', `<link state='down'/></interface>`), LIVE);
    expect(await xml()).toMatch(/52:54:00:11:22:33[\s\S]*<link state='down'\/>/);
    await call(connection, 'domain', 'detachDeviceFlags')(dom, net, LIVE);
    expect(await xml()).not.toContain('52:54:00:11:22:33');
  });

  it('changes what is in the CD drive', async () => {
    const target = /<disk type='file' device='cdrom'>[\s\S]*?<target dev='(\w+)' bus='(\w+)'/.exec(await xml());
    const drive = (source: string): string => `<disk type='file' device='cdrom'>${source}<target dev='${target?.[1] ?? ''}' bus='${target?.[2] ?? ''}'/><readonly/></disk>`;
    await call(connection, 'domain', 'updateDeviceFlags')(dom, drive(`<driver name='qemu' type='raw'/><source file='${host.guest.isoPath}'/>`), LIVE);
    expect(await xml()).toContain(host.guest.isoPath);
    await call(connection, 'domain', 'updateDeviceFlags')(dom, drive(''), LIVE);
    expect(await xml()).not.toContain(host.guest.isoPath);
    await expect(call(connection, 'domain', 'updateDeviceFlags')(dom, drive(`<source file='/nowhere.iso'/>`), LIVE)).rejects.toThrow(/Cannot access storage file '\/nowhere.iso'/);
  });

  it('changes a medium while the firmware opens and closes the tray', async () => {
    const drive = (source: string): string => `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>${source}<target dev='hdc' bus='ide'/><readonly/></disk>`;
    const xml = `<domain type='qemu'><name>starting</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type><boot dev='cdrom'/></os><devices>${drive('')}</devices></domain>`;
    const starting = await call(connection, 'domain', 'defineXML')(xml);
    for (let round = 0; round < 5; round++) {
      await call(connection, 'domain', 'create')(starting);
      for (const source of [`<source file='${host.guest.isoPath}'/>`, '', `<source file='${host.guest.isoPath}'/>`]) await call(connection, 'domain', 'updateDeviceFlags')(starting, drive(source), LIVE);
      expect(await call(connection, 'domain', 'getXMLDesc')(starting, 0)).toContain(host.guest.isoPath);
      await call(connection, 'domain', 'destroy')(starting);
    }
    await call(connection, 'domain', 'undefine')(starting);
  });

  it('plugs a CPU in, and changes memory', async () => {
    await call(connection, 'domain', 'setVcpusFlags')(dom, 2, LIVE);
    expect((await call(connection, 'domain', 'getVcpus')(dom)).length).toBe(2);
    await call(connection, 'domain', 'setMemoryFlags')(dom, 200n * 1024n, LIVE);
    await waitFor('the balloon', async () => ((await call(connection, 'domain', 'getInfo')(dom)).memoryKiB < 256n * 1024n ? true : undefined), 20_000, 100);
    await expect(call(connection, 'domain', 'setMemoryFlags')(dom, 300n * 1024n, LIVE)).rejects.toThrow(/higher than max memory/);
    await call(connection, 'domain', 'addIOThread')(dom, 3, BOTH);
    expect((await call(connection, 'domain', 'getIOThreadInfo')(dom)).map(({ iothreadId }) => iothreadId)).toEqual([3]);
    await call(connection, 'domain', 'delIOThread')(dom, 3, BOTH);
    await expect(call(connection, 'domain', 'setSchedulerParametersFlags')(dom, [{ field: 'cpu_shares', type: 'ullong', value: 512n }], LIVE)).rejects.toThrow(/control groups/);
  });

  it('takes pictures, presses keys, and counts', async () => {
    const { mime, stream } = await call(connection, 'domain', 'screenshot')(dom, 0);
    expect(mime).toMatch(/^image\//);
    const piece = await stream.recv();
    expect(piece instanceof Uint8Array ? Buffer.from(piece.subarray(0, 4)).toString('latin1') : '').toMatch(/PNG|P6/);
    await stream.abort();
    await call(connection, 'domain', 'sendKey')(dom, 0, 0, [30]);
    const [record] = await call(connection, 'connect', 'getAllDomainStats')([dom], 0);
    const fields = new Map((record?.params ?? []).map(({ field, value }) => [field, value]));
    expect(fields.get('state.state')).toBe(1);
    expect(fields.has('block.0.rd.bytes')).toBe(true);
    expect(Number(fields.get('cpu.time'))).toBeGreaterThan(0);
  });

  it('asks the guest, by its agent', async () => {
    const info = await call(connection, 'domain', 'getGuestInfo')(dom, 0);
    expect(info.map(({ field }) => field)).toContain('hostname');
    expect((await call(connection, 'domain', 'getTime')(dom)).seconds).toBeGreaterThan(1_500_000_000n);
    expect(await call(connection, 'domain', 'interfaceAddresses')(dom, 1)).toContainEqual(expect.objectContaining({ name: 'lo' }));
    await call(connection, 'domain', 'shutdownFlags')(dom, 2);
    await waitFor('the end', async () => ((await call(connection, 'domain', 'getState')(dom)).state === 'shutoff' ? true : undefined), 30_000, 100);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'shutoff', reason: 1 });
  });
});

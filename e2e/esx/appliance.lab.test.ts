import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { StorageVolRef } from '../../drivers/api/refs.ts';
import { StorageVolDownloadFlags, StorageVolUploadFlags } from '../../drivers/core/constants.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import type { Appliance } from '../../drivers/ovf/appliance.ts';
import { formatOvf } from '../../drivers/ovf/format-ovf.ts';
import { readStreamVmdk, type DiskPiece } from '../../drivers/ovf/vmdk-reader.ts';
import { writeStreamVmdk } from '../../drivers/ovf/vmdk-writer.ts';
import { ApplianceFiles } from '../../main/services/appliance/appliance-files.ts';
import { exportAppliance } from '../../main/services/appliance/export-appliance.ts';
import { importAppliance, type WorkContext } from '../../main/services/appliance/import-appliance.ts';
import { OvaWriter } from '../../main/services/appliance/ova-writer.ts';
import { checkLab, startVsphere, type Vsphere, type VsphereOptions } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';

const check = checkLab(['vsphere']);
const quiet: WorkContext = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };

/** Data, zeros, data, and zeros to the end. */
const DISK = Buffer.concat([randomBytes(1_000_000), Buffer.alloc(2_000_000), randomBytes(200_000), Buffer.alloc(993_280 + 4096)]);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** A disk's size on a datastore is whole kilobytes. */
const PADDED = Buffer.concat([DISK, Buffer.alloc(Math.ceil(DISK.length / 1024) * 1024 - DISK.length)]);

const APPLIANCE: Appliance = {
  name: 'little <one>', description: 'a small machine', vcpus: 2, coresPerSocket: 2, memoryKiB: 65_536, is64Bit: true, guest: undefined, firmware: 'efi',
  disks: [
    { file: 'd1.vmdk', capacityBytes: BigInt(DISK.length), format: undefined, gzip: false, bus: 'scsi', controller: undefined },
    { file: undefined, capacityBytes: 1_048_576n, format: undefined, gzip: false, bus: 'sata', controller: undefined },
  ],
  cdroms: 1,
  nics: [{ network: 'NAT', model: 'VmxNet3', mac: undefined }],
  files: [{ name: 'd1.vmdk', sizeBytes: undefined }],
};

async function* inPieces(bytes: Buffer): AsyncGenerator<DiskPiece> {
  for (let at = 0; at < bytes.length; at += 65_536) yield await Promise.resolve({ offset: BigInt(at), bytes: bytes.subarray(at, at + 65_536) });
}

async function makeOva(file: string): Promise<void> {
  const told = (sizeBytes: bigint): string => formatOvf({ ...APPLIANCE, files: [{ name: 'd1.vmdk', sizeBytes }] });
  const writer = await OvaWriter.create(file, 'little.ovf', Buffer.byteLength(told(10n ** 18n)), ['d1.vmdk']);
  const { size } = await writer.add('d1.vmdk', writeStreamVmdk('d1.vmdk', BigInt(DISK.length), inPieces(DISK)));
  await writer.finish(told(BigInt(size)));
}

/** The disks of an archive, as raw bytes. */
async function disksOf(file: string): Promise<Buffer[]> {
  const files = await ApplianceFiles.open(file);
  try {
    const found: Buffer[] = [];
    for (const { file: name = '' } of files.appliance.disks) {
      const { capacityBytes, pieces } = await readStreamVmdk(files.read(name));
      const disk = Buffer.alloc(Number(capacityBytes));
      for await (const { offset, bytes } of pieces) disk.set(bytes, Number(offset));
      found.push(disk);
    }
    return found;
  } finally {
    await files.close();
  }
}

async function contents(connection: Connection, vol: StorageVolRef): Promise<Buffer> {
  const stream = await requireMethod(connection, 'storageVol', 'download')(vol, 0n, 0n, StorageVolDownloadFlags.SPARSE_STREAM);
  const pieces: Uint8Array[] = [];
  for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) if (piece instanceof Uint8Array) pieces.push(piece);
  await stream.finish();
  return Buffer.concat(pieces);
}

const KINDS: readonly (readonly [string, VsphereOptions, string])[] = [
  ['an ESX host', { kind: 'esx', machines: 1 }, '/?no_verify=1'],
  ['a vCenter', { kind: 'vcenter', machines: 1 }, 'vpx:/DC0/DC0_C0/DC0_C0_H0?no_verify=1'],
];

describe.skipIf(check.skip)(check.title('appliances'), () => {
  describe.each(KINDS)('of %s', (_title, options, uriPath) => {
    let vsphere: Vsphere;
    let connection: Connection;
    let before: readonly string[] = [];
    const dir = mkdtempSync(path.join(tmpdir(), 'vireo-esx-appliance-'));
    const ova = path.join(dir, 'little.ova');
    const name = 'little <one>';
    const folder = 'little -one-';

    beforeAll(async () => {
      vsphere = await startVsphere(options);
      connection = await openEsx(vsphere, uriPath);
      await makeOva(ova);
      before = filesOfStores();
    }, 600_000);
    afterEach(() => vsphere.order('reset'));
    afterAll(async () => {
      await connection.close();
      await vsphere.dispose();
      rmSync(dir, { recursive: true, force: true });
    });

    /** All files and folders of the simulator's datastores. */
    const filesOfStores = (): string[] => readdirSync(path.dirname(vsphere.logPath), { recursive: true, encoding: 'utf8' }).filter((each) => !each.endsWith('.log')).sort();
    const domain = () => requireMethod(connection, 'domain', 'lookupByName')(name);
    const nothingIsLeft = async (): Promise<void> => {
      expect(filesOfStores()).toEqual(before);
      await expect(domain()).rejects.toMatchObject({ code: 'no-domain' });
    };

    it.each([['cut', { drop: 1 }], ['refused half-way', {}]] as const)('leave nothing when their upload is %s', async (_how, more) => {
      await vsphere.order('fault', { method: 'PUT', ...more });
      await expect(importAppliance(connection, { file: ova }, quiet)).rejects.toMatchObject({ name: 'VirError' });
      expect((await vsphere.calls())['PUT']).toBe(1);
      await nothingIsLeft();
    });

    it('leave nothing when their definition is refused', async () => {
      await vsphere.order('fault', { method: 'RegisterVM_Task', fault: 'NoPermission' });
      await expect(importAppliance(connection, { file: ova }, quiet)).rejects.toMatchObject({ name: 'VirError' });
      await nothingIsLeft();
    });

    it('leave nothing when they are cancelled', async () => {
      const abort = new AbortController();
      const context: WorkContext = { ...quiet, signal: abort.signal, progress: (done) => { if (done > 300_000) abort.abort(); } };
      await expect(importAppliance(connection, { file: ova }, context)).rejects.toMatchObject({ code: 'operation-aborted' });
      expect((await vsphere.calls())['PUT']).toBeDefined();
      await nothingIsLeft();
    });

    it('are not connected to what is not there', async () => {
      await expect(importAppliance(connection, { file: ova, network: 'nowhere' }, quiet)).rejects.toMatchObject({ code: 'no-network' });
      await nothingIsLeft();
    });

    it('become machines with their disks, and appliances again', async () => {
      let last = 0;
      const { warnings } = await importAppliance(connection, { file: ova }, { ...quiet, progress: (done, total) => { last = done / total; } });
      expect([warnings, last]).toEqual([[], 1]);
      const extent = filesOfStores().find((each) => each.endsWith(`${folder}/${folder}-flat.vmdk`));
      expect(sha256(readFileSync(path.join(path.dirname(vsphere.logPath), extent ?? '')))).toBe(sha256(PADDED));
      const xml = await requireMethod(connection, 'domain', 'getXMLDesc')(await domain(), 0);
      const store = (await requireMethod(connection, 'connect', 'listStoragePools')())[0] ?? '';
      for (const line of [
        "<domain type='vmware'", '<name>little &lt;one&gt;</name>', '<description>a small machine</description>', "<memory unit='KiB'>65536</memory>", "<vcpu placement='static'>2</vcpu>",
        `<source file='[${store}] ${folder}/${folder}.vmdk'/>`, "<target dev='sda' bus='scsi'/>", `<source file='[${store}] ${folder}/${folder}-2.vmdk'/>`, "<target dev='sdb' bus='sata'/>",
        "<controller type='scsi' index='0' model='lsilogic'/>", "<source bridge='VM Network'/>", "<model type='vmxnet3'/>", "<os firmware='efi'>", "device='cdrom'",
      ]) expect(xml).toContain(line);
      const volume = await requireMethod(connection, 'storageVol', 'lookupByPath')(`[${store}] ${folder}/${folder}.vmdk`);
      expect((await requireMethod(connection, 'storageVol', 'getInfo')(volume)).capacity).toBe(BigInt(PADDED.length));
      expect(sha256(await contents(connection, volume))).toBe(sha256(PADDED));

      const again = path.join(dir, 'again.ova');
      await exportAppliance(connection, await domain(), { file: again, overwrite: false }, quiet);
      expect((await disksOf(again)).map(sha256)).toEqual([sha256(PADDED), sha256(Buffer.alloc(1_048_576))]);

      // A second one of that name is refused, and so is one whose folder has such a disk; the first stays as it is.
      await expect(importAppliance(connection, { file: ova }, quiet)).rejects.toMatchObject({ code: 'operation-failed' });
      await expect(importAppliance(connection, { file: ova, name: 'little [one]' }, quiet)).rejects.toMatchObject({ name: 'VirError' });
      expect(sha256(await contents(connection, volume))).toBe(sha256(PADDED));
    }, 60_000);

    it('have disks that take just their size', async () => {
      const store = (await requireMethod(connection, 'connect', 'listStoragePools')())[0] ?? '';
      const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(store);
      const vol = await requireMethod(connection, 'storageVol', 'createXML')(pool, "<volume><name>own/own.vmdk</name><capacity unit='KiB'>256</capacity><allocation unit='KiB'>256</allocation></volume>");
      const upload = requireMethod(connection, 'storageVol', 'upload');
      await expect(upload(vol, 0n, 1_000_000n)).rejects.toMatchObject({ code: 'invalid-arg' });
      const stream = await upload(vol, 0n, 0n, StorageVolUploadFlags.SPARSE_STREAM);
      await stream.sendHole?.(100_000n);
      await stream.send(Buffer.alloc(1000, 'x'));
      await stream.finish();
      expect(await contents(connection, vol)).toEqual(Buffer.concat([Buffer.alloc(100_000), Buffer.alloc(1000, 'x'), Buffer.alloc(161_144)]));
      const tooMuch = await upload(vol, 0n, 0n);
      await expect(tooMuch.send(Buffer.alloc(262_145))).rejects.toMatchObject({ code: 'operation-failed' });
      await tooMuch.abort();
      await requireMethod(connection, 'storageVol', 'delete')(vol);
      expect(filesOfStores().filter((each) => /(^|\/)own($|\/)/.test(each))).toEqual([]);
    });
  });
});

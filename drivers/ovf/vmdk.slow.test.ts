import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { VirError } from '../core/vir-error.ts';
import { readRawImage, readStreamVmdk, type DiskPiece } from './vmdk-reader.ts';
import { writeStreamVmdk } from './vmdk-writer.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vireo-vmdk-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const hasQemuImg = spawnSync('qemu-img', ['--version']).status === 0;

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function rawOf(vmdk: Buffer, size = 10_007): Promise<Buffer> {
  const { capacityBytes, pieces } = await readStreamVmdk(inPieces(vmdk, size));
  const raw = Buffer.alloc(Number(capacityBytes));
  for await (const { offset, bytes } of pieces) raw.set(bytes, Number(offset));
  return raw;
}

const CAPACITY = 70 * 1024 * 1024 + 512;

/** Data at the front, across tables, in the middle of nothing, and in the last, short grain. */
function sampleDisk(): Buffer {
  const raw = Buffer.alloc(CAPACITY);
  for (const at of [0, 65_530, 32 * 1024 * 1024 - 3, 50_000_000, CAPACITY - 512]) raw.write(`data at ${at}`, at);
  return raw;
}

async function written(raw: Buffer): Promise<Buffer> {
  return collect(writeStreamVmdk('disk.vmdk', BigInt(raw.length), readRawImage(inPieces(raw, 100_000), BigInt(raw.length)).pieces));
}

describe('stream-optimised VMDK', () => {
  it('comes back as it was, and small', async () => {
    const raw = sampleDisk();
    const vmdk = await written(raw);
    expect(vmdk.length).toBeLessThan(200_000);
    expect((await rawOf(vmdk)).equals(raw)).toBe(true);
  });

  it('of an empty disk has nothing in it', async () => {
    const none = async function* (): AsyncGenerator<DiskPiece> { await Promise.resolve(); yield* []; };
    const vmdk = await collect(writeStreamVmdk('e.vmdk', 1_048_576n, none()));
    expect((await rawOf(vmdk)).every((byte) => byte === 0)).toBe(true);
  });

  it.skipIf(!hasQemuImg)('is what qemu-img reads and writes (needs qemu-img)', async () => {
    const raw = sampleDisk();
    const [ours, theirs, rawFile, converted] = ['ours.vmdk', 'theirs.vmdk', 'disk.raw', 'back.raw'].map((name) => path.join(folder, name)) as [string, string, string, string];
    writeFileSync(rawFile, raw);
    writeFileSync(ours, await written(raw));
    const run = (...args: string[]): void => {
      const { status, stderr } = spawnSync('qemu-img', args, { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    };
    run('convert', '-f', 'vmdk', '-O', 'raw', ours, converted);
    expect(readFileSync(converted).equals(raw)).toBe(true);
    run('convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', rawFile, theirs);
    expect((await rawOf(readFileSync(theirs), 4096)).subarray(0, CAPACITY).equals(raw)).toBe(true);
  });

  it.each<[string, (vmdk: Buffer) => Buffer]>([
    ['cut off', (vmdk) => vmdk.subarray(0, vmdk.length - 2048)],
    ['cut off in the header', (vmdk) => vmdk.subarray(0, 100)],
    ['with an enormous capacity', (vmdk) => { vmdk.writeBigUInt64LE(1n << 60n, 12); return vmdk; }],
    ['with enormous grains', (vmdk) => { vmdk.writeBigUInt64LE(1n << 40n, 20); return vmdk; }],
    ['with a grain beyond its end', (vmdk) => { vmdk.writeBigUInt64LE(1n << 50n, 65_536); return vmdk; }],
    ['with a grain of enormous size', (vmdk) => { vmdk.writeUInt32LE(0x7fff_ffff, 65_544); return vmdk; }],
    ['with a grain that unpacks to more than a grain', (vmdk) => { const bomb = deflateSync(Buffer.alloc(8 * 1024 * 1024)); vmdk.writeUInt32LE(bomb.length, 65_544); bomb.copy(vmdk, 65_548); return vmdk; }],
    ['with rubbish in a grain', (vmdk) => { vmdk.fill(0xaa, 65_548, 65_600); return vmdk; }],
    ['with metadata without end', (vmdk) => { vmdk.writeUInt32LE(0, 65_544); vmdk.writeUInt32LE(1, 65_548); vmdk.writeBigUInt64LE(1n << 40n, 65_536); return vmdk; }],
    ['that is none', () => Buffer.alloc(4096, 1)],
  ])('%s is refused', async (_, damage) => {
    const error: unknown = await rawOf(damage(await written(sampleDisk()))).catch((caught: unknown) => caught);
    expect(VirError.is(error, 'invalid-arg') || VirError.is(error, 'config-unsupported')).toBe(true);
  });
});

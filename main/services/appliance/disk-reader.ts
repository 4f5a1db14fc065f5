import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ApplianceDisk } from '../../../drivers/ovf/appliance.ts';
import { badAppliance, unsupportedAppliance } from '../../../drivers/ovf/ovf-error.ts';
import { isStreamOptimized, readSparseHeader } from '../../../drivers/ovf/vmdk-format.ts';
import { readRawImage, readStreamVmdk, type DiskStream } from '../../../drivers/ovf/vmdk-reader.ts';
import { thisComputer } from '../../../drivers/transport/exec/local-process.ts';
import { runCommand } from '../../../drivers/transport/exec/run-command.ts';
import type { ApplianceFiles } from './appliance-files.ts';

/** A disk's contents, and what to do when they are no longer needed. */
export interface OpenDisk {
  readonly stream: DiskStream;
  readonly dispose: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();
const CONVERT_MS = 24 * 3600_000;

/**
 * Opens a disk of an appliance. Stream-optimised VMDKs, which is what appliances have, and raw images are read from front to back
 * without taking room; others go through qemu-img of this computer, with a temporary file.
 */
export async function openDisk(files: ApplianceFiles, disk: ApplianceDisk, onBytes: (count: number) => void, signal: AbortSignal): Promise<OpenDisk> {
  const name = disk.file ?? '';
  const bytes = files.read(name, onBytes);
  if (disk.gzip) return { stream: await readPlain(Readable.from(bytes).pipe(createGunzip()), disk), dispose: nothing };
  const head = await files.head(name, 1024);
  const format = formatOf(head);
  if (format === 'stream-vmdk') return { stream: await readStreamVmdk(bytes), dispose: nothing };
  if (format === 'raw') {
    if (/vmdk|qcow|vhd/i.test(disk.format ?? '')) throw badAppliance(`'${name}' is not the kind of image that the descriptor says`);
    return { stream: readRawImage(bytes, atLeast(disk.capacityBytes, BigInt(files.sizeOf(name)))), dispose: nothing };
  }
  // The manifest is checked by reading the file once; qemu-img reads it again.
  while ((await bytes.next()).done !== true) if (signal.aborted) throw new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user' });
  return convert(files, name, format, disk);
}

async function readPlain(bytes: AsyncIterable<Uint8Array>, disk: ApplianceDisk): Promise<DiskStream> {
  if (/vmdk/i.test(disk.format ?? '')) return readStreamVmdk(bytes);
  return readRawImage(bytes, disk.capacityBytes);
}

function atLeast(capacity: bigint, size: bigint): bigint {
  return capacity > size ? capacity : size;
}

function formatOf(head: Buffer): 'stream-vmdk' | 'vmdk' | 'qcow2' | 'vpc' | 'raw' {
  const header = readSparseHeader(head);
  if (header !== undefined) return isStreamOptimized(header) ? 'stream-vmdk' : 'vmdk';
  if (head.toString('latin1', 0, 4) === 'QFI\xfb') return 'qcow2';
  if (head.toString('latin1', 0, 8) === 'conectix') return 'vpc';
  if (head.toString('latin1', 0, 21) === '# Disk DescriptorFile') throw unsupportedAppliance('a VMDK in several files');
  return 'raw';
}

async function convert(files: ApplianceFiles, name: string, format: string, { capacityBytes }: ApplianceDisk): Promise<OpenDisk> {
  const { path: place, offset, size } = files.placeOf(name);
  const plain = { driver: 'file', filename: place };
  // Within an archive: it counts in blocks, and so does qemu.
  const within = offset === 0 ? plain : { driver: 'raw', offset, size: Math.ceil(size / 512) * 512, file: plain };
  const source = `json:${JSON.stringify({ driver: format, file: within })}`;
  const info = await qemuImg(['info', '--output', 'json', source], name);
  const told = JSON.parse(info) as { readonly 'virtual-size'?: number; readonly 'backing-filename'?: string; readonly 'format-specific'?: { readonly data?: { readonly 'data-file'?: string } } };
  // An image may name other files of this computer as parts of itself: none of an appliance's does so in good faith.
  if (told['backing-filename'] !== undefined || told['format-specific']?.data?.['data-file'] !== undefined) throw badAppliance(`'${name}' wants other files to be read`);
  const virtualSize = BigInt(told['virtual-size'] ?? 0);
  const folder = await mkdtemp(path.join(tmpdir(), 'vireo-appliance-'));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const raw = path.join(folder, 'disk.raw');
    await qemuImg(['convert', '-O', 'raw', source, raw], name);
    return { stream: readRawImage(createReadStream(raw, { highWaterMark: 65_536 }), atLeast(capacityBytes, virtualSize)), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function qemuImg(args: readonly string[], name: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand(thisComputer, ['qemu-img', ...args], { deadlineMs: CONVERT_MS }).catch((error: unknown) => {
    throw VirError.is(error, 'system-error') ? unsupportedAppliance(`'${name}' must be converted, and qemu-img is not on this computer`) : error;
  });
  if (code !== 0) throw badAppliance(`'${name}' cannot be read: ${stderr.trim().split('\n')[0] ?? ''}`);
  return stdout;
}

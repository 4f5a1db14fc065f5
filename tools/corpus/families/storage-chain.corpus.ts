import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { backingChain, type ChainImage, type ImageHost } from '../../../drivers/storage/backing-chain.ts';
import { IMAGE_FORMATS, type ImageFormat } from '../../../drivers/storage/image-header.ts';
import type { ImageLocation } from '../../../drivers/storage/image-location.ts';
import type { CorpusCase, CorpusFiles } from '../corpus-case.ts';
import { expectedOf, type CorpusTransformation } from '../transformation.ts';

const localHost: ImageHost = {
  kindOf(file) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return Promise.resolve(undefined);
    return Promise.resolve(found.isDirectory() ? 'dir' : found.isBlockDevice() ? 'block' : 'file');
  },
  readHeader(file, bytes) {
    const buffer = new Uint8Array(bytes);
    const descriptor = openSync(file, 'r');
    try {
      return Promise.resolve(buffer.subarray(0, readSync(descriptor, buffer)));
    } finally {
      closeSync(descriptor);
    }
  },
};

/** Symbolic links that libvirt has among its images. */
const LINKS = { link1: '../qcow2_raw-raw-reldir.qcow2', link2: '../qcow2_qcow2-qcow2-symlink_raw-raw-reldir.qcow2' };

/** A qcow2 image of 1 KiB with nothing in it but the name of the one below. */
function qcow2Image(version: 2 | 3, backing: string, format: string): Uint8Array {
  const start = version === 2 ? 72 : 104;
  const name = Buffer.from(backing);
  const image = Buffer.alloc(start + 16 + 8 + name.length);
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(version, 4);
  image.writeBigUInt64BE(BigInt(start + 24), 8);
  image.writeUInt32BE(name.length, 16);
  image.writeUInt32BE(16, 20);
  image.writeBigUInt64BE(1024n, 24);
  if (version === 3) image.writeUInt32BE(start, 100);
  image.writeUInt32BE(0xe279_2aca, start);
  image.writeUInt32BE(format.length, start + 4);
  image.write(format, start + 8);
  name.copy(image, start + 24);
  return image;
}

/** libvirt's tree of images below `root`, with the chain that its test lets qemu-img make. */
function buildTree(root: string, files: CorpusFiles): void {
  const folder = 'virstoragetestdata/images';
  const images = path.join(root, folder);
  mkdirSync(path.join(images, 'sub'), { recursive: true });
  for (const name of files.list(folder)) if (name !== 'sub') symlinkSync(files.path(`${folder}/${name}`), path.join(images, name));
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, path.join(images, 'sub', name));
  const made = path.join(root, 'virstoragedata');
  mkdirSync(made);
  writeFileSync(path.join(made, 'raw'), new Uint8Array(1024));
  writeFileSync(path.join(made, 'qcow2'), qcow2Image(2, path.join(made, 'raw'), 'raw'));
  writeFileSync(path.join(made, 'wrap'), qcow2Image(3, path.join(made, 'qcow2'), 'qcow2'));
}

function formatOf(one: CorpusCase): ImageFormat | 'auto' {
  const word = one.tag.replace('VIR_STORAGE_FILE_', '').toLowerCase();
  return IMAGE_FORMATS.find((format) => format === word) ?? 'auto';
}

function startOf(one: CorpusCase): string {
  const [given] = one.input;
  if (given !== undefined) return given;
  if (one.name === 'missing') return 'bogus';
  return one.name.startsWith('directory') ? 'virstoragetestdata/images/' : 'virstoragedata/wrap';
}

const TYPES: Readonly<Record<ImageLocation['type'], number>> = { file: 1, block: 2, dir: 3, network: 4, nvme: 6 };

function describe({ location, ...image }: ChainImage): string {
  const network = location.type === 'network' ? location : undefined;
  return [
    `path:${location.type === 'nvme' ? '' : (location.path ?? '<null>')}`,
    `backingStoreRaw: ${image.backingLocation ?? '<null>'}`,
    `capacity: ${image.capacityBytes}`,
    `encryption: ${image.encryption === undefined ? 0 : 1}`,
    `relPath:${image.relativePath ?? '<null>'}`,
    `type:${TYPES[location.type]}`,
    `format:${IMAGE_FORMATS.indexOf(image.format)}`,
    `protocol:${network?.protocol ?? 'none'}`,
    `hostname:${network?.servers[0]?.name ?? '<null>'}`,
    '',
  ].join('\n');
}

/** Paths as libvirt's tests show them, wherever the tree is. */
function stable(text: string, root: string): string {
  return text.replaceAll(`${root}/virstoragedata`, 'ABS_BUILDDIR/virstoragedata').replaceAll(root, 'ABS_SRCDIR');
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'virstorage-chain',
    async run(one, files) {
      const root = mkdtempSync(path.join(tmpdir(), 'storage-chain-'));
      try {
        buildTree(root, files);
        const chain = await backingChain(`${root}/${startOf(one)}`, formatOf(one), localHost, 20);
        return one.kind === 'ok' ? [{ actual: stable(chain.map(describe).join('\n'), root), expected: expectedOf(one) }] : [];
      } finally {
        rmSync(root, { recursive: true });
      }
    },
  },
];

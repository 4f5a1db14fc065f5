import { fileSource } from '../../drivers/conf/domain/storage-source.ts';
import { imageCounter, sourceImage, type BlockImage, type StorageFormat } from '../../drivers/qemu/block/block-image.ts';
import { chainLayers } from '../../drivers/qemu/block/blockdev-layers.ts';
import type { QmpClient } from '../../drivers/qemu/qmp/qmp-client.ts';
import { formatPlainJson } from '../../drivers/conf/json/plain-json.ts';
import { run, type BareQemu } from '../lab/index.ts';
import { openMonitor } from './open-monitor.ts';

/** Images in a folder, with the numbers of their nodes. */
export class ImageShelf {
  readonly dir: string;
  readonly #nextId = imageCounter();

  constructor(dir: string) {
    this.dir = dir;
  }

  /** What an image at some place is called; the file need not be there. */
  image(name: string, below: BlockImage | 'none' = 'none', format: StorageFormat = 'qcow2'): BlockImage {
    return sourceImage(fileSource(`${this.dir}/${name}`), format, undefined, below, { nextId: this.#nextId });
  }

  /** Makes it with qemu-img. */
  async make(name: string, size = '16M', below?: BlockImage): Promise<BlockImage> {
    const backing = below?.source.type === 'file' ? ['-F', below.format, '-b', below.source.file ?? ''] : [];
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', ...backing, `${this.dir}/${name}`, ...(below === undefined ? [size] : [])]);
    return this.image(name, below ?? 'none');
  }

  /** Writes a pattern into an image nobody has open: `qemu-io` words. */
  async io(name: string, ...commands: string[]): Promise<string> {
    const { stdout } = await run(['qemu-io', '-f', 'qcow2', ...commands.flatMap((command) => ['-c', command]), `${this.dir}/${name}`]);
    return stdout;
  }
}

/** A paused machine with a virtio disk on a chain, and its monitor. */
export async function startWithDisk(house: BareQemu, top: BlockImage): Promise<QmpClient> {
  const blockdevs = chainLayers(top).flatMap((props) => ['-blockdev', formatPlainJson(props)]);
  const qemu = await house.start([...blockdevs, '-device', `{"driver":"virtio-blk-pci","drive":"${top.formatNode}","id":"disk0"}`]);
  return openMonitor(qemu);
}

/** The part of QEMU's virtio disk that has the contents. */
const BACKEND = '/machine/peripheral/disk0/virtio-backend';

/** Writes to the machine's disk as its guest would. What it says is lost in QEMU's own output: read it back. */
export async function writeLive(client: QmpClient, command: string): Promise<void> {
  await client.execute('human-monitor-command', { 'command-line': `qemu-io -d ${BACKEND} "${command}"` });
}

/** Reads what a node has, over NBD: fails where a pattern (`read -P 1 0 1M`) is another one. */
export async function readLive(client: QmpClient, node: string, dir: string, ...commands: string[]): Promise<void> {
  const path = `${dir}/read.sock`;
  await client.execute('nbd-server-start', { addr: { type: 'unix', data: { path } } });
  try {
    await client.execute('block-export-add', { 'type': 'nbd', 'id': 'read', 'node-name': node, 'name': 'read' });
    await run(['qemu-io', '-r', '-f', 'raw', ...commands.flatMap((command) => ['-c', command]), `nbd+unix:///read?socket=${path}`]);
  } finally {
    await client.execute('nbd-server-stop');
    await run(['rm', '-f', path]);
  }
}

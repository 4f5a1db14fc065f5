import type { CancelSignal } from '../../../api/records.ts';
import { isPlainObject, parsePlainJson, type PlainJsonObject } from '../../../conf/json/plain-json.ts';
import type { JobProgress } from '../../../core/job.ts';
import type { CommandHost } from '../../../transport/exec/process-channel.ts';
import { runCommand } from '../../../transport/exec/run-command.ts';
import { printable } from '../../../transport/printable.ts';
import { Reply } from '../../qmp/reply.ts';
import { qemuError } from '../../qmp/qmp-error.ts';

/** How `qemu-img` is run. */
export interface QemuImgOptions {
  readonly program?: string;
  readonly signal?: CancelSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** What to make, {@link createImageFile}. */
export interface ImageFile {
  readonly path: string;
  readonly format: string;
  readonly capacityBytes?: bigint | undefined;
  readonly backing?: { readonly path: string; readonly format: string } | undefined;
  /** `preallocation=metadata`, `cluster_size=65536`, … */
  readonly options?: readonly string[];
}

/** What an image says of itself, {@link imageFileInfo}. */
export interface ImageFileInfo {
  readonly format: string;
  readonly capacityBytes: bigint;
  readonly allocationBytes: bigint;
  readonly clusterBytes: bigint | undefined;
  readonly isEncrypted: boolean;
  /** As its header has it, and as a whole path. */
  readonly backingFile: string | undefined;
  readonly backingPath: string | undefined;
  readonly backingFormat: string | undefined;
  /** Names of its internal snapshots. */
  readonly snapshots: readonly string[];
}

/** Makes an image of a machine that does not run. @throws operation-failed with qemu-img's words. */
export async function createImageFile(host: CommandHost, { path, format, capacityBytes, backing, options = [] }: ImageFile, how: QemuImgOptions = {}): Promise<void> {
  const below = backing === undefined ? [] : ['-b', backing.path, '-F', backing.format];
  const listed = options.length === 0 ? [] : ['-o', options.join(',')];
  await run(host, ['create', '-q', '-f', format, ...below, ...listed, '--', path, ...(capacityBytes === undefined ? [] : [String(capacityBytes)])], how);
}

/** Makes an image larger, or smaller if that is meant. */
export async function resizeImageFile(host: CommandHost, path: string, format: string, capacityBytes: bigint, { shrink = false, ...how }: QemuImgOptions & { readonly shrink?: boolean } = {}): Promise<void> {
  await run(host, ['resize', '-q', '-f', format, ...(shrink ? ['--shrink'] : []), '--', path, String(capacityBytes)], how);
}

/** Copies an image into a new one of another kind, with progress. */
export async function convertImageFile(host: CommandHost, from: { readonly path: string; readonly format: string }, to: ImageFile, how: QemuImgOptions = {}): Promise<void> {
  const below = to.backing === undefined ? [] : ['-B', to.backing.path, '-F', to.backing.format];
  const listed = to.options === undefined || to.options.length === 0 ? [] : ['-o', to.options.join(',')];
  await runWithProgress(host, ['convert', '-p', '-f', from.format, '-O', to.format, ...below, ...listed, '--', from.path, to.path], how);
}

/** Writes an image into the one below it. */
export async function commitImageFile(host: CommandHost, path: string, format: string, { base, ...how }: QemuImgOptions & { readonly base?: string } = {}): Promise<void> {
  await runWithProgress(host, ['commit', '-p', '-f', format, ...(base === undefined ? [] : ['-b', base]), '--', path], how);
}

/** Puts an image on another one; `safe` copies what differs, without it only the header is changed. Without `backing`, on none. */
export async function rebaseImageFile(host: CommandHost, path: string, format: string, backing: { readonly path: string; readonly format: string } | undefined, { safe = true, ...how }: QemuImgOptions & { readonly safe?: boolean } = {}): Promise<void> {
  const below = backing === undefined ? ['-b', ''] : ['-b', backing.path, '-F', backing.format];
  await runWithProgress(host, ['rebase', '-p', '-f', format, ...(safe ? [] : ['-u']), ...below, '--', path], how);
}

/** Internal snapshots of an image nobody has open. */
export async function snapshotImageFile(host: CommandHost, path: string, verb: 'create' | 'apply' | 'delete', tag: string, how: QemuImgOptions = {}): Promise<void> {
  const letter = { create: '-c', apply: '-a', delete: '-d' }[verb];
  await run(host, ['snapshot', '-q', letter, tag, '--', path], how);
}

/** What an image says of itself; also of one that a machine has open. */
export async function imageFileInfo(host: CommandHost, path: string, how: QemuImgOptions = {}): Promise<ImageFileInfo> {
  const info = new Reply('qemu-img info', parseObject(await run(host, ['info', '-U', '--output=json', '--', path], how)));
  return {
    format: info.string('format'),
    capacityBytes: info.bigint('virtual-size'),
    allocationBytes: info.bigintOr('actual-size') ?? 0n,
    clusterBytes: info.bigintOr('cluster-size'),
    isEncrypted: info.booleanOr('encrypted') === true,
    backingFile: info.stringOr('backing-filename'),
    backingPath: info.stringOr('full-backing-filename') ?? info.stringOr('backing-filename'),
    backingFormat: info.stringOr('backing-filename-format'),
    snapshots: info.objects('snapshots').map((snapshot) => snapshot.string('name')),
  };
}

function parseObject(text: string): PlainJsonObject {
  const value = parsePlainJson(text);
  if (!isPlainObject(value)) throw qemuError('internal-error', 'qemu-img told something that is no object');
  return value;
}

async function run(host: CommandHost, args: readonly string[], { program = 'qemu-img', signal }: QemuImgOptions): Promise<string> {
  const { code, stdout, stderr } = await runCommand(host, [program, ...args], { deadlineMs: 600_000, ...(signal === undefined ? {} : { signal }) });
  if (code !== 0) throw failed(args, stderr);
  return stdout;
}

/** `qemu-img -p` writes `    (12.34/100%)` and a carriage return, again and again. */
async function runWithProgress(host: CommandHost, args: readonly string[], { program = 'qemu-img', signal, onProgress }: QemuImgOptions): Promise<void> {
  const running = await host.spawn([program, ...args]);
  const stop = (): void => {
    running.dispose();
  };
  signal?.addEventListener('abort', stop);
  try {
    if (signal?.aborted === true) stop();
    running.channel.consume((piece) => {
      const found = [...Buffer.from(piece).toString('latin1').matchAll(/\((\d+(?:\.\d+)?)\/100%\)/g)].at(-1)?.[1];
      if (found !== undefined) onProgress?.({ done: Math.round(Number(found) * 100), total: 10_000, unit: 'steps' });
    });
    running.channel.end();
    const { code } = await running.exited;
    if (signal?.aborted === true) throw qemuError('operation-aborted', `qemu-img ${args[0] ?? ''} was given up`);
    if (code !== 0) throw failed(args, running.stderrTail());
  } finally {
    signal?.removeEventListener('abort', stop);
    running.dispose();
  }
}

function failed([verb = '']: readonly string[], stderr: string): Error {
  return qemuError('operation-failed', `qemu-img ${verb}: ${printable(stderr.trim().replace(/^qemu-img: /, ''), 1000)}`);
}

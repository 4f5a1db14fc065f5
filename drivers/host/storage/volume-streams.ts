import type { LongCallOptions } from '../../api/extras.ts';
import type { StreamHole, VirStream } from '../../api/stream.ts';
import { libvirtError } from '../../core/error-text.ts';
import { channelToStream } from '../../transport/channel-stream.ts';
import type { ProcessChannel } from '../../transport/exec/process-channel.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { runLong, type LongResult } from '../run-long.ts';

/** Smaller pieces of nothing are sent as they are. */
const HOLE_BYTES = 64 * 1024;
/** Smaller holes are sent as zeros: making a hole is a command of its own. */
const PUNCH_BYTES = 32n * 1024n * 1024n;

const ZEROS_BYTES = 1024 * 1024;

/** dd makes the file its standard output; the shell around it keeps ours open, whose end would mean the end of the program. */
const WRITE = 'dd of="$1" bs="$3" iflag=fullblock oflag=seek_bytes conv="$4" seek="$2" status=none; exit $?';
const ZERO = 'dd if=/dev/zero of="$1" bs=1M iflag=count_bytes oflag=seek_bytes conv=notrunc,nocreat,fsync seek="$2" count="$3" status=none; exit $?';

/** Writes zeros over a part of a file. */
export function zeroFile({ commands }: Surroundings, path: string, offsetBytes: bigint, lengthBytes: bigint, options: LongCallOptions = {}): Promise<LongResult> {
  return runLong(commands, ['sh', '-c', ZERO, 'sh', path, String(offsetBytes), String(lengthBytes)], options);
}

/** Where in a file; a length of 0 is "to its end". */
export interface FileRange {
  readonly offsetBytes: bigint;
  readonly lengthBytes: bigint;
}

interface Running extends ProcessChannel {
  readonly stream: VirStream;
}

async function start(surroundings: Surroundings, argv: readonly string[]): Promise<Running> {
  const process = await surroundings.commands.spawn(argv);
  return { ...process, stream: channelToStream(process.channel) };
}

async function assertDone({ exited, stderrTail }: Running, path: string): Promise<void> {
  const { code, signal } = await exited;
  if (code !== 0) throw libvirtError('storage', 'system-error', `cannot transfer '${path}': ${stderrTail().trim() || (signal ?? 'broken off')}`, { subject: path });
}

/** The bytes of a file. `sparse`: runs of zeros come as holes. `onEnd` is called once. */
export async function downloadStream(surroundings: Surroundings, path: string, { offsetBytes, lengthBytes }: FileRange, sparse: boolean, onEnd: () => void): Promise<VirStream> {
  const count = lengthBytes === 0n ? [] : [`count=${lengthBytes}`];
  const running = await start(surroundings, ['dd', `if=${path}`, 'bs=1M', 'iflag=skip_bytes,count_bytes,fullblock', `skip=${offsetBytes}`, ...count, 'status=none']);
  const pending: (Uint8Array | StreamHole)[] = [];
  const splitter = new HoleSplitter();
  const end = (): void => {
    running.dispose();
    onEnd();
  };
  const recv = async (): Promise<Uint8Array | StreamHole | undefined> => {
    for (;;) {
      const ready = pending.shift();
      if (ready !== undefined) return ready;
      const piece = await running.stream.recv();
      if (piece === undefined) {
        await assertDone(running, path);
        const last = splitter.flush();
        if (last === undefined) return undefined;
        return last;
      }
      if (!(piece instanceof Uint8Array) || !sparse) return piece;
      pending.push(...splitter.push(piece));
    }
  };
  return {
    recv,
    send: () => Promise.reject(libvirtError('streams', 'operation-invalid', 'stream is not open for writing')),
    finish: () => { end(); return Promise.resolve(); },
    abort: () => { end(); return Promise.resolve(); },
  };
}

/** Cuts bytes into pieces with contents and runs of zeros. */
export class HoleSplitter {
  #holeBytes = 0n;

  push(bytes: Uint8Array): (Uint8Array | StreamHole)[] {
    const out: (Uint8Array | StreamHole)[] = [];
    let from = 0;
    for (let at = 0; at < bytes.length; at += HOLE_BYTES) {
      const piece = bytes.subarray(at, at + HOLE_BYTES);
      if (!isZero(piece)) continue;
      if (at > from) out.push(...this.#data(bytes.subarray(from, at)));
      this.#holeBytes += BigInt(piece.length);
      from = at + piece.length;
    }
    if (from < bytes.length) out.push(...this.#data(bytes.subarray(from)));
    return out;
  }

  #data(bytes: Uint8Array): (Uint8Array | StreamHole)[] {
    const hole = this.flush();
    return hole === undefined ? [bytes] : [hole, bytes];
  }

  /** What is left at the end. */
  flush(): StreamHole | undefined {
    if (this.#holeBytes === 0n) return undefined;
    const hole = { holeBytes: this.#holeBytes };
    this.#holeBytes = 0n;
    return hole;
  }
}

function isZero(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer[0] === 0 && (buffer.length < 2 || buffer.subarray(1).equals(buffer.subarray(0, -1)));
}

/** Takes the bytes of a file. `onEnd` is called once, and told whether all of it has arrived. */
export async function uploadStream(surroundings: Surroundings, path: string, { offsetBytes, lengthBytes }: FileRange, sparse: boolean, onEnd: (complete: boolean) => void): Promise<VirStream> {
  const upload = new Upload(surroundings, path, offsetBytes, lengthBytes);
  await upload.open();
  const end = (complete: boolean): void => {
    upload.dispose();
    onEnd(complete);
  };
  return {
    recv: () => Promise.reject(libvirtError('streams', 'operation-invalid', 'stream is not open for reading')),
    send: (data) => upload.send(data),
    ...(sparse ? { sendHole: (holeBytes: bigint) => upload.sendHole(holeBytes) } : {}),
    async finish() {
      try {
        await upload.finish();
      } catch (error) {
        end(false);
        throw error;
      }
      end(true);
    },
    abort: () => {
      end(false);
      return Promise.resolve();
    },
  };
}

/** One writing command at a time; a large hole ends it, is punched, and another goes on behind it. */
class Upload {
  readonly #surroundings: Surroundings;
  readonly #path: string;
  readonly #endBytes: bigint | undefined;
  #atBytes: bigint;
  #running: Running | undefined;
  /** Nothing is in the file yet: zeros need not be written. */
  #isBlank: boolean | undefined;

  constructor(surroundings: Surroundings, path: string, offsetBytes: bigint, lengthBytes: bigint) {
    this.#surroundings = surroundings;
    this.#path = path;
    this.#atBytes = offsetBytes;
    this.#endBytes = lengthBytes === 0n ? undefined : offsetBytes + lengthBytes;
  }

  async open(): Promise<void> {
    if (this.#isBlank === undefined) {
      const [info] = await this.#surroundings.files.stat([this.#path]);
      this.#isBlank = info?.allocatedBytes === 0n;
    }
    const [size, how] = this.#isBlank ? (['64K', 'notrunc,nocreat,sparse'] as const) : (['1M', 'notrunc,nocreat'] as const);
    this.#running = await start(this.#surroundings, ['sh', '-c', WRITE, 'sh', this.#path, String(this.#atBytes), size, how]);
  }

  async send(data: Uint8Array): Promise<void> {
    this.#checkRoom(BigInt(data.length));
    if (this.#running === undefined) await this.open();
    const running = this.#running;
    try {
      await running?.stream.send(data);
    } catch (error) {
      // The program that writes knows better why it has ended.
      if (running !== undefined) await assertDone(running, this.#path);
      throw error;
    }
    this.#atBytes += BigInt(data.length);
  }

  async sendHole(holeBytes: bigint): Promise<void> {
    this.#checkRoom(holeBytes);
    if (holeBytes < PUNCH_BYTES) {
      const zeros = new Uint8Array(ZEROS_BYTES);
      for (let left = Number(holeBytes); left > 0; left -= ZEROS_BYTES) await this.send(left < ZEROS_BYTES ? zeros.subarray(0, left) : zeros);
      return;
    }
    await this.finish();
    await this.#punch(holeBytes);
    this.#atBytes += holeBytes;
  }

  async #punch(holeBytes: bigint): Promise<void> {
    const { commands, files } = this.#surroundings;
    const [info] = await files.stat([this.#path]);
    if (info !== undefined && info.sizeBytes < this.#atBytes + holeBytes) await files.truncate(this.#path, this.#atBytes + holeBytes);
    // What lies behind the old end is a hole already.
    if (info === undefined || info.sizeBytes <= this.#atBytes || this.#isBlank === true) return;
    const { code, stderr } = await runCommand(commands, ['fallocate', '-p', '-o', String(this.#atBytes), '-l', String(holeBytes), '--', this.#path]);
    if (code === 0) return;
    const written = await zeroFile(this.#surroundings, this.#path, this.#atBytes, holeBytes);
    if (written.code !== 0) throw libvirtError('storage', 'system-error', `cannot write '${this.#path}': ${written.stderr.trim()}${stderr.trim()}`, { subject: this.#path });
  }

  #checkRoom(moreBytes: bigint): void {
    if (this.#endBytes === undefined || this.#atBytes + moreBytes <= this.#endBytes) return;
    throw libvirtError('streams', 'system-error', `cannot write to stream: No space left on device`, { subject: this.#path });
  }

  /** Waits until all that was sent is written. */
  async finish(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.channel.end();
    await assertDone(running, this.#path);
    running.dispose();
  }

  dispose(): void {
    this.#running?.dispose();
    this.#running = undefined;
  }
}

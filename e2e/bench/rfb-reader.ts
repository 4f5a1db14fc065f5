import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

const RAW = 0;
const PIXEL_BYTES = 4;
const UPDATE = 0;
const BELL = 2;
const CUT_TEXT = 3;

/**
 * Reads a display for some time as fast as it comes and looks at nothing: RFB 3.8 without security, raw pixels (RFC 6143). Gives how many
 * updates and bytes a second came.
 */
export async function readDisplay(port: number, forMs: number): Promise<{ readonly updates: number; readonly megabytes: number }> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  try {
    const bytes = new Bytes(socket);
    const size = await shakeHands(socket, bytes);
    socket.write(Buffer.from([2, 0, 0, 1, 0, 0, 0, RAW]));
    socket.write(updateRequest(size, false));
    await readUpdate(bytes);
    const startMs = performance.now();
    const startBytes = bytes.count;
    let updates = 0;
    while (performance.now() - startMs < forMs) {
      socket.write(updateRequest(size, true));
      await readUpdate(bytes);
      updates += 1;
    }
    const seconds = (performance.now() - startMs) / 1000;
    return { updates: updates / seconds, megabytes: (bytes.count - startBytes) / seconds / 1e6 };
  } finally {
    socket.destroy();
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** ServerInit: width, height, pixel format (16 bytes, bits a pixel first), length of the name, name. */
async function shakeHands(socket: Socket, bytes: Bytes): Promise<Size> {
  await bytes.take(12);
  socket.write('RFB 003.008\n');
  const [kinds = 0] = await bytes.take(1);
  if (!(await bytes.take(kinds)).includes(1)) throw new Error('the display wants a password');
  socket.write(Uint8Array.of(1));
  await bytes.take(4);
  socket.write(Uint8Array.of(1));
  const init = await bytes.take(24);
  await bytes.skip(init.readUInt32BE(20));
  if (init.readUInt8(4) !== PIXEL_BYTES * 8) throw new Error(`a display with ${init.readUInt8(4)} bits a pixel`);
  return { width: init.readUInt16BE(0), height: init.readUInt16BE(2) };
}

function updateRequest({ width, height }: Size, incremental: boolean): Buffer {
  const request = Buffer.alloc(10);
  request.set([3, incremental ? 1 : 0]);
  request.writeUInt16BE(width, 6);
  request.writeUInt16BE(height, 8);
  return request;
}

/** `U8 type = 0, padding, U16 rectangles`, each `U16 x, y, width, height, S32 encoding`, then its pixels. */
async function readUpdate(bytes: Bytes): Promise<void> {
  for (;;) {
    const [type] = await bytes.take(1);
    if (type === BELL) continue;
    if (type === CUT_TEXT) {
      await bytes.skip((await bytes.take(7)).readUInt32BE(3));
      continue;
    }
    if (type !== UPDATE) throw new Error(`an RFB message of type ${String(type)}`);
    const rectangles = (await bytes.take(3)).readUInt16BE(1);
    for (let index = 0; index < rectangles; index++) {
      const head = await bytes.take(12);
      if (head.readInt32BE(8) !== RAW) throw new Error(`an encoding that was not asked for: ${head.readInt32BE(8)}`);
      await bytes.skip(head.readUInt16BE(4) * head.readUInt16BE(6) * PIXEL_BYTES);
    }
    return;
  }
}

/** What a socket brings, in the pieces that are wanted. */
class Bytes {
  /** How many came in all. */
  count = 0;
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async take(length: number): Promise<Buffer> {
    while (this.#rest.length < length) this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async skip(length: number): Promise<void> {
    let left = length;
    while (this.#rest.length < left) {
      left -= this.#rest.length;
      this.#rest = await this.#next();
    }
    this.#rest = this.#rest.subarray(left);
  }

  async #next(): Promise<Buffer> {
    const result = await this.#pieces.next();
    if (result.done === true) throw new Error('the display has hung up');
    this.count += result.value.length;
    return result.value;
  }
}

import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const VNC_AUTHENTICATION = 2;

/** Signs in at a VNC display with a password ([RFC 6143](https://www.rfc-editor.org/rfc/rfc6143#section-7.2.2)); whether it was taken. */
export async function vncTakes(socketPath: string, password: string): Promise<boolean> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
    const reader = new Reader(socket);
    socket.write(await reader.take(12));
    const types = await reader.take((await reader.take(1))[0] ?? 0);
    if (!types.includes(VNC_AUTHENTICATION)) throw new Error(`no password is asked for: ${types.join(' ')}`);
    socket.write(Buffer.from([VNC_AUTHENTICATION]));
    const challenge = await reader.take(16);
    // Three equal keys make one of it; the bits of each byte are the other way round.
    const key = Buffer.alloc(8);
    Buffer.from(password, 'latin1').copy(key);
    const mirrored = Buffer.from(key.map((byte) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2)));
    const cipher = createCipheriv('des-ede3', Buffer.concat([mirrored, mirrored, mirrored]), null).setAutoPadding(false);
    socket.write(Buffer.concat([cipher.update(challenge), cipher.final()]));
    return (await reader.take(4)).readUInt32BE() === 0;
  } finally {
    socket.destroy();
  }
}

class Reader {
  #kept = Buffer.alloc(0);
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    socket.on('data', (piece: Buffer) => {
      this.#kept = Buffer.concat([this.#kept, piece]);
      this.#wake();
    });
    socket.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  async take(bytes: number): Promise<Buffer> {
    while (this.#kept.length < bytes) {
      if (this.#isOver) throw new Error(`the display hung up before ${bytes} bytes`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#kept.subarray(0, bytes);
    this.#kept = this.#kept.subarray(bytes);
    return taken;
  }
}

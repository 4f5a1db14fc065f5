import type { ServerStream } from '../../main/contract/define.ts';

const WIDTH_PX = 1920;
const HEIGHT_PX = 1080;
const PIECE_BYTES = 256 * 1024;
const REQUEST = 3;

/** What a flood has done so far. */
export interface Flood {
  bytes: number;
  updates: number;
  /** No update is sent before this is over. */
  pause?: Promise<void> | undefined;
}

/** ServerInit (RFC 6143, 7.3.2): size, 32 bits a pixel, red first, and a name. */
function serverInit(): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, WIDTH_PX);
  view.setUint16(2, HEIGHT_PX);
  bytes.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16], 4);
  return bytes;
}

/** What a pixel of a flood looks like, but for its blue: red and green tell where it is. */
export const floodPixel = (x: number, y: number): readonly [red: number, green: number] => [x & 0xff, y & 0xff];

/** A whole screen as one rectangle in raw encoding. */
function screen(blue: number): Uint8Array {
  const bytes = new Uint8Array(16 + WIDTH_PX * HEIGHT_PX * 4);
  const view = new DataView(bytes.buffer);
  for (let y = 0; y < HEIGHT_PX; y++) {
    for (let x = 0; x < WIDTH_PX; x++) {
      const [red, green] = floodPixel(x, y);
      view.setUint32(16 + (y * WIDTH_PX + x) * 4, ((red << 24) | (green << 16) | (blue << 8)) >>> 0);
    }
  }
  view.setUint32(0, 1);
  view.setUint16(8, WIDTH_PX);
  view.setUint16(10, HEIGHT_PX);
  return bytes;
}

/** Serves RFB 3.8 whose screen changes whole, as often as it is asked for. Returns when the page has gone. */
export async function serveFlood(page: ServerStream, flood: Flood): Promise<void> {
  await page.send(Buffer.from('RFB 003.008\n', 'latin1'));
  await page.recv();
  await page.send(Uint8Array.of(1, 1));
  await page.recv();
  await page.send(new Uint8Array(4));
  await page.recv();
  await page.send(serverInit());
  const screens = [screen(0x30), screen(0x60)];
  for (let piece = await page.recv(); piece !== undefined; piece = await page.recv()) {
    // noVNC sends a request as a message of its own; the messages before the first come together.
    if (piece.length < 10 || piece.at(-10) !== REQUEST) continue;
    await flood.pause;
    const next = screens[flood.updates % screens.length] ?? new Uint8Array();
    for (let at = 0; at < next.length; at += PIECE_BYTES) await page.send(next.subarray(at, at + PIECE_BYTES));
    flood.bytes += next.length;
    flood.updates += 1;
  }
}

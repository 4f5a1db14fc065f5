import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 320;
const HEIGHT = 200;
const BARS = 8;

/**
 * The picture of a machine's screen: test bars, tinted by the machine's UUID, so that two machines look
 * different and one always the same; black when it does not run.
 *
 * PNG: signature, then chunks of {u32 length, 4 letters, data, u32 CRC of letters and data}. IHDR is
 * {u32 width, u32 height, u8 depth 8, u8 colour type 2 (RGB), u8 0, u8 0, u8 0}; IDAT holds the deflated
 * rows, each behind a filter byte 0.
 */
export function screenshotPng(uuid: string, on: boolean): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows(uuid, on))), chunk('IEND', Buffer.alloc(0))]);
}

function rows(uuid: string, on: boolean): Buffer {
  const tint = Buffer.from(uuid.replace(/-/g, '').slice(0, 6), 'hex');
  const row = Buffer.alloc(1 + WIDTH * 3);
  if (on) {
    for (let x = 0; x < WIDTH; x++) {
      const bar = Math.floor((x * BARS) / WIDTH);
      for (let channel = 0; channel < 3; channel++) {
        const bright = ((bar >> channel) & 1) === 0 ? 255 : 48;
        row[1 + x * 3 + channel] = (bright * 3 + (tint[channel] ?? 0)) >> 2;
      }
    }
  }
  return Buffer.concat(Array.from({ length: HEIGHT }, () => row));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

import { crc32, deflate } from 'node:zlib';
import { promisify } from 'node:util';
import { VirError } from '../../../drivers/core/vir-error.ts';

const deflateAsync = promisify(deflate);
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Whether these bytes are a PNG image. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * A binary portable pixmap (P6, 8 bits a colour) as PNG.
 *
 * P6: `P6 WIDTH HEIGHT MAXIMUM` with white space and `# comments` between, one white space, then width × height × RGB.
 * PNG (W3C, third edition): signature, then chunks of length, type, data, CRC: IHDR, IDAT, IEND; each line of pixels
 * has a filter byte before it, here 0.
 *
 * @throws operation-failed for what is no such pixmap.
 */
export async function ppmToPng(ppm: Uint8Array): Promise<Uint8Array> {
  const { width, height, offset } = header(ppm);
  const line = width * 3;
  if (ppm.length - offset < line * height) throw bad('its pixels are cut off');
  const raw = Buffer.alloc((line + 1) * height);
  for (let y = 0; y < height; y++) raw.set(ppm.subarray(offset + y * line, offset + (y + 1) * line), y * (line + 1) + 1);
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  ihdr.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, deflate, adaptive filters, not interlaced
  const idat = await deflateAsync(raw, { level: 3 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', ihdr), chunk('IDAT', idat), chunk('IEND', Buffer.alloc(0))]);
}

function header(ppm: Uint8Array): { readonly width: number; readonly height: number; readonly offset: number } {
  const text = Buffer.from(ppm.buffer, ppm.byteOffset, Math.min(ppm.length, 4096)).toString('latin1');
  const match = /^P6(?:\s+|#[^\n]*\n)+(\d+)(?:\s+|#[^\n]*\n)+(\d+)(?:\s+|#[^\n]*\n)+(\d+)\s/.exec(text);
  if (match === null) throw bad('it is no binary pixmap');
  const [width, height, maximum] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (maximum !== 255 || width < 1 || height < 1 || width > 32_768 || height > 32_768) throw bad(`${width} × ${height}, up to ${maximum}`);
  return { width, height, offset: match[0].length };
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function bad(why: string): VirError {
  return new VirError({ code: 'operation-failed', domain: 'none', message: `operation failed: cannot read the picture of the screen: ${why}` });
}

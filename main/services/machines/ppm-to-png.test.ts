import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isPng, ppmToPng } from './ppm-to-png.ts';

const ppm = (head: string, pixels: readonly number[]): Uint8Array => Buffer.concat([Buffer.from(head), Buffer.from(pixels)]);

describe('ppmToPng', () => {
  it('keeps every pixel', async () => {
    const png = Buffer.from(await ppmToPng(ppm('P6\n# by a test\n2 2\n255\n', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])));
    expect(isPng(png)).toBe(true);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 2]);
    const length = png.readUInt32BE(33);
    expect(png.subarray(37, 41).toString()).toBe('IDAT');
    expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12]);
    expect(png.subarray(-8, -4).toString()).toBe('IEND');
  });

  it.each(['P5\n2 2\n255\n', 'P6\n2 2\n65535\n', 'P6\n99999 2\n255\n', 'GIF89a'])('refuses %j', async (head) => {
    await expect(ppmToPng(ppm(head, [1, 2, 3]))).rejects.toMatchObject({ code: 'operation-failed' });
  });

  it('refuses a picture that is cut off', async () => {
    await expect(ppmToPng(ppm('P6\n2 2\n255\n', [1, 2, 3]))).rejects.toThrow('cut off');
  });
});

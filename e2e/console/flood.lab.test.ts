import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCanvas, startConsoleBench, type ConsoleBench } from './console-bench.ts';
import { floodPixel, serveFlood, type Flood } from './rfb-flood.ts';

const CHROMIUM = '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
const MEASURE_MS = 5000;

describe.skipIf(missing)(`a display that changes all the time${missing ? ` [skipped: no ${CHROMIUM}]` : ''}`, () => {
  const flood: Flood = { bytes: 0, updates: 0 };
  let bench: ConsoleBench;

  beforeAll(async () => {
    bench = await startConsoleBench('test:///default', () => ({
      list: () => Promise.resolve([{ id: 'vnc:0', kind: 'vnc', label: 'vnc0', usable: true, reason: undefined, values: {}, canAddVnc: false }]),
      vnc: (_, accept) => serveFlood(accept({ kind: 'vnc', path: 'direct', viewOnly: false, others: 0 }), flood),
    }));
  });

  afterAll(async () => {
    expect(bench.complaints).toEqual([]);
    await bench.dispose();
  });

  /** Asks the page while nothing comes: a busy computer could take long to answer in between. */
  async function whileStill<T>(ask: () => Promise<T>): Promise<T> {
    let go = (): void => undefined;
    flood.pause = new Promise((resolve) => { go = resolve; });
    try {
      return await ask();
    } finally {
      flood.pause = undefined;
      go();
    }
  }

  it('goes on being drawn, and the page still answers', async () => {
    const { page } = bench;
    await page.getByRole('row', { name: /test/ }).getByText('test', { exact: true }).dblclick();
    await page.locator('.console-picture canvas').waitFor();
    await expect.poll(() => flood.updates, { timeout: 60_000 }).toBeGreaterThan(2);
    const before = { ...flood };
    const startedMs = performance.now();
    await page.waitForTimeout(MEASURE_MS);
    const seconds = (performance.now() - startedMs) / 1000;
    const perSecond = { megabytes: (flood.bytes - before.bytes) / seconds / 1e6, updates: (flood.updates - before.updates) / seconds };
    const askedMs = performance.now();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    console.log(`flood: ${perSecond.megabytes.toFixed(0)} MB/s, ${perSecond.updates.toFixed(1)} full screens of 1920 x 1080 a second; a frame after ${Math.round(performance.now() - askedMs)} ms`);
    expect(flood.updates).toBeGreaterThan(before.updates);
  });

  it('shows every pixel in its place', async () => {
    const { width, height, rgb } = await whileStill(() => readCanvas(bench.page));
    const blue = rgb[2] ?? 0;
    const wrong: string[] = [];
    for (let at = 0; at < width * height && wrong.length < 5; at++) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const seen = [...rgb.subarray(at * 3, at * 3 + 3)];
      if (seen.join() !== [...floodPixel(x, y), blue].join()) wrong.push(`${x},${y}: ${seen.join()}`);
    }
    expect(wrong).toEqual([]);
    expect([width, height]).toEqual([1920, 1080]);
  });

  it("is put on the canvas in large pieces, which needs noVNC's insides to be the known ones", async () => {
    const seen = (): Promise<{ calls: number; updates: number }> => whileStill(async () => ({ calls: await bench.page.evaluate(() => Number(Reflect.get(window, 'blits'))), updates: flood.updates }));
    await whileStill(() => bench.page.evaluate(() => {
      const { putImageData } = CanvasRenderingContext2D.prototype;
      Reflect.set(window, 'blits', 0);
      CanvasRenderingContext2D.prototype.putImageData = function counted(...parameters: unknown[]) {
        Reflect.set(window, 'blits', Number(Reflect.get(window, 'blits')) + 1);
        Reflect.apply(putImageData, this, parameters);
      };
    }));
    const before = await seen();
    await expect.poll(() => flood.updates, { timeout: 60_000 }).toBeGreaterThan(before.updates + 3);
    const after = await seen();
    const perUpdate = (after.calls - before.calls) / (after.updates - before.updates);
    expect(perUpdate).toBeGreaterThan(1);
    expect(perUpdate).toBeLessThan(100);
  });
});

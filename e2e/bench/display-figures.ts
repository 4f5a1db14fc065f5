import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HandlersOf } from '../../main/contract/contract.ts';
import type { ServerStream } from '../../main/contract/define.ts';
import { startConsoleHost } from '../console/console-bench.ts';
import { serveFlood, type Flood } from '../console/rfb-flood.ts';
import { defineLabDomain, startLab, uniqueName, waitFor } from '../lab/index.ts';
import { median, type Figure } from './figure.ts';
import { readDisplay } from './rfb-reader.ts';
import { showPage } from './shown-app.ts';

const MEASURE_MS = 5000;
/** After a watcher has gone. */
const SETTLE_MS = 500;
const ROUNDS = 3;
/** RFC 6143, 7.5.3: what a page sends for each update that it has drawn. */
const UPDATE_REQUEST = 3;
const UPDATE_REQUEST_BYTES = 10;

/** A real machine whose whole screen changes all the time, in the page and in a reader that draws nothing; and a made-up display as fast as the page takes it. */
export async function displayFigures(say: (line: string) => void): Promise<readonly Figure[]> {
  return [await realDisplay(say), await madeUpDisplay(say)];
}

async function realDisplay(say: (line: string) => void): Promise<Figure> {
  const lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
  const machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('bench'), network: 'user' });
  try {
    const serial = await machine.boot();
    await serial.command('(churn >/dev/null 2>&1 &)');
    await serial.dispose();
    const port = 5900 + Number((await lab.privateLibvirtd.virsh(['vncdisplay', machine.name])).trim().split(':')[1]);
    const updates = { reader: [] as number[], page: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      const reader = await readDisplay(port, MEASURE_MS);
      const page = await pageUpdates(lab.privateLibvirtd.uri, machine.name);
      updates.reader.push(reader.updates);
      updates.page.push(page);
      say(`reader ${reader.updates.toFixed(1)} updates/s (${reader.megabytes.toFixed(0)} MB/s), page ${page.toFixed(1)}`);
    }
    return { what: "a real machine's display under change", unit: 'updates/s', ours: median(updates.page), peer: { name: 'bare reader', value: median(updates.reader) }, aim: { atLeast: 0.9 } };
  } finally {
    await machine.dispose();
    await lab.dispose();
  }
}

/** How many updates a second the page draws; it is closed afterwards, so that the reader has the display for itself. */
async function pageUpdates(uri: string, name: string): Promise<number> {
  const count = { updates: 0 };
  const own = (handlers: HandlersOf<'consoles'>): Partial<HandlersOf<'consoles'>> => ({
    vnc: (input, accept, context) => handlers.vnc(input, (hello) => counted(accept(hello), count), context),
  });
  return whileShown(uri, name, own, () => count.updates, () => count.updates);
}

async function madeUpDisplay(say: (line: string) => void): Promise<Figure> {
  const flood: Flood = { bytes: 0, updates: 0 };
  const handlers: Partial<HandlersOf<'consoles'>> = {
    list: () => Promise.resolve([{ id: 'vnc:0', kind: 'vnc', label: 'vnc0', usable: true, reason: undefined, values: {}, canAddVnc: false }]),
    vnc: (_, accept) => serveFlood(accept({ kind: 'vnc', path: 'direct', viewOnly: false, others: 0 }), flood),
  };
  const perSecond = await whileShown('test:///default', 'test', () => handlers, () => flood.updates, () => flood.bytes);
  say(`full screens of 1920 × 1080 in raw encoding`);
  return { what: 'a made-up display to the page', unit: 'MB/s', ours: perSecond / 1e6, aim: { atLeast: 150 } };
}

/** Shows a machine's display in a page that nobody watches, and measures how `value` grows in a second. */
async function whileShown(uri: string, name: string, change: (own: HandlersOf<'consoles'>) => Partial<HandlersOf<'consoles'>>, updates: () => number, value: () => number): Promise<number> {
  const host = await startConsoleHost(uri, change);
  try {
    const shown = await showPage(path.join(host.home, 'profile'), host.url);
    try {
      await shown.page.getByRole('row').getByText(name, { exact: true }).first().dblclick();
      await shown.page.locator('.console-picture canvas').waitFor();
      await waitFor('updates of the display', () => (updates() > 2 ? true : undefined), 30_000);
      await shown.leaveAlone();
      await sleep(SETTLE_MS);
      const [startMs, start] = [performance.now(), value()];
      await sleep(MEASURE_MS);
      return ((value() - start) * 1000) / (performance.now() - startMs);
    } finally {
      await shown.dispose();
    }
  } finally {
    await host.dispose();
  }
}

/** Counts the page's questions for the next update: it asks when it has drawn one. */
function counted(page: ServerStream, count: { updates: number }): ServerStream {
  return {
    ...page,
    recv: async () => {
      const piece = await page.recv();
      if (piece !== undefined && piece.length >= UPDATE_REQUEST_BYTES && piece.at(-UPDATE_REQUEST_BYTES) === UPDATE_REQUEST) count.updates += 1;
      return piece;
    },
  };
}

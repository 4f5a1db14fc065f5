import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { FakeHypervisor } from '../../testing/fake-hypervisor.ts';
import { CATALOGUE, catalogueEntries, checksumIn, fileNameOf } from './catalogue.ts';
import { downloadImage, type DownloadWish } from './download-image.ts';

const FILE = randomBytes(1_000_000);
const SUM = createHash('sha512').update(FILE).digest('hex');

let server: Server;
let base: string;
/** How a request for the file is answered; the number counts them. */
let answer: (request: IncomingMessage, response: ServerResponse, count: number) => void;
let ranges: (string | undefined)[];
let uploaded: Buffer[];
let fake: FakeHypervisor;
let connection: Connection;
let phases: MessageKey[];
let progress: number;
let stop: AbortController;

const from = (request: IncomingMessage): number => Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);

function serve(request: IncomingMessage, response: ServerResponse, until = FILE.length): void {
  const start = from(request);
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': FILE.length - start, etag: '"v1"', ...(start > 0 ? { 'content-range': `bytes ${start}-${FILE.length - 1}/${FILE.length}` } : {}) });
  if (until >= FILE.length) response.end(FILE.subarray(start));
  else response.write(FILE.subarray(start, until), () => response.destroy());
}

beforeEach(async () => {
  ranges = [];
  uploaded = [];
  phases = [];
  progress = 0;
  stop = new AbortController();
  answer = (request, response) => { serve(request, response); };
  let count = 0;
  server = createServer((request, response) => {
    if (request.url === '/SUMS') return void response.end(`${'0'.repeat(128)}  other.qcow2\n${SUM}  disk.qcow2\n`);
    ranges.push(request.headers.range);
    return answer(request, response, ++count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake = new FakeHypervisor();
  fake.addPool('main', true);
  fake.extra = {
    storageVol: {
      upload: () =>
        Promise.resolve({
          recv: () => Promise.resolve(undefined),
          send: (data: Uint8Array) => Promise.resolve(void uploaded.push(Buffer.from(data))),
          finish: () => Promise.resolve(),
          abort: () => Promise.resolve(),
        }),
    },
  };
  connection = await fake.driver.open(parseConnectUri('fake://host/'), {});
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function download(more: Partial<DownloadWish> = {}): Promise<unknown> {
  const wish: DownloadWish = { pool: 'main', url: `${base}/disk.qcow2`, checksum: { kind: 'list', url: `${base}/SUMS` }, waitsMs: [1, 1, 1], ...more };
  return downloadImage(connection, wish, { signal: stop.signal, say: (phase) => void phases.push(phase), progress: (done, total) => (progress = done / total) });
}
const inPool = (): boolean => fake.pools.get('main')?.volumes.has('disk.qcow2') === true;

describe('a download', () => {
  it('goes straight into the pool, and is what its makers say', async () => {
    await download();
    expect(Buffer.concat(uploaded).equals(FILE)).toBe(true);
    expect(Math.max(...uploaded.map(({ length }) => length))).toBeLessThanOrEqual(65_536);
    expect(fake.pools.get('main')?.volumes.get('disk.qcow2')).toBe(BigInt(FILE.length));
    expect([progress, phases]).toEqual([1, ['phase.asking', 'phase.fetching']]);
  });

  it('goes on where the connection was cut', async () => {
    answer = (request, response, count) => { serve(request, response, count < 4 ? count * 250_000 : undefined); };
    await download();
    expect(Buffer.concat(uploaded).equals(FILE)).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.length).toBeGreaterThanOrEqual(4);
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(phases).toContain('phase.goingOn');
  });

  it('gives up when nothing comes any more, and leaves nothing', async () => {
    answer = (request, response, count) => {
      if (count === 1) serve(request, response, 100_000);
      else response.writeHead(503).end();
    };
    await expect(download()).rejects.toMatchObject({ code: 'operation-failed', message: expect.stringContaining('broke off after') as unknown });
    expect(inPool()).toBe(false);
  });

  it('does not join two versions of a file', async () => {
    answer = (request, response, count) => {
      if (count === 1) return serve(request, response, 100_000);
      return void response.writeHead(200, { 'content-length': FILE.length }).end(FILE);
    };
    await expect(download()).rejects.toMatchObject({ code: 'operation-invalid' });
    expect(inPool()).toBe(false);
  });

  it('removes what is not what it should be', async () => {
    await expect(download({ checksum: { kind: 'sum', hex: 'ab'.repeat(32) } })).rejects.toMatchObject({ message: expect.stringContaining('checksum') as unknown });
    expect(inPool()).toBe(false);
    expect(uploaded.length).toBeGreaterThan(0);
  });

  it('begins nothing without the checksum that was promised', async () => {
    await expect(download({ checksum: { kind: 'list', url: `${base}/SUMS`, }, url: `${base}/unlisted.qcow2` })).rejects.toMatchObject({ message: expect.stringContaining('no checksum') as unknown });
    expect(uploaded).toEqual([]);
  });

  it('can be cancelled, and leaves nothing', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': FILE.length });
      response.write(FILE.subarray(0, 200_000));
    };
    const running = download();
    const ended = expect(running).rejects.toMatchObject({ code: 'operation-aborted' });
    while (uploaded.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await ended;
    expect(inPool()).toBe(false);
  });
});

describe('the catalogue', () => {
  it('has images of known systems, each with a checksum', () => {
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(15);
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const entry of catalogueEntries()) expect(entry.name).not.toBe(entry.osId);
    for (const { url, checksums } of CATALOGUE) expect([url.startsWith('https://'), new URL(checksums, url).protocol]).toEqual([true, 'https:']);
  });

  it('reads lists of checksums as they come', () => {
    const hex = 'a1'.repeat(32);
    expect(checksumIn(`${hex}  x.iso\n`, 'x.iso')).toBe(hex);
    expect(checksumIn(`${hex} *./dir/x.iso\n`, 'x.iso')).toBe(hex);
    expect(checksumIn(`# x.iso: 5 bytes\nSHA256 (x.iso) = ${hex.toUpperCase()}\n`, 'x.iso')).toBe(hex);
    expect(checksumIn(`${hex}\n`, 'x.iso')).toBe(hex);
    expect(checksumIn(`${hex}  y.iso\n`, 'x.iso')).toBeUndefined();
    expect(checksumIn('abc  x.iso\n', 'x.iso')).toBeUndefined();
  });

  it('makes names of addresses that lead nowhere else', () => {
    expect(fileNameOf('https://h/a/b.qcow2?x=1')).toBe('b.qcow2');
    expect(fileNameOf('https://h/%2e%2e%2fetc')).toBe('-etc');
    expect(fileNameOf('https://h/')).toBe('image');
  });
});

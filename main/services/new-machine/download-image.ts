import { createHash, type Hash } from 'node:crypto';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { StorageVolRef } from '../../../drivers/api/refs.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { checksumIn, fileNameOf } from './catalogue.ts';
import { reach } from './fetch-file.ts';
import { uploadVolume } from './upload-volume.ts';

/** An image to be brought onto a host. */
export interface DownloadWish {
  readonly pool: string;
  readonly url: string;
  /** What it must be: SHA-256 or SHA-512, told or looked up in a list beside it; undefined: nobody says. */
  readonly checksum: { readonly kind: 'sum'; readonly hex: string } | { readonly kind: 'list'; readonly url: string } | undefined;
  /** How long to wait after each cut, one after the other; when they are used up without progress, the download has failed. */
  readonly waitsMs?: readonly number[];
}

const MAX_LIST = 1024 * 1024;
const WAITS_MS = [500, 2000, 5000, 15_000, 30_000];

/**
 * Downloads an image straight into a pool of the host: nothing is kept here. A cut connection is taken up where it broke off. An image that
 * is not what its makers say goes again.
 */
export async function downloadImage(connection: Connection, wish: DownloadWish, context: TaskContext): Promise<StorageVolRef> {
  const name = fileNameOf(wish.url);
  context.say('phase.asking');
  const expected = await expectedSum(wish, name, context.signal);
  const source = await openSource(wish.url, context.signal);
  const hash = createHash(expected?.length === 128 ? 'sha512' : 'sha256');
  context.say('phase.fetching', { file: name });
  const volume = await uploadVolume(
    connection,
    { pool: wish.pool, name, format: /\.iso$/i.test(name) ? 'iso' : 'raw', sizeBytes: source.sizeBytes, pieces: resuming(source, wish, hash, context) },
    context.signal,
  );
  const sum = hash.digest('hex');
  if (expected !== undefined && sum !== expected) {
    await requireMethod(connection, 'storageVol', 'delete')(volume, 0);
    throw new VirError({ code: 'operation-failed', domain: 'none', message: `the checksum of '${name}' is wrong: it should be ${expected} and is ${sum}; the file was removed`, subject: name });
  }
  // What the bytes are (qcow2, raw) is seen when the pool is read again.
  if (hasMethod(connection, 'storagePool', 'refresh')) await requireMethod(connection, 'storagePool', 'refresh')(await requireMethod(connection, 'storagePool', 'lookupByName')(wish.pool), 0);
  return volume;
}

async function expectedSum({ checksum }: DownloadWish, name: string, signal: AbortSignal): Promise<string | undefined> {
  if (checksum === undefined) return undefined;
  if (checksum.kind === 'sum') return checksum.hex.toLowerCase();
  const response = await reach(checksum.url, { signal });
  const text = response.ok ? (await response.text()).slice(0, MAX_LIST) : '';
  const found = checksumIn(text, name);
  if (found === undefined) throw new VirError({ code: 'operation-failed', domain: 'none', message: `'${checksum.url}' has no checksum of '${name}' (HTTP ${response.status}); nothing was downloaded`, subject: name });
  return found;
}

interface Source {
  readonly first: Response;
  readonly sizeBytes: number;
  /** Names this very version of the file; a file that changed meanwhile is not gone on with. */
  readonly version: string | undefined;
}

async function openSource(url: string, signal: AbortSignal): Promise<Source> {
  const first = await reach(url, { signal, headers: { 'accept-encoding': 'identity' } });
  const sizeBytes = Number(first.headers.get('content-length') ?? NaN);
  if (first.ok && Number.isSafeInteger(sizeBytes) && sizeBytes > 0) {
    const etag = first.headers.get('etag');
    return { first, sizeBytes, version: (etag?.startsWith('W/') === false ? etag : undefined) ?? first.headers.get('last-modified') ?? undefined };
  }
  await first.body?.cancel();
  const why = first.ok ? 'its server does not say how large it is' : `HTTP ${first.status}`;
  throw new VirError({ code: 'operation-failed', domain: 'none', message: `cannot download '${url}': ${why}`, subject: url });
}

/** The file's bytes, over as many connections as it takes. */
async function* resuming({ first, sizeBytes, version }: Source, wish: DownloadWish, hash: Hash, context: TaskContext): AsyncGenerator<Uint8Array> {
  const waits = wish.waitsMs ?? WAITS_MS;
  let done = 0;
  let failures = 0;
  let response: Response | undefined = first;
  while (done < sizeBytes) {
    const before = done;
    try {
      response ??= await goOn(wish.url, done, version, context.signal);
      for await (const piece of response.body as AsyncIterable<Uint8Array>) {
        if (done + piece.length > sizeBytes) throw changed(wish.url);
        hash.update(piece);
        done += piece.length;
        context.progress(done, sizeBytes);
        yield piece;
      }
    } catch (error) {
      if (context.signal.aborted) throw new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user' });
      if (VirError.is(error, 'operation-invalid')) throw error;
      context.say('phase.goingOn', { file: fileNameOf(wish.url) });
    }
    response = undefined;
    if (done >= sizeBytes) break;
    failures = done > before ? 0 : failures + 1;
    const wait = waits[failures];
    if (wait === undefined) throw new VirError({ code: 'operation-failed', domain: 'none', message: `the download of '${wish.url}' broke off after ${done} of ${sizeBytes} bytes, and could not be taken up again`, subject: wish.url });
    await pause(wait, context.signal);
  }
}

async function goOn(url: string, from: number, version: string | undefined, signal: AbortSignal): Promise<Response> {
  const response = await reach(url, { signal, headers: { 'accept-encoding': 'identity', range: `bytes=${from}-`, ...(version === undefined ? {} : { 'if-range': version }) } });
  if (response.status === 206 && Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN) === from) return response;
  await response.body?.cancel();
  // The whole file again: another version of it, or a server that cannot go on.
  if (response.status === 200) throw changed(url);
  throw new VirError({ code: 'operation-failed', domain: 'none', message: `cannot go on with '${url}': HTTP ${response.status}`, subject: url });
}

function changed(url: string): VirError {
  return new VirError({ code: 'operation-invalid', domain: 'none', message: `'${url}' changed while it was downloaded, or its server cannot go on where it broke off; start again`, subject: url });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, ms);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user' }));
    };
    function end(): void {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

import { VirError } from '../../../drivers/core/vir-error.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';

/** A file from elsewhere whose size is known. */
export interface FetchedFile {
  readonly sizeBytes: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

const MOST_UNKNOWN = 256 * 1024 * 1024;

/** Gets a file by HTTP; one that does not say its size is read into memory first, up to 256 MiB. */
export async function fetchFile(url: string, { signal, progress }: Pick<TaskContext, 'signal' | 'progress'>): Promise<FetchedFile> {
  const response = await reach(url, { signal });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new VirError({ code: 'operation-failed', domain: 'none', message: `cannot get '${url}': HTTP ${response.status}`, subject: url });
  }
  const body = response.body as AsyncIterable<Uint8Array>;
  const told = response.headers.get('content-encoding') === null ? Number(response.headers.get('content-length') ?? NaN) : NaN;
  if (!Number.isSafeInteger(told)) {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const piece of body) {
      size += piece.length;
      if (size > MOST_UNKNOWN) throw new VirError({ code: 'operation-failed', domain: 'none', message: `'${url}' is too large to be taken without knowing its size`, subject: url });
      parts.push(piece);
    }
    return { sizeBytes: size, pieces: asPieces(parts) };
  }
  return { sizeBytes: told, pieces: counted(body, url, told, progress) };
}

/** A request whose failures say what could not be reached. */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user' });
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new VirError({ code: 'operation-failed', domain: 'none', message: `cannot reach '${url}': ${why}`, subject: url });
  }
}

async function* asPieces(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* parts;
}

async function* counted(body: AsyncIterable<Uint8Array>, url: string, total: number, progress: TaskContext['progress']): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of body) {
    done += piece.length;
    if (done > total) break;
    progress(done, total);
    yield piece;
  }
  if (done !== total) throw new VirError({ code: 'operation-failed', domain: 'none', message: `'${url}' ended after ${done} of ${total} bytes`, subject: url });
}

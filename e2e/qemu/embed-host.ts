import { mkdtemp, rm } from 'node:fs/promises';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { VirStream } from '../../drivers/api/stream.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import type { FacetMethods } from '../../drivers/api/facets/facets.ts';

/** A root folder of its own, and connections to it. */
export interface EmbedRoot {
  readonly folder: string;
  readonly uri: string;
  readonly open: () => Promise<Connection>;
  /** Ends all machines of the root, and removes it. */
  readonly dispose: () => Promise<void>;
}

/** Makes a root folder for one test. */
export async function makeEmbedRoot(): Promise<EmbedRoot> {
  const folder = await mkdtemp('/tmp/vireo-embed-');
  const uri = `qemu:///embed?root=${folder}`;
  const open = (): Promise<Connection> => new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  return {
    folder,
    uri,
    open,
    async dispose() {
      const connection = await open();
      for (const dom of await call(connection, 'connect', 'listAllDomains')(1)) await call(connection, 'domain', 'destroy')(dom);
      await connection.close();
      // What the connection still writes while it ends must not keep the folder.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** A method of a connection. */
export function call<F extends 'connect' | 'domain' | 'domainQemu' | 'domainSnapshot' | 'domainCheckpoint', M extends keyof FacetMethods[F] & string>(connection: Connection, facet: F, method: M): FacetMethods[F][M] {
  return requireMethod(connection, facet, method);
}

/** Keeps what a connection tells of machines. */
export async function recordEvents(connection: Connection): Promise<DomainEvent[]> {
  const heard: DomainEvent[] = [];
  await call(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => heard.push(event));
  return heard;
}

/** Reads a stream until a text has come. */
export async function readUntil(stream: VirStream, pattern: RegExp, text = ''): Promise<string> {
  for (let all = text; ;) {
    if (pattern.test(all)) return all;
    const piece = await stream.recv();
    if (piece === undefined) throw new Error(`the stream ended before ${String(pattern)}: ${all.slice(-500)}`);
    if (piece instanceof Uint8Array) all += Buffer.from(piece).toString('latin1');
  }
}

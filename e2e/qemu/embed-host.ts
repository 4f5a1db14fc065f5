import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import type { VirStream } from '../../drivers/api/stream.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import type { FacetMethods } from '../../drivers/api/facets/facets.ts';
import { labDomainXml, type LabDomainOptions } from '../lab/domain-xml.ts';
import { startLab, waitFor, type Guest } from '../lab/index.ts';

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

/** Changes the document of a machine before it is defined. */
export type EditXml = (xml: string) => string;

/** A disk over the lab guest's image, and the document of a machine that boots from it (or beside it). */
export function guestXml(folder: string, guest: Guest, options: LabDomainOptions, edit: EditXml = (xml) => xml): string {
  const disk = `${folder}/${options.name}.qcow2`;
  const what = options.boot === 'iso' ? [disk, '64M'] : ['-F', 'qcow2', '-b', guest.qcow2Path, disk];
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...what]);
  return edit(labDomainXml({ network: 'user', ...options }, guest, disk).replace(/<graphics .*$/m, "<graphics type='vnc' autoport='yes'/>"));
}

/** Waits for the shell on the serial line, as the log of a root has it. */
export async function guestIsReady(root: string, { uuid }: DomainRef): Promise<void> {
  const log = `${root}/logs/${uuid}-serial0.log`;
  await waitFor('the guest', () => (existsSync(log) && /GUEST-READY tty=ttyS0/.test(readFileSync(log, 'latin1')) ? true : undefined), 110_000, 100);
}

/** The lab's guest on a root of its own. */
export interface GuestHost {
  readonly root: EmbedRoot;
  readonly connection: Connection;
  readonly dom: DomainRef;
  readonly guest: Guest;
  readonly dispose: () => Promise<void>;
}

/** Makes a root, starts the lab's guest there and waits for its shell. */
export async function startGuestHost(options: Partial<LabDomainOptions> = {}, edit?: EditXml): Promise<GuestHost> {
  const lab = await startLab({ need: ['guest'] });
  const root = await makeEmbedRoot();
  const connection = await root.open();
  const dispose = async (): Promise<void> => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  };
  try {
    const dom = await call(connection, 'domain', 'defineXML')(guestXml(root.folder, lab.guest, { name: 'web', ...options }, edit));
    await call(connection, 'domain', 'create')(dom);
    await guestIsReady(root.folder, dom);
    return { root, connection, dom, guest: lab.guest, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Speaks to the agent inside a guest. */
export async function askAgent(connection: Connection, dom: DomainRef, command: string, args: object = {}): Promise<unknown> {
  const reply = await call(connection, 'domainQemu', 'agentCommand')(dom, JSON.stringify({ execute: command, arguments: args }), 20);
  return (JSON.parse(reply ?? '{}') as { readonly return?: unknown }).return;
}

/** Waits for the agent inside a guest. */
export async function agentAnswers(connection: Connection, dom: DomainRef): Promise<void> {
  await waitFor('the agent', () => askAgent(connection, dom, 'guest-ping').catch(() => undefined), 60_000, 200);
}

/** What a line in a guest's shell prints, by its agent. */
export async function runInGuest(connection: Connection, dom: DomainRef, line: string): Promise<string> {
  const { pid } = (await askAgent(connection, dom, 'guest-exec', { path: '/bin/sh', arg: ['-c', `{ ${line}; } 2>&1`], 'capture-output': true })) as { readonly pid: number };
  const ended = await waitFor(`'${line}' in the guest`, async () => {
    const status = (await askAgent(connection, dom, 'guest-exec-status', { pid })) as { readonly exited: boolean; readonly 'out-data'?: string };
    return status.exited ? status : undefined;
  }, 60_000, 100);
  return Buffer.from(ended['out-data'] ?? '', 'base64').toString('utf8').trim();
}

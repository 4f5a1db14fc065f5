import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../api/connection.ts';
import type { FacetMethods, FacetName } from '../api/facets/facets.ts';
import type {
  DomainCheckpointRef,
  DomainRef,
  DomainSnapshotRef,
  InterfaceRef,
  NetworkPortRef,
  NetworkRef,
  NodeDeviceRef,
  NWFilterBindingRef,
  NWFilterRef,
  SecretRef,
  StoragePoolRef,
  StorageVolRef,
} from '../api/refs.ts';
import type { VirStream } from '../api/stream.ts';
import { hasMethod, requireMethod } from '../core/require-method.ts';
import { VirError } from '../core/vir-error.ts';
import type { Samples } from './samples.ts';

/** `VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM | CHECKPOINTS_METADATA` */
const EVERYTHING = 1 | 2 | 4 | 16;

/** Names stay unique, even when something could not be cleaned up. */
let names = 0;

/** What an exercise works on: a connection, and things on the peer that it makes as they are asked for. */
export class Target {
  readonly connection: Connection;
  readonly samples: Samples;
  readonly #cleanups: (() => Promise<unknown>)[] = [];
  #scratch: Promise<string> | undefined;

  constructor(connection: Connection, samples: Samples) {
    this.connection = connection;
    this.samples = samples;
  }

  /** A name that nothing on the peer has. */
  name(): string {
    names++;
    return `conf${process.pid}x${names}`;
  }

  method<F extends FacetName, M extends keyof FacetMethods[F] & string>(facet: F, method: M): FacetMethods[F][M] {
    return requireMethod(this.connection, facet, method);
  }

  has<F extends FacetName>(facet: F, method: keyof FacetMethods[F] & string): boolean {
    return hasMethod(this.connection, facet, method);
  }

  /** A directory of its own; gone afterwards. */
  async scratch(): Promise<string> {
    this.#scratch ??= mkdtemp(join(tmpdir(), 'vireo-conformance-'));
    const path = await this.#scratch;
    return path;
  }

  /** A machine that is defined and does not run. */
  async stopped(): Promise<DomainRef> {
    const dom = await this.method('domain', 'defineXML')(this.samples.domain(this.name()));
    this.later(() => this.#undefine(dom));
    this.later(() => this.method('domain', 'destroy')(dom));
    return dom;
  }

  /** With all that an exercise may have left behind: saved state, snapshots, checkpoints. */
  async #undefine(dom: DomainRef): Promise<void> {
    if (this.has('domain', 'undefineFlags')) await this.method('domain', 'undefineFlags')(dom, EVERYTHING);
    else await this.method('domain', 'undefine')(dom);
  }

  /** A machine that runs. */
  async running(): Promise<DomainRef> {
    const dom = await this.stopped();
    await this.method('domain', 'create')(dom);
    return this.method('domain', 'lookupByName')(dom.name);
  }

  async snapshot(dom?: DomainRef): Promise<DomainSnapshotRef> {
    const owner = dom ?? (await this.running());
    return this.method('domainSnapshot', 'createXML')(owner, this.samples.snapshot(this.name()));
  }

  async checkpoint(dom?: DomainRef): Promise<DomainCheckpointRef> {
    const owner = dom ?? (await this.running());
    return this.method('domainCheckpoint', 'createXML')(owner, this.samples.checkpoint(this.name()));
  }

  /** A network of its own; where nobody can define one, some network of the host. */
  async network(active = true): Promise<NetworkRef> {
    if (!this.has('network', 'defineXML')) {
      const [some] = await this.method('connect', 'listAllNetworks')();
      if (some === undefined) throw new Error('the host has no network');
      return some;
    }
    const net = await this.method('network', 'defineXML')(this.samples.network(this.name()));
    this.later(() => this.method('network', 'undefine')(net));
    // Where networks are switches of the host, they are there as long as they are defined.
    if (!this.has('network', 'create')) return net;
    this.later(() => this.method('network', 'destroy')(net));
    if (active) await this.method('network', 'create')(net);
    return net;
  }

  async networkPort(): Promise<NetworkPortRef> {
    const net = await this.network();
    return this.method('networkPort', 'createXML')(net, this.samples.networkPort(await this.stopped()));
  }

  /** A pool of its own; where the host's storage is what it is, the first of its pools. */
  async pool(active = true): Promise<StoragePoolRef> {
    if (!this.has('storagePool', 'defineXML')) {
      const [found] = await this.method('connect', 'listAllStoragePools')(0);
      if (found === undefined) throw new Error('the host has no storage pool');
      return found;
    }
    const pool = await this.method('storagePool', 'defineXML')(this.samples.pool(this.name(), await this.scratch()));
    this.later(() => this.method('storagePool', 'undefine')(pool));
    if (!active) return pool;
    await this.method('storagePool', 'create')(pool);
    this.later(() => this.method('storagePool', 'destroy')(pool));
    return pool;
  }

  async volume(pool?: StoragePoolRef): Promise<StorageVolRef> {
    return this.method('storageVol', 'createXML')(pool ?? (await this.pool()), this.samples.volume(this.name()));
  }

  /** An interface of its own; where the host lets nobody define one, some interface of the host. */
  async iface(active = false): Promise<InterfaceRef> {
    if (!this.has('interface', 'defineXML')) {
      const [found] = await this.method('connect', 'listAllInterfaces')(0);
      return found ?? { name: 'lo', mac: '00:00:00:00:00:00' };
    }
    const iface = await this.method('interface', 'defineXML')(this.samples.iface(this.name())).catch((error: unknown) => {
      if (VirError.is(error, 'no-support')) return undefined;
      throw error;
    });
    if (iface === undefined) return { name: 'lo', mac: '00:00:00:00:00:00' };
    this.later(() => this.method('interface', 'undefine')(iface));
    if (active) await this.method('interface', 'create')(iface);
    return iface;
  }

  /** Some device of the host, of that kind if one is asked for. */
  async device(capability?: string): Promise<NodeDeviceRef> {
    const [name] = await this.method('node', 'listDevices')(capability);
    return { name: name ?? 'no-device-of-that-kind' };
  }

  async secret(): Promise<SecretRef> {
    const secret = await this.method('secret', 'defineXML')(this.samples.secret(`/var/lib/conformance/${this.name()}`));
    this.later(() => this.method('secret', 'undefine')(secret));
    return secret;
  }

  async nwFilter(): Promise<NWFilterRef> {
    const filter = await this.method('nwFilter', 'defineXML')(this.samples.nwFilter(this.name()));
    this.later(() => this.method('nwFilter', 'undefine')(filter));
    return filter;
  }

  async nwFilterBinding(): Promise<NWFilterBindingRef> {
    const filter = await this.nwFilter();
    return { portDev: 'confport0', filterName: filter.name };
  }

  /** Runs after the exercise, last first; failures there are the exercise's own doing and do not count. */
  later(cleanup: () => Promise<unknown>): void {
    this.#cleanups.push(cleanup);
  }

  /** A stream that takes everything and gives nothing. */
  emptyStream(): VirStream {
    const done = (): Promise<void> => Promise.resolve();
    return { recv: () => Promise.resolve(undefined), send: done, finish: done, abort: done };
  }

  async cleanUp(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup().catch(() => undefined);
    if (this.#scratch !== undefined) await rm(await this.#scratch, { recursive: true, force: true });
  }
}

/** How one method is exercised: it must call `call`. */
export type Exercises<F extends FacetName> = {
  readonly [M in keyof FacetMethods[F]]-?: (call: FacetMethods[F][M], target: Target) => Promise<unknown>;
};

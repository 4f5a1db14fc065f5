import type { CallOptions } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseDatastorePath, parseVmfsPath } from '../vmx/datastore-path.ts';
import type { EsxSession } from './esx-session.ts';
import { unescapeName } from './machine.ts';
import type { AnyDatastoreInfo, DatastoreSummary } from './vim/vim.gen.ts';
import { readBelow } from './vim/property-collector.ts';
import type { Properties } from './vim/vim-codec.ts';
import { moKey, type MoRef } from './vim/vim-value.ts';

/** A datastore, as its host sees it. */
export interface Datastore {
  readonly ref: MoRef;
  readonly name: string;
  readonly summary: DatastoreSummary;
  readonly info: AnyDatastoreInfo | undefined;
  readonly browser: MoRef | undefined;
  /** Where hosts have it: `/vmfs/volumes/5a…`. */
  readonly mountPaths: readonly string[];
  /** The path of its datacenter, as its files are asked for. */
  readonly datacenterPath: string;
  readonly datacenter: MoRef | undefined;
}

const PATHS = ['name', 'summary', 'info', 'browser', 'host', 'parent'];
const FRESH_MS = 5000;

/** The datastores of a connection. */
export class Datastores {
  readonly #session: EsxSession;
  #known: { readonly list: readonly Datastore[]; readonly readAtMs: number } | undefined;
  #reading: Promise<readonly Datastore[]> | undefined;

  constructor(session: EsxSession) {
    this.#session = session;
  }

  /** All of them; what was read in the last five seconds counts. */
  async list(): Promise<readonly Datastore[]> {
    const known = this.#known;
    if (known !== undefined && performance.now() - known.readAtMs < FRESH_MS) return known.list;
    return this.read();
  }

  read(options: CallOptions = {}): Promise<readonly Datastore[]> {
    this.#reading ??= this.#readAll(options).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** What was read is not right any more. */
  forget(): void {
    this.#known = undefined;
  }

  /** @throws no-storage-pool */
  async require(name: string): Promise<Datastore> {
    const found = (await this.list()).find((store) => store.name === name) ?? (await this.read()).find((store) => store.name === name);
    if (found === undefined) throw libvirtError('esx', 'no-storage-pool', `Could not find datastore with name '${name}'`, { subject: name });
    return found;
  }

  async #readAll(options: CallOptions): Promise<readonly Datastore[]> {
    const { client, scope, tree } = this.#session;
    let found: readonly Properties[];
    if (scope.hosts === undefined) found = await readBelow(client, scope.container, [{ type: 'Datastore', all: false, pathSet: PATHS }], options);
    else {
      const hosts = await this.#session.read(scope.hosts, ['datastore'], options);
      const refs = new Map(hosts.flatMap((host) => host.references('datastore')).map((ref) => [moKey(ref), ref]));
      found = await this.#session.read([...refs.values()], PATHS, options);
    }
    const list = found.flatMap((properties) => {
      const summary = properties.object('summary', 'DatastoreSummary');
      if (summary === undefined) return [];
      const datacenter = tree.datacenterOf(properties.reference('parent')) ?? tree.ofType('Datacenter')[0];
      return [{
        ref: properties.ref,
        name: unescapeName(properties.string('name') ?? summary.name),
        summary,
        info: properties.object('info', 'DatastoreInfo'),
        browser: properties.reference('browser'),
        mountPaths: properties.list('host', 'DatastoreHostMount').flatMap(({ mountInfo }) => (mountInfo.path === undefined ? [] : [mountInfo.path])),
        datacenterPath: datacenter === undefined ? '' : tree.pathOf(datacenter),
        datacenter: datacenter?.ref,
      }];
    });
    list.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.#known = { list, readAtMs: performance.now() };
    return list;
  }
}

/** The address of a datastore's file: `/folder/PATH?dcPath=…&dsName=…`. */
export function fileAddress(store: Pick<Datastore, 'name' | 'datacenterPath'>, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `/folder/${encoded}?dcPath=${encodeURIComponent(store.datacenterPath)}&dsName=${encodeURIComponent(store.name)}`;
}

/**
 * How a file name in a .vmx becomes a source: a bare name lies beside the .vmx, a path below a mount point in that datastore.
 *
 * @throws internal-error for what is neither.
 */
export function sourceOfFileName(fileName: string, directory: string, stores: readonly Datastore[], mayMiss: boolean): string | undefined {
  if (!/[/\\]/.test(fileName)) return `${directory}/${fileName}`;
  for (const store of stores) {
    for (const mount of store.mountPaths) {
      if (!fileName.startsWith(mount)) continue;
      return `[${store.name}] ${fileName.slice(mount.length).replace(/^[/\\]+/, '').replaceAll('\\', '/')}`;
    }
  }
  if (fileName.startsWith('/vmfs/volumes/')) {
    const parts = parseVmfsPath(fileName);
    if (parts === undefined) throw libvirtError('esx', 'internal-error', `File name '${fileName}' doesn't have expected format '/vmfs/volumes/<datastore>/<path>'`);
    if (stores.some(({ name }) => name === parts.datastore)) return `[${parts.datastore}] ${parts.path}`;
    if (mayMiss) return undefined;
    throw libvirtError('esx', 'internal-error', `File name '${fileName}' refers to non-existing datastore '${parts.datastore}'`);
  }
  if (fileName.startsWith('/')) return fileName;
  throw libvirtError('esx', 'internal-error', `Could not handle file name '${fileName}'`);
}

/**
 * The way back of {@link sourceOfFileName}.
 *
 * @throws internal-error, no-storage-pool
 */
export function fileNameOfSource(source: string, stores: readonly Datastore[]): string {
  if (source.startsWith('/')) return source;
  const parts = parseDatastorePath(source);
  if (parts === undefined) throw libvirtError('esx', 'internal-error', source.startsWith('[') ? `Datastore path '${source}' doesn't have expected format '[<datastore>] <path>'` : `Could not handle file name '${source}'`);
  const store = stores.find(({ name }) => name === parts.datastore);
  if (store === undefined) throw libvirtError('esx', 'internal-error', `Could not find datastore with name '${parts.datastore}'`);
  const mount = store.mountPaths[0] ?? `/vmfs/volumes/${store.name}`;
  const separator = mount.includes('\\') ? '\\' : '/';
  return `${mount.replace(/[/\\]+$/, '')}${separator}${separator === '/' ? parts.path : parts.path.replaceAll('/', separator)}`;
}

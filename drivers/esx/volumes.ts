import { libvirtError } from '../core/error-text.ts';
import { formatDatastorePath, parseDatastorePath } from '../vmx/datastore-path.ts';
import type { Datastore } from './datastores.ts';
import type { EsxSession } from './esx-session.ts';
import type { AnyFileInfo, AnyFileQuery, HostDatastoreBrowserSearchResults, HostDatastoreBrowserSearchSpec } from './vim/vim.gen.ts';
import { asType } from './vim/vim-codec.ts';
import type { AnyValue } from './vim/vim-value.ts';

/** A file of a datastore that machines can use: a disk, an image of a CD or floppy. */
export interface Volume {
  readonly store: Datastore;
  /** Below the datastore: `machine/disk.vmdk`. */
  readonly name: string;
  /** `[datastore] machine/disk.vmdk` */
  readonly path: string;
  readonly kind: 'disk' | 'iso' | 'floppy' | 'other';
  readonly capacityBytes: bigint;
  readonly fileBytes: bigint;
}

const QUERIES: readonly AnyFileQuery[] = [
  { _type: 'VmDiskFileQuery', details: { diskType: true, capacityKb: true, hardwareVersion: true } },
  { _type: 'IsoImageFileQuery' },
  { _type: 'FloppyImageFileQuery' },
];
const SPEC: HostDatastoreBrowserSearchSpec = { query: QUERIES, details: { fileType: true, fileSize: true, modification: false }, matchPattern: ['*'], sortFoldersFirst: false };
const FRESH_MS = 3000;

/** The files of a connection's datastores. */
export class Volumes {
  readonly #session: EsxSession;
  /** Folders that were made for volumes, as datastore paths. */
  readonly madeFolders = new Set<string>();
  readonly #known = new Map<string, { readonly volumes: readonly Volume[]; readonly readAtMs: number }>();

  constructor(session: EsxSession) {
    this.#session = session;
  }

  /** All volumes of a datastore; what was read in the last three seconds counts. */
  async list(store: Datastore): Promise<readonly Volume[]> {
    const known = this.#known.get(store.name);
    if (known !== undefined && performance.now() - known.readAtMs < FRESH_MS) return known.volumes;
    const volumes = await this.#search(store, 'SearchDatastoreSubFolders_Task', `[${store.name}]`, SPEC);
    volumes.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.#known.set(store.name, { volumes, readAtMs: performance.now() });
    return volumes;
  }

  /** What was read is not right any more. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * One file.
   *
   * @throws no-storage-vol
   */
  async require(path: string): Promise<Volume> {
    const found = await this.find(path);
    if (found === undefined) throw libvirtError('esx', 'no-storage-vol', `No storage volume with path '${path}'`, { subject: path });
    return found;
  }

  async find(path: string): Promise<Volume | undefined> {
    const parts = parseDatastorePath(path);
    if (parts === undefined) throw libvirtError('esx', 'internal-error', `Datastore path '${path}' doesn't have expected format '[<datastore>] <path>'`);
    const store = await this.#session.datastores.require(parts.datastore);
    const slash = parts.path.lastIndexOf('/');
    const directory = formatDatastorePath({ datastore: store.name, path: slash < 0 ? '' : parts.path.slice(0, slash) });
    const spec = { ...SPEC, matchPattern: [parts.path.slice(slash + 1)] };
    try {
      return (await this.#search(store, 'SearchDatastore_Task', directory, spec)).find(({ name }) => name === parts.path);
    } catch (error) {
      if (isNoFile(error)) return undefined;
      throw error;
    }
  }

  /** How much a disk's file takes; undefined when the host does not say. */
  async fileSize(path: string): Promise<bigint | undefined> {
    const volume = await this.find(path);
    return volume === undefined || volume.fileBytes === 0n ? undefined : volume.fileBytes;
  }

  /** Whether nothing at all is in a folder. */
  async isEmpty(store: Datastore, folder: string): Promise<boolean> {
    const spec: HostDatastoreBrowserSearchSpec = { matchPattern: ['*'], sortFoldersFirst: false };
    return foundIn(await this.#browse(store, 'SearchDatastore_Task', folder, spec)).every(({ file = [] }) => file.length === 0);
  }

  async #search(store: Datastore, method: 'SearchDatastore_Task' | 'SearchDatastoreSubFolders_Task', datastorePath: string, searchSpec: HostDatastoreBrowserSearchSpec): Promise<Volume[]> {
    const result = await this.#browse(store, method, datastorePath, searchSpec);
    return foundIn(result).flatMap((found) => {
      const folder = parseDatastorePath(found.folderPath ?? '')?.path.replace(/\/+$/, '') ?? '';
      return (found.file ?? []).flatMap((file) => {
        const volume = volumeOf(store, folder, file);
        return volume === undefined ? [] : [volume];
      });
    });
  }

  #browse(store: Datastore, method: 'SearchDatastore_Task' | 'SearchDatastoreSubFolders_Task', datastorePath: string, searchSpec: HostDatastoreBrowserSearchSpec): Promise<AnyValue | undefined> {
    const { browser } = store;
    if (browser === undefined) throw this.#session.unsupported(`the files of datastore '${store.name}' cannot be listed`);
    return this.#session.run(`Could not search in datastore '${store.name}'`, () => this.#session.client.call(method, browser, { datastorePath, searchSpec }));
  }
}

function foundIn(result: AnyValue | undefined): readonly HostDatastoreBrowserSearchResults[] {
  const results = Array.isArray(result) ? (result as readonly AnyValue[]) : result === undefined ? [] : [result];
  return results.flatMap((each) => asType(each, 'HostDatastoreBrowserSearchResults') ?? []);
}

function isNoFile(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'no-storage-vol';
}

function volumeOf(store: Datastore, folder: string, file: AnyFileInfo): Volume | undefined {
  if (file._type === 'FolderFileInfo') return undefined;
  const name = folder === '' ? file.path : `${folder}/${file.path}`;
  const fileBytes = BigInt(file.fileSize ?? 0);
  const kind = kindOf(file);
  const capacityBytes = file._type === 'VmDiskFileInfo' && file.capacityKb !== undefined ? BigInt(file.capacityKb) * 1024n : fileBytes;
  return { store, name, path: formatDatastorePath({ datastore: store.name, path: name }), kind, capacityBytes, fileBytes };
}

/** Hosts say the kind by the type; for those that do not, the name's end says it. */
function kindOf({ _type, path }: AnyFileInfo): Volume['kind'] {
  if (_type === 'VmDiskFileInfo' || /\.vmdk$/i.test(path)) return 'disk';
  if (_type === 'IsoImageFileInfo' || /\.iso$/i.test(path)) return 'iso';
  if (_type === 'FloppyImageFileInfo' || /\.flp$/i.test(path)) return 'floppy';
  return 'other';
}

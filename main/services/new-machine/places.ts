import type { Connection } from '../../../drivers/api/connection.ts';
import type { StorageVolRef } from '../../../drivers/api/refs.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { diskStem, makeDisk, planDisk, type BaseImage } from '../machines/create-machine.ts';
import type { DiskPlace } from '../machines/new-machine-xml.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { fetchFile } from './fetch-file.ts';
import { onePiece, uploadVolume } from './upload-volume.ts';

/** A new disk as it is wanted. */
export interface DiskWish {
  readonly pool: string;
  readonly sizeBytes: number;
  readonly base: BaseImage | undefined;
}

/** Where the parts of a new machine are: made, or only foretold. */
export interface Places {
  readonly disk: (machine: string, wish: DiskWish) => Promise<DiskPlace>;
  readonly seed: (machine: string, pool: string, image: () => Uint8Array) => Promise<string>;
  /** A file of an installer, brought from elsewhere. */
  readonly installFile: (machine: string, pool: string, role: 'kernel' | 'initrd', url: string) => Promise<string>;
}

const seedName = (machine: string): string => `${diskStem(machine)}-cloud-init.iso`;
const fileName = (machine: string, role: string): string => `${diskStem(machine)}-${role}`;

/** Says where things would be. */
export function foretoldPlaces(connection: Connection): Places {
  const folderOf = async (pool: string): Promise<string | undefined> => {
    const ref = await requireMethod(connection, 'storagePool', 'lookupByName')(pool);
    return parseXml(await requireMethod(connection, 'storagePool', 'getXMLDesc')(ref, 0)).root.find('target', 'path')?.text;
  };
  return {
    async disk(machine, { pool }) {
      const { format, name } = await planDisk(connection, machine, pool);
      const folder = await folderOf(pool);
      return { source: folder === undefined ? { kind: 'volume', pool, volume: name } : { kind: 'file', path: `${folder}/${name}` }, format };
    },
    seed: async (machine, pool) => `${(await folderOf(pool)) ?? ''}/${seedName(machine)}`,
    installFile: async (machine, pool, role) => `${(await folderOf(pool)) ?? ''}/${fileName(machine, role)}`,
  };
}

/** Makes things, and remembers them until the machine stands. */
export class MadePlaces implements Places {
  readonly #connection: Connection;
  readonly #context: TaskContext;
  readonly #volumes: StorageVolRef[] = [];
  readonly #passing: StorageVolRef[] = [];

  constructor(connection: Connection, context: TaskContext) {
    this.#connection = connection;
    this.#context = context;
  }

  async disk(machine: string, { pool, sizeBytes, base }: DiskWish): Promise<DiskPlace> {
    if (base?.how === 'copy') this.#context.say('phase.copyImage', { image: base.path });
    const { place, volume } = await makeDisk(this.#connection, machine, { pool, sizeBytes, base }, base?.how === 'copy' ? { say: () => undefined } : this.#context);
    this.#volumes.push(volume);
    return place;
  }

  async seed(machine: string, pool: string, image: () => Uint8Array): Promise<string> {
    const bytes = image();
    const volume = await uploadVolume(this.#connection, { pool, name: seedName(machine), format: 'raw', sizeBytes: bytes.length, pieces: onePiece(bytes) }, this.#context.signal);
    this.#volumes.push(volume);
    return requireMethod(this.#connection, 'storageVol', 'getPath')(volume);
  }

  async installFile(machine: string, pool: string, role: 'kernel' | 'initrd', url: string): Promise<string> {
    this.#context.say('phase.fetching', { file: url });
    const { sizeBytes, pieces } = await fetchFile(url, this.#context);
    const volume = await uploadVolume(this.#connection, { pool, name: fileName(machine, role), format: 'raw', sizeBytes, pieces }, this.#context.signal);
    this.#volumes.push(volume);
    this.#passing.push(volume);
    return requireMethod(this.#connection, 'storageVol', 'getPath')(volume);
  }

  /** Takes away what only the start needed. */
  async forgetInstaller(): Promise<void> {
    await this.#remove(this.#passing);
  }

  /** Takes back what was made; what cannot be taken back stays, the first error is what counts. */
  async undo(): Promise<void> {
    await this.#remove(this.#volumes);
  }

  async #remove(volumes: readonly StorageVolRef[]): Promise<void> {
    for (const volume of volumes) {
      try {
        await requireMethod(this.#connection, 'storageVol', 'delete')(volume, 0);
      } catch (error) {
        if (!VirError.is(error)) throw error;
        this.#context.say('phase.leftBehind', { disk: volume.name });
      }
    }
  }
}

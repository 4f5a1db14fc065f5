import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionId, TaskId } from '../../contract/ids.ts';
import type { MachinePreview, NewMachine, Recognised, SystemInfo } from '../../contract/new-machine.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import { GUEST_SYSTEMS, type GuestSystem } from '../guest-systems/guest-systems.ts';
import { findInstallTree } from '../guest-systems/install-tree.ts';
import { recogniseImage } from '../guest-systems/recognise.ts';
import type { TasksService } from '../tasks/tasks-service.ts';
import { CATALOGUE, fileNameOf } from './catalogue.ts';
import { downloadImage, type DownloadWish } from './download-image.ts';
import { previewMachine } from './make-machine.ts';

/** An image to be downloaded: one of the catalogue, or one of any address. */
export type ImageWish = { readonly id: string } | { readonly url: string; readonly checksum?: string | undefined };

const GIB = 2 ** 30;

/** What is known of systems and images before a machine is made. */
export class NewMachineService {
  readonly #connections: ConnectionsService;
  readonly #tasks: TasksService;

  constructor({ connections, tasks }: { readonly connections: ConnectionsService; readonly tasks: TasksService }) {
    this.#connections = connections;
    this.#tasks = tasks;
  }

  systems(): readonly SystemInfo[] {
    return GUEST_SYSTEMS.filter(({ hidden }) => !hidden).map((system) => systemInfo(system, new Date()));
  }

  recognise(id: ConnectionId, path: string): Promise<Recognised | undefined> {
    return recogniseImage(this.#connections.require(id), path);
  }

  async recogniseTree(url: string): Promise<Recognised | undefined> {
    const { system } = await findInstallTree(url);
    return system === undefined ? undefined : { osId: system.id, by: 'tree', sure: true, label: undefined };
  }

  preview(wanted: NewMachine): Promise<MachinePreview> {
    return previewMachine(this.#connections.require(wanted.connectionId), wanted);
  }

  /** Brings an image onto a host, as a task. */
  download(id: ConnectionId, pool: string, image: ImageWish): TaskId {
    this.#connections.require(id);
    const wish = wishOf(pool, image);
    return this.#tasks.run({
      title: 'task.download',
      values: { file: fileNameOf(wish.url), pool },
      cancellable: true,
      work: async (context) => {
        await downloadImage(this.#connections.require(id), wish, context);
      },
    });
  }
}

function wishOf(pool: string, image: ImageWish): DownloadWish {
  if ('url' in image) return { pool, url: image.url, checksum: image.checksum === undefined ? undefined : { kind: 'sum', hex: image.checksum } };
  const known = CATALOGUE.find(({ id }) => id === image.id);
  if (known === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: `invalid argument: the catalogue has no image '${image.id}'`, subject: image.id });
  return { pool, url: known.url, checksum: { kind: 'list', url: new URL(known.checksums, known.url).href } };
}

function systemInfo({ id, name, eol, devices, recommended, minimum }: GuestSystem, now: Date): SystemInfo {
  return {
    id,
    name,
    isOld: eol !== undefined && eol < now.toISOString().slice(0, 7),
    vcpus: recommended.cpus,
    memoryKiB: recommended.memoryMiB * 1024,
    diskBytes: recommended.diskGiB * GIB,
    minimum: { memoryKiB: minimum.memoryMiB * 1024, diskBytes: minimum.diskGiB * GIB },
    firmware: devices.secureBoot ? 'uefi-secure' : devices.firmware,
    tpm: devices.tpm,
    disk: devices.disk,
    nic: devices.nic,
  };
}

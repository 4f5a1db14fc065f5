import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ApplianceSummary } from '../../contract/appliances.ts';
import type { ConnectionId, MachineKey, TaskId } from '../../contract/ids.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import type { TasksService } from '../tasks/tasks-service.ts';
import { ApplianceFiles } from './appliance-files.ts';
import { exportAppliance, type ExportRequest } from './export-appliance.ts';
import { importAppliance } from './import-appliance.ts';

/** What the service is built of. */
export interface ApplianceOptions {
  readonly connections: ConnectionsService;
  readonly inventory: InventoryService;
  readonly tasks: TasksService;
}

/** Machines as archives, as tasks. */
export class ApplianceService {
  readonly #connections: ConnectionsService;
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;

  constructor({ connections, inventory, tasks }: ApplianceOptions) {
    this.#connections = connections;
    this.#inventory = inventory;
    this.#tasks = tasks;
  }

  async inspect(file: string): Promise<ApplianceSummary> {
    const files = await ApplianceFiles.open(atHome(file));
    try {
      const { name, description, guest, vcpus, memoryKiB, firmware, disks, nics } = files.appliance;
      const macs = nics.flatMap(({ mac }) => mac ?? []);
      return {
        name, description, guest, vcpus, memoryKiB, firmware: firmware === 'efi' ? 'uefi' : 'bios', nics: nics.length, macs, hasManifest: files.hasManifest,
        disks: disks.map((disk) => ({ capacityBytes: Number(disk.capacityBytes), fileBytes: disk.file === undefined ? 0 : files.sizeOf(disk.file) })),
      };
    } finally {
      await files.close();
    }
  }

  import(wanted: { readonly connectionId: ConnectionId; readonly file: string; readonly name: string; readonly pool?: string | undefined; readonly network?: string | undefined; readonly newMacs?: boolean | undefined }): TaskId {
    this.#connections.require(wanted.connectionId);
    return this.#tasks.run({
      title: 'task.importAppliance',
      values: { file: path.basename(wanted.file) },
      cancellable: true,
      work: async (context) => {
        await importAppliance(this.#connections.require(wanted.connectionId), { ...wanted, file: atHome(wanted.file) }, context);
      },
    });
  }

  export(key: MachineKey, { file, ...how }: ExportRequest): TaskId {
    const { entry } = this.#inventory.live(key);
    return this.#tasks.run({
      title: 'task.exportAppliance',
      values: { name: entry.ref.name },
      machine: key,
      cancellable: true,
      work: async (context) => {
        const { connection, ref } = this.#inventory.live(key);
        await exportAppliance(connection, ref, { file: atHome(file), ...how }, context);
      },
    });
  }

  suggestFile(key: MachineKey): string {
    const { entry } = this.#inventory.live(key);
    const folder = ['Downloads', 'Documents'].map((name) => path.join(homedir(), name)).find((each) => existsSync(each)) ?? homedir();
    return path.join(folder, `${entry.ref.name.replace(/[/\\:*?"<>|]/g, '-')}.ova`);
  }
}

/** People write `~` for their home, and mean it when they name no folder. */
function atHome(file: string): string {
  return path.resolve(homedir(), file.replace(/^~(?=[/\\]|$)/, homedir()));
}

import type { Event } from '../drivers/api/connection.ts';
import { DisposableStore } from '../drivers/core/lifecycle.ts';
import type { DriverRegistry } from '../drivers/core/registry.ts';
import { VirError } from '../drivers/core/vir-error.ts';
import { dialHere } from '../drivers/transport/dial-here.ts';
import { connectName, readLibvirtConf } from '../drivers/transport/libvirt-conf.ts';
import type { VireoHandlers } from './contract/contract.ts';
import type { ConnectionId } from './contract/ids.ts';
import { AllowedCommands } from './services/connections/allowed-commands.ts';
import { thisComputer, whoAmI, type Computer } from './services/connections/computer.ts';
import { ConnectionsService } from './services/connections/connections-service.ts';
import { discover } from './services/connections/discover.ts';
import { discoverConfigured } from './services/connections/discover-configured.ts';
import { AuditService } from './services/audit/audit-service.ts';
import { auditHandlers } from './services/audit/handlers.ts';
import { ClonesService } from './services/clones/clones-service.ts';
import { clonesHandlers } from './services/clones/handlers.ts';
import { connectionsHandlers } from './services/connections/handlers.ts';
import { Prompts } from './services/connections/prompts.ts';
import { consolesHandlers } from './services/consoles/handlers.ts';
import { ConsolesService } from './services/consoles/consoles-service.ts';
import { readDisplayPki } from './services/consoles/display-pki.ts';
import { createDiagnostics, type Diagnostics } from './services/diagnostics/handlers.ts';
import { doctorHandlers } from './services/doctor/handlers.ts';
import { DocumentsService } from './services/documents/documents-service.ts';
import { documentsHandlers } from './services/documents/handlers.ts';
import { hardwareHandlers } from './services/hardware/handlers.ts';
import { HardwareService } from './services/hardware/hardware-service.ts';
import { imagesHandlers } from './services/images/handlers.ts';
import { ImagesService } from './services/images/images-service.ts';
import { inventoryHandlers } from './services/inventory/handlers.ts';
import { InventoryService } from './services/inventory/inventory-service.ts';
import { ApplianceService } from './services/appliance/appliance-service.ts';
import { appliancesHandlers } from './services/appliance/handlers.ts';
import { machinesHandlers } from './services/machines/handlers.ts';
import { MachineInstallation } from './services/machines/machine-installation.ts';
import { MachineLabels } from './services/machines/machine-labels.ts';
import { MachineCopies } from './services/machines/machine-copies.ts';
import { MachinesService } from './services/machines/machines-service.ts';
import { newMachinesHandlers } from './services/new-machine/handlers.ts';
import { NewMachineService } from './services/new-machine/new-machine-service.ts';
import type { Keyring } from './services/secrets/keyring.ts';
import { SecretsService } from './services/secrets/secrets-service.ts';
import { snapshotsHandlers } from './services/snapshots/handlers.ts';
import { SnapshotPictures } from './services/snapshots/snapshot-pictures.ts';
import { SnapshotsService } from './services/snapshots/snapshots-service.ts';
import { settingsHandlers } from './services/settings/handlers.ts';
import { SettingsService } from './services/settings/settings-service.ts';
import { statsHandlers } from './services/stats/handlers.ts';
import { StatsService } from './services/stats/stats-service.ts';
import { tasksHandlers } from './services/tasks/handlers.ts';
import { TasksService } from './services/tasks/tasks-service.ts';

/** What the application is built of. */
export interface AppOptions {
  /** Folder of settings and remembered connections. */
  readonly dataDir: string;
  readonly drivers: DriverRegistry;
  /** Where passwords are kept; without one they are asked for each session. */
  readonly keyring?: Keyring;
  readonly host: 'electron' | 'browser';
  readonly version: string;
  readonly log: { readonly warn: (message: string) => void };
  /** The computer that discovery looks at; this one by default. */
  readonly computer?: Computer;
}

/** The application, whichever host shows it. */
export interface App {
  readonly handlers: VireoHandlers;
  readonly hasRunningTasks: () => boolean;
  readonly onDidChangeTasks: Event<void>;
  readonly onDidReport: Diagnostics['onDidReport'];
  /** Ends everything: closes the connections, writes what is to be written. */
  readonly dispose: () => Promise<void>;
}

/** Builds the services once, reads what is remembered, and opens what shall be open. */
export async function createApp(options: AppOptions): Promise<App> {
  const { dataDir, drivers, log } = options;
  const onError = (error: unknown): void => {
    log.warn(VirError.from(error).message);
  };
  const store = new DisposableStore();
  const settings = store.add(new SettingsService(dataDir));
  const prompts = store.add(new Prompts(new SecretsService(options.keyring), new AllowedCommands(dataDir)));
  const who = whoAmI();
  const connections = new ConnectionsService({ dataDir, drivers, prompts, who, resolveName: resolveConnectName });
  const inventory = store.add(new InventoryService(connections, onError));
  const tasks = store.add(new TasksService());
  const stats = store.add(new StatsService({ connections, inventory, intervalMs: () => settings.value.statsIntervalMs, onError }));
  store.add(settings.onDidChange(() => { stats.refresh(); }));
  const machines = store.add(new MachinesService({ connections, inventory, tasks }));
  const consoles = new ConsolesService({ inventory, prompts, dialHere, readPki: readDisplayPki });
  const audit = store.add(new AuditService({ dataDir, user: who.user, tasks, onError, nameOf: ({ connectionId, uuid }) => nameOf(connections, inventory, connectionId, uuid) }));
  const diagnostics = createDiagnostics();
  const notices = [...(await settings.load()), ...(await connections.load())];
  const computer = options.computer ?? thisComputer();
  const handlers: VireoHandlers = audit.wrap({
    audit: auditHandlers(audit),
    appliances: appliancesHandlers(new ApplianceService({ connections, inventory, tasks })),
    clones: clonesHandlers(new ClonesService({ inventory, tasks })),
    connections: connectionsHandlers(connections, prompts, async () => [...discoverConfigured(await readLibvirtConf(), process.env), ...(await discover(computer))]),
    consoles: consolesHandlers(consoles),
    hardware: hardwareHandlers(new HardwareService({ inventory, tasks })),
    images: imagesHandlers(new ImagesService({ connections, inventory })),
    inventory: inventoryHandlers(inventory),
    machines: machinesHandlers(machines, new MachineCopies({ inventory, tasks }), new MachineLabels({ inventory }), new MachineInstallation({ inventory, tasks })),
    newMachines: newMachinesHandlers(new NewMachineService({ connections, tasks })),
    diagnostics: diagnostics.handlers,
    doctor: doctorHandlers(connections, drivers, prompts, who),
    documents: documentsHandlers(new DocumentsService({ inventory })),
    settings: settingsHandlers(settings, () => ({ version: options.version, host: options.host, platform: process.platform, notices })),
    snapshots: snapshotsHandlers(new SnapshotsService({ inventory, tasks, pictures: new SnapshotPictures(dataDir), screenshot: (key) => machines.screenshot(key), onError })),
    stats: statsHandlers(stats, inventory),
    tasks: tasksHandlers(tasks),
  });
  const dispose = async (): Promise<void> => {
    store.dispose();
    await Promise.all([connections.shutdown(), settings.flush(), audit.flush()]);
  };
  return { handlers, hasRunningTasks: () => tasks.hasRunning, onDidChangeTasks: tasks.onDidChange, onDidReport: diagnostics.onDidReport, dispose };
}

/** What a host or a machine is called; undefined: not known (any more). */
function nameOf(connections: ConnectionsService, inventory: InventoryService, connectionId: string, uuid: string | undefined): string | undefined {
  const id = connectionId as ConnectionId;
  if (uuid !== undefined) return inventory.of(id).get(uuid)?.ref.name;
  return connections.list.find((each) => each.id === id)?.label;
}

/** A name that a person typed: perhaps an alias of `libvirt.conf`. */
async function resolveConnectName(name: string): Promise<string> {
  return connectName(name, await readLibvirtConf()) ?? name;
}

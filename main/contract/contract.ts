import { appliances } from './appliances.ts';
import { audit } from './audit.ts';
import { clones } from './clones.ts';
import { connections } from './connections.ts';
import { consoles } from './consoles.ts';
import type { Client, Handlers, ServiceHandlers } from './define.ts';
import { diagnostics } from './diagnostics.ts';
import { doctor } from './doctor.ts';
import { documents } from './documents.ts';
import { hardware } from './hardware.ts';
import { images } from './images.ts';
import { inventory } from './inventory.ts';
import { machines } from './machines.ts';
import { newMachines } from './new-machine.ts';
import { settings } from './settings.ts';
import { snapshots } from './snapshots.ts';
import { stats } from './stats.ts';
import { tasks } from './tasks.ts';

/** Everything that the window may ask of the application, and nothing else. */
export const contract = { appliances, audit, clones, connections, consoles, diagnostics, doctor, documents, hardware, images, inventory, machines, newMachines, settings, snapshots, stats, tasks } as const;

/** The type of the contract. */
export type Contract = typeof contract;
/** The window's view of it. */
export type VireoClient = Client<Contract>;
/** The application's side of it. */
export type VireoHandlers = Handlers<Contract>;
/** The application's side of one service. */
export type HandlersOf<G extends keyof Contract> = ServiceHandlers<Contract, G>;

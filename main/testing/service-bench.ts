import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import type { ConnectionId } from '../contract/ids.ts';
import { ConnectionsService } from '../services/connections/connections-service.ts';
import { Prompts } from '../services/connections/prompts.ts';
import { InventoryService } from '../services/inventory/inventory-service.ts';
import { SecretsService } from '../services/secrets/secrets-service.ts';
import type { FakeHypervisor } from './fake-hypervisor.ts';

/** The services that the others stand on, around a fake hypervisor. */
export class ServiceBench {
  readonly fake: FakeHypervisor;
  readonly dir: string;
  readonly prompts: Prompts;
  readonly connections: ConnectionsService;
  readonly inventory: InventoryService;
  /** Failures that would go to the log. */
  readonly errors: unknown[] = [];

  private constructor(fake: FakeHypervisor, dir: string) {
    this.fake = fake;
    this.dir = dir;
    this.prompts = new Prompts(new SecretsService(undefined));
    this.connections = new ConnectionsService({
      dataDir: dir,
      drivers: new DriverRegistry([fake.driver]),
      prompts: this.prompts,
      who: { user: 'ann', groupOf: () => undefined },
      backOffMs: [5],
    });
    this.inventory = new InventoryService(this.connections, (error) => this.errors.push(error));
  }

  static async make(fake: FakeHypervisor): Promise<ServiceBench> {
    return new ServiceBench(fake, await mkdtemp(join(tmpdir(), 'vireo-bench-')));
  }

  /** Adds the fake's host and waits for its list. */
  async open(readOnly = false): Promise<ConnectionId> {
    const id = await this.connections.add({ uri: 'fake://host/', readOnly });
    await this.connections.connect(id);
    await this.inventory.listed(id);
    return id;
  }

  async dispose(): Promise<void> {
    this.inventory.dispose();
    await this.connections.shutdown();
    this.prompts.dispose();
    await rm(this.dir, { recursive: true, force: true });
  }
}

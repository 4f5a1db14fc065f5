import type { Connection } from '../../../drivers/api/connection.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { ConnectListAllStoragePoolsFlags, DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { hasExtra } from '../../../drivers/core/require-extra.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CloneDisk, CloneDiskWay, ClonePlan } from '../../contract/clones.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import { diskStem, refuseTakenName } from '../machines/create-machine.ts';
import { devices, diskFacts, parseDomain } from '../machines/domain-document.ts';
import { adornment } from '../machines/facts.ts';
import type { TaskContext, TasksService } from '../tasks/tasks-service.ts';
import { makeCloneDocument, type DiskOutcome } from './clone-document.ts';
import { CloneVolumes, type OriginalDisk } from './clone-volumes.ts';

/** A clone as a person wants it. */
export interface CloneOrder {
  readonly machine: MachineKey;
  readonly name: string;
  readonly disks: readonly { readonly target: string; readonly way: CloneDiskWay }[];
  readonly pool?: string | undefined;
  readonly keepMacs?: boolean | undefined;
}

/** Clones machines where the host cannot by itself: copies or links their disks and makes a definition with an identity of its own. */
export class ClonesService {
  readonly #inventory: InventoryService;
  readonly #tasks: TasksService;

  constructor({ inventory, tasks }: { readonly inventory: InventoryService; readonly tasks: TasksService }) {
    this.#inventory = inventory;
    this.#tasks = tasks;
  }

  async plan(key: MachineKey): Promise<ClonePlan> {
    const { connection, entry } = this.#inventory.live(key);
    const { name } = entry.ref;
    if (hasExtra(connection, 'copies', 'clone')) return { name, by: 'host', disks: [], pools: [], nvram: false, tpm: false, cloudInit: false };
    const root = await readStored(connection, entry);
    const volumes = new CloneVolumes(connection);
    try {
      const disks = await Promise.all(devices(root, 'disk').map((disk) => planDisk(connection, volumes, disk)));
      return {
        name,
        by: 'vireo',
        disks,
        pools: await activePools(connection),
        nvram: nvramOf(root) !== undefined,
        tpm: devices(root, 'tpm').some((tpm) => tpm.child('backend')?.attribute('type') === 'emulator'),
        cloudInit: disks.some(({ device, source = '' }) => device === 'cdrom' && /seed|cidata|cloud-?init/i.test(source)),
      };
    } finally {
      await volumes.dispose();
    }
  }

  make(order: CloneOrder): TaskId {
    const { machine, name } = order;
    const { entry } = this.#inventory.live(machine);
    return this.#tasks.run({
      title: 'task.clone',
      values: { name: entry.ref.name, copy: name },
      machine,
      cancellable: true,
      work: async (context) => {
        const { connection, entry: now } = this.#inventory.live(machine);
        if (isActive(now)) throw new VirError({ code: 'operation-invalid', domain: 'none', message: 'Requested operation is not valid: domain is running: its disks change while they are copied', subject: now.ref.name });
        await refuseTakenName(connection, name);
        const root = await readStored(connection, now);
        const volumes = new CloneVolumes(connection);
        try {
          const disks = await this.#makeDisks(connection, volumes, root, order, context);
          const nvram = nvramOf(root);
          if (nvram !== undefined) context.say('phase.copyingNvram');
          const variables = nvram === undefined ? undefined : await volumes.copyNvram(nvram.path, nvram.format, `${diskStem(name)}_VARS.fd`);
          context.signal.throwIfAborted();
          context.say('phase.define');
          makeCloneDocument(root, { name, uuid: randomUuid(), disks, nvram: variables, keepMacs: order.keepMacs === true });
          this.#inventory.adopt(machine.connectionId, await requireMethod(connection, 'domain', 'defineXML')(serializeXml(root)));
        } catch (error) {
          context.say('phase.cleaningUp');
          await volumes.undo();
          throw error;
        } finally {
          await volumes.dispose();
        }
      },
    });
  }

  async #makeDisks(connection: Connection, volumes: CloneVolumes, root: XmlElement, order: CloneOrder, context: TaskContext): Promise<ReadonlyMap<string, DiskOutcome>> {
    const planned = await Promise.all(devices(root, 'disk').map(async (disk) => ({ disk, plan: await planDisk(connection, volumes, disk) })));
    const chosen = planned.map(({ disk, plan }) => {
      const way = order.disks.find(({ target }) => target === plan.target)?.way ?? plan.ways[0] ?? 'share';
      if (!plan.ways.includes(way)) throw new VirError({ code: 'operation-unsupported', domain: 'none', message: `disk '${plan.target}' cannot be cloned this way: ${way}`, subject: plan.target });
      return { disk, plan, way };
    });
    const total = chosen.reduce((sum, { plan, way }) => sum + (way === 'copy' ? (plan.allocationBytes ?? 0) : 0), 0);
    const isOne = chosen.filter(({ way }) => way === 'copy' || way === 'linked').length <= 1;
    const outcomes = new Map<string, DiskOutcome>();
    let done = 0;
    for (const { disk, plan, way } of chosen) {
      context.signal.throwIfAborted();
      const { target } = plan;
      const name = `${diskStem(order.name)}${isOne ? '' : `-${target}`}`;
      if (way === 'copy') {
        context.say('phase.copyingDisk', { disk: target });
        const at = done;
        const source = await volumes.copy(originalOf(disk), { pool: order.pool, name }, context, (bytes) => { context.progress(Math.min(total, at + bytes), total); });
        done += plan.allocationBytes ?? 0;
        context.progress(done, total);
        outcomes.set(target, { way: 'own', source });
      } else if (way === 'linked') {
        context.say('phase.linkingDisk', { disk: target });
        outcomes.set(target, { way: 'own', source: await volumes.link(originalOf(disk), { pool: order.pool, name }) });
      } else outcomes.set(target, { way });
    }
    return outcomes;
  }
}

async function readStored(connection: Connection, { persistent, ref }: MachineEntry): Promise<XmlElement> {
  const flags = (persistent ? DomainXMLFlags.INACTIVE : 0) | (connection.readOnly ? 0 : DomainXMLFlags.SECURE);
  return parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, flags)).root;
}

/** What can become of a disk; what is read only or meant to be shared stays the same one. */
async function planDisk(connection: Connection, volumes: CloneVolumes, disk: XmlElement): Promise<CloneDisk> {
  const facts = diskFacts(disk);
  const { target, device, source, format } = facts;
  const base = { target, device, source, format, capacityBytes: undefined, allocationBytes: undefined };
  if (source === undefined || device === 'cdrom' || device === 'floppy') return { ...base, ways: ['share', 'skip'], noCopy: undefined };
  const info = await adornment(async () => requireMethod(connection, 'storageVol', 'getInfo')((await volumes.find(originalOf(disk))).volume));
  if (info === undefined) return { ...base, ways: ['skip', 'share'], noCopy: facts.keepReason === 'keep.network' ? 'keep.network' : 'keep.notInPool' };
  const own: readonly CloneDiskWay[] = ['copy', 'linked'];
  const shared = disk.child('shareable') !== undefined || disk.child('readonly') !== undefined;
  return {
    ...base,
    capacityBytes: Number(info.capacity),
    allocationBytes: Number(info.allocation),
    ways: shared ? ['share', ...own, 'skip'] : [...own, 'share', 'skip'],
    noCopy: undefined,
  };
}

function originalOf(disk: XmlElement): OriginalDisk {
  const source = disk.child('source');
  const format = disk.child('driver')?.attribute('type') ?? 'raw';
  const pool = source?.attribute('pool');
  if (pool !== undefined) return { pool, path: source?.attribute('volume') ?? '', format };
  return { pool: undefined, path: source?.attribute('file') ?? source?.attribute('dev') ?? '', format };
}

function nvramOf(root: XmlElement): { readonly path: string; readonly format: string } | undefined {
  const nvram = root.find('os', 'nvram');
  const path = nvram?.child('source')?.attribute('file') ?? nvram?.text.trim() ?? '';
  return path === '' ? undefined : { path, format: nvram?.attribute('format') ?? 'raw' };
}

async function activePools(connection: Connection): Promise<ClonePlan['pools']> {
  if (!hasMethod(connection, 'connect', 'listAllStoragePools') || !hasMethod(connection, 'storagePool', 'getInfo')) return [];
  const pools = (await adornment(() => requireMethod(connection, 'connect', 'listAllStoragePools')(ConnectListAllStoragePoolsFlags.ACTIVE))) ?? [];
  const known = pools.filter(({ name }) => !name.startsWith('vireo-export-'));
  const infos = await Promise.all(known.map((pool) => adornment(() => requireMethod(connection, 'storagePool', 'getInfo')(pool))));
  return known.map(({ name }, at) => ({ name, availableBytes: Number(infos[at]?.available ?? 0n) })).sort((a, b) => a.name.localeCompare(b.name));
}

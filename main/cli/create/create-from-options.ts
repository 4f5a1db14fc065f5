import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { element, writeDocument } from '../../../drivers/conf/format/write-element.ts';
import { DomainUndefineFlagsValues } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { guestSystem } from '../../services/guest-systems/guest-systems.ts';
import { cloudInitImage } from '../../services/machines/cloud-init.ts';
import { diskStem, makeDisk, placeOf, planDisk, refuseTakenName } from '../../services/machines/create-machine.ts';
import { readMachineCapabilities } from '../../services/machines/host-capabilities.ts';
import { newMachineXml, type CardPlan, type DiskPlace } from '../../services/machines/new-machine-xml.ts';
import { attempt, explaining } from '../attempt.ts';
import { say } from '../say.ts';
import type { CommandArgs } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { fault } from '../shell/values.ts';
import { readDocument } from '../xml-query.ts';
import { readMachine, type WantedDisk, type WantedMachine } from './read-machine.ts';

/** Nobody cancels, and nothing is shown between the steps. */
const QUIET = { signal: new AbortController().signal, say: () => undefined, progress: () => undefined };

/**
 * Makes a machine of options: its disks, its cloud-init seed, its definition; then starts it. What was made goes again when a
 * later step fails.
 *
 * @returns the machine; undefined when only its XML was printed.
 */
export async function createFromOptions(shell: Shell, args: CommandArgs, startFlags: number): Promise<DomainRef | undefined> {
  const wanted = readMachine(args);
  const connection = await shell.connection();
  if (args.has('print-xml')) {
    const xml = await machineXml(connection, wanted, new Predicted(connection, wanted));
    if (shell.options.json) shell.printJson({ xml });
    else shell.print(`${xml}\n`);
    return undefined;
  }
  await refuseTakenName(connection, wanted.name);
  const made = new Made(connection, wanted);
  try {
    const machine = await define(shell, connection, wanted, made);
    if (args.has('no-start')) {
      say(shell, `Domain '${machine.name}' defined\n`, machine);
      return machine;
    }
    await explaining(shell, `Failed to start domain '${machine.name}'`, () => start(connection, machine, startFlags));
    say(shell, `Domain '${machine.name}' created\n`, machine);
    return machine;
  } catch (error) {
    await made.undo();
    throw error;
  }
}

async function define(shell: Shell, connection: Connection, wanted: WantedMachine, made: Made): Promise<DomainRef> {
  const xml = await explaining(shell, `Failed to make the disks of domain '${wanted.name}'`, () => machineXml(connection, wanted, made));
  const machine = await explaining(shell, `Failed to define domain '${wanted.name}'`, async () => requireMethod(connection, 'domain', 'defineXML')(xml));
  made.machine = machine;
  return machine;
}

async function start(connection: Connection, machine: DomainRef, flags: number): Promise<void> {
  if (flags === 0) await requireMethod(connection, 'domain', 'create')(machine);
  else await requireMethod(connection, 'domain', 'createWithFlags')(machine, flags);
}

/** Gives the places of disks and seeds: made, or only foretold. */
interface Places {
  readonly newDisk: (disk: WantedDisk, sizeBytes: number, index: number) => Promise<DiskPlace>;
  readonly seed: (uuid: string) => Promise<string>;
}

async function machineXml(connection: Connection, wanted: WantedMachine, places: Places): Promise<string> {
  const capabilities = await readMachineCapabilities(connection);
  if (capabilities === undefined) throw fault('the host offers no emulator for machines');
  if (wanted.firmware !== 'bios' && !capabilities.uefi) throw fault('the host has no UEFI firmware for machines; leave uefi out of --boot');
  const uuid = randomUuid();
  const disks: DiskPlace[] = [];
  for (const [index, disk] of wanted.disks.entries()) disks.push(await placeDisk(connection, disk, index, places));
  const [first, ...moreDisks] = disks;
  return newMachineXml({
    name: wanted.name,
    uuid,
    vcpus: wanted.vcpus,
    memoryKiB: wanted.memoryKiB,
    firmware: wanted.firmware,
    disk: first,
    moreDisks,
    cdrom: wanted.cdrom,
    seed: wanted.cloudInit === undefined ? undefined : await places.seed(uuid),
    network: undefined,
    cards: wanted.cards ?? (await defaultCards(connection)),
    display: wanted.display,
    bootOrder: wanted.bootOrder,
    tpm: wanted.tpm,
    system: guestSystem(wanted.osId)?.devices,
    osId: wanted.osId,
    virtio: !/(^|\/)(win|windows)/i.test(wanted.osId ?? ''),
    capabilities,
  });
}

async function placeDisk(connection: Connection, disk: WantedDisk, index: number, places: Places): Promise<DiskPlace> {
  const { sizeBytes, path, format, bus } = disk;
  const place = sizeBytes === undefined ? await placeOf(connection, path ?? '') : await places.newDisk(disk, sizeBytes, index);
  return { ...place, bus, format: sizeBytes === undefined && format !== undefined ? format : place.format };
}

/** The network that libvirt's packages bring, if it is there. */
async function defaultCards(connection: Connection): Promise<readonly CardPlan[]> {
  const found = await attempt(async () => requireMethod(connection, 'network', 'lookupByName')('default'));
  return VirError.is(found) ? [] : [{ kind: 'network', source: 'default' }];
}

const diskName = (machine: string, index: number): string => (index === 0 ? machine : `${machine}-${index + 1}`);
const seedName = (machine: string): string => `${diskStem(machine)}-cloud-init.iso`;
const seedPool = ({ disks }: WantedMachine): string => disks.find(({ sizeBytes }) => sizeBytes !== undefined)?.pool ?? 'default';

/** Says where things would be. */
class Predicted implements Places {
  readonly #connection: Connection;
  readonly #wanted: WantedMachine;

  constructor(connection: Connection, wanted: WantedMachine) {
    this.#connection = connection;
    this.#wanted = wanted;
  }

  async newDisk({ pool }: WantedDisk, _sizeBytes: number, index: number): Promise<DiskPlace> {
    const { format, name } = await planDisk(this.#connection, diskName(this.#wanted.name, index), pool);
    const folder = await this.#folderOf(pool);
    return { source: folder === undefined ? { kind: 'volume', pool, volume: name } : { kind: 'file', path: `${folder}/${name}` }, format };
  }

  async seed(): Promise<string> {
    return `${(await this.#folderOf(seedPool(this.#wanted))) ?? ''}/${seedName(this.#wanted.name)}`;
  }

  async #folderOf(pool: string): Promise<string | undefined> {
    const ref = await requireMethod(this.#connection, 'storagePool', 'lookupByName')(pool);
    return readDocument(await requireMethod(this.#connection, 'storagePool', 'getXMLDesc')(ref, 0)).find('target', 'path')?.text;
  }
}

/** Makes things, and remembers them until the machine stands. */
class Made implements Places {
  machine: DomainRef | undefined;
  readonly #connection: Connection;
  readonly #wanted: WantedMachine;
  readonly #volumes: StorageVolRef[] = [];

  constructor(connection: Connection, wanted: WantedMachine) {
    this.#connection = connection;
    this.#wanted = wanted;
  }

  async newDisk({ pool, base }: WantedDisk, sizeBytes: number, index: number): Promise<DiskPlace> {
    const image = base === undefined ? undefined : { ...base, format: (await placeOf(this.#connection, base.path)).format };
    const { place, volume } = await makeDisk(this.#connection, diskName(this.#wanted.name, index), { pool, sizeBytes, base: image }, QUIET);
    this.#volumes.push(volume);
    return place;
  }

  async seed(uuid: string): Promise<string> {
    const image = cloudInitImage({ hostname: this.#wanted.name, ...this.#wanted.cloudInit, instanceId: uuid });
    const xml = writeDocument((writer) => {
      element(writer, 'volume', {}, (volume) => {
        element(volume, 'name', {}, seedName(this.#wanted.name));
        element(volume, 'capacity', { unit: 'bytes' }, image.length);
        element(volume, 'target', {}, (target) => { element(target, 'format', { type: 'raw' }); });
      });
    });
    const pool = await requireMethod(this.#connection, 'storagePool', 'lookupByName')(seedPool(this.#wanted));
    const volume = await requireMethod(this.#connection, 'storageVol', 'createXML')(pool, xml, 0);
    this.#volumes.push(volume);
    const stream = await requireMethod(this.#connection, 'storageVol', 'upload')(volume, 0n, BigInt(image.length), 0);
    await stream.send(image);
    await stream.finish();
    return requireMethod(this.#connection, 'storageVol', 'getPath')(volume);
  }

  /** Takes back what was made; what cannot be taken back stays, the first error is what counts. */
  async undo(): Promise<void> {
    const { machine } = this;
    // A machine with UEFI has a file of variables, which goes with it.
    const flags = this.#wanted.firmware !== 'bios' ? DomainUndefineFlagsValues.NVRAM : 0;
    if (machine !== undefined) await attempt(async () => requireMethod(this.#connection, 'domain', 'undefineFlags')(machine, flags));
    for (const volume of this.#volumes) await attempt(async () => requireMethod(this.#connection, 'storageVol', 'delete')(volume, 0));
  }
}

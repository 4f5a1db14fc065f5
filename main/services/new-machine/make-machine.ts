import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CloudInitWish, MachinePreview, NewMachine } from '../../contract/new-machine.ts';
import { guestSystem } from '../guest-systems/guest-systems.ts';
import { findInstallTree } from '../guest-systems/install-tree.ts';
import { cloudInitImage, type CloudInit } from '../machines/cloud-init.ts';
import { placeOf, refuseTakenName } from '../machines/create-machine.ts';
import { adornment } from '../machines/facts.ts';
import { readMachineCapabilities, type MachineCapabilities } from '../machines/host-capabilities.ts';
import { newMachineXml, type BootDevice, type DiskPlace, type NewMachinePlan } from '../machines/new-machine-xml.ts';
import { sha512Crypt } from '../machines/sha512-crypt.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { equivalentCommand } from './equivalent-command.ts';
import { indentXml } from './indent-xml.ts';
import { foretoldPlaces, MadePlaces, type Places } from './places.ts';

/** A machine that was made. */
export interface MadeMachine {
  readonly ref: DomainRef;
  /** Its installer runs already. */
  readonly isRunning: boolean;
}

/** Makes a machine: its disks, its seed, its definition. What was made for a machine that then is refused goes again. */
export async function makeMachine(connection: Connection, wanted: NewMachine, context: TaskContext): Promise<MadeMachine> {
  const capabilities = await capabilitiesOf(connection);
  await refuseTakenName(connection, wanted.name);
  const places = new MadePlaces(connection, context);
  let made: MadeMachine | undefined;
  try {
    const plan = await planMachine(connection, wanted, capabilities, places, context.signal);
    context.signal.throwIfAborted();
    context.say('phase.define');
    made = plan.direct === undefined ? { ref: await requireMethod(connection, 'domain', 'defineXML')(newMachineXml(plan)), isRunning: false } : await startInstaller(connection, plan);
  } catch (error) {
    await places.undo();
    throw error;
  }
  await places.forgetInstaller();
  return made;
}

/** What would be made; nothing is. */
export async function previewMachine(connection: Connection, wanted: NewMachine): Promise<MachinePreview> {
  const plan = await planMachine(connection, wanted, await capabilitiesOf(connection), foretoldPlaces(connection));
  return { xml: indentXml(newMachineXml(plan)), command: equivalentCommand(connection.uri, wanted) };
}

async function capabilitiesOf(connection: Connection): Promise<MachineCapabilities> {
  const capabilities = await readMachineCapabilities(connection);
  if (capabilities === undefined) throw new VirError({ code: 'operation-unsupported', domain: 'none', message: 'the host offers no emulator for machines' });
  return capabilities;
}

/** The installer's kernel runs in a machine of its own; what is stored has none, so that the next start is from the disk. */
async function startInstaller(connection: Connection, plan: NewMachinePlan): Promise<MadeMachine> {
  const ref = await requireMethod(connection, 'domain', 'createXML')(newMachineXml({ ...plan, endsAtReboot: true }), 0);
  try {
    await requireMethod(connection, 'domain', 'defineXML')(newMachineXml({ ...plan, direct: undefined }));
  } catch (error) {
    await requireMethod(connection, 'domain', 'destroy')(ref);
    throw error;
  }
  return { ref, isRunning: true };
}

async function planMachine(connection: Connection, wanted: NewMachine, capabilities: MachineCapabilities, places: Places, signal?: AbortSignal): Promise<NewMachinePlan> {
  const { name, install, disk, network } = wanted;
  const uuid = randomUuid();
  const tree = install.kind === 'tree' ? await findInstallTree(install.url, signal) : undefined;
  const system = guestSystem(wanted.osId) ?? tree?.system;
  const pool = disk.kind === 'new' ? disk.pool : await poolOf(connection, install);
  const seedPool = (): string => {
    if (pool !== undefined) return pool;
    throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'invalid argument: no storage pool is named that could take the files of this machine' });
  };
  const bootOrder: readonly BootDevice[] | undefined = install.kind === 'network' ? ['network', 'disk'] : undefined;
  return {
    name,
    uuid,
    vcpus: wanted.vcpus,
    memoryKiB: wanted.memoryKiB,
    firmware: wanted.firmware,
    tpm: wanted.tpm,
    disk: await placeDisk(connection, wanted, places),
    cdrom: install.kind === 'iso' ? install.path : undefined,
    direct:
      tree === undefined
        ? undefined
        : { kernel: await places.installFile(name, seedPool(), 'kernel', tree.kernelUrl), initrd: await places.installFile(name, seedPool(), 'initrd', tree.initrdUrl), commandLine: commandLineOf(tree.commandLine, install) },
    container: install.kind === 'container' ? { root: install.root, init: install.init } : undefined,
    seed: wanted.cloudInit === undefined ? undefined : await places.seed(name, seedPool(), seedOf(wanted.cloudInit, name, uuid)),
    network: network.kind === 'network' ? network.name : undefined,
    installsLater: install.kind === 'iso' && !wanted.start && hasMethod(connection, 'domain', 'setMetadata') && hasMethod(connection, 'domain', 'getMetadata'),
    bootOrder,
    system: system?.devices,
    osId: system?.id,
    virtio: !/(^|\/)(win|windows)/i.test(wanted.osId ?? ''),
    capabilities,
  };
}

/** What the tree wants its kernel to be told, and what a person does. */
function commandLineOf(own: string, install: NewMachine['install']): string {
  return [own, install.kind === 'tree' ? (install.args ?? '').trim() : ''].filter((part) => part !== '').join(' ');
}

async function placeDisk(connection: Connection, { name, install, disk }: NewMachine, places: Places): Promise<DiskPlace | undefined> {
  if (install.kind === 'disk') return placeOf(connection, install.path);
  if (disk.kind !== 'new' || install.kind === 'container') {
    if (install.kind === 'cloud') throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'invalid argument: a machine of a ready image needs a storage pool for its disk' });
    return undefined;
  }
  const base = install.kind === 'cloud' ? { path: install.path, format: (await placeOf(connection, install.path)).format, how: install.how } : undefined;
  return places.disk(name, { pool: disk.pool, sizeBytes: disk.sizeBytes, base });
}

/** The pool that an existing disk is in takes what comes with it. */
async function poolOf(connection: Connection, install: NewMachine['install']): Promise<string | undefined> {
  if (install.kind !== 'disk' || !hasMethod(connection, 'storageVol', 'lookupByPath')) return undefined;
  return (await adornment(() => requireMethod(connection, 'storageVol', 'lookupByPath')(install.path)))?.pool;
}

function seedOf(wish: CloudInitWish, name: string, uuid: string): () => Uint8Array {
  const { hostname, user, password, sshKeys, packages, address, gateway, nameservers } = wish;
  const config: CloudInit = {
    instanceId: uuid,
    hostname: hostname ?? name,
    sshKeys,
    packages,
    ...(user === undefined ? {} : { user }),
    ...(address === undefined ? {} : { network: { address, ...(gateway === undefined ? {} : { gateway }), ...(nameservers === undefined ? {} : { nameservers }) } }),
  };
  // Hashed only for a seed that is made: it takes a while on purpose.
  return () => cloudInitImage(password === undefined ? config : { ...config, passwordHash: sha512Crypt(password) });
}

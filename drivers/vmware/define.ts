import type { DomainDef } from '../conf/domain/domain-def.ts';
import { parseDomainXml } from '../conf/domain/domain-def.ts';
import { diskPath } from '../conf/domain/disk.ts';
import { VirError } from '../core/vir-error.ts';
import { formatVmx } from '../vmx/format-vmx.ts';
import { editVmx } from '../vmx/vmx-edit.ts';
import { VmxEntries } from '../vmx/vmx-text.ts';
import { fileNameOf, type Machine } from './machine-list.ts';
import { machinePlaces } from './products.ts';
import { vmwareError } from './vmware-error.ts';
import type { VmwareHost } from './vmware-host.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';
import type { DomainRef } from '../api/refs.ts';
import { vmwareDomainContext } from './domain-context.ts';

/** `virtualHW.version` of new machines: what libvirt writes, and every product since 2009 reads. */
const NEW_HARDWARE = 7;

/** Takes a document in: as a new machine, or as the next definition of one that is there. */
export async function defineMachine(session: VmwareSession, xml: string): Promise<DomainRef> {
  const def = parseDomainXml(xml, vmwareDomainContext());
  if (/[\n\r]/.test(def.name)) throw vmwareError('xml-detail', `invalid char in name: ${JSON.stringify(def.name)}`);
  const machines = await session.machines();
  const present = machines.find(({ uuid }) => uuid === def.uuid);
  const namesake = machines.find(({ name }) => name === def.name);
  if (present === undefined && namesake !== undefined) {
    throw vmwareError('operation-failed', `domain '${def.name}' already exists with uuid ${namesake.uuid}`);
  }
  const vmxPath = present?.vmxPath ?? newPath(session.host, def);
  const text = present === undefined ? newText(session.host, def, vmxPath) : changedText(session.host, present, def);
  if (present === undefined && (await session.host.surroundings.files.exists(vmxPath))) {
    throw vmwareError('operation-failed', `'${vmxPath}' is there already`, vmxPath);
  }
  await writeVmx(session, vmxPath, text, present);
  const made = (await session.machines()).find((machine) => machine.vmxPath === vmxPath);
  if (made === undefined) throw vmwareError('internal-error', `Failed to read vmx file '${vmxPath}'`, vmxPath);
  return refOf(made);
}

/** Writes a machine's file. The product holds the file of a machine that runs in its memory, and would write it over ours. */
export async function writeVmx(session: VmwareSession, vmxPath: string, text: string, present: Machine | undefined): Promise<void> {
  if (present !== undefined) assertStopped(present);
  await session.changing(async () => {
    await session.host.surroundings.files.write(vmxPath, Buffer.from(text));
    session.know(vmxPath);
  });
}

/** Changes entries of a machine that does not run. */
export async function editMachine(session: VmwareSession, machine: Machine, changes: Readonly<Record<string, string | undefined>>): Promise<void> {
  await writeVmx(session, machine.vmxPath, editVmx(machine.vmx, changes), machine);
}

/** @throws operation-invalid */
export function assertStopped(machine: Machine): void {
  if (!machine.running) return;
  throw vmwareError('operation-invalid', `domain '${machine.name}' is running; VMware would overwrite changes to its file: shut it down first`, machine.name);
}

/** Beside the first disk, as libvirt does; a machine without one gets a folder of its own. */
function newPath({ paths, surroundings }: VmwareHost, def: DomainDef): string {
  const disk = def.devices.disks.find((each) => each.device === 'disk' && each.type === 'file');
  const source = disk === undefined ? undefined : diskPath(disk);
  const fileName = `${def.name.replace(/[/\\:*?"<>|]/g, '_')}.vmx`;
  if (source !== undefined) {
    if (!source.toLowerCase().endsWith('.vmdk')) throw vmwareError('internal-error', `Expecting source '${source}' of first file-based harddisk to be a VMDK image`);
    if (paths.isAbsolute(source)) return paths.join(paths.dirname(source), fileName);
  }
  const [folder = surroundings.home] = machinePlaces(surroundings.system, surroundings.home, surroundings.appData).folders;
  return paths.join(folder, fileName.slice(0, -'.vmx'.length), fileName);
}

function newText(host: VmwareHost, def: DomainDef, vmxPath: string): string {
  return formatVmx(def, { virtualHardware: NEW_HARDWARE, formatFileName: (source) => fileNameOf(host, vmxPath, source) });
}

/** What the definition says, and all else as it was: the product keeps much in the file that libvirt has no words for. */
export function changedText(host: VmwareHost, machine: Machine, def: DomainDef): string {
  const hardware = Number(machine.entries.string('virtualHW.version') ?? NEW_HARDWARE);
  const context = { virtualHardware: hardware, formatFileName: (source: string) => fileNameOf(host, machine.vmxPath, source) };
  const next = VmxEntries.parse(formatVmx(def, context));
  const before = formatted(machine, context);
  const changes: Record<string, string | undefined> = {};
  for (const name of before?.names ?? []) if (!next.has(name)) changes[name] = undefined;
  for (const name of next.names) {
    // What the definition did not change stays as the product wrote it: file types, the guest's system by name, …
    if (before?.raw(name) === next.raw(name) && machine.entries.has(name)) continue;
    changes[name] = next.string(name);
  }
  return editVmx(machine.vmx, changes);
}

/** What our own text of the machine would be as it is; undefined where it has something libvirt has no words for. */
function formatted(machine: Machine, context: Parameters<typeof formatVmx>[1]): VmxEntries | undefined {
  try {
    return VmxEntries.parse(formatVmx(machine.def, context));
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}

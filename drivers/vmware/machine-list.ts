import { createHash } from 'node:crypto';
import type { Uuid } from '../api/refs.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainDef } from '../conf/domain/domain-def.ts';
import { uuidFromBytes } from '../core/uuid.ts';
import { VirError } from '../core/vir-error.ts';
import { parseVmx } from '../vmx/parse-vmx.ts';
import { decodeVmx } from '../vmx/vmx-encoding.ts';
import { VmxEntries } from '../vmx/vmx-text.ts';
import { VMWARE_INIT } from './domain-context.ts';
import { machinePlaces } from './products.ts';
import type { VmwareHost } from './vmware-host.ts';

/** A machine as its files and vmrun show it. */
export interface Machine {
  readonly uuid: Uuid;
  readonly name: string;
  readonly vmxPath: string;
  readonly vmx: string;
  readonly entries: VmxEntries;
  readonly def: DomainDef;
  readonly running: boolean;
  /** The process; -1 while it does not run, or when the machine does not say. */
  readonly pid: number;
  /** A state was kept when it was suspended to disk. */
  readonly suspended: boolean;
}

/** A machine that is there but cannot be understood: said once, not hidden. */
export interface BrokenMachine {
  readonly vmxPath: string;
  readonly error: VirError;
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';
const FOLDER_DEPTH = 2;

/** Finds all machines: those of the user's lists and folders, and whatever runs. `extra`: files known otherwise. */
export async function listMachines(host: VmwareHost, extra: ReadonlySet<string>, hidden: ReadonlySet<string>, options: CallOptions = {}): Promise<{ machines: Machine[]; broken: BrokenMachine[] }> {
  const { files } = host.surroundings;
  const [running, written] = await Promise.all([host.running(options), writtenDown(host)]);
  const found = await files.find(written.folders, '.vmx', FOLDER_DEPTH);
  const paths = [...new Set([...running, ...[...written.files, ...found, ...extra].filter((file) => !hidden.has(file))])].sort();
  const active = new Set(running);
  const logs = running.map((vmx) => logOf(host, vmx));
  const [texts, logTexts] = await Promise.all([files.read(paths), files.read(logs)]);
  const pids = new Map(running.map((vmx, index) => [vmx, pidOf(logTexts[index])]));
  const machines: Machine[] = [];
  const broken: BrokenMachine[] = [];
  const taken = new Set<string>();
  paths.forEach((vmxPath, index) => {
    const bytes = texts[index];
    if (bytes === undefined) return;
    try {
      const machine = readMachine(host, vmxPath, bytes, active.has(vmxPath) ? (pids.get(vmxPath) ?? -1) : undefined);
      // A copy that nobody gave an identity of its own yet.
      const own = taken.has(machine.uuid) ? withUuid(machine, uuidOfPath(vmxPath)) : machine;
      taken.add(own.uuid);
      machines.push(own);
    } catch (error) {
      if (!VirError.is(error)) throw error;
      broken.push({ vmxPath, error });
    }
  });
  return { machines, broken };
}

function readMachine(host: VmwareHost, vmxPath: string, bytes: Uint8Array, pid: number | undefined): Machine {
  const vmx = decodeVmx(bytes);
  const entries = VmxEntries.parse(vmx);
  const def = parseVmx(entries, { parseFileName: (name) => sourceOf(host, vmxPath, name), init: VMWARE_INIT });
  if (def.uuid === NO_UUID) def.uuid = uuidOfPath(vmxPath);
  if (def.name === '') def.name = host.paths.basename(vmxPath, '.vmx');
  const suspended = (entries.string('checkpoint.vmState') ?? '') !== '' && pid === undefined;
  return { uuid: def.uuid as Uuid, name: def.name, vmxPath, vmx, entries, def, running: pid !== undefined, pid: pid ?? -1, suspended };
}

function withUuid(machine: Machine, uuid: Uuid): Machine {
  return { ...machine, uuid, def: { ...machine.def, uuid } };
}

/** Names of files in a .vmx count from its folder. */
export function sourceOf(host: VmwareHost, vmxPath: string, name: string): string {
  return host.paths.isAbsolute(name) ? name : host.paths.join(host.paths.dirname(vmxPath), name);
}

/** The reverse: files in the machine's own folder are named without it, so that the folder can move. */
export function fileNameOf(host: VmwareHost, vmxPath: string, source: string): string {
  return host.paths.dirname(source) === host.paths.dirname(vmxPath) ? host.paths.basename(source) : source;
}

function uuidOfPath(vmxPath: string): Uuid {
  const bytes = createHash('sha256').update(`vmx:${vmxPath}`).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}

/** Where the product writes how the machine's process goes. */
export function logOf(host: VmwareHost, vmxPath: string): string {
  return host.paths.join(host.paths.dirname(vmxPath), 'vmware.log');
}

function pidOf(log: Uint8Array | undefined): number {
  if (log === undefined) return -1;
  const line = Buffer.from(log.subarray(0, 1024)).toString('latin1').split('\n')[0] ?? '';
  const pid = Number(/ pid=(\d{1,10}) /.exec(line)?.[1] ?? -1);
  return pid <= 0x7fff_ffff ? pid : -1;
}

/** What the user's lists name, and the folders to look in. */
async function writtenDown(host: VmwareHost): Promise<{ files: string[]; folders: readonly string[] }> {
  const { system, home, appData, files } = host.surroundings;
  const places = machinePlaces(system, home, appData);
  const texts = await files.read(places.lists);
  const found: string[] = [];
  let folders = places.folders;
  for (const bytes of texts) {
    const entries = bytes === undefined ? undefined : tolerant(bytes);
    if (entries === undefined) continue;
    for (const name of entries.names) {
      if (!/^(vmlist\d+\.config|pref\.mruVM\d+\.filename)$/i.test(name)) continue;
      const file = entries.string(name) ?? '';
      if (host.paths.isAbsolute(file) && file.toLowerCase().endsWith('.vmx')) found.push(file);
    }
    const chosen = entries.string('prefvmx.defaultVMPath');
    if (chosen !== undefined && host.paths.isAbsolute(chosen)) folders = [chosen];
  }
  return { files: found, folders };
}

/** Preferences hold more than we know of; a line we cannot read must not hide the machines. */
function tolerant(bytes: Uint8Array): VmxEntries {
  const lines = decodeVmx(bytes).split(/\r?\n/);
  return new VmxEntries(lines.flatMap((line) => {
    const match = /^\s*([A-Za-z.][A-Za-z0-9_:.-]*)\s*=\s*"([^"]*)"/.exec(line);
    return match?.[1] === undefined ? [] : [[match[1], match[2] ?? ''] as const];
  }));
}

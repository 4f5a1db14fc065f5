import { decodeVmx } from '../vmx/vmx-encoding.ts';
import { VmxEntries } from '../vmx/vmx-text.ts';
import { fixedSource } from './saved-state.ts';
import type { Machine } from './machine-list.ts';
import type { VmwareHost } from './vmware-host.ts';

/** One snapshot as the machine's `.vmsd` file tells of it. */
export interface Snapshot {
  /** Position in the file: its entries begin with `snapshotN.`. */
  readonly index: number;
  readonly uid: string;
  readonly name: string;
  readonly description: string | undefined;
  /** Seconds since 1970. */
  readonly creationTimeSec: bigint;
  readonly parentUid: string | undefined;
  /** The memory file that would be there if the machine ran; undefined when it names a place that is none of the machine's. */
  readonly memoryFile: string | undefined;
}

/** The snapshots of a machine. */
export interface SnapshotTree {
  /** The text of the file, for changes; empty when there is none. */
  readonly text: string;
  readonly snapshots: readonly Snapshot[];
  readonly currentUid: string | undefined;
}

const MOST_SNAPSHOTS = 10_000;

/** The file beside a .vmx. */
export function vmsdOf(vmxPath: string): string {
  return vmxPath.replace(/\.vmx$/i, '.vmsd');
}

/** Reads a machine's snapshots; without a file there are none. @throws conf-syntax for a file that is no .vmsd. */
export async function readSnapshots(host: VmwareHost, machine: Machine): Promise<SnapshotTree> {
  const [bytes] = await host.surroundings.files.read([vmsdOf(machine.vmxPath)]);
  if (bytes === undefined) return { text: '', snapshots: [], currentUid: undefined };
  const text = decodeVmx(bytes);
  return { text, ...parseVmsd(text, (name) => fixedSource(host, machine, name.replace(/\.vmsn$/i, '.vmem'))) };
}

/** The entries of a .vmsd. Indexes are not always without gaps: snapshots that were removed leave them. */
export function parseVmsd(text: string, memoryFileOf: (fileName: string) => string | undefined): Omit<SnapshotTree, 'text'> {
  const entries = VmxEntries.parse(text);
  const indexes = new Set(entries.names.flatMap((name) => /^snapshot(\d{1,6})\.uid$/i.exec(name)?.[1] ?? []).map(Number));
  const snapshots = [...indexes].sort((a, b) => a - b).slice(0, MOST_SNAPSHOTS).map((index): Snapshot => {
    const field = (name: string): string | undefined => entries.string(`snapshot${index}.${name}`);
    const fileName = field('filename');
    const description = field('description');
    return {
      index,
      uid: field('uid') ?? String(index),
      name: field('displayName') ?? `Snapshot ${index + 1}`,
      description: description === '' ? undefined : description,
      creationTimeSec: timeOf(entries, index),
      parentUid: field('parent'),
      memoryFile: fileName === undefined ? undefined : memoryFileOf(fileName),
    };
  });
  const current = entries.string('snapshot.current');
  return { snapshots, currentUid: current === '0' ? undefined : current };
}

/** Microseconds since 1970 in two halves; the lower one may be written as a negative number. */
function timeOf(entries: VmxEntries, index: number): bigint {
  const high = BigInt.asUintN(32, entries.integer(`snapshot${index}.createTimeHigh`, 0n));
  const low = BigInt.asUintN(32, entries.integer(`snapshot${index}.createTimeLow`, 0n));
  return ((high << 32n) | low) / 1_000_000n;
}

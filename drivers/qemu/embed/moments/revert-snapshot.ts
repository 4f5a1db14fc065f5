import type { DomainSnapshotRef } from '../../../api/refs.ts';
import { cloneDomainDef, type DomainDef } from '../../../conf/domain/domain-def.ts';
import { diskPath, setDiskFile, type Disk } from '../../../conf/domain/disk.ts';
import { besideImage } from '../../../conf/domain-snapshot/align-snapshot-disks.ts';
import type { DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import {
  DomainEventStartedDetailType as Started, DomainEventStoppedDetailType as Stopped, DomainEventSuspendedDetailType as Suspended, DomainPausedReason as Paused, DomainRunningReason as Running,
  DomainSaveRestoreFlags as Save, DomainSnapshotRevertFlags as Revert,
} from '../../../core/constants.ts';
import { createImageFile, snapshotImageFile } from '../../block/jobs/qemu-img.ts';
import { loadInternal } from '../../block/jobs/snapshots.ts';
import { assertNoDiskJob } from '../block-jobs.ts';
import { readHeader, startFrom } from '../domain-save.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { checkFlags } from '../method-table.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { startMachine, type StartOptions } from '../start-machine.ts';
import { stopProcess } from '../stop-process.ts';
import { liveChain, settlePending } from './pending-snapshot.ts';
import { isExternal, requireSnapshot, snapshotStore } from './snapshot-store.ts';

/** Goes back to a snapshot: the machine is stopped, and started as it was then. @libvirt qemuDomainRevertToSnapshot */
export async function revertToSnapshot(state: EmbedState, snap: DomainSnapshotRef, flags: number): Promise<void> {
  checkFlags(flags, Revert.RUNNING | Revert.PAUSED | Revert.FORCE | Revert.RESET_NVRAM, 'qemuSnapshotRevert');
  if ((flags & Revert.RUNNING) !== 0 && (flags & Revert.PAUSED) !== 0) throw domainError('invalid-arg', "Flags 'VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING' and 'VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED' are mutually exclusive");
  await state.change(snap.dom, async (machine) => {
    await settlePending(state, machine);
    if (machine.run !== undefined && machine.run.blockJobs.length > 0) throw qemuError('operation-invalid', 'domain has active block job');
    const store = snapshotStore(state, machine);
    const { def } = requireSnapshot(await store.read(), snap.name);
    const { domain } = def;
    const wasOnline = def.state === 'running' || def.state === 'paused';
    if (!machine.isPersistent && !wasOnline && (flags & (Revert.RUNNING | Revert.PAUSED)) === 0) throw qemuError('operation-invalid', 'transient domain needs to request run or pause to revert to inactive snapshot');
    if (domain === undefined) throw qemuError('snapshot-revert-risky', `snapshot '${snap.name}' lacks domain '${machine.name}' rollback info`);
    if ((flags & Revert.FORCE) === 0 && machine.hasSave && !wasOnline) throw qemuError('snapshot-revert-risky', 'snapshot without memory state, removal of existing managed saved state strongly recommended to avoid corruption');
    if (def.state === 'pmsuspended') throw qemuError('operation-unsupported', "qemu doesn't support reversion of snapshot taken in PMSUSPENDED state");
    if (isExternal(def)) await revertExternal(state, machine, def, domain, flags);
    else await revertInternal(state, machine, def, domain, flags);
    if (machine.hasSave) await dropSave(state, machine);
    await store.setCurrent(snap.name);
  });
}

/** What was saved of the machine belongs to disks that are others now. */
async function dropSave({ layout, surroundings: { files } }: EmbedState, machine: Machine): Promise<void> {
  await files.remove([layout.saveFile(machine.uuid)]);
  machine.hasSave = false;
}

async function stop(state: EmbedState, machine: Machine): Promise<void> {
  if (machine.run !== undefined) {
    assertNoDiskJob(machine.run, undefined);
    await stopProcess(state, machine, Stopped.FROM_SNAPSHOT);
  }
}

/** How the machine is started again; undefined: it stays off. */
function startOptions({ state }: DomainSnapshotDef, flags: number): (StartOptions & { readonly paused: boolean }) | undefined {
  const wasOnline = state === 'running' || state === 'paused';
  const [runs, pauses] = [(flags & Revert.RUNNING) !== 0, (flags & Revert.PAUSED) !== 0];
  if (!wasOnline && !runs && !pauses) return undefined;
  return {
    paused: !runs && (pauses || state === 'paused'), resetNvram: (flags & Revert.RESET_NVRAM) !== 0, startedDetail: Started.FROM_SNAPSHOT, runningReason: Running.FROM_SNAPSHOT,
    pausedReason: Paused.FROM_SNAPSHOT, suspendedDetail: Suspended.FROM_SNAPSHOT,
  };
}

async function revertInternal(state: EmbedState, machine: Machine, def: DomainSnapshotDef, domain: DomainDef, flags: number): Promise<void> {
  const { commands } = state.surroundings;
  const tag = def.name ?? '';
  const targets = def.disks.filter(({ snapshot }) => snapshot === 'internal').map(({ name }) => name);
  const isTaken = (disk: Disk): boolean => targets.length === 0 ? disk.device === 'disk' && disk.driver?.type === 'qcow2' : targets.includes(disk.target?.dev ?? '');
  await assertImages(state, domain);
  await stop(state, machine);
  const options = startOptions(def, flags);
  if (machine.isPersistent) await state.writeConfig(machine, cloneDomainDef(def.inactiveDomain ?? domain));
  if (def.memory !== 'internal') {
    for (const file of domain.devices.disks.filter(isTaken).flatMap((disk) => diskPath(disk) ?? [])) await snapshotImageFile(commands, file, 'apply', tag);
    if (options !== undefined) await startMachine(state, machine, { ...options, def: cloneDomainDef(domain) });
    return;
  }
  await startMachine(state, machine, {
    ...options, def: cloneDomainDef(domain),
    async beforeRunning(run, monitor) {
      const devices = run.live.devices.disks.filter(isTaken).map((disk) => liveChain(disk).formatNode);
      await loadInternal(monitor, { tag, vmstate: devices[0] ?? '', devices });
    },
  });
}

/** The machine is not stopped for a snapshot whose images are gone. */
async function assertImages({ surroundings: { files } }: EmbedState, { devices: { disks } }: DomainDef): Promise<void> {
  const paths = disks.flatMap((disk) => (disk.source?.type === 'file' && disk.device === 'disk' ? (diskPath(disk) ?? []) : []));
  const found = await files.stat(paths);
  const missing = paths.find((_path, index) => found[index] === undefined);
  if (missing !== undefined) throw qemuError('system-error', `Cannot access storage file '${missing}': No such file or directory`, { subject: missing });
}

/**
 * The images below the snapshot's overlays are the disks as they were then. They stay as they are, for what else is above them: the machine
 * goes on in a fresh overlay on each. The overlays it has now are left alone, too.
 */
async function revertExternal(state: EmbedState, machine: Machine, def: DomainSnapshotDef, domain: DomainDef, flags: number): Promise<void> {
  const { commands, files } = state.surroundings;
  await assertImages(state, domain);
  const header = def.memory === 'external' && def.memoryFile !== undefined ? await readHeader(state, def.memoryFile) : undefined;
  const options = startOptions(def, flags);
  const made: string[] = [];
  const overlays = new Map<string, string>();
  try {
    for (const { name = '', snapshot } of def.disks) {
      const disk = snapshot === 'external' ? domain.devices.disks.find(({ target }) => target?.dev === name) : undefined;
      const below = disk === undefined ? undefined : diskPath(disk);
      if (disk === undefined || below === undefined) continue;
      const file = await freeName(state, below);
      await createImageFile(commands, { path: file, format: 'qcow2', backing: { path: below, format: disk.driver?.type ?? 'raw' } });
      made.push(file);
      overlays.set(name, file);
    }
    await stop(state, machine);
  } catch (error) {
    await files.remove(made);
    throw error;
  }
  const now = onOverlays(domain, overlays);
  if (machine.isPersistent) await state.writeConfig(machine, onOverlays(def.inactiveDomain ?? domain, overlays));
  if (header !== undefined && def.memoryFile !== undefined) {
    await startFrom(state, machine, def.memoryFile, header, now, options?.paused === true ? Save.PAUSED : Save.RUNNING, { ...options });
  } else if (options !== undefined) await startMachine(state, machine, { ...options, def: now });
}

function onOverlays(domain: DomainDef, overlays: ReadonlyMap<string, string>): DomainDef {
  const def = cloneDomainDef(domain);
  for (const disk of def.devices.disks) {
    const file = overlays.get(disk.target?.dev ?? '');
    if (file === undefined) continue;
    setDiskFile(disk, file);
    if (disk.driver !== undefined) disk.driver.type = 'qcow2';
    disk.backingStore = undefined;
  }
  return def;
}

/** libvirt calls such overlays by the time. */
async function freeName({ surroundings: { files } }: EmbedState, below: string): Promise<string> {
  for (let seconds = Math.floor(Date.now() / 1000); ; seconds++) {
    const file = besideImage(below, String(seconds));
    if (!(await files.exists(file))) return file;
  }
}

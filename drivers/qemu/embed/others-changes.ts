import { diskPath } from '../../conf/domain/disk.ts';
import { deviceInfoOf, listDevices } from '../../conf/domain/device-list.ts';
import { tellBackupEnd } from './backup-job.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';

/** Tells what another program has done with a running machine, where QEMU does not tell everybody itself. */
export function tellOfOthersChanges(state: EmbedState, machine: Machine, run: RunningMachine, before: Pick<RunningMachine, 'live' | 'backup'>): void {
  const dom = machine.ref;
  const known = new Set(aliases(before));
  for (const devAlias of aliases(run)) if (!known.has(devAlias)) state.events.fire({ kind: 'device-added', dom, devAlias });
  for (const disk of run.live.devices.disks) {
    const old = disk.device === 'cdrom' || disk.device === 'floppy' ? before.live.devices.disks.find(({ alias }) => alias !== undefined && alias === disk.alias) : undefined;
    if (old !== undefined && diskPath(old) !== diskPath(disk)) state.events.fire({ kind: 'disk-change', dom, oldSrcPath: diskPath(old), newSrcPath: diskPath(disk), devAlias: disk.alias ?? '', reason: 0 });
  }
  if (before.backup !== undefined && run.backup === undefined) tellBackupEnd(state, machine, run, before.backup);
}

function aliases({ live }: Pick<RunningMachine, 'live'>): readonly string[] {
  return listDevices(live.devices).flatMap((device) => deviceInfoOf(device)?.alias ?? []);
}

import { formatDomainCheckpointXml, parseDomainCheckpointXml, type DomainCheckpointDef } from '../../../conf/domain-checkpoint/domain-checkpoint-def.ts';
import { alignCheckpointDisks } from '../../../conf/domain-checkpoint/align-checkpoint-disks.ts';
import type { MomentList } from '../../../core/moment-list.ts';
import type { CheckpointDisk } from '../../block/jobs/checkpoints.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine, RunningMachine } from '../machine.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { domainNow } from './domain-now.ts';
import { MomentStore, stored, type StoredMoment } from './moment-store.ts';
import { liveChain } from './pending-snapshot.ts';

/** The checkpoints of a machine. */
export type Checkpoints = MomentList<StoredMoment<DomainCheckpointDef>>;

/** Where a machine's checkpoints are written down. */
export function checkpointStore(state: EmbedState, machine: Machine): MomentStore<DomainCheckpointDef> {
  return new MomentStore(state.surroundings.files, state.layout.checkpointFolder(machine.uuid), {
    async parse(text) {
      await state.emulators.prepare(text);
      return parseDomainCheckpointXml(text, { domain: state.emulators.context({ inactive: true, skipValidate: true }), redefine: true });
    },
    format: (def) => formatDomainCheckpointXml(def, { secure: true }),
  });
}

/** @throws no-domain-checkpoint */
export function requireCheckpoint(list: Checkpoints, name: string): StoredMoment<DomainCheckpointDef> {
  const found = list.find(name);
  if (found === undefined) throw domainError('no-domain-checkpoint', `no domain checkpoint with matching name '${name}'`);
  return found;
}

/** The disks of a checkpoint that have a bitmap, as they are now. */
export function bitmapDisks({ live }: RunningMachine, def: DomainCheckpointDef): CheckpointDisk[] {
  return def.disks.flatMap(({ name, checkpoint, bitmap }) => {
    const disk = checkpoint === 'bitmap' ? live.devices.disks.find(({ target }) => target?.dev === name) : undefined;
    return disk === undefined || bitmap === undefined ? [] : [{ target: name, chain: liveChain(disk), bitmap }];
  });
}

/**
 * A new checkpoint, fitted to the machine and written down. That comes first: bitmaps that nobody knows of would slow the machine down for ever,
 * while a checkpoint without them says so when it is used.
 */
export async function writeNewCheckpoint(state: EmbedState, machine: Machine, xml: string): Promise<{ readonly def: DomainCheckpointDef; readonly disks: CheckpointDisk[]; readonly undo: () => Promise<void> }> {
  await state.emulators.prepare(xml);
  const run = machine.run;
  if (run === undefined) throw qemuError('operation-unsupported', 'cannot create checkpoint for inactive domain');
  const asked = parseDomainCheckpointXml(xml, { domain: state.emulators.context({ inactive: true }) });
  const store = checkpointStore(state, machine);
  const list = await store.read();
  const before = list.current?.name;
  const def: DomainCheckpointDef = { ...asked, parentName: before, domain: await domainNow(state, machine), disks: alignCheckpointDisks(asked, run.live.devices.disks) };
  list.add(stored(def));
  const disks = bitmapDisks(run, def);
  await store.write(def);
  await store.setCurrent(def.name);
  return {
    def, disks,
    async undo() {
      await store.setCurrent(before);
      await state.surroundings.files.remove([store.fileOf(def.name ?? '')]);
    },
  };
}

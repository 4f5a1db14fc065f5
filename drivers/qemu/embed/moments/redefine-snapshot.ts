import { alignSnapshotDisks } from '../../../conf/domain-snapshot/align-snapshot-disks.ts';
import type { DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import { DomainSnapshotCreateFlags as Create } from '../../../core/constants.ts';
import { libvirtError } from '../../../core/error-text.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { isExternal, snapshotStore } from './snapshot-store.ts';

/** Writes down a snapshot that exists, or changes what is written of it. @libvirt virDomainSnapshotRedefinePrep */
export async function redefineSnapshot(state: EmbedState, machine: Machine, def: DomainSnapshotDef, flags: number): Promise<string> {
  const store = snapshotStore(state, machine);
  const list = await store.read();
  const { name = '' } = def;
  const refuse = (message: string): never => { throw libvirtError('domain-snapshot', 'invalid-arg', message); };
  list.assertNoCycle(name, def.parentName);
  const other = list.find(name)?.def;
  if ((flags & Create.DISK_ONLY) !== 0 && def.state !== 'disk-snapshot') refuse(`disk-only flag for snapshot ${name} requires disk-snapshot state`);
  if (def.domain !== undefined && def.domain.uuid !== machine.uuid) refuse(`definition for snapshot ${name} must use uuid ${machine.uuid}`);
  if (other !== undefined && isOnline(other) !== isOnline(def)) refuse(`cannot change between online and offline snapshot state in snapshot ${name}`);
  if (other !== undefined && (other.state === 'disk-snapshot') !== (def.state === 'disk-snapshot')) refuse(`cannot change between disk only and full system in snapshot ${name}`);
  const domain = def.domain ?? other?.domain;
  if (domain === undefined) throw libvirtError('domain-snapshot', 'internal-error', 'missing domain in snapshot');
  const disks = alignSnapshotDisks(def, domain.devices.disks, def.state === 'disk-snapshot' || isExternal(def) ? 'external' : 'internal');
  await store.write({ ...def, domain, disks });
  if ((flags & Create.CURRENT) !== 0) await store.setCurrent(name);
  return name;
}

function isOnline({ state }: DomainSnapshotDef): boolean {
  return state === 'running' || state === 'paused';
}

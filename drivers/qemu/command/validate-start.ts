import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { MEMORY_UNLIMITED } from '../../conf/domain/tuning.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { machineIs } from '../conf/machine-kinds.ts';
import type { CommandContext } from './command-context.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/**
 * What a definition may say, but a machine cannot be started with: with this QEMU, or with the rights the driver has.
 *
 * @throws VirError `config-unsupported` with libvirt's words.
 * @libvirt qemuProcessStartValidate
 */
export function validateStart(def: DomainDef, { caps, privileged }: CommandContext): void {
  const { disks, shmems, graphics } = def.devices;
  if ((def.iothreadids?.iothread.length ?? 0) > 0 && !caps.has('iothread')) throw refuse('IOThreads not supported for this QEMU');
  for (const { name } of shmems) if (name.includes('/')) throw refuse(`shmem name '${name}' must not contain '/'`);
  for (const { device, source } of disks) {
    if (source?.type === 'network' && source.protocol === 'vxhs' && !caps.has('vxhs')) throw refuse('VxHS protocol is not supported with this QEMU binary');
    if (device === 'floppy' && machineIs.pSeries(def)) throw refuse('PowerPC pseries machines do not support floppy device');
    if (source?.type === 'nvme' && !caps.has('drive-nvme')) throw refuse('NVMe disks are not supported with this QEMU binary');
  }
  if (!privileged) refuseTuning(def);
  const types = graphics.map((each) => each.type);
  if (new Set(types).size < types.length) throw refuse('only 1 graphics device of each type (sdl, vnc, spice, headless, dbus) is supported');
  if (def.os.type.name === 'xen' || def.os.type.name === 'linux') throw confError('internal-error', `qemu emulator '${def.devices.emulator ?? ''}' does not support xen`, 'qemu');
}

const NO_CGROUPS = ': it needs control groups, which a user may not change without a daemon';

/** Limits need control groups, and those need a right that a person does not have. */
function refuseTuning({ memtune, blkiotune, cputune }: DomainDef): void {
  const limited = (kib: number | undefined): boolean => kib !== undefined && kib > 0 && kib < MEMORY_UNLIMITED;
  if (limited(memtune?.hardLimitKiB) || limited(memtune?.softLimitKiB) || limited(memtune?.swapHardLimitKiB)) throw refuse(`Memory tuning is not available in session mode${NO_CGROUPS}`);
  if ((blkiotune?.weight ?? 0) > 0) throw refuse(`Block I/O tuning is not available in session mode${NO_CGROUPS}`);
  const { shares, period, quota, global_period, global_quota, emulator_period, emulator_quota, iothread_period, iothread_quota } = cputune ?? {};
  const times = [period, quota, global_period, global_quota, emulator_period, emulator_quota, iothread_period, iothread_quota];
  if (shares !== undefined || times.some((each) => each !== undefined && each !== 0n)) throw refuse(`CPU tuning is not available in session mode${NO_CGROUPS}`);
}

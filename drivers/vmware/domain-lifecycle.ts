import type { DomainMethods } from '../api/facets/domain.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { DomainCreateFlags as Create, DomainDefineFlags as Define, DomainDestroyFlagsValues as Destroy, DomainUndefineFlagsValues as Undefine } from '../core/constants.ts';
import { assertStopped, defineMachine, editMachine } from './define.ts';
import type { Machine } from './machine-list.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { fixedSource } from './saved-state.ts';
import { vmwareError } from './vmware-error.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';

/** Starting, stopping, pausing, defining and forgetting machines. */
export const domainLifecycle = methodsOf<DomainMethods>()({
  async create(session, dom, options) {
    await start(session, dom, 0, options);
  },
  createWithFlags: (session, dom, flags = 0, options) => start(session, dom, flags, options),
  async createXML(session, xml, flags = 0, options) {
    checkFlags(flags, Create.START_VALIDATE, 'vmwareDomainCreateXML');
    return start(session, await defineMachine(session, xml), 0, options);
  },
  defineXML: (session, xml) => defineMachine(session, xml),
  defineXMLFlags(session, xml, flags = 0) {
    checkFlags(flags, Define.VALIDATE, 'vmwareDomainDefineXMLFlags');
    return defineMachine(session, xml);
  },
  undefine: (session, dom) => undefine(session, dom),
  undefineFlags(session, dom, flags = 0) {
    checkFlags(flags, Undefine.MANAGED_SAVE | Undefine.SNAPSHOTS_METADATA | Undefine.NVRAM | Undefine.KEEP_NVRAM | Undefine.CHECKPOINTS_METADATA, 'vmwareDomainUndefineFlags');
    return undefine(session, dom);
  },

  shutdown: (session, dom, options) => stop(session, dom, 'soft', options),
  shutdownFlags(session, dom, flags = 0, options) {
    checkFlags(flags, 0, 'vmwareDomainShutdownFlags');
    return stop(session, dom, 'soft', options);
  },
  destroy: (session, dom, options) => stop(session, dom, 'hard', options),
  destroyFlags(session, dom, flags = 0, options) {
    checkFlags(flags, Destroy.GRACEFUL, 'vmwareDomainDestroyFlags');
    return stop(session, dom, flags === Destroy.GRACEFUL ? 'soft' : 'hard', options);
  },
  reboot(session, dom, flags = 0, options) {
    checkFlags(flags, 0, 'vmwareDomainReboot');
    return act(session, dom, ['reset'], ['soft'], options);
  },
  reset(session, dom, flags = 0, options) {
    checkFlags(flags, 0, 'vmwareDomainReset');
    return act(session, dom, ['reset'], ['hard'], options);
  },

  async suspend(session, dom, options) {
    assertCanPause(session);
    const machine = await runningMachine(session, dom);
    if (session.isPaused(machine)) throw vmwareError('operation-invalid', 'domain is not in running state', dom.name);
    await session.host.vmrun(['pause', machine.vmxPath], options);
    session.setPaused(machine, true);
  },
  async resume(session, dom, options) {
    assertCanPause(session);
    const machine = await runningMachine(session, dom);
    // Whoever paused it may have been another program: vmrun knows best.
    await session.host.vmrun(['unpause', machine.vmxPath], options);
    session.setPaused(machine, false);
  },

  async managedSave(session, dom, flags = 0, options) {
    checkFlags(flags, 0, 'vmwareDomainManagedSave');
    await act(session, dom, ['suspend'], ['hard'], options);
  },
  async hasManagedSaveImage(session, dom, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainHasManagedSaveImage');
    return (await session.machine(dom)).suspended;
  },
  async managedSaveRemove(session, dom, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainManagedSaveRemove');
    const machine = await session.machine(dom);
    if (!machine.suspended) return;
    const state = fixedSource(session.host, machine, machine.entries.string('checkpoint.vmState'));
    await editMachine(session, machine, { 'checkpoint.vmState': '' });
    if (state !== undefined) await session.host.surroundings.files.remove([state, state.replace(/\.vmss$/i, '.vmem')]);
  },
});

/** @throws operation-invalid */
export async function runningMachine(session: VmwareSession, dom: DomainRef): Promise<Machine> {
  await session.refresh();
  const machine = await session.machine(dom);
  if (!machine.running) throw vmwareError('operation-invalid', 'domain is not running', dom.name);
  return machine;
}

async function act(session: VmwareSession, dom: DomainRef, before: readonly string[], after: readonly string[], options?: CallOptions): Promise<void> {
  const machine = await runningMachine(session, dom);
  await session.changing(() => session.host.vmrun([...before, machine.vmxPath, ...after], options));
}

async function stop(session: VmwareSession, dom: DomainRef, how: 'soft' | 'hard', options?: CallOptions): Promise<void> {
  const machine = await runningMachine(session, dom);
  // A paused guest cannot shut itself down.
  if (how === 'soft' && session.isPaused(machine)) throw vmwareError('operation-invalid', 'domain is paused: resume it first', dom.name);
  await session.changing(() => session.host.vmrun(['stop', machine.vmxPath, how], options));
}

/** Starts a machine. With a window of the product only where there is a display for it and the machine has no VNC. */
export async function start(session: VmwareSession, dom: DomainRef, flags: number, options?: CallOptions): Promise<DomainRef> {
  checkFlags(flags, 0, 'vmwareDomainCreateWithFlags');
  await session.refresh();
  const machine = await session.machine(dom);
  if (machine.running) throw vmwareError('operation-invalid', 'Domain is already running', dom.name);
  await session.changing(() => session.host.vmrun(['start', machine.vmxPath, hasWindow(session, machine) ? 'gui' : 'nogui'], options));
  return refOf(await session.machine(dom));
}

function hasWindow({ host: { surroundings } }: VmwareSession, { def }: Machine): boolean {
  if (!surroundings.isHere || def.devices.graphics.length > 0) return false;
  return surroundings.system !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
}

/** Forgets a machine: its definition goes, its disks stay. */
async function undefine(session: VmwareSession, dom: DomainRef): Promise<void> {
  await session.refresh();
  const machine = await session.machine(dom);
  assertStopped(machine);
  await session.changing(async () => {
    await session.host.surroundings.files.remove([machine.vmxPath]);
    session.forget(machine.vmxPath);
  });
}

function assertCanPause({ host: { product } }: VmwareSession): void {
  if (product.canPause) return;
  throw vmwareError('operation-unsupported', 'vmplayer does not support libvirt suspend/resume (vmware pause/unpause) operation');
}

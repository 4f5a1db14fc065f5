import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef } from '../../api/refs.ts';
import {
  DomainCreateFlags as Create, DomainDestroyFlagsValues as Destroy, DomainEventStoppedDetailType as Stopped, DomainPausedReason as Paused, DomainRebootFlagValues as Reboot,
  DomainShutdownFlagValues as Shutdown,
} from '../../core/constants.ts';
import { VirError } from '../../core/vir-error.ts';
import { shutDownGuest } from '../qmp/guest-commands.ts';
import { agentOf } from './agent-link.ts';
import { pause, settled } from './cpu-control.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { rebootOnShutdown } from './policy.ts';
import { domainError, qemuError } from './qemu-error.ts';
import { restoreManagedSave } from './domain-save.ts';
import { stopProcess } from './stop-process.ts';
import { startMachine } from './start-machine.ts';

/** Starting, stopping and pausing machines. */
export const domainLifecycle = methodsOf<DomainMethods>()({
  async create(session, dom) {
    await start(session, dom, 0);
  },
  createWithFlags: (session, dom, flags = 0) => start(session, dom, flags),

  shutdown: (session, dom) => shutDown(session, dom, 0),
  shutdownFlags: (session, dom, flags = 0) => shutDown(session, dom, flags),
  reboot: (session, dom, flags = 0) => reboot(session, dom, flags),
  async reset({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainReset');
    await state.change(dom, async (machine) => {
      await machine.monitor().execute('system_reset');
    });
  },
  destroy: (session, dom) => destroy(session, dom, 0),
  destroyFlags: (session, dom, flags = 0) => destroy(session, dom, flags),

  async suspend({ state }, dom) {
    await whileMoving(state, dom, async (machine) => {
      const run = machine.running();
      if (run.state === 'pmsuspended') throw qemuError('operation-invalid', 'domain is pmsuspended');
      if (run.state === 'paused') return;
      await pause(state, machine, Paused.USER);
    });
  },
  async resume({ state }, dom) {
    await state.change(dom, async (machine) => {
      const run = machine.running();
      if (run.state === 'pmsuspended') throw qemuError('operation-invalid', 'domain is pmsuspended');
      if (run.state === 'running') throw qemuError('operation-invalid', 'domain is already running');
      if (run.state === 'crashed' && run.live.on_crash === 'preserve') throw qemuError('operation-invalid', 'domain is crashed and was preserved');
      await machine.monitor().execute('cont');
      await settled(machine, 'running');
      await state.writeStatus(machine);
    });
  },
  async injectNMI({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainInjectNMI');
    await (await state.require(dom)).monitor().execute('inject-nmi');
  },
});

async function start(session: EmbedSession, dom: DomainRef, flags: number): Promise<DomainRef> {
  checkFlags(flags, Create.START_PAUSED | Create.START_AUTODESTROY | Create.START_BYPASS_CACHE | Create.START_FORCE_BOOT | Create.START_RESET_NVRAM, 'qemuDomainCreateWithFlags');
  const { state } = session;
  return state.change(dom, async (machine) => {
    if (machine.run !== undefined) throw domainError('operation-invalid', 'domain is already running');
    const options = { paused: (flags & Create.START_PAUSED) !== 0, resetNvram: (flags & Create.START_RESET_NVRAM) !== 0, ...((flags & Create.START_AUTODESTROY) === 0 ? {} : { owner: session }) };
    if (machine.hasSave && (flags & Create.START_FORCE_BOOT) === 0) await restoreManagedSave(state, machine, options);
    else {
      if (machine.hasSave) await dropSave(state, machine);
      await startMachine(state, machine, options);
    }
    return machine.ref;
  });
}

async function dropSave(state: EmbedState, machine: Machine): Promise<void> {
  await state.surroundings.files.remove([state.layout.saveFile(machine.uuid)]);
  machine.hasSave = false;
}

const BUTTONS = Shutdown.ACPI_POWER_BTN | Shutdown.GUEST_AGENT;

/** By the guest's agent where that is asked for, else by the power button. */
async function shutDown({ state }: EmbedSession, dom: DomainRef, flags: number): Promise<void> {
  checkFlags(flags, BUTTONS, 'qemuDomainShutdownFlags');
  await state.change(dom, async (machine) => {
    machine.running();
    if (machine.run?.rebootOnShutdown === true) await rebootOnShutdown(state, machine, false);
    if ((flags & Shutdown.GUEST_AGENT) !== 0) {
      try {
        await byAgent(state, machine, 'powerdown');
        return;
      } catch (error) {
        if ((flags & Shutdown.ACPI_POWER_BTN) === 0) throw error;
      }
    }
    await machine.monitor().execute('system_powerdown');
  });
}

/** The agent does not live to answer: that the guest has ended is the answer. */
async function byAgent(state: EmbedState, machine: Machine, mode: 'powerdown' | 'reboot'): Promise<void> {
  const agent = await agentOf(state, machine);
  try {
    await shutDownGuest(agent, mode);
  } catch (error) {
    const isDown = machine.run === undefined || machine.run.state === 'shutdown';
    if (!VirError.is(error, 'agent-unresponsive') || !isDown) throw error;
  }
}

async function reboot({ state }: EmbedSession, dom: DomainRef, flags: number): Promise<void> {
  checkFlags(flags, Reboot.ACPI_POWER_BTN | Reboot.GUEST_AGENT, 'qemuDomainReboot');
  await state.change(dom, async (machine) => {
    machine.running();
    if ((flags & Reboot.GUEST_AGENT) !== 0) {
      try {
        await byAgent(state, machine, 'reboot');
        return;
      } catch (error) {
        if ((flags & Reboot.ACPI_POWER_BTN) === 0) throw error;
      }
    }
    await rebootOnShutdown(state, machine, true);
    await machine.monitor().execute('system_powerdown');
  });
}

/** What may be done to a machine that is on its way to another host, too. */
async function whileMoving(state: EmbedState, dom: DomainRef, work: (machine: Machine) => Promise<void>): Promise<void> {
  const machine = await state.require(dom);
  await (machine.isMoving && machine.job !== undefined ? work(machine) : state.change(dom, work));
}

/** A machine that is to end does not go anywhere. */
async function endMove(state: EmbedState, dom: DomainRef): Promise<void> {
  const machine = await state.require(dom);
  if (!machine.isMoving || machine.job === undefined) return;
  await machine.job.cancel();
  const isMoving = (): boolean => machine.isMoving;
  for (const until = performance.now() + END_MOVE_MS; isMoving() && performance.now() < until;) await new Promise((resolve) => setTimeout(resolve, 20));
}

const END_MOVE_MS = 10_000;

async function destroy({ state }: EmbedSession, dom: DomainRef, flags: number): Promise<void> {
  checkFlags(flags, Destroy.GRACEFUL | Destroy.REMOVE_LOGS, 'qemuDomainDestroyFlags');
  await endMove(state, dom);
  await state.change(dom, async (machine) => {
    machine.running();
    await stopProcess(state, machine, Stopped.DESTROYED, (flags & Destroy.GRACEFUL) !== 0);
    if ((flags & Destroy.REMOVE_LOGS) !== 0) await state.surroundings.files.remove([state.layout.logFile(machine.uuid)]);
  });
}

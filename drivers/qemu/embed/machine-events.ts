import {
  DomainEventIOErrorAction as IoAction, DomainEventPMSuspendedDetailType as PmDetail, DomainEventResumedDetailType as Resumed, DomainEventStartedDetailType as Started,
  DomainEventSuspendedDetailType as Suspended, DomainEventTrayChangeReason as Tray, DomainEventType as Event, DomainEventWatchdogAction as WatchdogAction,
  DomainCrashedReason as Crashed, DomainPausedReason as Paused, DomainRunningReason as Running,
} from '../../core/constants.ts';
import { diskPath } from '../../conf/domain/disk.ts';
import { VirError } from '../../core/vir-error.ts';
import type { QmpEvent } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import { jobHasSpoken } from './block-job-events.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { deviceIsGone } from './device-removal.ts';
import { guestHasPanicked, guestHasShutDown } from './policy.ts';
import { shutdownDetail, stoppedBecause } from './qemu-status.ts';

/** What an event of QEMU means for the machine, and who is told. */
type Taker = (context: EventContext, data: Reply) => void;

interface EventContext {
  readonly state: EmbedState;
  readonly machine: Machine;
  readonly run: RunningMachine;
}

/** Takes an event of QEMU. What it says wrongly is as if it had not said it. */
export function takeEvent(state: EmbedState, machine: Machine, run: RunningMachine, event: QmpEvent): void {
  state.monitorEvents.fire({ dom: machine.ref, event });
  const taker = Object.hasOwn(TAKERS, event.name) ? TAKERS[event.name] : undefined;
  try {
    taker?.({ state, machine, run }, new Reply(event.name, event.data));
  } catch (error) {
    if (!VirError.is(error)) throw error;
  }
}

const TAKERS: Readonly<Record<string, Taker>> = {
  STOP(context) {
    const { state, machine, run } = context;
    if (run.state === 'paused' || run.state === 'crashed') return;
    const reason = run.pausing ?? (run.state === 'shutdown' ? Paused.SHUTTING_DOWN : Paused.UNKNOWN);
    setState(context, 'paused', reason);
    state.events.lifecycle(machine.ref, Event.SUSPENDED, SUSPENDED_DETAILS[reason] ?? Suspended.PAUSED);
  },
  RESUME(context) {
    const { state, machine, run } = context;
    if (run.state === 'running' || run.starting) return;
    setState(context, 'running', Running.UNPAUSED);
    state.events.lifecycle(machine.ref, Event.RESUMED, Resumed.UNPAUSED);
  },
  SHUTDOWN({ state, machine, run }, data) {
    run.stopDetail ??= stoppedBecause(data.stringOr('reason') ?? '');
    run.state = 'shutdown';
    run.reason = 0;
    state.events.lifecycle(machine.ref, Event.SHUTDOWN, shutdownDetail(data.booleanOr('guest')));
    guestHasShutDown(state, machine, run, data.stringOr('reason'));
  },
  RESET({ state, machine }) {
    state.events.fire({ kind: 'reboot', dom: machine.ref });
  },
  RTC_CHANGE({ state, machine }, data) {
    state.events.fire({ kind: 'rtc-change', dom: machine.ref, offsetS: data.bigint('offset') });
  },
  WATCHDOG(context, data) {
    const { state, machine } = context;
    const action = WATCHDOG_ACTIONS[data.string('action')] ?? WatchdogAction.NONE;
    state.events.fire({ kind: 'watchdog', dom: machine.ref, action });
    if (action === WatchdogAction.PAUSE) pausedBy(context, Paused.WATCHDOG, Suspended.WATCHDOG);
  },
  BLOCK_IO_ERROR(context, data) {
    const { state, machine } = context;
    const action = IO_ACTIONS[data.string('action')] ?? IoAction.NONE;
    const { alias, path } = diskOf(machine, data);
    const dom = machine.ref;
    const reason = data.booleanOr('nospace') === true ? 'enospc' : '';
    state.events.fire({ kind: 'io-error', dom, srcPath: path, devAlias: alias, action });
    state.events.fire({ kind: 'io-error-reason', dom, srcPath: path, devAlias: alias, action, reason });
    if (action === IoAction.PAUSE) pausedBy(context, Paused.IOERROR, Suspended.IOERROR);
  },
  GUEST_PANICKED(context) {
    const { state, machine } = context;
    setState(context, 'crashed', Crashed.PANICKED);
    state.events.lifecycle(machine.ref, Event.CRASHED, 0);
    guestHasPanicked(state, machine, context.run);
  },
  SUSPEND(context) {
    const { state, machine } = context;
    setState(context, 'pmsuspended', 0);
    state.events.lifecycle(machine.ref, Event.PMSUSPENDED, PmDetail.MEMORY);
    state.events.fire({ kind: 'pmsuspend', dom: machine.ref, reason: 0 });
  },
  SUSPEND_DISK({ state, machine }) {
    state.events.fire({ kind: 'pmsuspend-disk', dom: machine.ref, reason: 0 });
  },
  WAKEUP(context) {
    const { state, machine, run } = context;
    // Whoever asked for its state in between knows already.
    if (run.state === 'pmsuspended' || run.state === 'running') setState(context, 'running', Running.WAKEUP);
    state.events.lifecycle(machine.ref, Event.STARTED, Started.WAKEUP);
    state.events.fire({ kind: 'pmwakeup', dom: machine.ref, reason: 0 });
  },
  BALLOON_CHANGE({ state, machine, run }, data) {
    const actualKiB = data.bigint('actual') / 1024n;
    run.live.currentMemory.sizeKiB = Number(actualKiB);
    state.events.fire({ kind: 'balloon-change', dom: machine.ref, actualKiB });
  },
  DEVICE_TRAY_MOVED({ state, machine }, data) {
    const { alias } = diskOf(machine, data);
    state.events.fire({ kind: 'tray-change', dom: machine.ref, devAlias: alias, reason: data.boolean('tray-open') ? Tray.OPEN : Tray.CLOSE });
  },
  DEVICE_DELETED({ state, machine, run }, data) {
    const alias = data.stringOr('device');
    if (alias !== undefined) deviceIsGone(state, machine, run, alias);
  },
  DEVICE_UNPLUG_GUEST_ERROR({ state, machine }, data) {
    const alias = data.stringOr('device');
    if (alias !== undefined) state.events.fire({ kind: 'device-removal-failed', dom: machine.ref, devAlias: alias });
  },
  BLOCK_JOB_READY({ state, machine, run }, data) {
    jobHasSpoken(state, machine, run, data.string('device'), undefined);
  },
  BLOCK_JOB_COMPLETED: jobEnded,
  BLOCK_JOB_CANCELLED({ state, machine, run }, data) {
    jobHasSpoken(state, machine, run, data.string('device'), { step: 'canceled', error: undefined });
  },
  VSERPORT_CHANGE({ state, machine, run }, data) {
    const channel = run.live.devices.channels.find(({ alias }) => alias === data.string('id'));
    if (channel?.target.type !== 'virtio') return;
    const isOpen = data.boolean('open');
    channel.target.state = isOpen ? 'connected' : 'disconnected';
    if (channel.target.name !== 'org.qemu.guest_agent.0') return;
    state.events.fire({ kind: 'agent-lifecycle', dom: machine.ref, state: isOpen ? 1 : 2, reason: 2 });
  },
};

/** A job's end, as everybody hears it. */
function jobEnded({ state, machine, run }: EventContext, data: Reply): void {
  const error = data.stringOr('error');
  jobHasSpoken(state, machine, run, data.string('device'), { step: error === undefined ? 'completed' : 'failed', error });
}

const WATCHDOG_ACTIONS: Readonly<Record<string, number>> = {
  none: WatchdogAction.NONE, pause: WatchdogAction.PAUSE, reset: WatchdogAction.RESET, poweroff: WatchdogAction.POWEROFF, shutdown: WatchdogAction.SHUTDOWN, debug: WatchdogAction.DEBUG,
  'inject-nmi': WatchdogAction.INJECTNMI,
};

const IO_ACTIONS: Readonly<Record<string, number>> = { ignore: IoAction.NONE, report: IoAction.REPORT, stop: IoAction.PAUSE };

const SUSPENDED_DETAILS: Readonly<Record<number, number>> = { [Paused.IOERROR]: Suspended.IOERROR, [Paused.WATCHDOG]: Suspended.WATCHDOG, [Paused.MIGRATION]: Suspended.MIGRATED, [Paused.FROM_SNAPSHOT]: Suspended.FROM_SNAPSHOT };

/** QEMU stops by itself and says so before or after it says why. */
function pausedBy(context: EventContext, reason: number, detail: number): void {
  const { state, machine, run } = context;
  if (run.state === 'paused' && run.reason === reason) return;
  setState(context, 'paused', reason);
  state.events.lifecycle(machine.ref, Event.SUSPENDED, detail);
}

function setState({ state, machine, run }: EventContext, next: RunningMachine['state'], reason: number): void {
  run.state = next;
  run.reason = reason;
  state.statusHasChanged(machine);
}

/** The disk that an event speaks of: by its device, or the node behind it. */
function diskOf({ run }: Machine, data: Reply): { readonly alias: string; readonly path: string } {
  const names = [data.stringOr('qdev'), data.stringOr('id'), data.stringOr('device')].filter((each) => each !== undefined && each !== '');
  // QEMU 7.2 names only the node of most disks.
  const node = /^libvirt-(\d+)-/.exec(data.stringOr('node-name') ?? '')?.[1];
  const disk = run?.live.devices.disks.find(({ alias, source }) => (node !== undefined && source !== undefined && source.type !== 'vhostuser' && source.index === Number(node)) || names.some((name) => name !== undefined && alias !== undefined && (name === alias || name.includes(`/${alias}/`) || name === `drive-${alias}`)));
  return { alias: disk?.alias ?? names[0] ?? '', path: (disk && diskPath(disk)) ?? '' };
}

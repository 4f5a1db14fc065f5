import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainEvent, DomainEventOf } from '../../../drivers/api/events.ts';
import type { LoggedEvent } from '../../../drivers/api/extras.ts';
import { DomainEventType as Type } from '../../../drivers/core/constants.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import type { HostEvent } from '../../contract/connections.ts';
import type { EventKey } from '../../contract/event-texts.ts';
import type { MachineUuid } from '../../contract/ids.ts';

/** As far back as a machine's own events are looked for among the others'. */
const MOST_READ = 20_000;

type Words = Pick<HostEvent, 'mark' | 'text' | 'values'>;

/** What a host's log has, the newest first; undefined where none is kept. */
export async function readHostEvents(connection: Connection, uuid: MachineUuid | undefined, limit: number): Promise<{ readonly events: readonly HostEvent[]; readonly more: boolean } | undefined> {
  if (!hasExtra(connection, 'eventLog', 'readAll')) return undefined;
  const logged = await requireExtra(connection, 'eventLog', 'readAll')(MOST_READ);
  const mine = uuid === undefined ? logged : logged.filter(({ event }) => (event?.dom.uuid as string | undefined) === uuid);
  const told = mine.filter((entry, at) => !belongsToStart(entry, mine[at - 1])).flatMap(hostEvent);
  return { events: told.slice(-limit).reverse(), more: told.length > limit };
}

/** A start is told as two events: it has begun, and its processors go. */
function belongsToStart({ event }: LoggedEvent, before: LoggedEvent | undefined): boolean {
  const [now, then] = [event, before?.event];
  return now?.kind === 'lifecycle' && then?.kind === 'lifecycle' && now.event === Type.RESUMED && then.event === Type.STARTED && now.dom.uuid === then.dom.uuid;
}

function hostEvent({ timeMs, event, text }: LoggedEvent): HostEvent[] {
  if (event === undefined) return text === undefined ? [] : [{ timeMs, machine: undefined, ...words('told', 'event.keeper', { words: text }) }];
  const told = wordsOf(event);
  return told === undefined ? [] : [{ timeMs, machine: { uuid: event.dom.uuid, name: event.dom.name }, ...told }];
}

const words = (mark: HostEvent['mark'], text: EventKey, values: HostEvent['values'] = {}): Words => ({ mark, text, values });

/** By libvirt's numbers of what happened and its detail. Data table. */
const LIFECYCLE: Readonly<Record<number, readonly Words[]>> = {
  [Type.DEFINED]: [words('told', 'event.defined'), words('told', 'event.changed'), words('told', 'event.renamed'), words('told', 'event.definedSnapshot')],
  [Type.UNDEFINED]: [words('told', 'event.undefined'), words('told', 'event.renamed')],
  [Type.STARTED]: [words('begun', 'event.started'), words('begun', 'event.arrived'), words('begun', 'event.restored'), words('begun', 'event.startedSnapshot'), words('begun', 'event.woken')],
  [Type.SUSPENDED]: [
    words('paused', 'event.paused'), words('paused', 'event.pausedMove'), words('trouble', 'event.pausedIoError'), words('trouble', 'event.pausedWatchdog'), words('paused', 'event.paused'),
    words('paused', 'event.pausedSnapshot'), words('trouble', 'event.pausedError'), words('paused', 'event.pausedMove'), words('trouble', 'event.pausedError'),
  ],
  [Type.RESUMED]: [words('begun', 'event.resumed')],
  [Type.STOPPED]: [
    words('ended', 'event.shutDown'), words('ended', 'event.forcedOff'), words('trouble', 'event.crashed'), words('ended', 'event.left'), words('ended', 'event.saved'), words('trouble', 'event.failed'),
    words('ended', 'event.stoppedSnapshot'),
  ],
  [Type.SHUTDOWN]: [words('ended', 'event.poweredOff'), words('ended', 'event.poweredOffByGuest'), words('ended', 'event.poweredOffByHost')],
  [Type.PMSUSPENDED]: [words('paused', 'event.slept')],
  [Type.CRASHED]: [words('trouble', 'event.panicked')],
};

function wordsOf(event: DomainEvent): Words | undefined {
  switch (event.kind) {
    case 'lifecycle': {
      const table = LIFECYCLE[event.event] ?? [];
      return table[event.detail] ?? table[0] ?? words('told', 'event.other', { what: `${event.event}/${event.detail}` });
    }
    case 'reboot':
      return words('begun', 'event.rebooted');
    case 'watchdog':
      return words('trouble', 'event.watchdog');
    case 'io-error-reason':
      return event.reason === '' ? words('trouble', 'event.ioError', { path: event.srcPath }) : words('trouble', 'event.ioErrorReason', { path: event.srcPath, reason: event.reason });
    case 'control-error':
      return words('trouble', 'event.controlError');
    case 'block-job-2':
      return blockJobWords(event);
    case 'disk-change':
    case 'tray-change':
      return mediaWords(event);
    case 'device-added':
      return words('told', 'event.deviceAdded', { device: event.devAlias });
    case 'device-removed':
      return words('told', 'event.deviceRemoved', { device: event.devAlias });
    case 'device-removal-failed':
      return words('trouble', 'event.deviceStays', { device: event.devAlias });
    case 'agent-lifecycle':
      return event.state === 1 ? words('told', 'event.agentConnected') : event.state === 2 ? words('told', 'event.agentGone') : undefined;
    case 'job-completed':
      return words('told', 'event.operationDone');
    case 'block-threshold':
      return words('trouble', 'event.diskFilling', { disk: event.dev });
    case 'memory-failure':
      return words('trouble', 'event.memoryFailure');
    default:
      // What comes often and says little, or comes a second time under another name (sleeping and waking are life-cycle events as well).
      return undefined;
  }
}

function blockJobWords({ disk, status }: DomainEventOf<'block-job-2'>): Words {
  const texts: readonly (readonly [HostEvent['mark'], EventKey])[] = [['told', 'event.jobDone'], ['trouble', 'event.jobFailed'], ['told', 'event.jobCancelled'], ['told', 'event.jobReady']];
  const [mark, text] = texts[status] ?? ['told', 'event.jobDone'];
  return words(mark, text, { disk });
}

function mediaWords(event: DomainEventOf<'disk-change'> | DomainEventOf<'tray-change'>): Words {
  const device = event.devAlias;
  if (event.kind === 'tray-change') return words('told', event.reason === 0 ? 'event.trayOpened' : 'event.trayClosed', { device });
  if (event.newSrcPath !== undefined) return words('told', 'event.diskChanged', { device, path: event.newSrcPath });
  return event.oldSrcPath === undefined ? words('told', 'event.diskEmpty', { device }) : words('trouble', 'event.diskDropped', { device, path: event.oldSrcPath });
}

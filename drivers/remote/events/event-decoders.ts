import type { DomainEvent, DomainEventKind, DomainEventOf, NetworkEvent, NodeDeviceEvent, QemuMonitorEvent, SecretEvent, StoragePoolEvent } from '../../api/events.ts';
import { DOMAIN_EVENT_KINDS } from '../../core/domain-event-kinds.ts';
import type { EventMessage } from '../protocol/procedure.ts';
import * as Q from '../protocol/qemu.gen.ts';
import * as P from '../protocol/remote.gen.ts';
import type { XdrReader } from '../protocol/xdr-reader.ts';

/** What one can listen to, with the type of its events. */
export interface EventFamilies {
  readonly domain: DomainEvent;
  /** Domain events of daemons without callback numbers; their number is the kind's. */
  readonly 'domain-legacy': DomainEvent;
  readonly network: NetworkEvent;
  readonly storagePool: StoragePoolEvent;
  readonly nodeDevice: NodeDeviceEvent;
  readonly secret: SecretEvent;
  readonly qemuMonitor: QemuMonitorEvent;
  /** The daemon lost its own hypervisor; the event is its reason. */
  readonly close: number;
}

/** The name of a family of events. */
export type EventFamily = keyof EventFamilies;

/** A decoded event and to whom it goes. */
export interface DecodedEvent {
  readonly family: EventFamily;
  readonly callbackID: number;
  readonly event: EventFamilies[EventFamily];
}

type Decoder = (payload: XdrReader) => DecodedEvent;
type WithCallback = { readonly callbackID: number };

const decoders = new Map<string, Decoder>();

/** Reads a message; undefined for one that this version does not know. */
export function decodeEvent(program: number, procedure: number, payload: XdrReader): DecodedEvent | undefined {
  return decoders.get(`${program}:${procedure}`)?.(payload);
}

function add<M>(message: EventMessage<M>, decode: (message: M) => DecodedEvent): void {
  decoders.set(`${message.program}:${message.number}`, (payload) => decode(message.get(payload)));
}

/** The message of one kind: its fields are the event's, behind the number of the callback. */
function domain<K extends DomainEventKind>(kind: K, message: EventMessage<WithCallback & Omit<DomainEventOf<K>, 'kind'>>): void {
  add(message, ({ callbackID, ...fields }) => ({ family: 'domain', callbackID, event: { kind, ...fields } as unknown as DomainEvent }));
}

/** The same for daemons of old, where the kind stands for the number. */
function legacy<K extends DomainEventKind>(kind: K, message: EventMessage<Omit<DomainEventOf<K>, 'kind'>>): void {
  const callbackID = DOMAIN_EVENT_KINDS.indexOf(kind);
  add(message, (fields) => ({ family: 'domain-legacy', callbackID, event: { kind, ...fields } as unknown as DomainEvent }));
}

/** Messages of old that lack the reason. */
function legacyWithoutReason(kind: 'pmwakeup' | 'pmsuspend' | 'pmsuspend-disk', message: EventMessage<P.DomainEventRebootMessage>): void {
  const callbackID = DOMAIN_EVENT_KINDS.indexOf(kind);
  add(message, ({ dom }) => ({ family: 'domain-legacy', callbackID, event: { kind, dom, reason: 0 } }));
}

domain('lifecycle', P.DomainEventCallbackLifecycle);
domain('reboot', P.DomainEventCallbackReboot);
domain('rtc-change', P.DomainEventCallbackRtcChange);
domain('watchdog', P.DomainEventCallbackWatchdog);
domain('io-error', P.DomainEventCallbackIoError);
domain('graphics', P.DomainEventCallbackGraphics);
domain('io-error-reason', P.DomainEventCallbackIoErrorReason);
domain('control-error', P.DomainEventCallbackControlError);
domain('block-job', P.DomainEventCallbackBlockJob);
domain('disk-change', P.DomainEventCallbackDiskChange);
domain('tray-change', P.DomainEventCallbackTrayChange);
domain('pmwakeup', P.DomainEventCallbackPmwakeup);
domain('pmsuspend', P.DomainEventCallbackPmsuspend);
domain('balloon-change', P.DomainEventCallbackBalloonChange);
domain('pmsuspend-disk', P.DomainEventCallbackPmsuspendDisk);
domain('device-removed', P.DomainEventCallbackDeviceRemoved);
domain('block-job-2', P.DomainEventBlockJob2);
domain('tunable', P.DomainEventCallbackTunable);
domain('agent-lifecycle', P.DomainEventCallbackAgentLifecycle);
domain('device-added', P.DomainEventCallbackDeviceAdded);
domain('migration-iteration', P.DomainEventCallbackMigrationIteration);
domain('job-completed', P.DomainEventCallbackJobCompleted);
domain('device-removal-failed', P.DomainEventCallbackDeviceRemovalFailed);
domain('metadata-change', P.DomainEventCallbackMetadataChange);
domain('block-threshold', P.DomainEventBlockThreshold);
domain('memory-failure', P.DomainEventMemoryFailure);
domain('memory-device-size-change', P.DomainEventMemoryDeviceSizeChange);

legacy('lifecycle', P.DomainEventLifecycle);
legacy('reboot', P.DomainEventReboot);
legacy('rtc-change', P.DomainEventRtcChange);
legacy('watchdog', P.DomainEventWatchdog);
legacy('io-error', P.DomainEventIoError);
legacy('graphics', P.DomainEventGraphics);
legacy('io-error-reason', P.DomainEventIoErrorReason);
legacy('control-error', P.DomainEventControlError);
legacy('block-job', P.DomainEventBlockJob);
legacy('disk-change', P.DomainEventDiskChange);
legacy('tray-change', P.DomainEventTrayChange);
legacyWithoutReason('pmwakeup', P.DomainEventPmwakeup);
legacyWithoutReason('pmsuspend', P.DomainEventPmsuspend);
legacy('balloon-change', P.DomainEventBalloonChange);
legacyWithoutReason('pmsuspend-disk', P.DomainEventPmsuspendDisk);
legacy('device-removed', P.DomainEventDeviceRemoved);

add(P.NetworkEventLifecycle, ({ callbackID, ...fields }) => ({ family: 'network', callbackID, event: { kind: 'lifecycle', ...fields } }));
add(P.StoragePoolEventLifecycle, ({ callbackID, ...fields }) => ({ family: 'storagePool', callbackID, event: { kind: 'lifecycle', ...fields } }));
add(P.StoragePoolEventRefresh, ({ callbackID, ...fields }) => ({ family: 'storagePool', callbackID, event: { kind: 'refresh', ...fields } }));
add(P.NodeDeviceEventLifecycle, ({ callbackID, ...fields }) => ({ family: 'nodeDevice', callbackID, event: { kind: 'lifecycle', ...fields } }));
add(P.NodeDeviceEventUpdate, ({ callbackID, ...fields }) => ({ family: 'nodeDevice', callbackID, event: { kind: 'update', ...fields } }));
add(P.SecretEventLifecycle, ({ callbackID, ...fields }) => ({ family: 'secret', callbackID, event: { kind: 'lifecycle', ...fields } }));
add(P.SecretEventValueChanged, ({ callbackID, ...fields }) => ({ family: 'secret', callbackID, event: { kind: 'value-changed', ...fields } }));
add(P.ConnectEventConnectionClosed, ({ reason }) => ({ family: 'close', callbackID: 0, event: reason }));
add(Q.DomainMonitorEvent, ({ callbackID, dom, event, seconds, micros, details }) => ({
  family: 'qemuMonitor',
  callbackID,
  event: { dom, event, timeMicroseconds: seconds * 1_000_000n + BigInt(micros), details },
}));

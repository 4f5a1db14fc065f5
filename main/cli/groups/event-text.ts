import type { DomainEvent, DomainEventKind } from '../../../drivers/api/events.ts';
import type { TypedParameter } from '../../../drivers/api/records.ts';
import { assertNever } from '../../../drivers/core/assert.ts';
import { paramText } from './domstats.ts';

/** virsh's name of an event kind. */
export function eventName(kind: DomainEventKind): string {
  return kind.replace(/^pm(?=[ws])/, 'pm-');
}

const EVENTS = ['Defined', 'Undefined', 'Started', 'Suspended', 'Resumed', 'Stopped', 'Shutdown', 'PMSuspended', 'Crashed'];
const DETAILS: readonly (readonly string[])[] = [
  ['Added', 'Updated', 'Renamed', 'Snapshot'],
  ['Removed', 'Renamed'],
  ['Booted', 'Migrated', 'Restored', 'Snapshot', 'Event wakeup'],
  ['Paused', 'Migrated', 'I/O Error', 'Watchdog', 'Restored', 'Snapshot', 'API error', 'Post-copy', 'Post-copy Error'],
  ['Unpaused', 'Migrated', 'Snapshot', 'Post-copy', 'Post-copy Error'],
  ['Shutdown', 'Destroyed', 'Crashed', 'Migrated', 'Saved', 'Failed', 'Snapshot'],
  ['Finished', 'Finished after guest request', 'Finished after host request'],
  ['Memory', 'Disk'],
  ['Panicked', 'Crashloaded'],
];
const WATCHDOG = ['none', 'pause', 'reset', 'poweroff', 'shutdown', 'debug', 'inject-nmi'];
const IO_ERROR = ['none', 'pause', 'report'];
const PHASES = ['connect', 'initialize', 'disconnect'];
const FAMILIES = ['IPv4', 'IPv6', 'unix'];
const BLOCK_JOBS = ['Unknown job', 'Block Pull', 'Block Copy', 'Block Commit', 'Active Block Commit', 'Backup'];
const BLOCK_JOB_STATUS = ['completed', 'failed', 'canceled', 'ready'];
const DISK_CHANGE = ['changed', 'dropped'];
const TRAY = ['opened', 'closed'];
const AGENT_STATE = ['unknown', 'connected', 'disconnected'];
const AGENT_REASON = ['unknown', 'domain started', 'channel event'];
const METADATA = ['description', 'title', 'element'];
const RECIPIENTS = ['hypervisor', 'guest'];
const FAILURE_ACTIONS = ['ignore', 'inject', 'fatal', 'reset'];

const word = (table: readonly string[], number: number): string => table[number] ?? 'unknown';
const known = (table: readonly string[], number: number): string => table[number] ?? 'unsupported value';
const params = (list: readonly TypedParameter[]): string => list.map((param) => `\t${param.field}: ${plainText(param)}\n`).join('');

/** Values in events are printed otherwise than in statistics: truth as a number, doubles as short as can be. */
function plainText(param: TypedParameter): string {
  if (param.type === 'boolean') return param.value ? '1' : '0';
  if (param.type === 'double') return String(param.value);
  return paramText(param);
}

/** An event as virsh prints it, with its line end. */
export function eventText(event: DomainEvent): string {
  const rest = restText(event);
  return `event '${eventName(event.kind)}' for domain '${event.dom.name}'${rest}`;
}

function restText(event: DomainEvent): string {
  switch (event.kind) {
    case 'lifecycle':
      return `: ${word(EVENTS, event.event)} ${word(DETAILS[event.event] ?? [], event.detail)}\n`;
    case 'rtc-change':
      return `: ${event.offsetS}\n`;
    case 'watchdog':
      return `: ${word(WATCHDOG, event.action)}\n`;
    case 'io-error':
      return `: ${event.srcPath} (${event.devAlias}) ${word(IO_ERROR, event.action)}\n`;
    case 'io-error-reason':
      return `: ${event.srcPath} (${event.devAlias}) ${word(IO_ERROR, event.action)} due to ${event.reason}\n`;
    case 'graphics':
      return graphicsText(event);
    case 'block-job':
    case 'block-job-2':
      return `: ${word(BLOCK_JOBS, event.type)} for ${event.disk} ${word(BLOCK_JOB_STATUS, event.status)}\n`;
    case 'disk-change':
      return ` disk ${event.devAlias}: ${event.oldSrcPath ?? '<null>'} -> ${event.newSrcPath ?? '<null>'}: ${word(DISK_CHANGE, event.reason)}\n`;
    case 'tray-change':
      return ` disk ${event.devAlias}: ${word(TRAY, event.reason)}\n`;
    case 'balloon-change':
      return `: ${event.actualKiB}KiB\n`;
    case 'device-removed':
    case 'device-added':
    case 'device-removal-failed':
      return `: ${event.devAlias}\n`;
    case 'tunable':
    case 'job-completed':
      return `:\n${params(event.params)}`;
    default:
      return rarerText(event);
  }
}

type RarerKind =
  | 'reboot'
  | 'control-error'
  | 'pmwakeup'
  | 'pmsuspend'
  | 'pmsuspend-disk'
  | 'agent-lifecycle'
  | 'migration-iteration'
  | 'metadata-change'
  | 'block-threshold'
  | 'memory-failure'
  | 'memory-device-size-change';

function rarerText(event: Extract<DomainEvent, { kind: RarerKind }>): string {
  switch (event.kind) {
    case 'reboot':
    case 'control-error':
    case 'pmwakeup':
    case 'pmsuspend':
    case 'pmsuspend-disk':
      return '\n';
    case 'agent-lifecycle':
      return `: state: '${known(AGENT_STATE, event.state)}' reason: '${known(AGENT_REASON, event.reason)}'\n`;
    case 'migration-iteration':
      return `: iteration: '${event.iteration}'\n`;
    case 'metadata-change':
      return `: type ${known(METADATA, event.type)}, uri ${event.nsuri ?? '<null>'}\n`;
    case 'block-threshold':
      return `: dev: ${event.dev}(${event.path ?? '<null>'}) ${event.thresholdBytes} ${event.excessBytes}\n`;
    case 'memory-failure':
      return (
        `:\nrecipient: ${known(RECIPIENTS, event.recipient)}\naction: ${known(FAILURE_ACTIONS, event.action)}\n` +
        `flags:\n\taction required: ${event.flags & 1}\n\trecursive: ${(event.flags >> 1) & 1}\n`
      );
    case 'memory-device-size-change':
      return `:\nalias: ${event.alias}\nsize: ${event.sizeKiB}\n`;
    default:
      return assertNever(event);
  }
}

function graphicsText(event: Extract<DomainEvent, { kind: 'graphics' }>): string {
  const end = ({ family, node, service }: typeof event.local): string => `[${word(FAMILIES, family)} ${node} ${service}]`;
  const head = `: ${word(PHASES, event.phase)} local${end(event.local)} remote${end(event.remote)} ${event.authScheme}\n`;
  return head + event.subject.map(({ type, name }) => `\t${type}=${name}\n`).join('');
}

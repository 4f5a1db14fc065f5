import type { Procedure } from '../protocol/procedure.ts';

/** What the policy needs to know about a call. */
export type CallKind = Pick<Procedure<never, unknown>, 'name' | 'priority'>;

/**
 * Calls that the daemon lists as low priority, because in some driver they can wait for the monitor, but
 * that are answered from memory as a rule. They are asked in hundreds, so they are pipelined; one
 * that does get stuck is noticed by the gate.
 */
const QUICK_THOUGH_LOW: ReadonlySet<string> = new Set([
  'DOMAIN_GET_XML_DESC',
  'DOMAIN_GET_INFO',
  'DOMAIN_HAS_CURRENT_SNAPSHOT',
  'DOMAIN_GET_SCHEDULER_TYPE',
  'DOMAIN_GET_MESSAGES',
  'DOMAIN_CHECKPOINT_GET_XML_DESC',
  'NODE_DEVICE_GET_XML_DESC',
  'INTERFACE_GET_XML_DESC',
  'NETWORK_PORT_GET_XML_DESC',
  'NETWORK_GET_DHCP_LEASES',
  'NODE_GET_CPU_MAP',
  'CONNECT_GET_CPU_MODEL_NAMES',
]);

/** High priority in the daemon, which yet reads from a pool's storage. */
const BLOCKING_THOUGH_HIGH: ReadonlySet<string> = new Set(['STORAGE_VOL_GET_INFO', 'STORAGE_VOL_GET_INFO_FLAGS', 'STORAGE_POOL_DESTROY', 'STORAGE_POOL_UNDEFINE']);

/** What a person does when something hangs: these never wait for their turn. */
const URGENT: ReadonlySet<string> = new Set([
  'DOMAIN_DESTROY',
  'DOMAIN_DESTROY_FLAGS',
  'DOMAIN_RESET',
  'DOMAIN_ABORT_JOB',
  'DOMAIN_ABORT_JOB_FLAGS',
  'DOMAIN_BLOCK_JOB_ABORT',
  'NETWORK_DESTROY',
  'CONNECT_CLOSE',
]);

/** Calls that last as long as the data they move. */
const LONG =
  /MIGRATE_(PERFORM|FINISH|PREPARE|CONFIRM)|DOMAIN_(SAVE|RESTORE|MANAGED_SAVE|CORE_DUMP)(_|$)|SNAPSHOT_(CREATE|DELETE)|REVERT_TO|VOL_(CREATE|WIPE|RESIZE|DELETE)|POOL_(BUILD|DELETE|REFRESH|CREATE)|DOMAIN_CREATE|BLOCK_(COPY|REBASE|COMMIT|PULL)/;

const QUICK_DEADLINE_MS = 30_000;
const BLOCKING_DEADLINE_MS = 120_000;
const LONG_DEADLINE_MS = 24 * 3_600_000;

/** Whether the call may wait in the daemon for storage, a guest or a migration. */
export function isBlocking(call: CallKind): boolean {
  return call.priority === 'low' ? !QUICK_THOUGH_LOW.has(call.name) : BLOCKING_THOUGH_HIGH.has(call.name);
}

/** Whether the call goes out at once, whatever else is unanswered. */
export function isUrgent(call: CallKind): boolean {
  return URGENT.has(call.name);
}

/** How long a call may take when its caller says nothing. */
export function defaultDeadlineMs(call: CallKind): number {
  if (!isBlocking(call)) return QUICK_DEADLINE_MS;
  return LONG.test(call.name) ? LONG_DEADLINE_MS : BLOCKING_DEADLINE_MS;
}

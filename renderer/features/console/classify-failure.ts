import type { VirErrorCode } from '../../../drivers/api/errors.ts';
import { IpcError } from '../../ipc/ipc-error.ts';
import type { FailureKind } from './console-link.ts';

/** Failures that stay the same until a person does something. */
const LASTING: ReadonlySet<VirErrorCode> = new Set([
  'access-denied',
  'argument-unsupported',
  'auth-cancelled',
  'auth-failed',
  'auth-unavailable',
  'config-unsupported',
  'invalid-arg',
  'no-domain',
  'no-support',
  'operation-denied',
  'operation-unsupported',
]);

/** What a display's failure means. */
export const classifyDisplay = (error: unknown): FailureKind => (error instanceof IpcError && LASTING.has(error.code) ? 'refused' : 'retry');

/** What the failure of a display means that has one client at a time. */
export const classifyLone = (error: unknown): FailureKind => (error instanceof IpcError && error.code === 'resource-busy' ? 'inUse' : classifyDisplay(error));

/** What a serial line's failure means: hypervisors say only `operation-failed` when somebody else has it. */
export const classifySerial = (error: unknown): FailureKind =>
  error instanceof IpcError && (error.code === 'operation-failed' || error.code === 'resource-busy') ? 'inUse' : classifyDisplay(error);

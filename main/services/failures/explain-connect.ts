import { VirError } from '../../../drivers/core/vir-error.ts';
import type { Failure } from '../../contract/tasks.ts';
import { failureOf } from '../doctor/failure-of.ts';
import type { WhoAmI } from '../doctor/fault.ts';
import { findFault } from '../doctor/find-fault.ts';

export type { WhoAmI } from '../doctor/fault.ts';

/** What a failed connecting means for people, with the exact command where there is one; without looking at anything. */
export function explainConnect(thing: unknown, uriText: string, who: WhoAmI): Failure {
  const error = VirError.from(thing);
  return failureOf(error, findFault(error, uriText, who));
}

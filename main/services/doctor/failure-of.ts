import type { VirError } from '../../../drivers/core/vir-error.ts';
import type { Failure } from '../../contract/tasks.ts';
import { RETRY, type Fault } from './fault.ts';

/** An error with what it means, as the window wants it. */
export function failureOf(error: VirError, found: Fault | undefined): Failure {
  return { error: error.toInfo(), hint: found?.key, values: found?.values ?? {}, repairs: found?.repairs ?? [RETRY] };
}

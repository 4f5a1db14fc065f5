import type { DomainState, DomainStatsRecord } from '../../../drivers/api/records.ts';
import { domainStateFromNumber } from '../../../drivers/core/domain-state.ts';

/** What a list shows of one machine's statistics; undefined: the host did not say. */
export interface DomainFigures {
  readonly state: DomainState | undefined;
  readonly reason: number;
  readonly vcpus: number | undefined;
  readonly memoryKiB: number | undefined;
}

/** Picks a list's figures out of a record. */
export function figuresOf({ params }: DomainStatsRecord): DomainFigures {
  let state: DomainState | undefined;
  let reason = 0;
  let vcpus: number | undefined;
  let current: number | undefined;
  let maximum: number | undefined;
  for (const { field, value } of params) {
    switch (field) {
      case 'state.state':
        state = domainStateFromNumber(Number(value));
        break;
      case 'state.reason':
        reason = Number(value);
        break;
      case 'vcpu.current':
        vcpus = Number(value);
        break;
      case 'balloon.current':
        current = Number(value);
        break;
      case 'balloon.maximum':
        maximum = Number(value);
        break;
      default:
    }
  }
  return { state, reason, vcpus, memoryKiB: maximum ?? current };
}

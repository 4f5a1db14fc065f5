import type { HandlersOf } from '../../contract/contract.ts';
import type { HardwareService } from './hardware-service.ts';

/** Main's side of `hardware`. */
export function hardwareHandlers(service: HardwareService): HandlersOf<'hardware'> {
  return {
    open: ({ machine, edits }) => service.open(machine, edits),
    change: ({ draft, edits }) => service.change(draft, edits),
    isCurrent: ({ draft }) => service.isCurrent(draft),
    apply: ({ draft, edits, mode }) => service.apply(draft, edits, mode),
    outcome: ({ task }) => service.outcome(task),
  };
}

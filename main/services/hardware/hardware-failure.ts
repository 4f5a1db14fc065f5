import { VirError } from '../../../drivers/core/vir-error.ts';
import { HARDWARE_TEXTS, type HardwareKey } from '../../contract/hardware-texts.ts';
import type { HardwareChange, HardwareResult } from '../../contract/hardware.ts';

/** The error of a change that was not made, or not all of it: what was changed, and what was not. Undefined: all of it was made. */
export function failureOf(result: HardwareResult, changes: readonly HardwareChange[]): VirError | undefined {
  switch (result.kind) {
    case 'conflict':
      return failed(`nothing was changed: the same parts were changed on the host meanwhile: ${result.paths.join(', ')}`);
    case 'needs-restart':
      return failed('nothing was changed: none of it can be while the machine runs');
    case 'applied': {
      const bad = result.live.filter(({ outcome }) => outcome === 'failed');
      if (bad.length === 0) return undefined;
      const done = result.live.filter(({ outcome }) => outcome !== 'failed').map(({ path }) => path);
      const parts = [
        `not changed: ${bad.map(({ path, error }) => `${path} (${error?.message ?? ''})`).join(', ')}`,
        ...(done.length === 0 ? [] : [`changed in what runs: ${done.join(', ')}`]),
        ...(result.stored ? [`stored: ${[...new Set(changes.map(nameOf))].join(', ')}`] : []),
      ];
      return failed(parts.join('; '));
    }
  }
}

const failed = (message: string): VirError => new VirError({ code: 'operation-failed', domain: 'none', message: `operation failed: ${message}` });
const word = (key: string): string => HARDWARE_TEXTS[key as HardwareKey];

function nameOf({ label, name, field }: HardwareChange): string {
  return [word(label), name, field === undefined ? '' : word(field.label)].filter((part) => part !== '').join(' ');
}

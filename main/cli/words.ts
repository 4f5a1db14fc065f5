import type { DomainState, TypedParameter } from '../../drivers/api/records.ts';

const STATES: Readonly<Record<DomainState, string>> = {
  nostate: 'no state',
  running: 'running',
  blocked: 'idle',
  paused: 'paused',
  shutdown: 'in shutdown',
  shutoff: 'shut off',
  crashed: 'crashed',
  pmsuspended: 'pmsuspended',
};

/** virsh's words for a machine's state. */
export function stateWord(state: DomainState): string {
  return STATES[state];
}

/** A line `Label:          value`. */
export function labelled(label: string, value: string | number | bigint): string {
  return `${label.padEnd(15)} ${value}\n`;
}

/** A parameter's value, as virsh prints it. */
export function parameterText({ type, value }: TypedParameter): string {
  if (type === 'boolean') return value ? 'yes' : 'no';
  return type === 'double' ? value.toFixed(6) : String(value);
}

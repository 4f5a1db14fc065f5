import type { DomainState } from '../api/records.ts';

/** libvirt's domain states in the order of their numbers (`virDomainState`). */
export const DOMAIN_STATES = [
  'nostate',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
] as const satisfies readonly DomainState[];

/** The word of a state's number; numbers of newer hosts are `nostate`. */
export function domainStateFromNumber(number: number): DomainState {
  return DOMAIN_STATES[number] ?? 'nostate';
}

/** The number of a state's word. */
export function domainStateToNumber(state: DomainState): number {
  return DOMAIN_STATES.indexOf(state);
}

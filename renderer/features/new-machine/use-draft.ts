import { useState } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { NewMachine, NewMachineOffer } from '../../../main/contract/machines.ts';

/** What a new machine starts from. */
export type InstallKind = 'iso' | 'disk' | 'none';

/** What has been chosen so far; what has not follows the host's offer. */
export interface Draft {
  readonly kind: InstallKind;
  readonly path: string;
  readonly name: string | undefined;
  readonly vcpus: number | undefined;
  readonly memoryGiB: number | undefined;
  readonly diskGiB: number | undefined;
  readonly pool: string | undefined;
  readonly network: string | undefined;
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure' | undefined;
  readonly start: boolean;
}

/** A draft with everything that the offer fills in. */
export interface Filled {
  readonly kind: InstallKind;
  readonly path: string;
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly diskGiB: number;
  /** Empty: no new disk. */
  readonly pool: string;
  /** Empty: no network card. */
  readonly network: string;
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure';
  readonly start: boolean;
}

const GIB = 2 ** 30;
const KIB_PER_GIB = 2 ** 20;
const EMPTY: Draft = { kind: 'iso', path: '', name: undefined, vcpus: undefined, memoryGiB: undefined, diskGiB: undefined, pool: undefined, network: undefined, firmware: undefined, start: true };

/** Fills what is not chosen from what the host offers. */
export function fillDraft(draft: Draft, offer: NewMachineOffer): Filled {
  const pool = offer.pools.find((one) => one.active && one.availableBytes >= offer.diskBytes) ?? offer.pools.find((one) => one.active);
  const network = offer.networks.find((one) => one.name === 'default' && one.active) ?? offer.networks.find((one) => one.active);
  return {
    kind: draft.kind,
    path: draft.path,
    name: draft.name ?? offer.suggestedName,
    vcpus: draft.vcpus ?? offer.vcpus,
    memoryGiB: draft.memoryGiB ?? Math.round((offer.memoryKiB / KIB_PER_GIB) * 100) / 100,
    diskGiB: draft.diskGiB ?? Math.round(offer.diskBytes / GIB),
    pool: draft.kind === 'disk' ? '' : (draft.pool ?? pool?.name ?? ''),
    network: draft.network ?? network?.name ?? '',
    firmware: draft.firmware ?? offer.firmware[0] ?? 'bios',
    start: draft.start,
  };
}

/** Message key of why it cannot be created yet. */
export function missing(filled: Filled): 'new.nameMissing' | 'new.chooseImage' | undefined {
  if (filled.name.trim() === '') return 'new.nameMissing';
  return filled.kind !== 'none' && filled.path.trim() === '' ? 'new.chooseImage' : undefined;
}

/** What main is asked to make. */
export function toNewMachine(connectionId: ConnectionId, filled: Filled): NewMachine {
  return {
    connectionId,
    name: filled.name.trim(),
    install: filled.kind === 'none' ? { kind: 'none' } : { kind: filled.kind, path: filled.path.trim() },
    vcpus: filled.vcpus,
    memoryKiB: Math.round(filled.memoryGiB * KIB_PER_GIB),
    disk: filled.pool === '' ? { kind: 'none' } : { kind: 'new', pool: filled.pool, sizeBytes: Math.round(filled.diskGiB * GIB) },
    network: filled.network === '' ? { kind: 'none' } : { kind: 'network', name: filled.network },
    firmware: filled.firmware,
    start: filled.start,
  };
}

/** The draft of a new machine. */
export function useDraft(): readonly [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(EMPTY);
  return [draft, (change) => { setDraft((before) => ({ ...before, ...change })); }];
}

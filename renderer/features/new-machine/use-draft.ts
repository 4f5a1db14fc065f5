import { useState } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { InstallKind, NewMachine, NewMachineOffer, SystemInfo } from '../../../main/contract/new-machine.ts';
import { EMPTY_SEED, seedOf, seedTrouble, type SeedDraft, type SeedTrouble } from './seed-draft.ts';

/** What a new machine starts from, as people choose it. */
export type Source = 'library' | 'disk' | 'tree' | 'network' | 'container' | 'none';

type Firmware = NewMachine['firmware'];

/** What has been chosen so far; what has not follows the system and the host's offer. */
export interface Draft {
  readonly source: Source;
  readonly path: string;
  /** How a ready image becomes a disk. */
  readonly how: 'copy' | 'overlay';
  readonly url: string;
  readonly args: string;
  readonly init: string;
  /** The guest system; undefined: what was recognised. */
  readonly osId: string | undefined;
  readonly name: string | undefined;
  readonly vcpus: number | undefined;
  readonly memoryGiB: number | undefined;
  readonly diskGiB: number | undefined;
  readonly pool: string | undefined;
  readonly network: string | undefined;
  readonly firmware: Firmware | undefined;
  readonly tpm: boolean | undefined;
  readonly start: boolean;
  readonly seed: SeedDraft;
}

/** A draft with everything that the system and the offer fill in. */
export interface Filled {
  readonly kind: InstallKind;
  readonly path: string;
  readonly how: 'copy' | 'overlay';
  readonly url: string;
  readonly args: string;
  readonly init: string;
  readonly osId: string | undefined;
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly diskGiB: number;
  /** Empty: no new disk. */
  readonly pool: string;
  /** Empty: no network card. */
  readonly network: string;
  readonly firmware: Firmware;
  readonly tpm: boolean;
  readonly start: boolean;
  readonly seed: SeedDraft;
}

const GIB = 2 ** 30;
const KIB_PER_GIB = 2 ** 20;

/** Nothing chosen. */
export const EMPTY_DRAFT: Draft = {
  source: 'library', path: '', how: 'copy', url: '', args: '', init: '/sbin/init', osId: undefined, name: undefined, vcpus: undefined, memoryGiB: undefined, diskGiB: undefined, pool: undefined,
  network: undefined, firmware: undefined, tpm: undefined, start: true, seed: EMPTY_SEED,
};

/** An installer, by what the host says or by the file's name. */
export function isInstaller(path: string, offer: NewMachineOffer | undefined): boolean {
  return offer?.images.find((image) => image.path === path.trim())?.iso ?? !/\.(qcow2?|img|raw|vmdk|vdi)$/i.test(path.trim());
}

/** Fills what is not chosen from what the system wants and the host offers. */
export function fillDraft(draft: Draft, offer: NewMachineOffer, system?: SystemInfo): Filled {
  const kind: InstallKind = draft.source === 'library' ? (isInstaller(draft.path, offer) ? 'iso' : 'cloud') : draft.source;
  const diskBytes = system?.diskBytes ?? offer.diskBytes;
  const pool = offer.pools.find((one) => one.active && one.availableBytes >= diskBytes) ?? offer.pools.find((one) => one.active);
  const network = offer.networks.find((one) => one.name === 'default' && one.active) ?? offer.networks.find((one) => one.active);
  const memoryKiB = system === undefined ? offer.memoryKiB : fitting(system, offer);
  const wished = system?.firmware;
  const firmware = wished !== undefined && offer.firmware.includes(wished) ? wished : wished === 'uefi-secure' && offer.firmware.includes('uefi') ? 'uefi' : (offer.firmware[0] ?? 'bios');
  return {
    kind,
    path: draft.path,
    how: draft.how,
    url: draft.url,
    args: draft.args,
    init: draft.init,
    osId: system?.id,
    name: draft.name ?? offer.suggestedName,
    vcpus: draft.vcpus ?? Math.min(system?.vcpus ?? offer.vcpus, offer.maxVcpus),
    memoryGiB: draft.memoryGiB ?? Math.round((memoryKiB / KIB_PER_GIB) * 100) / 100,
    diskGiB: draft.diskGiB ?? Math.round(diskBytes / GIB),
    pool: kind === 'disk' || kind === 'container' ? '' : (draft.pool ?? pool?.name ?? ''),
    network: draft.network ?? network?.name ?? '',
    firmware: draft.firmware ?? firmware,
    tpm: draft.tpm ?? (system?.tpm === true && offer.tpm),
    // An installer's kernel is there for one start alone.
    start: draft.start || kind === 'tree',
    seed: draft.seed,
  };
}

/** What the system recommends, or half of a small host, but no less than it needs. */
function fitting(system: SystemInfo, { hostMemoryKiB }: NewMachineOffer): number {
  return hostMemoryKiB === 0 ? system.memoryKiB : Math.max(system.minimum.memoryKiB, Math.min(system.memoryKiB, Math.floor(hostMemoryKiB / 2 / 262_144) * 262_144));
}

/** Message key of why it cannot be created yet. */
export function missing(filled: Filled): 'new.nameMissing' | 'new.chooseImage' | 'new.urlMissing' | 'new.cloudNeedsPool' | 'new.initMissing' | SeedTrouble | undefined {
  const { kind } = filled;
  if (filled.name.trim() === '') return 'new.nameMissing';
  if ((kind === 'iso' || kind === 'disk' || kind === 'cloud') && filled.path.trim() === '') return 'new.chooseImage';
  if (kind === 'tree' && !/^https?:\/\/[^/]+/.test(filled.url.trim())) return 'new.urlMissing';
  if (kind === 'container' && !filled.init.trim().startsWith('/')) return 'new.initMissing';
  if ((kind === 'cloud' || kind === 'tree') && filled.pool === '') return 'new.cloudNeedsPool';
  return hasSeed(filled) ? seedTrouble(filled.seed) : undefined;
}

/** Whether the machine finds a seed of cloud-init. */
export function hasSeed({ kind, seed }: Filled): boolean {
  return kind === 'cloud' && seed.wanted;
}

/** What main is asked to make. */
export function toNewMachine(connectionId: ConnectionId, filled: Filled): NewMachine {
  return {
    connectionId,
    name: filled.name.trim(),
    install: installOf(filled),
    vcpus: filled.vcpus,
    memoryKiB: Math.round(filled.memoryGiB * KIB_PER_GIB),
    disk: filled.pool === '' ? { kind: 'none' } : { kind: 'new', pool: filled.pool, sizeBytes: Math.round(filled.diskGiB * GIB) },
    network: filled.network === '' ? { kind: 'none' } : { kind: 'network', name: filled.network },
    firmware: filled.firmware,
    ...(filled.tpm ? { tpm: true } : {}),
    start: filled.start,
    ...(filled.osId === undefined ? {} : { osId: filled.osId }),
    ...(hasSeed(filled) ? { cloudInit: seedOf(filled.seed) } : {}),
  };
}

function installOf({ kind, path, how, url, args, init }: Filled): NewMachine['install'] {
  const file = path.trim();
  switch (kind) {
    case 'iso':
    case 'disk':
      return { kind, path: file };
    case 'cloud':
      return { kind, path: file, how };
    case 'tree':
      return { kind, url: url.trim(), ...(args.trim() === '' ? {} : { args: args.trim() }) };
    case 'container':
      return { kind, init: init.trim(), ...(file === '' ? {} : { root: file }) };
    case 'network':
    case 'none':
      return { kind };
  }
}

/** The draft of a new machine. */
export function useDraft(): readonly [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  return [draft, (change) => { setDraft((before) => ({ ...before, ...change })); }];
}

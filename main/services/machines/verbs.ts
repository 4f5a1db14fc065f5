import type { Connection } from '../../../drivers/api/connection.ts';
import type { ExtraMethods } from '../../../drivers/api/extras.ts';
import type { FacetName } from '../../../drivers/api/facets/facets.ts';
import type { DomainState } from '../../../drivers/api/records.ts';
import { assertNever } from '../../../drivers/core/assert.ts';
import { DomainPausedReason } from '../../../drivers/core/constants.ts';
import { extrasOf } from '../../../drivers/core/require-extra.ts';
import { methodsOf } from '../../../drivers/core/require-method.ts';
import type { MachineVerb, VerbSet, VerbState } from '../../contract/inventory.ts';
import type { MessageKey } from '../../contract/message-keys.ts';

/** What decides what can be done with a machine now. */
export interface VerbSituation {
  readonly state: DomainState;
  readonly reason: number;
  readonly persistent: boolean;
  readonly hasManagedSave: boolean;
  /** Cannot run, only be copied. */
  readonly isTemplate?: boolean;
  /** Must not be deleted or forced off. */
  readonly isProtected?: boolean;
  /** Names what it waits for. */
  readonly question?: string | undefined;
  /** The connection does not answer. */
  readonly stale: boolean;
  readonly abilities: Abilities;
}

/** What a connection can do at all: asked once, of its tables. */
export interface Abilities {
  readonly readOnly: boolean;
  readonly verbs: ReadonlySet<MachineVerb>;
  /** The host clones by itself, also what runs. */
  readonly clonesByItself?: boolean;
  /** The same for connections that can the same. */
  readonly signature: string;
}

/** Which methods a verb needs; one of each inner list. */
const NEEDS: Readonly<Record<MachineVerb, readonly (readonly `${FacetName | keyof ExtraMethods}.${string}`[])[]>> = {
  start: [['domain.create', 'domain.createWithFlags']],
  resume: [['domain.resume']],
  pause: [['domain.suspend']],
  shutdown: [['domain.shutdown', 'domain.shutdownFlags']],
  reboot: [['domain.reboot']],
  cycle: [['domain.shutdown', 'domain.shutdownFlags'], ['domain.create', 'domain.createWithFlags']],
  reset: [['domain.reset']],
  nmi: [['domain.injectNMI']],
  forceOff: [['domain.destroy', 'domain.destroyFlags']],
  save: [['domain.managedSave']],
  dropSave: [['domain.managedSaveRemove']],
  autostart: [['domain.setAutostart']],
  delete: [['domain.undefine', 'domain.undefineFlags']],
  openConsole: [['domain.getXMLDesc']],
  changeMedia: [['domain.updateDeviceFlags']],
  screenshot: [['domain.screenshot']],
  snapshot: [['domainSnapshot.createXML'], ['domain.listAllSnapshots']],
  clone: [['copies.clone', 'domain.defineXML'], ['copies.clone', 'storageVol.createXML', 'storageVol.createXMLFrom']],
  relocate: [['copies.relocate'], ['places.listPlaces']],
  consolidate: [['consolidation.consolidate']],
  template: [['copies.setTemplate']],
  tags: [['tags.change', 'domain.setMetadata']],
  protect: [['domain.setMetadata'], ['domain.getMetadata']],
  rename: [['domain.rename']],
};

/** All verbs, in the order of the contract. */
export const VERBS = Object.keys(NEEDS) as readonly MachineVerb[];

/** What a connection can do at all. */
export function abilitiesOf(connection: Pick<Connection, 'facets' | 'extras' | 'readOnly'>): Abilities {
  const methods = new Set([...methodsOf(connection), ...extrasOf(connection)]);
  const verbs = new Set(VERBS.filter((verb) => NEEDS[verb].every((any) => any.some((method) => methods.has(method)))));
  const clonesByItself = methods.has('copies.clone');
  return { readOnly: connection.readOnly, verbs, clonesByItself, signature: `${connection.readOnly ? 'r' : 'w'}${clonesByItself ? 'c' : ''}:${[...verbs].join(',')}` };
}

/** What can be done now, and for everything else why not. */
export function verbsFor(situation: VerbSituation): VerbSet {
  const entries = VERBS.map((verb): readonly [MachineVerb, VerbState] => {
    const reason = refusal(verb, situation);
    return [verb, reason === undefined ? { enabled: true } : { enabled: false, reason }];
  });
  return Object.fromEntries(entries) as unknown as VerbSet;
}

/** Names situations in which the same can be done. */
export function situationKey({ state, reason, persistent, hasManagedSave, isTemplate = false, isProtected = false, question, stale, abilities }: VerbSituation): string {
  return [state, isBusyPause(state, reason), persistent, hasManagedSave, isTemplate, isProtected, question !== undefined, stale, abilities.signature].join('|');
}

function refusal(verb: MachineVerb, situation: VerbSituation): MessageKey | undefined {
  if (situation.stale) return 'reason.stale';
  if (!situation.abilities.verbs.has(verb)) return 'reason.notSupported';
  if (situation.abilities.readOnly && verb !== 'openConsole') return 'reason.readOnly';
  const phase = phaseOf(situation);
  switch (verb) {
    case 'start':
      if (situation.isTemplate === true) return 'reason.template';
      if (situation.question !== undefined) return 'reason.question';
      return { off: undefined, running: 'reason.alreadyRunning', paused: 'reason.paused', suspended: 'reason.guestSuspended', busy: 'reason.busy', crashed: 'reason.alreadyRunning', unknown: 'reason.unknownState' }[phase] as MessageKey | undefined;
    case 'resume':
      return phase === 'paused' || phase === 'suspended' ? undefined : phase === 'off' ? 'reason.notRunning' : phase === 'busy' ? 'reason.busy' : 'reason.notPaused';
    case 'pause':
      return phase === 'running' ? undefined : whyNotRunning(phase);
    case 'shutdown':
    case 'reboot':
    case 'nmi':
      return phase === 'running' ? undefined : whyNotRunning(phase);
    case 'cycle':
      if (!situation.persistent) return 'reason.transient';
      return phase === 'running' ? undefined : whyNotRunning(phase);
    case 'reset':
      return phase === 'running' || phase === 'paused' || phase === 'crashed' ? undefined : whyNotRunning(phase);
    case 'forceOff':
      return phase === 'off' ? 'reason.notRunning' : situation.isProtected === true ? 'reason.protected' : undefined;
    case 'save':
      if (!situation.persistent) return 'reason.transient';
      return phase === 'running' || phase === 'paused' ? undefined : whyNotRunning(phase);
    case 'dropSave':
      return situation.hasManagedSave ? undefined : 'reason.noSavedState';
    case 'autostart':
      return situation.persistent ? undefined : 'reason.transient';
    case 'delete':
      return phase === 'busy' ? 'reason.busy' : situation.isProtected === true ? 'reason.protected' : undefined;
    case 'openConsole':
      return phase === 'off' ? 'reason.notRunning' : undefined;
    case 'screenshot':
      return phase === 'off' ? 'reason.notRunning' : undefined;
    case 'clone':
      if (situation.abilities.clonesByItself !== true && phase !== 'off') return phase === 'busy' ? 'reason.busy' : 'reason.mustBeOff';
      return phase === 'busy' ? 'reason.busy' : undefined;
    case 'snapshot':
    case 'relocate':
    case 'consolidate':
    case 'changeMedia':
      return phase === 'busy' ? 'reason.busy' : undefined;
    case 'tags':
    case 'protect':
      return undefined;
    case 'rename':
      return phase !== 'off' ? 'reason.mustBeOff' : situation.persistent ? undefined : 'reason.transient';
    case 'template':
      return phase === 'off' ? undefined : 'reason.mustBeOff';
    default:
      return assertNever(verb);
  }
}

type Phase = 'off' | 'running' | 'paused' | 'suspended' | 'busy' | 'crashed' | 'unknown';

function phaseOf({ state, reason }: VerbSituation): Phase {
  switch (state) {
    case 'running':
    case 'blocked':
      return 'running';
    case 'paused':
      return isBusyPause(state, reason) ? 'busy' : 'paused';
    case 'shutdown':
      return 'busy';
    case 'shutoff':
      return 'off';
    case 'crashed':
      return 'crashed';
    case 'pmsuspended':
      return 'suspended';
    case 'nostate':
      return 'unknown';
  }
}

/** Whether a machine stands still because something is done with it, not because somebody paused it. */
export function isBusyPause(state: DomainState, reason: number): boolean {
  if (state !== 'paused') return false;
  const { MIGRATION, SAVE, DUMP, SHUTTING_DOWN, SNAPSHOT, STARTING_UP } = DomainPausedReason;
  return ([MIGRATION, SAVE, DUMP, SHUTTING_DOWN, SNAPSHOT, STARTING_UP] as readonly number[]).includes(reason);
}

function whyNotRunning(phase: Phase): MessageKey {
  switch (phase) {
    case 'paused':
      return 'reason.paused';
    case 'suspended':
      return 'reason.guestSuspended';
    case 'busy':
      return 'reason.busy';
    case 'crashed':
      return 'reason.crashed';
    case 'unknown':
      return 'reason.unknownState';
    case 'off':
    case 'running':
      return 'reason.notRunning';
  }
}

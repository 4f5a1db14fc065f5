import { describe, expect, it } from 'vitest';
import type { DomainState } from '../../../drivers/api/records.ts';
import type { MachineVerb } from '../../contract/inventory.ts';
import { abilitiesOf, situationKey, VERBS, verbsFor, type VerbSituation } from './verbs.ts';

const all: VerbSituation['abilities'] = { readOnly: false, verbs: new Set(VERBS), clonesByItself: true, signature: 'all' };
const situation = (state: DomainState, more: Partial<VerbSituation> = {}): VerbSituation => ({ state, reason: 1, persistent: true, hasManagedSave: false, stale: false, abilities: all, ...more });
const enabled = (s: VerbSituation): MachineVerb[] => VERBS.filter((verb) => verbsFor(s)[verb].enabled);

/** What some hypervisors do by themselves, in any state but a short one. */
const COPIES: readonly MachineVerb[] = ['snapshot', 'clone', 'relocate', 'consolidate'];

describe('verbsFor', () => {
  it.each<[DomainState, MachineVerb[]]>([
    ['running', ['pause', 'shutdown', 'reboot', 'cycle', 'reset', 'nmi', 'forceOff', 'save', 'autostart', 'delete', 'openConsole', 'changeMedia', 'screenshot']],
    ['paused', ['resume', 'reset', 'forceOff', 'save', 'autostart', 'delete', 'openConsole', 'changeMedia', 'screenshot']],
    ['shutoff', ['start', 'autostart', 'delete', 'changeMedia']],
    ['shutdown', ['forceOff', 'autostart', 'openConsole', 'screenshot']],
    ['crashed', ['reset', 'forceOff', 'autostart', 'delete', 'openConsole', 'changeMedia', 'screenshot']],
    ['pmsuspended', ['resume', 'forceOff', 'autostart', 'delete', 'openConsole', 'changeMedia', 'screenshot']],
  ])('%s', (state, verbs) => {
    expect(enabled(situation(state))).toEqual([...verbs, ...(state === 'shutdown' ? [] : COPIES), ...(state === 'shutoff' ? ['template'] : []), 'tags', 'protect', ...(state === 'shutoff' ? ['rename'] : [])]);
  });

  it('says why for every verb that is not enabled', () => {
    for (const state of ['running', 'paused', 'shutoff', 'shutdown', 'crashed', 'pmsuspended', 'nostate', 'blocked'] as const) {
      for (const verb of VERBS) {
        const { enabled: on, reason } = verbsFor(situation(state))[verb];
        expect(on ? undefined : reason, `${state} ${verb}`).toEqual(on ? undefined : expect.stringMatching(/^reason\./));
      }
    }
  });

  it('does nothing with a machine whose host does not answer', () => {
    expect(enabled(situation('running', { stale: true }))).toEqual([]);
    expect(verbsFor(situation('running', { stale: true })).forceOff.reason).toBe('reason.stale');
  });

  it('knows read-only connections, drivers that cannot, transient machines and saved ones', () => {
    expect(enabled(situation('running', { abilities: { ...all, readOnly: true } }))).toEqual(['openConsole']);
    expect(verbsFor(situation('running', { abilities: { ...all, verbs: new Set() } })).reset.reason).toBe('reason.notSupported');
    expect(verbsFor(situation('running', { persistent: false }))).toMatchObject({ autostart: { reason: 'reason.transient' }, save: { reason: 'reason.transient' } });
    expect(verbsFor(situation('shutoff', { hasManagedSave: true })).dropSave.enabled).toBe(true);
  });

  it('clones what runs only where the host does it by itself', () => {
    const own = { ...all, clonesByItself: false };
    expect(verbsFor(situation('running', { abilities: own })).clone).toEqual({ enabled: false, reason: 'reason.mustBeOff' });
    expect(verbsFor(situation('shutoff', { abilities: own })).clone.enabled).toBe(true);
  });

  it('neither deletes nor forces off what is protected', () => {
    const protectedVerbs = verbsFor(situation('running', { isProtected: true }));
    expect([protectedVerbs.delete, protectedVerbs.forceOff]).toEqual([{ enabled: false, reason: 'reason.protected' }, { enabled: false, reason: 'reason.protected' }]);
    expect(protectedVerbs.protect.enabled).toBe(true);
    expect(situationKey(situation('running', { isProtected: true }))).not.toBe(situationKey(situation('running')));
  });

  it('asks the tables what a connection can', () => {
    const abilities = abilitiesOf({ readOnly: false, facets: { domain: { create: () => Promise.resolve(), destroy: () => Promise.resolve() } } });
    expect([...abilities.verbs]).toEqual(['start', 'forceOff']);
  });

  it('gives one key to situations that allow the same', () => {
    expect(situationKey(situation('running'))).toBe(situationKey(situation('running', { reason: 5 })));
    expect(situationKey(situation('paused', { reason: 3 }))).not.toBe(situationKey(situation('paused')));
  });
});

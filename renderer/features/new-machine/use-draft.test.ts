import { describe, expect, it } from 'vitest';
import { newMachine } from '../../../main/contract/machines.ts';
import { FAKE_OFFER } from '../../testing/fake-facts.ts';
import { hostId } from '../../testing/fake-world.ts';
import { fillDraft, missing, toNewMachine, type Draft } from './use-draft.ts';

const empty: Draft = { kind: 'iso', path: '', name: undefined, vcpus: undefined, memoryGiB: undefined, diskGiB: undefined, pool: undefined, network: undefined, firmware: undefined, start: true };

describe('a new machine', () => {
  it('takes what the host suggests', () => {
    const filled = fillDraft(empty, FAKE_OFFER);
    expect(filled).toMatchObject({ name: 'machine-4', vcpus: 2, memoryGiB: 4, diskGiB: 20, pool: 'default', network: 'default', firmware: 'uefi' });
    expect(missing(filled)).toBe('new.chooseImage');
  });
  it('keeps what was chosen, and main accepts it', () => {
    const filled = fillDraft({ ...empty, path: ' /iso/a.iso ', name: ' web ', memoryGiB: 1.5, diskGiB: 8, network: '' }, FAKE_OFFER);
    const made = toNewMachine(hostId(0), filled);
    expect(made).toMatchObject({ name: 'web', memoryKiB: 1.5 * 2 ** 20, install: { kind: 'iso', path: '/iso/a.iso' }, network: { kind: 'none' }, disk: { kind: 'new', pool: 'default', sizeBytes: 8 * 2 ** 30 } });
    expect(newMachine.safeParse(made).success).toBe(true);
  });
  it('makes no new disk beside an existing one, and none where no pool runs', () => {
    expect(toNewMachine(hostId(0), fillDraft({ ...empty, kind: 'disk', path: '/a' }, FAKE_OFFER)).disk).toEqual({ kind: 'none' });
    expect(fillDraft(empty, { ...FAKE_OFFER, pools: FAKE_OFFER.pools.map((pool) => ({ ...pool, active: false })) }).pool).toBe('');
  });
  it('needs a name', () => {
    expect(missing(fillDraft({ ...empty, kind: 'none', name: ' ' }, FAKE_OFFER))).toBe('new.nameMissing');
    expect(missing(fillDraft({ ...empty, kind: 'none' }, FAKE_OFFER))).toBeUndefined();
  });
});

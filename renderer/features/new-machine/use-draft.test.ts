import { describe, expect, it } from 'vitest';
import { newMachine } from '../../../main/contract/new-machine.ts';
import { FAKE_CATALOGUE, FAKE_OFFER, FAKE_SYSTEMS } from '../../testing/fake-facts.ts';
import { hostId } from '../../testing/fake-world.ts';
import { libraryOf } from './library.ts';
import { EMPTY_SEED, seedOf, seedTrouble } from './seed-draft.ts';
import { EMPTY_DRAFT, fillDraft, missing, toNewMachine } from './use-draft.ts';

const empty = EMPTY_DRAFT;
const systemOf = (id: string) => FAKE_SYSTEMS.find((system) => system.id === id);
const seed = { ...EMPTY_SEED, user: 'anna', password: 'x' };

describe('a new machine', () => {
  it('takes what the host suggests', () => {
    const filled = fillDraft(empty, FAKE_OFFER);
    expect(filled).toMatchObject({ kind: 'iso', name: 'machine-4', vcpus: 2, memoryGiB: 4, diskGiB: 20, pool: 'default', network: 'default', firmware: 'uefi' });
    expect(missing(filled)).toBe('new.chooseImage');
  });
  it('takes what its system wants, as far as the host has it', () => {
    const windows = systemOf('windows-11');
    expect(fillDraft(empty, FAKE_OFFER, windows)).toMatchObject({ firmware: 'uefi-secure', tpm: true, memoryGiB: 4, diskGiB: 64, osId: 'windows-11' });
    expect(fillDraft(empty, { ...FAKE_OFFER, firmware: ['bios', 'uefi'], tpm: false }, windows)).toMatchObject({ firmware: 'uefi', tpm: false });
    expect(fillDraft(empty, { ...FAKE_OFFER, hostMemoryKiB: 4 * 2 ** 20 }, systemOf('fedora-43')).memoryGiB).toBe(2);
  });
  it('keeps what was chosen, and main accepts it', () => {
    const filled = fillDraft({ ...empty, path: ' /iso/a.iso ', name: ' web ', memoryGiB: 1.5, diskGiB: 8, network: '' }, FAKE_OFFER);
    const made = toNewMachine(hostId(0), filled);
    expect(made).toMatchObject({ name: 'web', memoryKiB: 1.5 * 2 ** 20, install: { kind: 'iso', path: '/iso/a.iso' }, network: { kind: 'none' }, disk: { kind: 'new', pool: 'default', sizeBytes: 8 * 2 ** 30 } });
    expect(newMachine.safeParse(made).success).toBe(true);
  });
  it('makes no new disk beside an existing one, and none where no pool runs', () => {
    expect(toNewMachine(hostId(0), fillDraft({ ...empty, source: 'disk', path: '/a' }, FAKE_OFFER)).disk).toEqual({ kind: 'none' });
    expect(fillDraft(empty, { ...FAKE_OFFER, pools: FAKE_OFFER.pools.map((pool) => ({ ...pool, active: false })) }).pool).toBe('');
  });
  it('says what is missing', () => {
    expect(missing(fillDraft({ ...empty, source: 'none', name: ' ' }, FAKE_OFFER))).toBe('new.nameMissing');
    expect(missing(fillDraft({ ...empty, source: 'none' }, FAKE_OFFER))).toBeUndefined();
    expect(missing(fillDraft({ ...empty, source: 'tree', url: 'mirror' }, FAKE_OFFER))).toBe('new.urlMissing');
    expect(missing(fillDraft({ ...empty, path: '/a.qcow2', seed, pool: '' }, FAKE_OFFER))).toBe('new.cloudNeedsPool');
  });
  it('is set up by cloud-init when it begins as a ready image', () => {
    const filled = fillDraft({ ...empty, path: '/a.qcow2', seed }, FAKE_OFFER);
    const made = toNewMachine(hostId(0), filled);
    expect(made).toMatchObject({ install: { kind: 'cloud', how: 'copy' }, cloudInit: { user: 'anna', password: 'x', sshKeys: [], packages: [] } });
    expect(newMachine.safeParse(made).success).toBe(true);
    expect(toNewMachine(hostId(0), fillDraft({ ...empty, path: '/a.iso', seed }, FAKE_OFFER)).cloudInit).toBeUndefined();
    expect(toNewMachine(hostId(0), fillDraft({ ...empty, path: '/a.qcow2', seed: { ...seed, wanted: false } }, FAKE_OFFER)).cloudInit).toBeUndefined();
  });
});

describe('a seed', () => {
  it('lets somebody in, and no private key out', () => {
    expect(seedTrouble({ ...seed, user: 'Anna B' })).toBe('new.seedUser');
    expect(seedTrouble({ ...seed, password: '' })).toBe('new.seedLogin');
    expect(seedTrouble({ ...seed, keys: '-----BEGIN OPENSSH PRIVATE KEY-----' })).toBe('new.seedKey');
    expect(seedTrouble({ ...seed, address: '192.0.2.5' })).toBe('new.seedAddress');
    expect(seedTrouble({ ...seed, keys: 'ssh-ed25519 AAAAC3Nz anna', address: '192.0.2.5/24' })).toBeUndefined();
  });
  it('keeps words apart', () => {
    expect(seedOf({ ...seed, packages: 'nginx, git  vim', address: '192.0.2.5/24', nameservers: '192.0.2.1' })).toMatchObject({ packages: ['nginx', 'git', 'vim'], address: '192.0.2.5/24', nameservers: ['192.0.2.1'] });
  });
});

describe('the library', () => {
  it('has ready images first, and offers no download of what is there', () => {
    const rows = libraryOf(FAKE_OFFER, FAKE_CATALOGUE, FAKE_SYSTEMS, '');
    expect([...new Set(rows.map(({ section }) => section))]).toEqual(['cloud', 'iso', 'download']);
    expect(rows.filter(({ fileName }) => fileName === 'debian-13-genericcloud-amd64.qcow2').map(({ section, name }) => [section, name])).toEqual([['cloud', 'Debian 13 “trixie”']]);
    expect(libraryOf(FAKE_OFFER, FAKE_CATALOGUE, FAKE_SYSTEMS, 'win11').map(({ name }) => name)).toEqual(['Windows 11']);
  });
});

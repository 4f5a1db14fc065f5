import type { CloudInitWish } from '../../../main/contract/new-machine.ts';

/** What cloud-init is to do, as people type it. */
export interface SeedDraft {
  readonly wanted: boolean;
  readonly user: string;
  readonly password: string;
  /** A key a line. */
  readonly keys: string;
  /** Names with blanks or commas between. */
  readonly packages: string;
  /** Empty: DHCP. */
  readonly address: string;
  readonly gateway: string;
  readonly nameservers: string;
}

/** Why a seed cannot be made yet. */
export type SeedTrouble = 'new.seedUser' | 'new.seedLogin' | 'new.seedKey' | 'new.seedAddress';

/** Nothing typed. */
export const EMPTY_SEED: SeedDraft = { wanted: true, user: '', password: '', keys: '', packages: '', address: '', gateway: '', nameservers: '' };

const KEY = /^(ssh-(ed25519|rsa|dss)|ecdsa-sha2-\S+|sk-\S+)\s+[A-Za-z0-9+/=]+(\s.*)?$/;
const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));

/** Why it cannot be made yet; a private key is caught here, before it goes anywhere. */
export function seedTrouble({ user, password, keys, address }: SeedDraft): SeedTrouble | undefined {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(user.trim())) return 'new.seedUser';
  if (lines(keys).some((line) => !KEY.test(line))) return 'new.seedKey';
  if (password === '' && lines(keys).length === 0) return 'new.seedLogin';
  return address.trim() === '' || /^[0-9a-f.:]+\/\d{1,3}$/i.test(address.trim()) ? undefined : 'new.seedAddress';
}

/** What main is asked for. */
export function seedOf({ user, password, keys, packages, address, gateway, nameservers }: SeedDraft): CloudInitWish {
  const fixed = address.trim() !== '';
  return {
    user: user.trim(),
    sshKeys: [...lines(keys)],
    packages: [...words(packages)],
    ...(password === '' ? {} : { password }),
    ...(fixed ? { address: address.trim() } : {}),
    ...(fixed && gateway.trim() !== '' ? { gateway: gateway.trim() } : {}),
    ...(fixed && words(nameservers).length > 0 ? { nameservers: [...words(nameservers)] } : {}),
  };
}

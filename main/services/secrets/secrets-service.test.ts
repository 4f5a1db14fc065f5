import { describe, expect, it } from 'vitest';
import type { Keyring } from './keyring.ts';
import { SecretsService } from './secrets-service.ts';

function fakeKeyring(): Keyring & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (account) => Promise.resolve(entries.get(account)),
    set: (account, secret) => Promise.resolve(void entries.set(account, secret)),
    delete: (account) => Promise.resolve(void entries.delete(account)),
  };
}

describe('SecretsService', () => {
  it('stores only what shall be stored', async () => {
    const keyring = fakeKeyring();
    const secrets = new SecretsService(keyring);
    expect(await secrets.remember('a', 'one', false)).toBe(false);
    expect(await secrets.remember('b', 'two', true)).toBe(true);
    expect([...keyring.entries]).toEqual([['b', 'two']]);
    expect(await secrets.find('a')).toBe('one');
    const later = new SecretsService(keyring);
    expect(await later.find('a')).toBeUndefined();
    expect(await later.find('b')).toBe('two');
  });

  it('forgets a wrong secret everywhere', async () => {
    const keyring = fakeKeyring();
    const secrets = new SecretsService(keyring);
    await secrets.remember('b', 'wrong', true);
    await secrets.forget('b');
    expect(await secrets.find('b')).toBeUndefined();
    expect(keyring.entries.size).toBe(0);
  });

  it('lives without a keyring: asks each session, and says that it cannot store', async () => {
    const broken: Keyring = {
      get: () => Promise.reject(new Error('no secret service')),
      set: () => Promise.reject(new Error('no secret service')),
      delete: () => Promise.reject(new Error('no secret service')),
    };
    const secrets = new SecretsService(broken);
    expect(secrets.canStore).toBe(true);
    expect(await secrets.remember('a', 'one', true)).toBe(false);
    expect(secrets.canStore).toBe(false);
    expect(await secrets.find('a')).toBe('one');
    await secrets.forget('a');
    expect(await secrets.find('a')).toBeUndefined();
  });

  it('takes "no entry" for an answer', async () => {
    const empty: Keyring = { ...fakeKeyring(), get: () => Promise.reject(new Error('No matching entry found in secure storage')) };
    const secrets = new SecretsService(empty);
    expect(await secrets.find('a')).toBeUndefined();
    expect(secrets.canStore).toBe(true);
  });
});

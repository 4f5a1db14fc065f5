/** Where secrets are kept: the operating system's store. Every method rejects when there is no such store. */
export interface Keyring {
  readonly get: (account: string) => Promise<string | undefined>;
  readonly set: (account: string, secret: string) => Promise<void>;
  readonly delete: (account: string) => Promise<void>;
}

const SERVICE = 'vireo';

/** The operating system's keyring. The native module is loaded at the first use: most starts need no secret. */
export function systemKeyring(): Keyring {
  const entry = async (account: string) => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry(SERVICE, account);
  };
  return {
    get: async (account) => {
      // Nothing stored is an error for some stores, undefined or null for others.
      const found: string | null | undefined = await (await entry(account)).getPassword();
      return found ?? undefined;
    },
    set: async (account, secret) => {
      await (await entry(account)).setPassword(secret);
    },
    delete: async (account) => {
      await (await entry(account)).deleteCredential();
    },
  };
}

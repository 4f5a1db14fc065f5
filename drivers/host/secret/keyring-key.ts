import { randomBytes } from 'node:crypto';
import { libvirtError } from '../../core/error-text.ts';
import type { HostFiles } from '../../transport/exec/host-files.ts';
import { keyFile, type KeyKeeper } from './vault.ts';

/** The part of a keyring that a key needs; every method rejects when there is no keyring. */
export interface KeyStore {
  readonly get: (account: string) => Promise<string | undefined>;
  readonly set: (account: string, secret: string) => Promise<void>;
}

/**
 * The key of one folder of secrets: in the user's keyring where there is one when the first key is made, else in a file. A marker
 * says which, so that whoever comes without the keyring (over SSH, say) is told so instead of making a second key.
 *
 *     FOLDER/key-in-keyring       the keyring's account, as text
 *     FOLDER/key                  the key, where there was no keyring
 */
export async function keyKeeperOf(files: HostFiles, folder: string, keyring: KeyStore | undefined): Promise<KeyKeeper> {
  const file = `${folder}/key`;
  const marker = `${folder}/key-in-keyring`;
  const [bytes] = await files.read([marker]);
  if (bytes !== undefined) return inKeyring(keyring, Buffer.from(bytes).toString('utf8').trim());
  if (keyring === undefined || (await files.exists(file))) return keyFile(files, file);
  const account = `embed-secrets-${randomBytes(8).toString('hex')}`;
  try {
    await keyring.set(account, randomBytes(32).toString('base64'));
    if ((await keyring.get(account)) === undefined) return keyFile(files, file);
  } catch {
    return keyFile(files, file); // no keyring on this computer
  }
  if (await files.create(marker, Buffer.from(account))) return inKeyring(keyring, account);
  return keyKeeperOf(files, folder, keyring); // another program was faster
}

function inKeyring(keyring: KeyStore | undefined, account: string): KeyKeeper {
  return {
    description: "the user's keyring",
    async key() {
      const secret = await keyring?.get(account).catch(() => undefined); // told below as missing
      if (secret === undefined) {
        throw libvirtError('secret', 'operation-failed', "the key of the stored values is in the keyring of this user's desktop session, which cannot be reached from here", { subject: account });
      }
      return Buffer.from(secret, 'base64');
    },
  };
}

/** The operating system's keyring; its library is loaded at the first use. */
export function systemKeyStore(): KeyStore {
  const entry = async (account: string) => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry('vireo', account);
  };
  return {
    get: async (account) => {
      const found: string | null | undefined = await (await entry(account)).getPassword();
      return found ?? undefined;
    },
    set: async (account, secret) => (await entry(account)).setPassword(secret),
  };
}

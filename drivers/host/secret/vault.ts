import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { libvirtError } from '../../core/error-text.ts';
import type { HostFiles } from '../../transport/exec/host-files.ts';

/** Where the key lies that values are encrypted with. */
export interface KeyKeeper {
  /** As in "kept in …". */
  readonly description: string;
  /** The key, made when there is none yet: 32 bytes. */
  readonly key: () => Promise<Uint8Array>;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/** A key in a file that only its owner may read, beside what it opens. It protects copies of the other files, not against who reads this one. */
export function keyFile(files: HostFiles, file: string): KeyKeeper {
  return {
    description: `the file ${file}, which only its owner may read`,
    async key() {
      await files.create(file, randomBytes(KEY_BYTES));
      const [bytes] = await files.read([file]);
      if (bytes?.length !== KEY_BYTES) throw libvirtError('secret', 'internal-error', `'${file}' is no key`, { subject: file });
      return bytes;
    },
  };
}

/**
 * Values at rest:
 *
 *     1 byte   version, 1
 *     12       nonce
 *     16       tag
 *     n        the value, AES-256-GCM; what it belongs to is authenticated with it
 */
export function sealValue(key: Uint8Array, value: Uint8Array, owner: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(owner));
  const body = Buffer.concat([cipher.update(value), cipher.final()]);
  return Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.getAuthTag(), body]);
}

/** @throws internal-error when it was changed, is another's, or was written with another key. */
export function openValue(key: Uint8Array, sealed: Uint8Array, owner: string): Uint8Array {
  const bytes = Buffer.from(sealed);
  const head = 1 + NONCE_BYTES + TAG_BYTES;
  try {
    if (bytes.length < head || bytes[0] !== VERSION) throw new Error('no sealed value');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES));
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, head));
    return Buffer.concat([decipher.update(bytes.subarray(head)), decipher.final()]);
  } catch (error) {
    throw libvirtError('secret', 'internal-error', `the value of secret '${owner}' cannot be decrypted`, { subject: owner, cause: error });
  }
}

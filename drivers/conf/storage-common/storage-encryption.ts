import { wordOf } from '../format/word-codec.ts';
import { libvirtError } from '../../core/error-text.ts';
import { enumOf, string, uint } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, child, list } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { secretReference } from './secret-reference.ts';

const encryptionFormat = wordOf(['default', 'qcow', 'luks', 'luks2'], (text) =>
  libvirtError('storage', 'config-unsupported', `unknown volume encryption format type ${text}`),
);

const cipher = element(
  { name: attr(string), size: attr(uint, { required: true, help: 'Key size in bits' }), mode: attr(string), hash: attr(string) },
  {
    parsed(value) {
      if (value.name === undefined) throw libvirtError('storage', 'xml-error', "cipher info missing 'name' attribute");
    },
  },
);

const ivgen = element(
  { name: attr(string), hash: attr(string) },
  {
    parsed(value) {
      if (value.name === undefined) throw libvirtError('storage', 'xml-error', 'missing ivgen info name string');
    },
  },
);

/** `<encryption>` of a volume or a disk. */
export const storageEncryption = element(
  {
    format: attr(encryptionFormat, { absent: '' }),
    engine: attr(enumOf(['qemu', 'librbd'])),
    secrets: list(secretReference, { name: 'secret' }),
    cipher: child(cipher),
    ivgen: child(ivgen),
  },
  {
    block: true,
    parsed(value) {
      if (value.format === undefined) throw libvirtError('storage', 'xml-error', 'unknown volume encryption format');
      for (const secret of value.secrets) {
        if (secret.type === undefined) throw libvirtError('storage', 'xml-error', 'unknown volume encryption secret type');
        if (secret.type !== 'passphrase') {
          throw libvirtError('storage', 'config-unsupported', `unknown volume encryption secret type ${secret.type}`);
        }
      }
      // Only LUKS lets one choose these; elsewhere they are ignored, not refused.
      if (value.format !== 'luks') return { ...value, cipher: undefined, ivgen: undefined };
      if (value.ivgen !== undefined && value.cipher === undefined) {
        throw libvirtError('storage', 'xml-error', 'ivgen element found, but cipher is missing');
      }
      return undefined;
    },
  },
);

/** How a volume is encrypted. */
export type StorageEncryption = LensValue<typeof storageEncryption>;

import { libvirtError } from '../../core/error-text.ts';
import type { Codec } from '../lens/codec.ts';
import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

const octalMode: Codec<number> = {
  kind: 'integer',
  decode(text) {
    if (!/^\s*\+?[0-7]+$/.test(text) || Number.parseInt(text, 8) > 0o777) throw libvirtError('storage', 'xml-error', 'malformed octal mode');
    return Number.parseInt(text, 8);
  },
  encode: (mode) => `0${mode.toString(8)}`,
};

/** -1, which older documents have, means nobody in particular. */
function accountId(name: string): Codec<number> {
  return {
    kind: 'integer',
    decode(text) {
      const id = /^\s*[-+]?\d{1,10}\s*$/.test(text) ? Number(text) : Number.NaN;
      if (!(id >= -1 && id <= 0xffff_ffff)) throw libvirtError('storage', 'xml-error', `malformed ${name} element`);
      return id | 0;
    },
    encode: String,
  };
}

const nobody = (id: number | undefined): number | undefined => (id === -1 ? undefined : id);

/** `<permissions>` of a pool's target or a volume. */
export const storagePermissions = element(
  {
    mode: textChild(octalMode, { help: 'Access rights, octal' }),
    owner: textChild(accountId('owner'), { help: 'Numeric user id' }),
    group: textChild(accountId('group'), { help: 'Numeric group id' }),
    label: textChild(string, { help: 'Security label' }),
  },
  { formatting: (value) => ({ ...value, owner: nobody(value.owner), group: nobody(value.group) }) },
);

/** Owner and access rights. */
export type StoragePermissions = LensValue<typeof storagePermissions>;

import { wordOf } from '../format/word-codec.ts';
import { libvirtError } from '../../core/error-text.ts';
import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, child } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { secretReference } from './secret-reference.ts';

const authType = wordOf(['none', 'chap', 'ceph'], (text) => libvirtError('storage', 'config-unsupported', `unknown auth type '${text}'`));

/** `<auth>`: who logs in to the storage, and with which secret. */
export const storageAuth = element(
  {
    type: attr(authType, { absent: '', omit: (value) => value === 'none' }),
    username: attr(string, { absent: '' }),
    secret: child(secretReference),
  },
  {
    parsed(value) {
      if (value.username === undefined) throw libvirtError('storage', 'xml-error', 'missing username for auth');
      if (value.secret === undefined) throw libvirtError('storage', 'xml-error', 'Missing <secret> element in auth');
    },
  },
);

/** A login at a storage server. */
export type StorageAuth = LensValue<typeof storageAuth>;

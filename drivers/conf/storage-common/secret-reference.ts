import { libvirtError } from '../../core/error-text.ts';
import { parseUuid } from '../../core/uuid.ts';
import { string } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

/** `<secret>` inside `<auth>` or `<encryption>`: a secret by UUID or by what it is for. */
export const secretReference = element(
  { type: attr(string), uuid: attr(string), usage: attr(string) },
  {
    keep: true,
    parsed(value) {
      if (value.uuid === undefined && value.usage === undefined) throw libvirtError('none', 'xml-error', 'missing secret uuid or usage attribute');
      if (value.uuid === undefined) return undefined;
      if (value.usage !== undefined) throw libvirtError('none', 'xml-error', 'either secret uuid or usage expected');
      const uuid = parseUuid(value.uuid);
      if (uuid === undefined) throw libvirtError('none', 'xml-error', `invalid secret uuid '${value.uuid}'`);
      return { ...value, uuid };
    },
  },
);

/** Which secret is meant. */
export type SecretReference = LensValue<typeof secretReference>;

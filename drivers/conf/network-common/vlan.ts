import { libvirtError } from '../../core/error-text.ts';
import type { Codec } from '../lens/codec.ts';
import { enumOf, uint } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, list } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

/** `yes` in any case; every other word is no. What is refused is checked with the tags in sight. */
const trunkWord: Codec<boolean> = { kind: 'boolean', words: ['yes', 'no'], decode: (text) => text.toLowerCase() === 'yes', encode: () => 'yes' };

const vlanTag = element(
  {
    id: attr(uint, { required: true, help: 'VLAN number, 0 to 4095' }),
    nativeMode: attr(enumOf(['tagged', 'untagged']), { help: 'How frames of the native VLAN travel' }),
  },
  {
    parsed(value) {
      if (value.id > 4095) throw libvirtError('none', 'xml-error', `vlan tag id ${value.id} too large (maximum 4095)`);
    },
  },
);

/** `<vlan>`: at least one tag; several make it a trunk. */
export const vlan = element(
  {
    trunk: attr(trunkWord, { omit: (value) => !value, help: 'Several VLANs on one port' }),
    tags: list(vlanTag, { name: 'tag' }),
  },
  {
    parsed(value, xml) {
      const { tags } = value;
      if (tags.length === 0) {
        throw libvirtError('none', 'xml-error', `missing tag id - each <vlan> must have at least one <tag id='n'/> subelement`);
      }
      const natives = tags.filter((tag) => tag.nativeMode !== undefined).length;
      if (natives > 1) throw libvirtError('none', 'xml-error', 'duplicate native vlan setting');
      if (value.trunk === false) checkNoTrunk(xml.attribute('trunk') ?? '', tags.length, natives);
      return { ...value, trunk: value.trunk ?? tags.length > 1 };
    },
  },
);

/** VLAN tags of an interface, network or port group. */
export type Vlan = LensValue<typeof vlan>;

function checkNoTrunk(word: string, tags: number, natives: number): void {
  if (tags > 1) {
    throw libvirtError('none', 'xml-error', `invalid "trunk='${word}'" in <vlan> - trunk='yes' is required for more than one vlan tag`);
  }
  if (natives > 0) {
    throw libvirtError('none', 'xml-error', `invalid configuration in <vlan> - "trunk='no'" is not allowed with a native vlan id`);
  }
  if (word !== '' && word.toLowerCase() !== 'no') {
    throw libvirtError('none', 'xml-error', `invalid "trunk='${word}'" in <vlan> - must be yes or no`);
  }
}

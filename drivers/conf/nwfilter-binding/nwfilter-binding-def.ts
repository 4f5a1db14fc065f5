import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { parseMacAddress } from '../address/mac-address.ts';
import { string } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attrChild, child, textChild } from '../lens/fields.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { filterReference, type FilterReference } from '../nwfilter/filter-parameters.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

/** `<filterbinding>`. */
export const binding = element(
  {
    owner: child(element({ name: textChild(string), uuid: textChild(string) }, { block: true })),
    portDevice: attrChild('name', string, { name: 'portdev', absent: '' }),
    linkDevice: attrChild('name', string, { name: 'linkdev', absent: '' }),
    mac: attrChild('address', string, { absent: '' }),
    filterReference: child(filterReference, { name: 'filterref' }),
  },
  { block: true },
);

/** A filter at work on a guest's interface. */
export interface NwfilterBindingDef {
  readonly owner: { readonly name: string; readonly uuid: Uuid };
  readonly portDevice: string;
  readonly linkDevice: string | undefined;
  readonly mac: string;
  readonly filterReference: FilterReference;
}

function wrong(message: string): VirError {
  return libvirtError('nwfilter', 'internal-error', message);
}

/**
 * Parses a `<filterbinding>` document.
 *
 * @throws VirError `internal-error`, worded as libvirt.
 * @libvirt virNWFilterBindingDefParse
 */
export function parseNwfilterBindingXml(xml: string | XmlElement): NwfilterBindingDef {
  const root = readDocument(xml, 'filterbinding', { url: '(nwfilterbinding_definition)' });
  const fields = binding.parse(root, PARSE_INACTIVE, undefined);
  if (fields.portDevice === undefined) throw wrong('filter binding has no port dev name');
  if (root.child('linkdev') !== undefined && fields.linkDevice === undefined) throw wrong('filter binding has no link dev name');
  const name = fields.owner?.name;
  if (name === undefined) throw wrong('filter binding has no owner name');
  const uuidText = fields.owner?.uuid;
  if (uuidText === undefined) throw wrong('filter binding has no owner UUID');
  const uuid = parseUuid(uuidText);
  if (uuid === undefined) throw wrong(`Unable to parse UUID '${uuidText}'`);
  if (fields.mac === undefined) throw wrong('filter binding has no MAC address');
  const mac = parseMacAddress(fields.mac);
  if (mac === undefined) throw wrong(`Unable to parse MAC '${fields.mac}'`);
  if (fields.filterReference?.filter === undefined) throw wrong('filter binding has no filter reference');
  return { owner: { name, uuid }, portDevice: fields.portDevice, linkDevice: fields.linkDevice, mac, filterReference: fields.filterReference };
}

/** A binding's document, as libvirt prints it. */
export function formatNwfilterBindingXml(def: NwfilterBindingDef): string {
  const out = new XmlWriter();
  binding.format({ ...def, owner: { ...def.owner } }, 'filterbinding', out, FORMAT_INACTIVE);
  return out.toString();
}

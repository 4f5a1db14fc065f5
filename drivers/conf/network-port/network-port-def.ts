import { libvirtError } from '../../core/error-text.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { VirError } from '../../core/vir-error.ts';
import { parseUuid } from '../../core/uuid.ts';
import type { Uuid } from '../../api/refs.ts';
import { parseMacAddress } from '../address/mac-address.ts';
import { pciAddress } from '../address/pci-address.ts';
import { wordOf } from '../format/word-codec.ts';
import { string, yesNo } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element, variants } from '../lens/element.ts';
import { attr, attrChild, child, textChild } from '../lens/fields.ts';
import type { ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import { bandwidthLens } from '../network-common/bandwidth.ts';
import { virtualPortLens } from '../network-common/virtual-port.ts';
import { vlan } from '../network-common/vlan.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

function wrong(message: string, code: VirErrorCode = 'internal-error'): VirError {
  return libvirtError('network', code, message);
}

const bridgePlug = {
  bridge: attr(string, { required: () => wrong('Missing network port bridge name', 'xml-error') }),
  macTableManager: attr(wordOf(['kernel', 'libvirt'], (text) => wrong(`Invalid macTableManager setting '${text}' in network port`, 'xml-error'))),
};

const plug = variants(
  'type',
  {
    'none': {},
    'network': bridgePlug,
    'bridge': bridgePlug,
    'direct': {
      dev: attr(string, { required: () => wrong('Missing network port link device name', 'xml-error') }),
      mode: attr(wordOf(['vepa', 'private', 'bridge', 'passthrough'], (text) => wrong(`Invalid mode setting '${text}' in network port`, 'xml-error')), {
        default: 'vepa',
      }),
    },
    'hostdev-pci': {
      managed: attr(yesNo),
      driver: attrChild('name', wordOf(['kvm', 'vfio'], () => wrong('Missing network port driver name', 'xml-error')), { absent: '' }),
      address: child(pciAddress, { required: () => wrong('Missing network port PCI address', 'xml-error') }),
    },
  },
  { fallback: 'none', formatting: (value) => (value.type === 'none' ? undefined : value) },
);

const portShape = {
  uuid: textChild(string),
  owner: child(element({ name: textChild(string), uuid: textChild(string) }, { block: true })),
  group: textChild(string),
  mac: attrChild('address', string, { absent: '' }),
  virtualPort: child(virtualPortLens(), { name: 'virtualport' }),
  bandwidth: child(bandwidthLens({ floor: true, classId: true })),
  vlan: child(vlan),
  isolated: attrChild('isolated', yesNo, { name: 'port' }),
  trustGuestRxFilters: attrChild('trustGuest', yesNo, { name: 'rxfilters' }),
  plug: child(plug),
};

/** `<networkport>`. */
export const port = element(portShape, { block: true });

/** A connection of one guest's interface to a network. */
export type NetworkPortDef = Omit<ValueOf<typeof portShape>, 'uuid' | 'owner' | 'mac'> & {
  uuid: Uuid;
  owner: { name: string; uuid: Uuid };
  mac: string;
};

function uuidOf(text: string | undefined, missing: string): Uuid {
  if (text === undefined) throw wrong(missing);
  const uuid = parseUuid(text);
  if (uuid === undefined) throw wrong(`Unable to parse UUID '${text}'`);
  return uuid;
}

/**
 * Parses a `<networkport>` document.
 *
 * @throws VirError `internal-error` or `xml-error`, worded as libvirt.
 * @libvirt virNetworkPortDefParse
 */
export function parseNetworkPortXml(xml: string | XmlElement): NetworkPortDef {
  const fields = port.parse(readDocument(xml, 'networkport', { url: '(networkport_definition)' }), PARSE_INACTIVE, undefined);
  const uuid = uuidOf(fields.uuid, 'network port has no uuid');
  const ownerName = fields.owner?.name;
  if (ownerName === undefined) throw wrong('network port has no owner name');
  const ownerUuid = uuidOf(fields.owner?.uuid, 'network port has no owner UUID');
  if (fields.mac === undefined) throw wrong('network port has no mac');
  const mac = parseMacAddress(fields.mac);
  if (mac === undefined) throw wrong(`Unable to parse MAC '${fields.mac}'`);
  return { ...fields, uuid, owner: { name: ownerName, uuid: ownerUuid }, mac };
}

/** A network port's document, as libvirt prints it. */
export function formatNetworkPortXml(def: NetworkPortDef): string {
  const out = new XmlWriter();
  port.format(def, 'networkport', out, FORMAT_INACTIVE);
  return out.toString();
}

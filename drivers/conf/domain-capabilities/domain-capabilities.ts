import { string, yesNo } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list, text, textChild, textList } from '../lens/fields.ts';
import type { Field, Lens, LensValue, ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

const choice = element({ name: attr(string), values: textList(string, { name: 'value' }) }, { keep: true });

const itemFields = { supported: attr(yesNo), values: textList(string, { name: 'value' }), choices: list(choice, { name: 'enum' }) };

/** `<disk supported='yes'>` with the words each of its attributes may take. */
const item = element(itemFields, { keep: true });

/** What of a device or feature there is: whether at all, and the words for its attributes. */
export type CapabilityItem = LensValue<typeof item>;

/** A named item of a list whose names a later libvirt may add to. */
export interface NamedItem<T> {
  readonly name: string;
  readonly value: T;
}

/** All child elements as named items, in the order they come. */
function openList<T>(lens: Lens<T>): Lens<NamedItem<T>[]> {
  return {
    parse: (xml, context) => xml.elements().map((one) => ({ name: one.name, value: lens.parse(one, context, xml) })),
    format(items, name, out, context) {
      out.begin(name);
      out.raw('');
      for (const one of items) lens.format(one.value, one.name, out, context);
      out.end(name);
    },
    describe: () => ({ text: undefined, words: [], attributes: [], children: () => [] }),
  };
}

const cpuModel = element({
  fallback: attr(string),
  vendorId: attr(string, { name: 'vendor_id' }),
  usable: attr(string),
  deprecated: attr(yesNo),
  vendor: attr(string),
  name: text(string),
});

const cpuFeature = element({ policy: attr(string), name: attr(string) });

const cpuMode = element(
  {
    name: attr(string),
    supported: attr(yesNo),
    choices: itemFields.choices,
    models: list(cpuModel, { name: 'model' }),
    vendor: textChild(string),
    microcode: attrChild('version', string),
    topology: child(element({ sockets: attr(string), dies: attr(string), cores: attr(string), threads: attr(string) })),
    cache: child(element({ level: attr(string), mode: attr(string) })),
    maxPhysAddr: child(element({ mode: attr(string), bits: attr(string), limit: attr(string) }), { name: 'maxphysaddr' }),
    features: list(cpuFeature, { name: 'feature' }),
  },
  { keep: true },
);

const os = element({ supported: attr(yesNo), choices: itemFields.choices, loader: child(item) }, { keep: true });

const section = element({ node: attr(string), size: attr(string), unit: attr(string) });

function unitText(name: string): Field<{ unit: string | undefined; value: string | undefined } | undefined> {
  return child(element({ unit: attr(string), value: text(string) }), { name });
}

/** A feature; the fields of AMD SEV and Intel SGX are there where the host has them. */
const feature = element(
  {
    ...itemFields,
    cBitPosition: textChild(string, { name: 'cbitpos' }),
    reducedPhysBits: textChild(string),
    maxGuests: textChild(string),
    maxEncryptedStateGuests: textChild(string, { name: 'maxESGuests' }),
    cpu0Id: textChild(string),
    flc: textChild(string),
    sgx1: textChild(string),
    sgx2: textChild(string),
    sectionSize: unitText('section_size'),
    sections: child(element({ sections: list(section, { name: 'section' }) })),
  },
  { keep: true },
);

const capabilitiesShape = {
  path: textChild(string),
  domain: textChild(string),
  machine: textChild(string),
  arch: textChild(string),
  maxVcpus: attrChild('max', string, { name: 'vcpu' }),
  iothreads: child(item),
  os: child(os),
  cpu: child(element({ modes: list(cpuMode, { name: 'mode' }) })),
  memoryBacking: child(item),
  devices: child(openList(item)),
  features: child(openList(feature)),
};

/** `<domainCapabilities>`. */
export const capabilities = element(capabilitiesShape, { block: true });

/** What machines of one kind can have on a host. */
export type DomainCapabilities = ValueOf<typeof capabilitiesShape>;

/**
 * Parses a `<domainCapabilities>` document.
 *
 * @libvirt virConnectGetDomainCapabilities
 */
export function parseDomainCapabilitiesXml(xml: string | XmlElement): DomainCapabilities {
  return capabilities.parse(readDocument(xml, 'domainCapabilities', { url: '(domain_capabilities)' }), PARSE_INACTIVE, undefined);
}

/** Such a document, as libvirt prints it. */
export function formatDomainCapabilitiesXml(def: DomainCapabilities): string {
  const out = new XmlWriter();
  capabilities.format(def, 'domainCapabilities', out, FORMAT_INACTIVE);
  return out.toString();
}

/** The words that an attribute of a device may take; undefined where the host does not say, [] where there are none. */
export function deviceChoices(def: DomainCapabilities, device: string, attribute: string): readonly string[] | undefined {
  const found = def.devices?.find((one) => one.name === device)?.value;
  if (found?.supported === false) return [];
  return found?.choices.find((one) => one.name === attribute)?.values;
}

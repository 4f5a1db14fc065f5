import { string } from '../lens/codec.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE, readDocument } from '../lens/document.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, flag, list, text, textChild, textList } from '../lens/fields.ts';
import type { Lens, ValueOf } from '../lens/lens.ts';
import { XmlWriter } from '../lens/xml-writer.ts';
import type { XmlElement } from '../xml/xml-tree.ts';

/** Elements that say something by being there: `<suspend_mem/>`, `<pae/>`; some say more in attributes. */
export interface NamedFlag {
  readonly name: string;
  readonly default: string | undefined;
  readonly toggle: string | undefined;
}

const flags: Lens<NamedFlag[]> = {
  parse: (xml) => xml.elements().map((one) => ({ name: one.name, default: one.attribute('default'), toggle: one.attribute('toggle') })),
  format(items, name, out) {
    out.begin(name);
    for (const one of items) {
      out.begin(one.name);
      if (one.default !== undefined) out.attribute('default', one.default);
      if (one.toggle !== undefined) out.attribute('toggle', one.toggle);
      out.end(one.name);
    }
    out.end(name);
  },
  describe: () => ({ text: undefined, words: [], attributes: [], children: () => [] }),
};

const pages = element({ unit: attr(string), size: attr(string), count: text(string) });

const hostCpu = element(
  {
    arch: textChild(string),
    flags: child(flags, { name: 'features' }),
    model: textChild(string),
    vendor: textChild(string),
    microcode: attrChild('version', string),
    counter: child(element({ name: attr(string), frequency: attr(string), scaling: attr(string) })),
    signature: child(element({ family: attr(string), model: attr(string), stepping: attr(string) })),
    topology: child(element({ sockets: attr(string), dies: attr(string), cores: attr(string), threads: attr(string) })),
    cache: child(element({ level: attr(string), mode: attr(string) })),
    maxPhysAddr: child(element({ mode: attr(string), bits: attr(string) }), { name: 'maxphysaddr' }),
    features: list(element({ policy: attr(string), name: attr(string) }), { name: 'feature' }),
    pages: list(pages, { name: 'pages' }),
  },
  { block: true },
);

const cellCpu = element({ id: attr(string), socketId: attr(string, { name: 'socket_id' }), dieId: attr(string, { name: 'die_id' }), coreId: attr(string, { name: 'core_id' }), siblings: attr(string) });

const numaCache = element({
  level: attr(string),
  associativity: attr(string),
  policy: attr(string),
  size: child(element({ value: attr(string), unit: attr(string) })),
  line: child(element({ value: attr(string), unit: attr(string) })),
});

const cell = element(
  {
    id: attr(string),
    memory: child(element({ unit: attr(string), value: text(string) })),
    pages: list(pages, { name: 'pages' }),
    distances: child(element({ siblings: list(element({ id: attr(string), value: attr(string) }), { name: 'sibling' }) })),
    caches: list(numaCache, { name: 'cache' }),
    cpus: child(element({ num: attr(string), cpus: list(cellCpu, { name: 'cpu' }) }, { keep: true })),
  },
  { block: true },
);

const latency = element({ initiator: attr(string), target: attr(string), cache: attr(string), type: attr(string), value: attr(string), unit: attr(string) });

const topology = element(
  {
    cells: child(element({ num: attr(string), cells: list(cell, { name: 'cell' }) }, { block: true })),
    interconnects: child(element({ latencies: list(latency, { name: 'latency' }), bandwidths: list(latency, { name: 'bandwidth' }) })),
  },
  { block: true },
);

const control = element({ granularity: attr(string), min: attr(string), unit: attr(string), type: attr(string), maxAllocs: attr(string) });
const monitor = element({
  level: attr(string),
  reuseThreshold: attr(string),
  maxMonitors: attr(string),
  features: list(element({ name: attr(string) }), { name: 'feature' }),
});
const bank = element({
  id: attr(string),
  level: attr(string),
  type: attr(string),
  size: attr(string),
  unit: attr(string),
  cpus: attr(string),
  controls: list(control, { name: 'control' }),
});
const bandwidthNode = element({ id: attr(string), cpus: attr(string), controls: list(control, { name: 'control' }) });

const securityModel = element(
  { model: textChild(string), doi: textChild(string), baseLabels: list(element({ type: attr(string), label: text(string) }), { name: 'baselabel' }) },
  { block: true },
);

const host = element(
  {
    uuid: textChild(string),
    cpu: child(hostCpu),
    powerManagement: child(flags, { name: 'power_management' }),
    iommu: attrChild('support', string),
    migration: child(element({ live: flag(), transports: child(element({ names: textList(string, { name: 'uri_transport' }) }), { name: 'uri_transports' }) }, { block: true }), {
      name: 'migration_features',
    }),
    netPrefix: textChild(string, { name: 'netprefix' }),
    topology: child(topology),
    cache: child(element({ banks: list(bank, { name: 'bank' }), monitor: child(monitor) })),
    memoryBandwidth: child(element({ nodes: list(bandwidthNode, { name: 'node' }), monitor: child(monitor) }), { name: 'memory_bandwidth' }),
    securityModels: list(securityModel, { name: 'secmodel' }),
  },
  { block: true },
);

const machine = element({ canonical: attr(string), maxCpus: attr(string), deprecated: attr(string), name: text(string) });
const emulation = { emulator: textChild(string), loader: textChild(string), machines: list(machine, { name: 'machine' }) };
const guestDomain = element({ type: attr(string), ...emulation });
const guestArch = element({ name: attr(string), wordSize: textChild(string, { name: 'wordsize' }), ...emulation, domains: list(guestDomain, { name: 'domain' }) });

const guest = element({ osType: textChild(string, { name: 'os_type' }), arch: child(guestArch), features: child(flags) }, { block: true });

const pool = element({ choice: child(element({ name: attr(string), values: textList(string, { name: 'value' }) }), { name: 'enum' }) });

const capabilitiesShape = { host: child(host), guests: list(guest, { name: 'guest' }), pool: child(pool) };
/** `<capabilities>`. */
export const capabilities = element(capabilitiesShape, { block: true });

/** What a host is, and which guests it can run. */
export type Capabilities = ValueOf<typeof capabilitiesShape>;

/**
 * Parses a `<capabilities>` document.
 *
 * @libvirt virConnectGetCapabilities
 */
export function parseCapabilitiesXml(xml: string | XmlElement): Capabilities {
  return capabilities.parse(readDocument(xml, 'capabilities', { url: '(capabilities)' }), PARSE_INACTIVE, undefined);
}

/** Such a document, as libvirt prints it: an empty line after each of its parts. */
export function formatCapabilitiesXml(def: Capabilities): string {
  const out = new XmlWriter();
  capabilities.format(def, 'capabilities', out, FORMAT_INACTIVE);
  return out.toString().replace(/^(<capabilities>|  <\/(?:host|guest|pool)>)$/gm, '$1\n');
}

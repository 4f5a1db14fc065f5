import { enumOf, string, u64, uintOf, yesNo } from '../conf/lens/codec.ts';
import { unsupported, xmlError } from '../conf/lens/conf-error.ts';
import { FORMAT_INACTIVE, PARSE_INACTIVE } from '../conf/lens/document.ts';
import { element } from '../conf/lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../conf/lens/fields.ts';
import type { ValueOf } from '../conf/lens/lens.ts';
import { XmlWriter } from '../conf/lens/xml-writer.ts';
import { cpu as guestLens, newCpu, newCpuModel } from '../conf/domain/cpu.ts';
import type { Cpu } from '../conf/domain/cpu.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { newCpuDef } from './cpu-def.ts';
import type { CpuDef, FeaturePolicy } from './cpu-def.ts';

const nonZero = uintOf({ positive: true });
const counter = element({ name: attr(string), frequencyHz: attr(u64, { name: 'frequency', required: true }), scaling: attr(yesNo) });
const topology = element({ sockets: attr(nonZero, { required: true }), dies: attr(nonZero, { default: 1 }), cores: attr(nonZero, { required: true }), threads: attr(nonZero, { required: true }) });

const hostShape = {
  arch: textChild(string),
  model: textChild(string),
  vendor: textChild(string),
  microcode: attrChild('version', uintOf({})),
  signature: child(element({ family: attr(nonZero, { required: true }), model: attr(uintOf({}), { required: true }), stepping: attr(uintOf({}), { required: true }) })),
  counter: child(counter),
  topology: child(topology),
  cache: child(element({ level: attr(uintOf({})), mode: attr(enumOf(['emulate', 'passthrough', 'disable']), { required: true }) })),
  maxPhysAddr: child(element({ mode: attr(enumOf(['emulate', 'passthrough']), { required: true }), bits: attr(uintOf({})) }), { name: 'maxphysaddr' }),
  features: list(element({ name: attr(string) }), { name: 'feature' }),
};
const hostLens = element(hostShape, { keep: true });

/**
 * Reads `<cpu>`. A host's has an `<arch>`, a guest's has none; `kind` decides where that shall not.
 *
 * @throws xml-error and config-unsupported, worded as libvirt's.
 */
export function parseCpuXml(xml: string | XmlElement, kind?: CpuDef['kind']): CpuDef {
  const root = typeof xml === 'string' ? parseXml(xml, { url: '(CPU_definition)' }).root : xml;
  if (root.name !== 'cpu') throw xmlError("XML does not contain expected 'cpu' element", 'cpu');
  const isHost = kind === undefined ? root.child('arch') !== undefined : kind === 'host';
  if (kind === undefined && isHost && root.attribute('match') !== undefined) {
    throw xmlError("'arch' element cannot be used inside 'cpu' element with 'match' attribute'", 'cpu');
  }
  if (!isHost) return cpuOfDomain(guestLens.parse(root, PARSE_INACTIVE, undefined));
  if (root.attribute('mode') !== undefined) throw unsupported('Attribute mode is only allowed for guest CPU', 'cpu');
  return hostCpu(hostLens.parse(root, PARSE_INACTIVE, undefined));
}

function hostCpu(value: ValueOf<typeof hostShape>): CpuDef {
  if (value.arch === undefined) throw xmlError('Missing CPU architecture', 'cpu');
  if (!/^[a-z0-9_]+$/.test(value.arch)) throw unsupported(`Unknown architecture ${value.arch}`, 'cpu');
  if (value.model === undefined) throw xmlError('Missing CPU model name', 'cpu');
  const names = value.features.map((feature) => feature.name);
  names.forEach((name, index) => {
    if (name === undefined || name === '') throw xmlError('Invalid CPU feature name', 'cpu');
    if (names.indexOf(name) !== index) throw xmlError(`CPU feature '${name}' specified more than once`, 'cpu');
  });
  return newCpuDef({
    kind: 'host',
    mode: undefined,
    arch: value.arch,
    model: value.model,
    vendor: value.vendor,
    microcode: value.microcode,
    signature: value.signature,
    tsc: value.counter?.name === 'tsc' ? { frequencyHz: value.counter.frequencyHz, scaling: value.counter.scaling } : undefined,
    topology: value.topology,
    cache: value.cache,
    maxPhysAddr: value.maxPhysAddr,
    features: names.flatMap((name) => (name === undefined ? [] : [{ name, policy: undefined }])),
  });
}

/** A domain's `<cpu>` in the form that CPUs are compared and computed in. */
export function cpuOfDomain(cpu: Cpu): CpuDef {
  return newCpuDef({
    kind: 'guest',
    mode: (cpu.mode ?? 'custom') as NonNullable<CpuDef['mode']>,
    match: cpu.match ?? 'exact',
    check: cpu.check,
    fallback: cpu.model?.fallback === 'forbid' ? 'forbid' : 'allow',
    migratable: cpu.migratable,
    model: cpu.model?.name,
    vendor: cpu.vendor,
    vendorId: cpu.model?.vendor_id,
    topology: cpu.topology,
    cache: cpu.cache,
    maxPhysAddr: cpu.maxphysaddr,
    features: cpu.features.flatMap(({ name, policy }) => (name === undefined ? [] : [{ name, policy: (policy ?? 'require') as FeaturePolicy }])),
  });
}

/** The way back: what is computed here, put into a domain's `<cpu>`; everything else of it stays. */
export function cpuIntoDomain(def: CpuDef, cpu: Cpu): Cpu {
  const name = def.model ?? '';
  return {
    ...cpu,
    mode: def.mode ?? 'custom',
    match: def.match,
    check: def.check,
    vendor: def.vendor,
    model: def.model === undefined && def.vendorId === undefined ? undefined : { ...newCpuModel(name, def.fallback), vendor_id: def.vendorId },
    features: def.features.map((feature) => ({ name: feature.name, policy: feature.policy ?? 'require' })),
  };
}

/** `<cpu>` as libvirt prints it. */
export function formatCpuXml(def: CpuDef): string {
  const out = new XmlWriter();
  if (def.kind === 'guest') {
    const domainCpu = newCpu({
      mode: def.mode ?? 'custom', match: def.match, check: def.check, migratable: def.migratable, vendor: def.vendor, topology: def.topology,
      cache: def.cache as Cpu['cache'], maxphysaddr: def.maxPhysAddr as Cpu['maxphysaddr'],
    });
    guestLens.format(cpuIntoDomain(def, domainCpu), 'cpu', out, FORMAT_INACTIVE);
    return out.toString();
  }
  const value = hostLens.create({
    arch: def.arch, model: def.model, vendor: def.vendor, microcode: def.microcode, signature: def.signature, topology: def.topology,
    counter: def.tsc === undefined ? undefined : { name: 'tsc', ...def.tsc },
    cache: def.cache as ValueOf<typeof hostShape>['cache'],
    maxPhysAddr: def.maxPhysAddr as ValueOf<typeof hostShape>['maxPhysAddr'],
    features: def.features.map(({ name }) => ({ name })),
  });
  hostLens.format(value, 'cpu', out, FORMAT_INACTIVE);
  return out.toString();
}

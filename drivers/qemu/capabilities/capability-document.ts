import { XmlWriter } from '../../conf/lens/xml-writer.ts';
import { parseXml } from '../../conf/xml/parse-xml.ts';
import type { XmlElement } from '../../conf/xml/xml-tree.ts';
import { formatX86Data, parseX86Data } from '../../cpu/x86/x86-xml.ts';
import { CAPABILITY_FLAGS } from '../conf/capability-flags.gen.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { featureForQemu, featureFromQemu } from './cpu-names.ts';
import { newEmulator } from './emulator.ts';
import type { Acceleration, CpuExpansion, CpuProperty, Emulator, EmulatorCpu, EmulatorMachine, SevCapabilities, SgxCapabilities } from './emulator.ts';
import { HYPERV_FEATURES } from './probe-host-cpu.ts';

const TYPES = ['kvm', 'hvf', 'tcg'] as const;

/** What is known of an emulator as libvirt keeps it (`<qemuCaps>`). */
export function formatEmulator(emulator: Emulator): string {
  const out = new XmlWriter();
  const { circumstances, flags } = emulator;
  const text = (name: string, value: string | number | bigint | undefined): void => {
    if (value !== undefined) out.textElement(name, String(value));
  };
  out.begin('qemuCaps');
  text('emulator', emulator.binary);
  text('qemuctime', circumstances.binaryTime);
  text('qemumoddirmtime', circumstances.modulesTime > 0n ? circumstances.modulesTime : undefined);
  text('selfctime', circumstances.proberTime);
  text('selfvers', circumstances.proberVersion);
  for (const flag of Object.values(CAPABILITY_FLAGS)) if (flags.has(flag)) empty(out, 'flag', { name: flag });
  text('version', emulator.version);
  text('kvmVersion', 0);
  text('microcodeVersion', circumstances.microcodeVersion);
  text('hostCPUSignature', circumstances.hostCpuSignature);
  text('package', emulator.package);
  text('kernelVersion', circumstances.kernelVersion);
  if (circumstances.cpuData !== undefined) out.raw(formatX86Data(circumstances.cpuData));
  text('arch', emulator.arch);
  for (const type of TYPES) if (type === 'tcg' || flags.has(type)) formatAcceleration(out, emulator, type);
  for (const { version, kernel, emulated } of emulator.gic) empty(out, 'gic', { version: String(version), kernel: yesNo(kernel), emulated: yesNo(emulated) });
  if (emulator.sev !== undefined) formatSev(out, emulator.sev);
  if (emulator.sgx !== undefined) formatSgx(out, emulator.sgx);
  if (emulator.hyperv !== undefined) {
    out.begin('hypervCapabilities');
    out.attribute('supported', 'yes');
    for (const name of HYPERV_FEATURES) if (emulator.hyperv.includes(name)) empty(out, 'cap', { name });
    out.end('hypervCapabilities');
  }
  if (emulator.kvmSupportsNesting) empty(out, 'kvmSupportsNesting', {});
  if (emulator.kvmSupportsSecureGuest) empty(out, 'kvmSupportsSecureGuest', {});
  out.end('qemuCaps');
  return out.toString();
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function empty(out: XmlWriter, name: string, attributes: Readonly<Record<string, string | undefined>>): void {
  out.begin(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) out.attribute(key, value);
  out.end(name);
}

function formatAcceleration(out: XmlWriter, emulator: Emulator, type: (typeof TYPES)[number]): void {
  const { hostCpu, cpus, machines } = emulator[type];
  if (hostCpu !== undefined) {
    out.begin('hostCPU');
    out.attribute('type', type);
    out.attribute('model', hostCpu.name);
    out.attribute('migratability', yesNo(hostCpu.migratability));
    for (const { name, value, migratable } of hostCpu.properties) {
      const kind = typeof value === 'bigint' ? 'number' : typeof value;
      empty(out, 'property', { name, type: kind, value: String(value), migratable: migratable === undefined ? undefined : yesNo(migratable) });
    }
    out.end('hostCPU', true);
  }
  for (const cpu of cpus ?? []) {
    out.begin('cpu');
    out.attribute('type', type);
    out.attribute('name', cpu.name);
    if (cpu.typeName !== undefined) out.attribute('typename', cpu.typeName);
    if (cpu.usable !== undefined) out.attribute('usable', cpu.usable);
    if (cpu.deprecated) out.attribute('deprecated', 'yes');
    for (const blocker of cpu.blockers) empty(out, 'blocker', { name: featureForQemu(emulator.arch, blocker) });
    out.end('cpu');
  }
  for (const machine of machines) {
    empty(out, 'machine', {
      type,
      name: machine.name,
      alias: machine.alias,
      hotplugCpus: machine.hotplugCpus ? 'yes' : undefined,
      maxCpus: String(machine.maxCpus),
      default: machine.isDefault ? 'yes' : undefined,
      defaultCPU: machine.defaultCpu,
      numaMemSupported: machine.numaMemSupported ? 'yes' : undefined,
      defaultRAMid: machine.defaultRamId,
      deprecated: machine.deprecated ? 'yes' : undefined,
    });
  }
}

function formatSev(out: XmlWriter, sev: SevCapabilities): void {
  out.begin('sev');
  out.textElement('cbitpos', String(sev.cBitPosition));
  out.textElement('reducedPhysBits', String(sev.reducedPhysBits));
  out.textElement('pdh', sev.pdh);
  out.textElement('certChain', sev.certChain);
  if (sev.cpu0Id !== undefined) out.textElement('cpu0Id', sev.cpu0Id);
  out.end('sev');
}

function formatSgx(out: XmlWriter, sgx: SgxCapabilities): void {
  out.begin('sgx');
  out.attribute('supported', 'yes');
  for (const name of ['flc', 'sgx1', 'sgx2'] as const) out.textElement(name, yesNo(sgx[name]));
  out.begin('section_size');
  out.attribute('unit', 'KiB');
  out.endWithText('section_size', String(sgx.sectionSizeKiB));
  if (sgx.sections.length > 0) {
    out.begin('sections');
    for (const { node, sizeKiB } of sgx.sections) empty(out, 'section', { node: String(node), size: String(sizeKiB), unit: 'KiB' });
    out.end('sections');
  }
  out.end('sgx');
}

/** Reads such a document. @throws xml-error, or internal-error for what no document of an emulator says. */
export function parseEmulator(text: string): Emulator {
  const { root } = parseXml(text);
  if (root.name !== 'qemuCaps') throw qemuError('internal-error', `unexpected root element <${root.name}>, expecting <qemuCaps>`);
  const content = (name: string): string | undefined => root.child(name)?.text;
  const number = (name: string): number => Number(content(name) ?? 0);
  const emulator = newEmulator(content('emulator') ?? '');
  for (const flag of root.elements('flag')) emulator.flags.add(flag.attribute('name') ?? '');
  emulator.version = number('version');
  emulator.arch = content('arch') ?? '';
  emulator.package = content('package');
  const data = root.child('cpudata');
  emulator.circumstances = {
    binaryTime: BigInt(content('qemuctime') ?? 0),
    modulesTime: BigInt(content('qemumoddirmtime') ?? 0),
    proberTime: BigInt(content('selfctime') ?? 0),
    proberVersion: number('selfvers'),
    microcodeVersion: number('microcodeVersion'),
    hostCpuSignature: content('hostCPUSignature'),
    kernelVersion: content('kernelVersion'),
    cpuData: data === undefined ? undefined : parseX86Data(data),
  };
  for (const type of TYPES) emulator[type] = parseAcceleration(root, type, emulator.arch);
  emulator.gic = root.elements('gic').map((each) => ({ version: Number(each.attribute('version')), kernel: isYes(each, 'kernel'), emulated: isYes(each, 'emulated') }));
  emulator.sev = parseSev(root.child('sev'));
  emulator.sgx = parseSgx(root.child('sgx'));
  const hyperv = root.child('hypervCapabilities');
  emulator.hyperv = hyperv === undefined || !isYes(hyperv, 'supported') ? undefined : hyperv.elements('cap').map((cap) => cap.attribute('name') ?? '');
  emulator.kvmSupportsNesting = root.child('kvmSupportsNesting') !== undefined;
  emulator.kvmSupportsSecureGuest = root.child('kvmSupportsSecureGuest') !== undefined;
  return emulator;
}

function isYes(xml: XmlElement, name: string): boolean {
  return xml.attribute(name) === 'yes';
}

function parseAcceleration(root: XmlElement, type: string, arch: string): Acceleration {
  const own = (name: string): XmlElement[] => root.elements(name).filter((each) => each.attribute('type') === type);
  const cpus = own('cpu').map((each) => parseCpu(each, arch));
  return { hostCpu: own('hostCPU').map(parseHostCpu)[0], cpus: cpus.length === 0 ? undefined : cpus, machines: own('machine').map(parseMachine) };
}

function parseHostCpu(xml: XmlElement): CpuExpansion {
  const properties = xml.elements('property').map((each): CpuProperty => {
    const text = each.attribute('value') ?? '';
    const migratable = each.attribute('migratable');
    return { name: each.attribute('name') ?? '', value: propertyValue(each.attribute('type'), text), migratable: migratable === undefined ? undefined : migratable === 'yes' };
  });
  return { name: xml.attribute('model') ?? '', migratability: isYes(xml, 'migratability'), properties };
}

function propertyValue(kind: string | undefined, text: string): boolean | bigint | string {
  if (kind === 'boolean') return text === 'true';
  if (kind !== 'number') return text;
  if (!/^-?[0-9]+$/.test(text)) throw qemuError('internal-error', `invalid number value '${text}' of host CPU model property in QEMU capabilities cache`);
  return BigInt(text);
}

function parseCpu(xml: XmlElement, arch: string): EmulatorCpu {
  const usable = xml.attribute('usable');
  return {
    name: xml.attribute('name') ?? '',
    typeName: xml.attribute('typename'),
    usable: usable === 'yes' || usable === 'no' ? usable : undefined,
    deprecated: isYes(xml, 'deprecated'),
    blockers: xml.elements('blocker').map((each) => featureFromQemu(arch, each.attribute('name') ?? '')),
  };
}

function parseMachine(xml: XmlElement): EmulatorMachine {
  return {
    name: xml.attribute('name') ?? '',
    alias: xml.attribute('alias'),
    maxCpus: Number(xml.attribute('maxCpus') ?? 0),
    hotplugCpus: isYes(xml, 'hotplugCpus'),
    isDefault: isYes(xml, 'default'),
    defaultCpu: xml.attribute('defaultCPU'),
    numaMemSupported: isYes(xml, 'numaMemSupported'),
    defaultRamId: xml.attribute('defaultRAMid'),
    deprecated: isYes(xml, 'deprecated'),
  };
}

function parseSev(xml: XmlElement | undefined): SevCapabilities | undefined {
  if (xml === undefined) return undefined;
  const content = (name: string): string | undefined => xml.child(name)?.text;
  return { cBitPosition: Number(content('cbitpos')), reducedPhysBits: Number(content('reducedPhysBits')), pdh: content('pdh') ?? '', certChain: content('certChain') ?? '', cpu0Id: content('cpu0Id') };
}

function parseSgx(xml: XmlElement | undefined): SgxCapabilities | undefined {
  if (xml === undefined) return undefined;
  const said = (name: string): boolean => xml.child(name)?.text === 'yes';
  const sections = xml.child('sections')?.elements('section') ?? [];
  return {
    flc: said('flc'),
    sgx1: said('sgx1'),
    sgx2: said('sgx2'),
    sectionSizeKiB: BigInt(xml.child('section_size')?.text ?? 0),
    sections: sections.map((each) => ({ node: Number(each.attribute('node')), sizeKiB: BigInt(each.attribute('size') ?? 0) })),
  };
}

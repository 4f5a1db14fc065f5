import { readFile } from 'node:fs/promises';
import type { Connection } from '../../../drivers/api/connection.ts';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';

/** What a host offers for a new machine of its own processor's kind. */
export interface MachineCapabilities {
  readonly arch: string;
  readonly osType: string;
  /** `kvm`, or what there is instead. */
  readonly virtType: string;
  readonly emulator: string | undefined;
  readonly machineType: string | undefined;
  readonly maxVcpus: number;
  readonly uefi: boolean;
  /** Values that a device's property may have; undefined: the host does not tell. */
  readonly diskBuses: ReadonlySet<string> | undefined;
  readonly videoModels: ReadonlySet<string> | undefined;
  readonly graphics: ReadonlySet<string> | undefined;
  /** Displays that name no address can be reached by nobody but whoever runs the machine. */
  readonly privateDisplays?: boolean;
  readonly rng: boolean;
  /** Has an emulated TPM 2.0 to give. */
  readonly tpm?: boolean;
  /** Has firmware that checks signatures. */
  readonly secureBoot?: boolean;
  /** Kinds of machines, as the host calls them. */
  readonly machineTypes?: ReadonlySet<string>;
  readonly cpuModes: ReadonlySet<string>;
}

/** Reads what the host offers; undefined when it can run no full machines. */
export async function readMachineCapabilities(connection: Connection): Promise<MachineCapabilities | undefined> {
  if (!hasMethod(connection, 'connect', 'getCapabilities')) return undefined;
  const host = parseXml(await requireMethod(connection, 'connect', 'getCapabilities')()).root;
  const hostArch = host.find('host', 'cpu', 'arch')?.text ?? 'x86_64';
  const guests = host.elements('guest');
  const guest =
    guests.find((each) => typeOf(each) === 'hvm' && each.child('arch')?.attribute('name') === hostArch) ??
    guests.find((each) => typeOf(each) === 'hvm') ??
    guests.find((each) => each.child('arch')?.attribute('name') === hostArch) ??
    guests[0];
  const arch = guest?.child('arch');
  if (guest === undefined || arch === undefined) return undefined;
  const types = arch.elements('domain').map((each) => each.attribute('type') ?? '');
  const virtType = await chooseVirtType(connection, types, hostArch);
  if (virtType === undefined) return undefined;
  const emulator = arch.child('emulator')?.text;
  const machineType = chooseMachine(arch, hostArch);
  const domain = await domainCapabilities(connection, emulator, arch.attribute('name'), machineType, virtType);
  return {
    arch: arch.attribute('name') ?? hostArch,
    osType: typeOf(guest),
    virtType,
    emulator,
    machineType,
    machineTypes: new Set(arch.elements('machine').map((machine) => machine.text)),
    privateDisplays: (await connection.supports('private-displays')).supported,
    ...devicesOf(domain),
  };
}

type DeviceCapabilities = Pick<MachineCapabilities, 'maxVcpus' | 'uefi' | 'diskBuses' | 'videoModels' | 'graphics' | 'rng' | 'tpm' | 'secureBoot' | 'cpuModes'>;

function devicesOf(domain: XmlElement | undefined): DeviceCapabilities {
  const device = (name: string): XmlElement | undefined => domain?.find('devices', name);
  return {
    maxVcpus: Number(domain?.child('vcpu')?.attribute('max') ?? 16),
    uefi: values(domain?.child('os'), 'firmware')?.has('efi') === true,
    diskBuses: values(device('disk'), 'bus'),
    videoModels: values(device('video'), 'modelType'),
    graphics: values(device('graphics'), 'type'),
    rng: device('rng')?.attribute('supported') === 'yes',
    tpm: device('tpm')?.attribute('supported') === 'yes' && values(device('tpm'), 'backendModel')?.has('emulator') === true,
    secureBoot: values(domain?.find('os', 'loader'), 'secure')?.has('yes') === true,
    cpuModes: new Set((domain?.child('cpu')?.elements('mode') ?? []).filter((mode) => mode.attribute('supported') === 'yes').map((mode) => mode.attribute('name') ?? '')),
  };
}

function values(element: XmlElement | undefined, name: string): ReadonlySet<string> | undefined {
  if (element === undefined) return undefined;
  if (element.attribute('supported') === 'no') return new Set();
  const list = element.elements('enum').find((each) => each.attribute('name') === name);
  return list === undefined ? undefined : new Set(list.elements('value').map((value) => value.text));
}

async function domainCapabilities(connection: Connection, emulator?: string, arch?: string, machine?: string, virtType?: string): Promise<XmlElement | undefined> {
  // Read-only connections may not ask; then safe defaults are used.
  if (connection.readOnly || !hasMethod(connection, 'connect', 'getDomainCapabilities')) return undefined;
  try {
    return parseXml(await requireMethod(connection, 'connect', 'getDomainCapabilities')(emulator, arch, machine, virtType, 0)).root;
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return undefined;
  }
}

function typeOf(guest: XmlElement): string {
  return guest.child('os_type')?.text ?? '';
}

/** KVM where it really works: libvirt offers it wherever /dev/kvm opens, even if the processor has no such support. */
async function chooseVirtType(connection: Connection, types: readonly string[], hostArch: string): Promise<string | undefined> {
  if (types.includes('kvm') && ((await processorVirtualises(connection, hostArch)) || !types.includes('qemu'))) return 'kvm';
  return types.find((type) => type !== 'kvm') ?? types[0];
}

async function processorVirtualises(connection: Connection, hostArch: string): Promise<boolean> {
  if (hostArch !== 'x86_64' && hostArch !== 'i686') return true;
  if (parseConnectUri(connection.uri).host !== '') return true;
  try {
    return /\b(vmx|svm)\b/.test(await readFile('/proc/cpuinfo', 'utf8'));
  } catch {
    return true; // no such file here: the host's own word counts
  }
}

function chooseMachine(arch: XmlElement, hostArch: string): string | undefined {
  const machines = new Set(arch.elements('machine').map((machine) => machine.text));
  const preferred = hostArch === 'x86_64' || hostArch === 'i686' ? ['q35', 'pc'] : ['virt', 'pseries', 's390-ccw-virtio'];
  return preferred.find((name) => machines.has(name)) ?? [...machines][0];
}

import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import { cloneDomainDef, formatDomainXml, parseDomainXml, type DomainDef } from '../conf/domain/domain-def.ts';
import { listRealDevices, type Device } from '../conf/domain/device-list.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import { serializeXml } from '../conf/xml/serialize-xml.ts';
import { DomainModificationImpact as Impact } from '../core/constants.ts';
import { vmwareDomainContext } from './domain-context.ts';
import { assertStopped, changedText, writeVmx } from './define.ts';
import type { Machine } from './machine-list.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { vmwareError } from './vmware-error.ts';
import type { VmwareSession } from './vmware-session.ts';

type Change = 'attach' | 'detach' | 'update';

/** Devices of machines that do not run: disks, CDs, network cards, shared folders, serial and parallel ports. */
export const domainDevices = methodsOf<DomainMethods>()({
  attachDevice: (session, dom, xml) => change(session, dom, xml, Impact.CURRENT, 'attach'),
  attachDeviceFlags: (session, dom, xml, flags = 0) => change(session, dom, xml, flags, 'attach'),
  detachDevice: (session, dom, xml) => change(session, dom, xml, Impact.CURRENT, 'detach'),
  detachDeviceFlags: (session, dom, xml, flags = 0) => change(session, dom, xml, flags, 'detach'),
  updateDeviceFlags: (session, dom, xml, flags = 0) => change(session, dom, xml, flags, 'update'),
});

/** `VIR_DOMAIN_DEVICE_MODIFY_FORCE`: trays are nobody's business while a machine is off. */
const FORCE = 4;

async function change(session: VmwareSession, dom: DomainRef, xml: string, flags: number, how: Change): Promise<void> {
  checkFlags(flags, Impact.LIVE | Impact.CONFIG | FORCE, `vmwareDomain${how === 'attach' ? 'AttachDeviceFlags' : how === 'detach' ? 'DetachDeviceFlags' : 'UpdateDeviceFlags'}`);
  await session.refresh();
  const machine = await session.machine(dom);
  if ((flags & Impact.LIVE) !== 0) throw vmwareError('operation-unsupported', 'VMware changes no devices of a machine that runs through vmrun', machine.name);
  assertStopped(machine);
  const def = withDevice(machine, xml, how);
  await writeVmx(session, machine.vmxPath, changedText(session.host, machine, def), machine);
}

/** Kinds that a .vmx has, the list they are in, and what two of one kind are the same by. */
const KINDS = {
  disk: { list: 'disks', what: 'target', key: (device: DeviceOf<'disk'>): string => device.target?.dev ?? '' },
  interface: { list: 'interfaces', what: 'MAC address', key: (device: DeviceOf<'interface'>): string => device.mac?.address ?? '' },
  filesystem: { list: 'filesystems', what: 'target', key: (device: DeviceOf<'filesystem'>): string => device.target?.dir ?? '' },
  serial: { list: 'serials', what: 'port', key: (device: DeviceOf<'serial'>): string => String(device.target?.port ?? 0) },
  parallel: { list: 'parallels', what: 'port', key: (device: DeviceOf<'parallel'>): string => String(device.target?.port ?? 0) },
} as const;

type DeviceOf<K extends Device['kind']> = Extract<Device, { kind: K }>['device'];

function withDevice(machine: Machine, xml: string, how: Change): DomainDef {
  const given = deviceOf(xml);
  const def = cloneDomainDef(machine.def);
  switch (given.kind) {
    case 'disk':
    case 'interface':
    case 'filesystem':
    case 'serial':
    case 'parallel': {
      const { list, key, what } = KINDS[given.kind];
      const devices = def.devices[list] as (typeof given.device)[];
      place(devices, given.device, key as (device: typeof given.device) => string, how, `${given.kind} with this ${what}`);
      break;
    }
    default:
      throw vmwareError('config-unsupported', `a device of kind '${given.kind}' cannot be changed by itself`);
  }
  // Once through the text: controllers that a new disk needs come with it.
  return parseDomainXml(formatDomainXml(def, { secure: true }), vmwareDomainContext());
}

function place<T>(devices: T[], device: T, key: (device: T) => string, how: Change, what: string): void {
  const at = devices.findIndex((each) => key(each) === key(device));
  if (how === 'attach') {
    if (at >= 0) throw vmwareError('operation-invalid', `the machine has a ${what} already`);
    devices.push(device);
    return;
  }
  if (at < 0) throw vmwareError('device-missing', `the machine has no ${what}`);
  if (how === 'detach') devices.splice(at, 1);
  else devices[at] = device;
}

/** Reads one device as part of a machine that has nothing else. */
function deviceOf(xml: string): Device {
  const { root } = parseXml(xml, { url: '(device_definition)' });
  const shell = `<domain type='vmware'><name>device</name><memory>4096</memory><os><type>hvm</type></os><devices>${serializeXml(root)}</devices></domain>`;
  const found = listRealDevices(parseDomainXml(shell, vmwareDomainContext()).devices).find(({ kind }) => kind === root.name);
  if (found === undefined) throw vmwareError('config-unsupported', `'${root.name}' is no device that VMware has`);
  return found;
}

import type { Connection } from '../../../drivers/api/connection.ts';
import type { UnattendedGap } from '../../../drivers/api/extras.ts';
import type { DomainInterface } from '../../../drivers/api/records.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainInterfaceAddressesSource, DomainMessageType } from '../../../drivers/core/constants.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { DiskFacts, MachineFacts, NicFacts } from '../../contract/machines.ts';
import { isActive, type MachineEntry } from '../inventory/machine-entry.ts';
import { devices, diskFacts, firmwareOf, memoryKiB, nicFacts, osIdOf, parseDomain } from './domain-document.ts';

/** Longest wait for what only adorns the page. */
const ADORNMENT_MS = 4000;

/** Everything the overview shows of one machine. What the host does not tell in time is left out. */
export async function readFacts(connection: Connection, entry: MachineEntry): Promise<MachineFacts> {
  const { ref } = entry;
  const root = parseDomain(await requireMethod(connection, 'domain', 'getXMLDesc')(ref, 0)).root;
  const [disks, nics, messages, autostartGap] = await Promise.all([
    readDisks(connection, ref, root), readNics(connection, entry, root), readMessages(connection, ref), entry.autostart === true ? readAutostartGap(connection) : undefined,
  ]);
  const maximum = memoryKiB(root.child('memory'));
  const vcpu = root.child('vcpu');
  const maxVcpus = Number(vcpu?.text.trim() ?? '0') || entry.vcpus;
  const type = root.find('os', 'type');
  return {
    connectionId: entry.connectionId,
    uuid: entry.uuid,
    name: ref.name,
    title: text(root, 'title'),
    description: text(root, 'description'),
    os: osName(osIdOf(root)),
    vcpus: Number(vcpu?.attribute('current') ?? maxVcpus),
    maxVcpus,
    cpuModel: cpuModel(root),
    memoryKiB: memoryKiB(root.child('currentMemory')) || maximum,
    maxMemoryKiB: maximum,
    arch: type?.attribute('arch') ?? '',
    machineType: type?.attribute('machine'),
    virtType: root.attribute('type') ?? '',
    firmware: firmwareOf(root),
    autostart: entry.autostart,
    ...(autostartGap === undefined ? {} : { autostartGap }),
    persistent: entry.persistent,
    agent: agentOf(root),
    disks,
    nics,
    messages,
    startedMs: undefined,
  };
}

async function readDisks(connection: Connection, ref: DomainRef, root: XmlElement): Promise<readonly DiskFacts[]> {
  const disks = devices(root, 'disk').map(diskFacts);
  if (!hasMethod(connection, 'domain', 'getBlockInfo')) return disks;
  const getBlockInfo = requireMethod(connection, 'domain', 'getBlockInfo');
  return Promise.all(
    disks.map(async (disk) => {
      if (disk.source === undefined) return disk;
      const info = await adornment(() => getBlockInfo(ref, disk.target, 0, { deadlineMs: ADORNMENT_MS }));
      return info === undefined ? disk : { ...disk, capacityBytes: Number(info.capacity), allocationBytes: Number(info.allocation) };
    }),
  );
}

async function readNics(connection: Connection, entry: MachineEntry, root: XmlElement): Promise<readonly NicFacts[]> {
  const nics = devices(root, 'interface').map(nicFacts);
  if (nics.length === 0 || !isActive(entry)) return nics;
  const found = await addressesOf(connection, entry.ref, agentOf(root) === 'connected');
  return nics.map((nic) => ({ ...nic, addresses: found.filter(({ hwaddr }) => hwaddr?.toLowerCase() === nic.mac.toLowerCase()).flatMap(({ addrs }) => addrs.map(({ addr }) => addr)) }));
}

/** What a machine has that somebody should see to. Not its taints, which are for those who write hypervisors, nor questions, which are asked elsewhere. */
async function readMessages(connection: Connection, ref: DomainRef): Promise<readonly string[]> {
  if (!hasMethod(connection, 'domain', 'getMessages')) return [];
  return (await adornment(() => requireMethod(connection, 'domain', 'getMessages')(ref, DomainMessageType.DEPRECATION, { deadlineMs: ADORNMENT_MS }))) ?? [];
}

/** Addresses by what the host knows, and by the guest's agent where one answers. */
async function addressesOf(connection: Connection, ref: DomainRef, agent: boolean): Promise<readonly DomainInterface[]> {
  if (connection.readOnly || !hasMethod(connection, 'domain', 'interfaceAddresses')) return [];
  const ask = requireMethod(connection, 'domain', 'interfaceAddresses');
  const { LEASE, AGENT } = DomainInterfaceAddressesSource;
  const sources = agent ? [AGENT, LEASE] : [LEASE];
  for (const source of sources) {
    const found = await adornment(() => ask(ref, source, 0, { deadlineMs: ADORNMENT_MS }));
    if (found !== undefined && found.length > 0) return found;
  }
  return [];
}

/** Why machines of this host do not start with it by themselves; undefined: they do, as far as is known. */
export async function readAutostartGap(connection: Connection): Promise<UnattendedGap | undefined> {
  if (!hasExtra(connection, 'unattended', 'readGap')) return undefined;
  const gap = await adornment(() => requireExtra(connection, 'unattended', 'readGap')({ deadlineMs: ADORNMENT_MS }));
  return gap?.autostart === true ? gap : undefined;
}

/** An answer that the page can do without. */
export async function adornment<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return undefined;
  }
}

/** Whether the guest's agent answers. */
export function agentOf(root: XmlElement): MachineFacts['agent'] {
  const target = devices(root, 'channel')
    .map((channel) => channel.child('target'))
    .find((each) => each?.attribute('name') === 'org.qemu.guest_agent.0');
  if (target === undefined) return 'none';
  return target.attribute('state') === 'connected' ? 'connected' : 'not-connected';
}

function cpuModel(root: XmlElement): string | undefined {
  const cpu = root.child('cpu');
  return text(cpu, 'model') ?? cpu?.attribute('mode');
}

/** `http://debian.org/debian/12` reads `debian 12`. */
function osName(id: string | undefined): string | undefined {
  const parts = id?.split('/').filter((part) => part !== '' && !part.includes(':') && !part.includes('.')) ?? [];
  const words = id?.split('/').slice(3).filter((part) => part !== '') ?? parts;
  return words.length === 0 ? undefined : words.join(' ');
}

function text(element: XmlElement | undefined, name: string): string | undefined {
  const found = element?.child(name)?.text.trim();
  return found === '' ? undefined : found;
}

import type { Connection } from '../../../drivers/api/connection.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { parseStoragePoolCapabilitiesXml } from '../../../drivers/conf/storage-pool-capabilities/storage-pool-capabilities.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { adornment } from '../machines/facts.ts';

/** How an appliance's disks become volumes of a pool. Either way their contents go up and down as raw bytes. */
export interface VolumePlan {
  /** All room is taken at once. */
  readonly isThick: boolean;
  /** A disk's size, as such volumes can have it. */
  capacityOf(bytes: bigint): bigint;
  nameOf(machine: string, index: number): string;
  /** The document of a volume. */
  xmlOf(name: string, capacityBytes: bigint): string;
}

/** A volume's name is a file's name: what could lead elsewhere is replaced. */
function stemOf(machine: string, special: RegExp): string {
  return machine.replace(special, '-').replace(/^\.+/, '-').slice(0, 200);
}

const roundTo = (bytes: bigint, unit: bigint): bigint => ((bytes + unit - 1n) / unit) * unit;

/** Sparse files, which every host of its own kind has. */
const raw: VolumePlan = {
  isThick: false,
  capacityOf: (bytes) => roundTo(bytes, 512n),
  nameOf: (machine, index) => `${stemOf(machine, /[/\\\0]/g)}${index === 0 ? '' : `-${index + 1}`}.img`,
  xmlOf: (name, bytes) => volumeXml(name, bytes, 0n, 'raw'),
};

/** Disks of a datastore: in the folder of their machine, and with all their room, for only then their bytes are one plain file. */
const vmdk: VolumePlan = {
  isThick: true,
  capacityOf: (bytes) => roundTo(bytes, 1024n),
  nameOf(machine, index) {
    const stem = stemOf(machine, /[/\\:*?"<>|[\]%\0]/g);
    return `${stem}/${stem}${index === 0 ? '' : `-${index + 1}`}.vmdk`;
  },
  xmlOf: (name, bytes) => volumeXml(name, bytes, bytes, 'vmdk'),
};

function volumeXml(name: string, capacity: bigint, allocation: bigint, format: string): string {
  return `<volume><name>${escapeXml(name)}</name><capacity unit='bytes'>${capacity}</capacity><allocation unit='bytes'>${allocation}</allocation><target><format type='${format}'/></target></volume>`;
}

/** What the host says that volumes of such a pool can be; hosts that do not say have raw ones. */
export async function planVolumes(connection: Connection, poolType: string): Promise<VolumePlan> {
  if (!hasMethod(connection, 'connect', 'getStoragePoolCapabilities')) return raw;
  const text = await adornment(() => requireMethod(connection, 'connect', 'getStoragePoolCapabilities')(0));
  if (text === undefined) return raw;
  const options = parseStoragePoolCapabilitiesXml(text).pools.find(({ type }) => type === poolType)?.volumeOptions;
  const formats = options?.choice?.values ?? [];
  return formats.includes('vmdk') && !formats.includes('raw') ? vmdk : raw;
}

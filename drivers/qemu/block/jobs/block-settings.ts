import type { Disk } from '../../../conf/domain/disk.ts';
import type { PlainJsonObject } from '../../../conf/json/plain-json.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';

/** Limits of a disk, as `<iotune>` has them. */
export type DiskLimits = Partial<NonNullable<Disk['iotune']>>;

/** Limits that are always told, zero for none, and QEMU's names of them. */
const RATES = {
  total_bytes_sec: 'bps', read_bytes_sec: 'bps_rd', write_bytes_sec: 'bps_wr', total_iops_sec: 'iops', read_iops_sec: 'iops_rd', write_iops_sec: 'iops_wr',
  total_bytes_sec_max: 'bps_max', read_bytes_sec_max: 'bps_rd_max', write_bytes_sec_max: 'bps_wr_max',
  total_iops_sec_max: 'iops_max', read_iops_sec_max: 'iops_rd_max', write_iops_sec_max: 'iops_wr_max', size_iops_sec: 'iops_size',
} as const;

/** Told only where there is one. */
const LENGTHS = {
  total_bytes_sec_max_length: 'bps_max_length', read_bytes_sec_max_length: 'bps_rd_max_length', write_bytes_sec_max_length: 'bps_wr_max_length',
  total_iops_sec_max_length: 'iops_max_length', read_iops_sec_max_length: 'iops_rd_max_length', write_iops_sec_max_length: 'iops_wr_max_length',
} as const;

/**
 * The arguments of `block_set_io_throttle`.
 *
 * @param device The disk's device, by its alias or QOM path (`/machine/peripheral/virtio-disk0/virtio-backend`).
 */
export function throttleArgs(device: string, limits: DiskLimits): PlainJsonObject {
  const entries = (names: { readonly [key: string]: string }): [string, bigint][] =>
    Object.entries(names).map(([key, name]) => {
      const value = limits[key as keyof DiskLimits];
      return [name, typeof value === 'bigint' ? value : 0n];
    });
  return { id: device, ...Object.fromEntries(entries(RATES)), group: limits.group_name, ...Object.fromEntries(entries(LENGTHS).filter(([, value]) => value > 0n)) };
}

/** Limits what a running machine's disk may do. @libvirt virDomainSetBlockIoTune */
export async function throttleDisk(client: QmpClient, device: string, limits: DiskLimits): Promise<void> {
  await client.execute('block_set_io_throttle', throttleArgs(device, limits));
}

/** Makes a running machine's disk larger or smaller; the guest is told. @libvirt virDomainBlockResize */
export async function resizeDisk(client: QmpClient, formatNode: string, sizeBytes: bigint): Promise<void> {
  // qcow2 and others count sectors.
  await client.execute('block_resize', { 'node-name': formatNode, 'size': (sizeBytes + 511n) / 512n * 512n });
}

/** Tells (once) when more than so much of an image is written; 0: never. @libvirt virDomainSetBlockThreshold */
export async function setWriteThreshold(client: QmpClient, storageNode: string, thresholdBytes: bigint): Promise<void> {
  await client.execute('block-set-write-threshold', { 'node-name': storageNode, 'write-threshold': thresholdBytes });
}

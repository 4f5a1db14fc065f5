import { StoragePoolState } from '../../drivers/core/constants.ts';

/** virsh's words for the states of a pool. */
export const POOL_STATES = ['inactive', 'building', 'running', 'degraded', 'inaccessible'];

/** virsh's words for the types of a volume. */
export const VOLUME_TYPES = ['file', 'block', 'dir', 'network', 'netdir', 'ploop'];

/** Whether a pool in that state has sizes. */
export function isSized(state: number): boolean {
  return state === StoragePoolState.RUNNING || state === StoragePoolState.DEGRADED;
}

/** 1.50 GiB, as virsh prints sizes. */
export function prettySize(bytes: bigint, digits = 2): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

import type { Driver } from '../drivers/api/driver.ts';
import { DriverRegistry } from '../drivers/core/registry.ts';
import { esxDriver } from '../drivers/esx/driver.ts';
import { qemuEmbedDriver } from '../drivers/qemu/embed/driver.ts';
import { remoteDriver } from '../drivers/remote/driver.ts';
import { testDriver } from '../drivers/test/driver.ts';
import { vmwareDriver } from '../drivers/vmware/driver.ts';

/** Every driver of this program, one line each; those that accept less stand first. */
const DRIVERS: readonly Driver[] = [
  testDriver,
  vmwareDriver,
  esxDriver,
  qemuEmbedDriver,
  remoteDriver,
];

/** The registry of all drivers. */
export function allDrivers(): DriverRegistry {
  return new DriverRegistry(DRIVERS);
}

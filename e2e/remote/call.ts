import type { Connection } from '../../drivers/api/connection.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { remoteDriver } from '../../drivers/remote/driver.ts';

/** Opens a URI with the remote driver alone. */
export function openRemote(uri: string, options: { readonly readOnly?: boolean } = {}): Promise<Connection> {
  return new DriverRegistry([remoteDriver]).open(uri, options);
}

/** A method by its name, as the application calls it: `methodOf(c, 'domain')('getInfo')`. */
export const methodOf: typeof requireMethod = requireMethod;

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

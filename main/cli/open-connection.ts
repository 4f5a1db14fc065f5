import type { Connection, PromptHandler } from '../../drivers/api/connection.ts';
import type { Driver } from '../../drivers/api/driver.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';

/** What a connection is opened with. */
export interface OpenRequest {
  /** Undefined: the environment's or the machine's own default. */
  readonly uri: string | undefined;
  readonly readOnly: boolean;
  readonly prompt?: PromptHandler;
}

/**
 * Opens a connection with only the driver that it needs: loading ssh2 for `test:///default` would cost more than the command.
 * The first that accepts gets it, as in `main/drivers.ts`.
 */
export async function openConnection({ uri, readOnly, prompt }: OpenRequest): Promise<Connection> {
  const text = uri === undefined || uri === '' ? defaultUri(uri === undefined) : uri;
  const drivers: Driver[] = [];
  if (/^test:\/\/\//i.test(text)) drivers.push((await import('../../drivers/test/driver.ts')).testDriver);
  else if (/^vmware(ws|player|fusion)(\+ssh)?:/i.test(text)) drivers.push((await import('../../drivers/vmware/driver.ts')).vmwareDriver);
  else drivers.push((await import('../../drivers/remote/driver.ts')).remoteDriver);
  return new DriverRegistry(drivers).open(text, { readOnly, ...(prompt === undefined ? {} : { prompt }) });
}

/** As libvirt chooses when nothing is named: the environment, else the local QEMU. */
export function defaultUri(isVirshs: boolean): string {
  const virshs = isVirshs ? process.env['VIRSH_DEFAULT_CONNECT_URI'] : undefined;
  const named = virshs === undefined || virshs === '' ? process.env['LIBVIRT_DEFAULT_URI'] : virshs;
  if (named !== undefined && named !== '') return named;
  return process.getuid?.() === 0 ? 'qemu:///system' : 'qemu:///session';
}

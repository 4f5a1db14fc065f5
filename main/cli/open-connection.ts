import type { Connection, PromptHandler } from '../../drivers/api/connection.ts';
import type { Driver } from '../../drivers/api/driver.ts';
import { redactUri } from '../../drivers/core/connect-uri.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { connectName, readLibvirtConf } from '../../drivers/transport/libvirt-conf.ts';

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
  const text = await resolveUri(uri);
  const drivers: Driver[] = [];
  if (/^test:\/\/\//i.test(text)) drivers.push((await import('../../drivers/test/driver.ts')).testDriver);
  else if (/^vmware(ws|player|fusion)(\+ssh)?:/i.test(text)) drivers.push((await import('../../drivers/vmware/driver.ts')).vmwareDriver);
  else if (/^(esx|vpx):/i.test(text)) drivers.push((await import('../../drivers/esx/driver.ts')).esxDriver);
  else if (/^qemu(\+ssh)?:\/\/[^/?#]*\/embed(?:[?#]|$)/i.test(text)) drivers.push((await import('../../drivers/qemu/embed/driver.ts')).qemuEmbedDriver);
  else drivers.push((await import('../../drivers/remote/driver.ts')).remoteDriver);
  return new DriverRegistry(drivers).open(text, { readOnly, ...(prompt === undefined ? {} : { prompt: withKeyring(text, prompt) }) });
}

/** The keyring is looked into when a secret is asked for: loading it would cost every other command. */
function withKeyring(uri: string, ask: PromptHandler): PromptHandler {
  let handler: PromptHandler | undefined;
  return async (prompt, signal) => {
    handler ??= (await import('./terminal/keyring-prompt.ts')).keyringPrompt(redactUri(uri), ask);
    return handler(prompt, signal);
  };
}

/** As libvirt chooses: virsh's variable when nothing is named, then the environment, libvirt.conf, the local QEMU. */
export async function resolveUri(uri: string | undefined): Promise<string> {
  const virshs = uri === undefined ? process.env['VIRSH_DEFAULT_CONNECT_URI'] : undefined;
  const named = connectName(virshs === undefined || virshs === '' ? uri : virshs, await readLibvirtConf());
  return named ?? (process.getuid?.() === 0 ? 'qemu:///system' : 'qemu:///session');
}

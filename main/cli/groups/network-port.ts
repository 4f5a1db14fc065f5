import type { NetworkPortRef, NetworkRef } from '../../../drivers/api/refs.ts';
import { NetworkPortCreateFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { requireUuid } from '../lookup.ts';
import { findNetwork } from '../network-argument.ts';
import { printDocument } from '../print-document.ts';
import { readDefinition } from '../read-definition.ts';
import { say } from '../say.ts';
import type { CommandArgs } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

/** The port, or undefined when there is none, which has been said: virsh says no more, and ends well. */
async function findPort(shell: Shell, args: CommandArgs, net: NetworkRef): Promise<NetworkPortRef | undefined> {
  const name = needed(args, 'port');
  const connection = await shell.connection();
  const port = await attempt(async () => {
    const uuid = requireUuid(name, 'virNetworkPortLookupByUUIDString');
    return requireMethod(connection, 'networkPort', 'lookupByUUID')(net, uuid);
  });
  if (!VirError.is(port)) return port;
  shell.error(`failed to get network port '${name}'`);
  return undefined;
}

/** @libvirt virsh net-port-create */
export const netPortCreate: Run = async (shell, args) => {
  const net = await findNetwork(shell, args);
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const flags = args.has('validate') ? NetworkPortCreateFlags.VALIDATE : 0;
  const connection = await shell.connection();
  const port = await explaining(shell, `Failed to create network from ${file}`, async () => requireMethod(connection, 'networkPort', 'createXML')(net, xml, flags));
  return say(shell, `Network port ${port.uuid} created from ${file}\n`, port);
};

/** @libvirt virsh net-port-dumpxml */
export const netPortDumpxml: Run = async (shell, args) => {
  const port = await findPort(shell, args, await findNetwork(shell, args));
  if (port === undefined) return true;
  return printDocument(shell, args, await requireMethod(await shell.connection(), 'networkPort', 'getXMLDesc')(port, 0));
};

/** @libvirt virsh net-port-delete */
export const netPortDelete: Run = async (shell, args) => {
  const port = await findPort(shell, args, await findNetwork(shell, args));
  if (port === undefined) return true;
  const connection = await shell.connection();
  await explaining(shell, `Failed to delete network port ${port.uuid}`, async () => requireMethod(connection, 'networkPort', 'delete')(port, 0));
  return say(shell, `Network port ${port.uuid} deleted\n`, port);
};

/** @libvirt virsh net-port-list */
export const netPortList: Run = async (shell, args) => {
  if (args.has('table') && args.has('uuid')) throw fault('Only one argument from --table and --uuid may be specified.');
  const net = await findNetwork(shell, args);
  const ports = await requireMethod(await shell.connection(), 'network', 'listAllPorts')(net, 0);
  const uuids = ports.map(({ uuid }) => uuid).sort();
  if (args.has('uuid') && !shell.options.json) shell.print(uuids.map((uuid) => `${uuid}\n`).join(''));
  else printTable(shell, ['UUID'], uuids.map((uuid) => [uuid]));
  return true;
};

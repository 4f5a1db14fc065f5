import type { Connection } from '../../../drivers/api/connection.ts';
import { ConnectListAllInterfacesFlags as I, InterfaceDefineFlags, InterfaceXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { attempt, explaining } from '../attempt.ts';
import { editDocument } from '../edit-document.ts';
import { findInterface } from '../interface-argument.ts';
import { byName } from '../lookup.ts';
import { printDocument } from '../print-document.ts';
import { readDefinition } from '../read-definition.ts';
import { activityFlags, answer, say } from '../say.ts';
import type { CommandGroup } from '../shell/command.ts';
import { exclusive } from '../shell/options.ts';
import { printTable } from '../shell/print-table.ts';
import { needed } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { ifaceBridge, ifaceUnbridge } from './interface-bridge.ts';
import { INTERFACE_WORDS } from './interface-words.ts';

const ifaceList: Run = async (shell, args) => {
  if (!exclusive(shell, args, ['all', 'inactive'])) return false;
  const connection = await shell.connection();
  const found = await explaining(shell, 'Failed to list interfaces', async () =>
    requireMethod(connection, 'connect', 'listAllInterfaces')(activityFlags(args, I)),
  );
  const rows = [...found].sort(byName).map(async (iface) => {
    const active = await attempt(async () => requireMethod(connection, 'interface', 'isActive')(iface));
    return [iface.name, active === false ? 'inactive' : 'active', iface.mac];
  });
  printTable(shell, ['Name', 'State', 'MAC Address'], await Promise.all(rows));
  return true;
};

const ifaceDumpxml: Run = async (shell, args) => {
  const iface = await findInterface(shell, args);
  const flags = args.has('inactive') ? InterfaceXMLFlags.INACTIVE : 0;
  return printDocument(shell, args, await requireMethod(await shell.connection(), 'interface', 'getXMLDesc')(iface, flags));
};

const ifaceDefine: Run = async (shell, args) => {
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const connection = await shell.connection();
  const flags = args.has('validate') ? InterfaceDefineFlags.VALIDATE : 0;
  const iface = await explaining(shell, `Failed to define interface from ${file}`, async () => requireMethod(connection, 'interface', 'defineXML')(xml, flags));
  return say(shell, `Interface ${iface.name} defined from ${file}\n`, iface);
};

const ifaceEdit: Run = async (shell, args) => {
  const iface = await findInterface(shell, args);
  const connection = await shell.connection();
  let edited = iface;
  return editDocument(shell, {
    read: async () => requireMethod(connection, 'interface', 'getXMLDesc')(iface, InterfaceXMLFlags.INACTIVE),
    write: async (xml) => {
      edited = await requireMethod(connection, 'interface', 'defineXML')(xml, 0);
    },
    unchanged: `Interface ${iface.name} XML configuration not changed.\n`,
    edited: () => `Interface ${edited.name} XML configuration edited.\n`,
  });
};

function act(method: 'create' | 'destroy' | 'undefine', done: string, failed: string): Run {
  return async (shell, args) => {
    const iface = await findInterface(shell, args);
    const name = needed(args, 'interface');
    const connection = await shell.connection();
    await explaining(shell, `Failed to ${failed} interface ${name}`, async () => {
      if (method === 'undefine') await requireMethod(connection, 'interface', 'undefine')(iface);
      else await requireMethod(connection, 'interface', method)(iface, 0);
    });
    say(shell, `Interface ${name} ${done}\n`, iface);
    // virsh 9.0 counts iface-destroy as failed although it was done; scripts may rely on it as little as on the opposite.
    return method !== 'destroy';
  };
}

function transaction(failed: string, done: string, call: (connection: Connection) => Promise<void>): Run {
  return async (shell) => {
    const connection = await shell.connection();
    await explaining(shell, `Failed to ${failed} network config change transaction`, () => call(connection));
    return say(shell, `Network config change transaction ${done}\n`, null);
  };
}

/** Commands about the host's network interfaces. */
export const interfaces: CommandGroup = {
  name: 'Interface',
  keyword: 'interface',
  commands: commandsOf(INTERFACE_WORDS, {
    'iface-begin': transaction('begin', 'started', async (connection) => requireMethod(connection, 'interface', 'changeBegin')(0)),
    'iface-bridge': ifaceBridge,
    'iface-commit': transaction('commit', 'committed', async (connection) => requireMethod(connection, 'interface', 'changeCommit')(0)),
    'iface-define': ifaceDefine,
    'iface-destroy': act('destroy', 'destroyed', 'destroy'),
    'iface-dumpxml': ifaceDumpxml,
    'iface-edit': ifaceEdit,
    'iface-list': ifaceList,
    'iface-mac': async (shell, args) => answer(shell, (await findInterface(shell, args, 'interface', 'name')).mac),
    'iface-name': async (shell, args) => answer(shell, (await findInterface(shell, args, 'interface', 'mac')).name),
    'iface-rollback': transaction('rollback', 'rolled back', async (connection) => requireMethod(connection, 'interface', 'changeRollback')(0)),
    'iface-start': act('create', 'started', 'start'),
    'iface-unbridge': ifaceUnbridge,
    'iface-undefine': act('undefine', 'undefined', 'undefine'),
  }),
};

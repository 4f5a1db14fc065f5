import type { NetworkEvent } from '../../../drivers/api/events.ts';
import type { NetworkDHCPLease } from '../../../drivers/api/records.ts';
import type { NetworkRef } from '../../../drivers/api/refs.ts';
import { ConnectListAllNetworksFlags as N, NetworkCreateFlags, NetworkDefineFlags, NetworkXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { editDocument } from '../edit-document.ts';
import { runEventCommand } from '../event-wait.ts';
import { localTime } from '../local-time.ts';
import { byName, compareFolded } from '../lookup.ts';
import { findNetwork } from '../network-argument.ts';
import { printDocument } from '../print-document.ts';
import { readDefinition } from '../read-definition.ts';
import { activityFlags, answer, flagsOf, printFacts, say, yesNo, type Fact } from '../say.ts';
import type { CommandGroup } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { netPortCreate, netPortDelete, netPortDumpxml, netPortList } from './network-port.ts';
import { netUpdate } from './network-update.ts';
import { NETWORK_WORDS } from './network-words.ts';

/** Does one thing to a network. */
function act(method: 'create' | 'destroy' | 'undefine', done: (name: string) => string, failed: string): Run {
  return async (shell, args) => {
    const net = await findNetwork(shell, args);
    const name = needed(args, 'network');
    const connection = await shell.connection();
    await explaining(shell, `Failed to ${failed} network ${name}`, async () => requireMethod(connection, 'network', method)(net));
    return say(shell, `Network ${done(name)}\n`, net);
  };
}

/** Makes a network of a document. */
function make(verb: 'create' | 'define'): Run {
  return async (shell, args) => {
    const definition = readDefinition(shell, args);
    if (definition === undefined) return false;
    const { file, xml } = definition;
    const connection = await shell.connection();
    const net = await explaining(shell, `Failed to ${verb} network from ${file}`, async () => {
      if (verb === 'create') {
        if (args.has('validate')) return requireMethod(connection, 'network', 'createXMLFlags')(xml, NetworkCreateFlags.VALIDATE);
        return requireMethod(connection, 'network', 'createXML')(xml);
      }
      if (args.has('validate')) return requireMethod(connection, 'network', 'defineXMLFlags')(xml, NetworkDefineFlags.VALIDATE);
      return requireMethod(connection, 'network', 'defineXML')(xml);
    });
    return say(shell, `Network ${net.name} ${verb}d from ${file}\n`, net);
  };
}

const netAutostart: Run = async (shell, args) => {
  const net = await findNetwork(shell, args);
  const name = needed(args, 'network');
  const un = args.has('disable') ? 'un' : '';
  const connection = await shell.connection();
  await explaining(shell, `failed to ${un}mark network ${name} as autostarted`, async () => requireMethod(connection, 'network', 'setAutostart')(net, un === ''));
  return say(shell, `Network ${name} ${un}marked as autostarted\n`, net);
};

const netDumpxml: Run = async (shell, args) => {
  const net = await findNetwork(shell, args);
  const flags = args.has('inactive') ? NetworkXMLFlags.INACTIVE : 0;
  return printDocument(shell, args, await requireMethod(await shell.connection(), 'network', 'getXMLDesc')(net, flags));
};

const netEdit: Run = async (shell, args) => {
  const net = await findNetwork(shell, args);
  const connection = await shell.connection();
  let edited = net;
  return editDocument(shell, {
    read: async () => requireMethod(connection, 'network', 'getXMLDesc')(net, NetworkXMLFlags.INACTIVE),
    write: async (xml) => {
      edited = await requireMethod(connection, 'network', 'defineXML')(xml);
    },
    unchanged: `Network ${net.name} XML configuration not changed.\n`,
    edited: () => `Network ${edited.name} XML configuration edited.\n`,
  });
};

const netInfo: Run = async (shell, args) => {
  const net = await findNetwork(shell, args);
  const connection = await shell.connection();
  const active = await attempt(async () => requireMethod(connection, 'network', 'isActive')(net));
  const bridge = await attempt(async () => requireMethod(connection, 'network', 'getBridgeName')(net));
  const facts: readonly Fact[] = [
    ['Name', net.name],
    ['UUID', net.uuid],
    ...(VirError.is(active) ? [] : [['Active', active ? 'yes' : 'no'] as const]),
    ['Persistent', await yesNo(async () => requireMethod(connection, 'network', 'isPersistent')(net), 'unknown')],
    ['Autostart', await yesNo(async () => requireMethod(connection, 'network', 'getAutostart')(net), 'no autostart')],
    ...(VirError.is(bridge) ? [] : [['Bridge', bridge] as const]),
  ];
  printFacts(shell, facts);
  return true;
};

/** The columns of a network in `net-list`. */
async function networkRow(shell: Shell, net: NetworkRef): Promise<readonly string[]> {
  const connection = await shell.connection();
  const [autostart, active, persistent] = await Promise.all([
    yesNo(async () => requireMethod(connection, 'network', 'getAutostart')(net), 'no autostart'),
    attempt(async () => requireMethod(connection, 'network', 'isActive')(net)),
    yesNo(async () => requireMethod(connection, 'network', 'isPersistent')(net), 'yes'),
  ]);
  return [net.name, active === false ? 'inactive' : 'active', autostart, persistent];
}

const netList: Run = async (shell, args) => {
  const filters = { persistent: N.PERSISTENT, transient: N.TRANSIENT, autostart: N.AUTOSTART, 'no-autostart': N.NO_AUTOSTART };
  const flags = activityFlags(args, N) | flagsOf(args, filters);
  if (['table', 'name', 'uuid'].filter((name) => args.has(name)).length > 1) {
    throw fault('Only one argument from --table, --name and --uuid may be specified.');
  }
  const connection = await shell.connection();
  const found = await explaining(shell, 'Failed to list networks', async () => requireMethod(connection, 'connect', 'listAllNetworks')(flags));
  const networks = [...found].sort(byName);
  if (shell.options.json && (args.has('uuid') || args.has('name'))) shell.printJson(networks);
  else if (args.has('uuid') || args.has('name')) shell.print(networks.map((net) => `${args.has('uuid') ? net.uuid : net.name}\n`).join(''));
  else printTable(shell, ['Name', 'State', 'Autostart', 'Persistent'], await Promise.all(networks.map((net) => networkRow(shell, net))));
  return true;
};

function leaseRow({ expirytime, mac, type, ipaddr, prefix, hostname, clientid }: NetworkDHCPLease): readonly string[] {
  const kind = type === 0 ? 'ipv4' : type === 1 ? 'ipv6' : '-';
  return [localTime(Number(expirytime)), mac ?? '-', kind, `${ipaddr}/${prefix}`, hostname ?? '-', clientid ?? '-'];
}

const netDhcpLeases: Run = async (shell, args) => {
  const mac = optional(args, 'mac');
  const net = await findNetwork(shell, args);
  const connection = await shell.connection();
  const words = `Failed to get leases info for ${needed(args, 'network')}`;
  const leases = await explaining(shell, words, async () => requireMethod(connection, 'network', 'getDHCPLeases')(net, mac, 0));
  const rows = [...leases].sort((a, b) => compareFolded(a.mac ?? '', b.mac ?? '')).map(leaseRow);
  printTable(shell, ['Expiry Time', 'MAC address', 'Protocol', 'IP address', 'Hostname', 'Client ID or DUID'], rows);
  return true;
};

const HAPPENED = ['Defined', 'Undefined', 'Started', 'Stopped'];

const netEvent: Run = (shell, args) =>
  runEventCommand<'lifecycle', NetworkEvent, NetworkRef>(shell, args, {
    kinds: ['lifecycle'],
    subject: async () => (args.has('network') ? findNetwork(shell, args) : undefined),
    register: async (connection, kind, net, listener) => requireMethod(connection, 'connect', 'networkEventRegisterAny')(kind, net, listener),
    deregister: async (connection, id) => requireMethod(connection, 'connect', 'networkEventDeregisterAny')(id),
    text: ({ net, event }) => `event 'lifecycle' for network ${net.name}: ${HAPPENED[event] ?? 'unknown'}`,
  });

/** Commands about networks. */
export const networking: CommandGroup = {
  name: 'Networking',
  keyword: 'network',
  commands: commandsOf(NETWORK_WORDS, {
    'net-autostart': netAutostart,
    'net-create': make('create'),
    'net-define': make('define'),
    'net-destroy': act('destroy', (name) => `${name} destroyed`, 'destroy'),
    'net-dhcp-leases': netDhcpLeases,
    'net-dumpxml': netDumpxml,
    'net-edit': netEdit,
    'net-event': netEvent,
    'net-info': netInfo,
    'net-list': netList,
    'net-name': async (shell, args) => answer(shell, (await findNetwork(shell, args, 'uuid')).name),
    'net-start': act('create', (name) => `${name} started`, 'start'),
    'net-undefine': act('undefine', (name) => `${name} has been undefined`, 'undefine'),
    'net-update': netUpdate,
    'net-uuid': async (shell, args) => answer(shell, (await findNetwork(shell, args, 'name')).uuid),
    'net-port-list': netPortList,
    'net-port-create': netPortCreate,
    'net-port-dumpxml': netPortDumpxml,
    'net-port-delete': netPortDelete,
  }),
};

import type { TypedParameter } from '../../../drivers/api/records.ts';
import type { AdminConnection } from '../../../drivers/remote/admin/admin-connection.ts';
import type { AdminClientRef, AdminServerRef } from '../../../drivers/remote/admin/admin-refs.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { shellCommands } from '../groups/shell-commands.ts';
import { zonedTime } from '../local-time.ts';
import type { CommandArgs, CommandDef, CommandGroup } from '../shell/command.ts';
import { printTable } from '../shell/print-table.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, optional, uintOf, ulongOf, ulongWrapOf } from '../shell/values.ts';
import { commandsOf, text, type Run } from '../shell/words.ts';
import { parameterText } from '../words.ts';
import { ADMIN_MANAGEMENT_WORDS, ADMIN_MONITORING_WORDS } from './admin-words.ts';
import type { AdminSession } from './admin-session.ts';

const LIBVIRT_VERSION = '9.0.0';
const TRANSPORTS = ['unix', 'tcp', 'tls'];

/** What one daemon command does, with the daemon it is done to. */
type AdminRun = (shell: Shell, args: CommandArgs, daemon: AdminConnection) => Promise<boolean>;

const serverOf = (args: CommandArgs, daemon: AdminConnection): Promise<AdminServerRef> => daemon.connect.lookupServer(needed(args, 'server'));

function printParameters(shell: Shell, params: readonly (readonly [field: string, text: string])[], width: number): boolean {
  if (shell.options.json) shell.printJson(Object.fromEntries(params));
  else shell.print(params.map(([field, value]) => `${field.padEnd(width)}: ${value}\n`).join(''));
  return true;
}

const textsOf = (params: readonly TypedParameter[]): readonly (readonly [string, string])[] => params.map((param) => [param.field, parameterText(param)]);

const transportOf = ({ transport }: AdminClientRef): string => TRANSPORTS[transport] ?? 'unknown';

const serverList: AdminRun = async (shell, _args, daemon) => {
  const servers = await explaining(shell, `failed to obtain list of available servers from ${daemon.uri}`, () => daemon.connect.listServers());
  printTable(shell, ['Id', 'Name'], servers.map(({ name }, index) => [String(index), name]));
  return true;
};

const threadpoolInfo: AdminRun = async (shell, args, daemon) => {
  const server = await serverOf(args, daemon);
  const params = await explaining(shell, 'Unable to get server workerpool parameters', () => daemon.server.getThreadPoolParameters(server));
  return printParameters(shell, textsOf(params), 15);
};

const clientsInfo: AdminRun = async (shell, args, daemon) => {
  const server = await serverOf(args, daemon);
  const params = await explaining(shell, "Unable to retrieve client limits from server's configuration", () => daemon.server.getClientLimits(server));
  return printParameters(shell, textsOf(params), 20);
};

const clientList: AdminRun = async (shell, args, daemon) => {
  const server = await serverOf(args, daemon);
  const clients = await explaining(shell, `failed to obtain list of connected clients from server '${server.name}'`, () => daemon.server.listClients(server));
  printTable(shell, ['Id', 'Transport', 'Connected since'], clients.map((client) => [String(client.id), transportOf(client), zonedTime(Number(client.connectedAtSeconds))]));
  return true;
};

const clientInfo: AdminRun = async (shell, args, daemon) => {
  const id = ulongOf(args, 'client') ?? 0n;
  const server = await serverOf(args, daemon);
  const client = await daemon.server.lookupClient(server, id);
  const words = `failed to retrieve client identity information for client '${id}' connected to server '${server.name}'`;
  const params = await explaining(shell, words, () => daemon.client.getInfo(client));
  const own = [['id', String(client.id)], ['connection_time', zonedTime(Number(client.connectedAtSeconds))], ['transport', transportOf(client)]] as const;
  return printParameters(shell, [...own, ...textsOf(params)], 15);
};

/** Numbers that options set; an option that is wrong says so twice, as virt-admin does. */
function parametersOf(shell: Shell, args: CommandArgs, fields: readonly (readonly [option: string, field: string])[]): readonly (TypedParameter & { readonly type: 'uint' })[] {
  return fields.flatMap(([option, field]) => {
    try {
      const value = uintOf(args, option);
      return value === undefined ? [] : [{ field, type: 'uint' as const, value }];
    } catch (error) {
      shell.report(error);
      throw fault(`Unable to parse integer parameter '${option}'`, error);
    }
  });
}

const threadpoolSet: AdminRun = async (shell, args, daemon) => {
  const name = needed(args, 'server');
  const params = parametersOf(shell, args, [['max-workers', 'maxWorkers'], ['min-workers', 'minWorkers'], ['priority-workers', 'prioWorkers']]);
  if (params.length === 0) throw fault('At least one of options --min-workers, --max-workers, --priority-workers is mandatory ');
  const [min, max] = [uintOf(args, 'min-workers'), uintOf(args, 'max-workers')];
  if (min !== undefined && max !== undefined && min > max) throw fault('--min-workers must be less than or equal to --max-workers');
  const server = await daemon.connect.lookupServer(name);
  await explaining(shell, 'Unable to change server workerpool parameters', () => daemon.server.setThreadPoolParameters(server, params));
  return true;
};

const clientsSet: AdminRun = async (shell, args, daemon) => {
  const name = needed(args, 'server');
  const params = parametersOf(shell, args, [['max-clients', 'nclients_max'], ['max-unauth-clients', 'nclients_unauth_max']]);
  if (params.length === 0) throw fault('At least one of options --max-clients, --max-unauth-clients is mandatory');
  const [unauth, max] = [uintOf(args, 'max-unauth-clients'), uintOf(args, 'max-clients')];
  if (unauth !== undefined && max !== undefined && unauth > max) throw fault('--max-unauth-clients must be less than or equal to --max-clients');
  const server = await daemon.connect.lookupServer(name);
  await explaining(shell, "Unable to change server's client-related configuration limits", () => daemon.server.setClientLimits(server, params));
  return true;
};

const clientDisconnect: AdminRun = async (shell, args, daemon) => {
  const name = needed(args, 'server');
  const id = ulongWrapOf(args, 'client') ?? 0n;
  const server = await daemon.connect.lookupServer(name);
  const client = await daemon.server.lookupClient(server, id);
  await explaining(shell, `Failed to disconnect client '${id}' from server ${server.name}`, () => daemon.client.close(client));
  if (shell.options.json) shell.printJson(client);
  else shell.print(`Client '${id}' disconnected`);
  return true;
};

const updateTls: AdminRun = async (shell, args, daemon) => {
  const server = await serverOf(args, daemon);
  await explaining(shell, "Unable to update server's tls related files.", () => daemon.server.updateTlsFiles(server));
  if (shell.options.json) shell.printJson(server);
  else shell.print('update tls related files succeed\n');
  return true;
};

/** Prints or sets what the daemon logs, or where to. */
function logging(what: 'filters' | 'outputs'): AdminRun {
  return async (shell, args, daemon) => {
    const get = what === 'filters' ? daemon.connect.getLoggingFilters : daemon.connect.getLoggingOutputs;
    const set = what === 'filters' ? daemon.connect.setLoggingFilters : daemon.connect.setLoggingOutputs;
    if (args.has(what)) {
      await explaining(shell, 'Unable to change daemon logging settings', async () => set(optional(args, what)));
      return true;
    }
    const { text: told } = await explaining(shell, `Unable to get daemon logging ${what} information`, () => get());
    if (shell.options.json) {
      shell.printJson({ [what]: told ?? '' });
      return true;
    }
    shell.printExtra(` ${`Logging ${what}: `.padEnd(15)}`);
    shell.print(`${told ?? ''}\n`);
    return true;
  };
}

const daemonTimeout: AdminRun = async (_shell, args, daemon) => {
  await daemon.connect.setDaemonTimeout(uintOf(args, 'timeout') ?? 0);
  return true;
};

const version: AdminRun = async (shell, _args, daemon) => {
  shell.print(`Compiled against library: libvirt ${LIBVIRT_VERSION}\nUsing library: libvirt ${LIBVIRT_VERSION}\n`);
  const told = await attempt(() => daemon.connect.getLibVersion());
  if (VirError.is(told)) shell.error('failed to get the daemon version');
  else shell.print(`Running against daemon: ${told / 1_000_000n}.${(told / 1000n) % 1000n}.${told % 1000n}\n`);
  return true;
};

/** virt-admin's own commands, most of them the same as virsh's. */
function ownCommands(session: AdminSession, groups: () => readonly CommandGroup[], withDaemon: (run: AdminRun) => Run): readonly CommandDef[] {
  const virshs = shellCommands(groups).filter(({ name }) => ['cd', 'echo', 'exit', 'help', 'pwd', 'quit'].includes(name));
  return [
    ...virshs,
    ...commandsOf(
      {
        uri: { help: 'print the admin server URI', description: '', noConnect: true, options: [] },
        version: { help: 'show version', description: 'Display the system and also the daemon version information.', noConnect: true, options: [] },
        connect: {
          help: "connect to daemon's admin server",
          description: "Connect to a daemon's administrating server.",
          noConnect: true,
          options: [text('name', "daemon's admin server connection URI", { mayBeEmpty: true })],
        },
      },
      {
        uri: withDaemon((shell, _args, daemon) => {
          shell.print(`${daemon.uri}\n`);
          return Promise.resolve(true);
        }),
        version: withDaemon(version),
        connect: async (shell, args) => {
          await session.reconnect(optional(args, 'name'));
          shell.print('Connected to the admin server\n');
          return true;
        },
      },
    ),
  ];
}

/** virt-admin's commands, for a daemon. */
export function adminGroups(session: AdminSession): readonly CommandGroup[] {
  const withDaemon = (run: AdminRun): Run => async (shell, args) => run(shell, args, await session.connection());
  const offline = (commands: readonly CommandDef[]): readonly CommandDef[] => commands.map((command) => ({ ...command, noConnect: true }));
  const monitoring = commandsOf(ADMIN_MONITORING_WORDS, {
    'server-list': withDaemon(serverList),
    'server-threadpool-info': withDaemon(threadpoolInfo),
    'client-list': withDaemon(clientList),
    'client-info': withDaemon(clientInfo),
    'server-clients-info': withDaemon(clientsInfo),
  });
  const management = commandsOf(ADMIN_MANAGEMENT_WORDS, {
    'server-threadpool-set': withDaemon(threadpoolSet),
    'client-disconnect': withDaemon(clientDisconnect),
    'server-clients-set': withDaemon(clientsSet),
    'server-update-tls': withDaemon(updateTls),
    'daemon-log-filters': withDaemon(logging('filters')),
    'daemon-log-outputs': withDaemon(logging('outputs')),
    'daemon-timeout': withDaemon(daemonTimeout),
  });
  const groups: readonly CommandGroup[] = [
    { name: 'Vireo admin itself', keyword: 'vireo-admin', commands: ownCommands(session, () => groups, withDaemon) },
    { name: 'Monitoring commands', keyword: 'monitor', commands: offline(monitoring) },
    { name: 'Management commands', keyword: 'management', commands: offline(management) },
  ];
  return groups;
}

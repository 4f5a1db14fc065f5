import type { CloseReason, Event } from '../../api/connection.ts';
import type { CallOptions, TypedParameter } from '../../api/records.ts';
import { VirError } from '../../core/vir-error.ts';
import type { LibvirtLink } from '../../transport/libvirt-link.ts';
import * as P from '../protocol/admin.gen.ts';
import { once } from '../rpc/once.ts';
import { RpcChannel } from '../rpc/rpc-channel.ts';
import type { AdminClientRef, AdminServerRef } from './admin-refs.ts';

const CLOSE_DEADLINE_MS = 2000;

/** What a daemon as a whole can be asked and told. */
export interface AdminConnectMethods {
  /**
   * The daemon's version, `1_000_000 * major + 1000 * minor + release`.
   * @libvirt virAdmConnectGetLibVersion
   */
  readonly getLibVersion: (options?: CallOptions) => Promise<bigint>;
  /**
   * Its servers, in the daemon's order.
   * @libvirt virAdmConnectListServers
   */
  readonly listServers: (flags?: number, options?: CallOptions) => Promise<readonly AdminServerRef[]>;
  /**
   * One server by its name.
   * @throws no-server
   * @libvirt virAdmConnectLookupServer
   */
  readonly lookupServer: (name: string, flags?: number, options?: CallOptions) => Promise<AdminServerRef>;
  /**
   * Where it logs to: outputs separated by spaces, such as `3:syslog:libvirtd`.
   * @libvirt virAdmConnectGetLoggingOutputs
   */
  readonly getLoggingOutputs: (flags?: number, options?: CallOptions) => Promise<{ readonly text: string; readonly count: number }>;
  /**
   * What it logs: filters separated by spaces, such as `1:qemu`; `text` is absent when there are none.
   * @libvirt virAdmConnectGetLoggingFilters
   */
  readonly getLoggingFilters: (flags?: number, options?: CallOptions) => Promise<{ readonly text: string | undefined; readonly count: number }>;
  /**
   * Sets where it logs to; undefined or empty: the default.
   * @throws invalid-arg for a text it does not understand; what was set stays then.
   * @libvirt virAdmConnectSetLoggingOutputs
   */
  readonly setLoggingOutputs: (text: string | undefined, flags?: number, options?: CallOptions) => Promise<void>;
  /**
   * Sets what it logs; undefined or empty: no filters.
   * @libvirt virAdmConnectSetLoggingFilters
   */
  readonly setLoggingFilters: (text: string | undefined, flags?: number, options?: CallOptions) => Promise<void>;
  /**
   * After how many seconds without clients and machines the daemon ends; 0: never.
   * @libvirt virAdmConnectSetDaemonTimeout
   */
  readonly setDaemonTimeout: (seconds: number, flags?: number, options?: CallOptions) => Promise<void>;
}

/** What one server of a daemon can be asked and told. */
export interface AdminServerMethods {
  /**
   * Workers: `minWorkers`, `maxWorkers`, `nWorkers`, `freeWorkers`, `prioWorkers`, `jobQueueDepth`.
   * @libvirt virAdmServerGetThreadPoolParameters
   */
  readonly getThreadPoolParameters: (server: AdminServerRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /**
   * Sets `minWorkers`, `maxWorkers`, `prioWorkers` (uint).
   * @libvirt virAdmServerSetThreadPoolParameters
   */
  readonly setThreadPoolParameters: (server: AdminServerRef, params: readonly TypedParameter[], flags?: number, options?: CallOptions) => Promise<void>;
  /**
   * Who is connected.
   * @libvirt virAdmServerListClients
   */
  readonly listClients: (server: AdminServerRef, flags?: number, options?: CallOptions) => Promise<readonly AdminClientRef[]>;
  /**
   * One client by its number.
   * @throws no-client
   * @libvirt virAdmServerLookupClient
   */
  readonly lookupClient: (server: AdminServerRef, id: bigint, flags?: number, options?: CallOptions) => Promise<AdminClientRef>;
  /**
   * `nclients_max`, `nclients`, `nclients_unauth_max`, `nclients_unauth`.
   * @libvirt virAdmServerGetClientLimits
   */
  readonly getClientLimits: (server: AdminServerRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /**
   * Sets `nclients_max`, `nclients_unauth_max` (uint).
   * @libvirt virAdmServerSetClientLimits
   */
  readonly setClientLimits: (server: AdminServerRef, params: readonly TypedParameter[], flags?: number, options?: CallOptions) => Promise<void>;
  /**
   * Reads the TLS files anew, after certificates were replaced.
   * @libvirt virAdmServerUpdateTlsFiles
   */
  readonly updateTlsFiles: (server: AdminServerRef, flags?: number, options?: CallOptions) => Promise<void>;
}

/** What can be asked about one client, and done to it. */
export interface AdminClientMethods {
  /**
   * `readonly`, `sock_addr`, `sasl_user_name`, `tls_x509_dname`, `unix_user_id`, `unix_user_name`,
   * `unix_group_id`, `unix_group_name`, `unix_process_id`, `selinux_context`, as far as they are known.
   * @libvirt virAdmClientGetInfo
   */
  readonly getInfo: (client: AdminClientRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /**
   * Ends its connection.
   * @libvirt virAdmClientClose
   */
  readonly close: (client: AdminClientRef, flags?: number, options?: CallOptions) => Promise<void>;
}

/**
 * An open connection to a daemon's admin socket.
 *
 * @libvirt virAdmConnectPtr
 */
export interface AdminConnection {
  /** As it was asked for, or the default. */
  readonly uri: string;
  readonly connect: AdminConnectMethods;
  readonly server: AdminServerMethods;
  readonly client: AdminClientMethods;
  readonly closeReason: CloseReason | undefined;
  /** The connection has ended; told once. */
  readonly onDidClose: Event<CloseReason>;
  readonly close: () => Promise<void>;
}

/** Opens the admin program over a link that stands. The link is ours from now on. */
export async function adminOverLink(uri: string, link: LibvirtLink, call: CallOptions): Promise<AdminConnection> {
  const rpc = new RpcChannel(link.channel, () => undefined);
  once(rpc.onDidClose, () => {
    link.dispose();
  });
  try {
    await rpc.call(P.ConnectOpen, { flags: 0 }, call);
  } catch (error) {
    rpc.dispose();
    throw VirError.from(error);
  }
  return {
    uri,
    connect: connectMethods(rpc),
    server: serverMethods(rpc),
    client: clientMethods(rpc),
    get closeReason() {
      return rpc.closeReason;
    },
    onDidClose: rpc.onDidClose,
    close: () => closeAdmin(rpc),
  };
}

function connectMethods(rpc: RpcChannel): AdminConnectMethods {
  return {
    getLibVersion: async (options) => (await rpc.call(P.ConnectGetLibVersion, undefined, options)).libVer,
    listServers: async (flags = 0, options) => (await rpc.call(P.ConnectListServers, { needResults: 1, flags }, options)).servers,
    lookupServer: async (name, flags = 0, options) => (await rpc.call(P.ConnectLookupServer, { name, flags }, options)).server,
    getLoggingOutputs: async (flags = 0, options) => {
      const { outputs, noutputs } = await rpc.call(P.ConnectGetLoggingOutputs, { flags }, options);
      return { text: outputs, count: noutputs };
    },
    getLoggingFilters: async (flags = 0, options) => {
      const { filters, nfilters } = await rpc.call(P.ConnectGetLoggingFilters, { flags }, options);
      return { text: filters, count: nfilters };
    },
    setLoggingOutputs: (outputs, flags = 0, options) => rpc.call(P.ConnectSetLoggingOutputs, { outputs, flags }, options),
    setLoggingFilters: (filters, flags = 0, options) => rpc.call(P.ConnectSetLoggingFilters, { filters, flags }, options),
    setDaemonTimeout: (timeout, flags = 0, options) => rpc.call(P.ConnectSetDaemonTimeout, { timeout, flags }, options),
  };
}

function serverMethods(rpc: RpcChannel): AdminServerMethods {
  return {
    getThreadPoolParameters: async (server, flags = 0, options) => (await rpc.call(P.ServerGetThreadpoolParameters, { server, flags }, options)).params,
    setThreadPoolParameters: (server, params, flags = 0, options) => rpc.call(P.ServerSetThreadpoolParameters, { server, params, flags }, options),
    listClients: async (server, flags = 0, options) => (await rpc.call(P.ServerListClients, { server, needResults: 1, flags }, options)).clients,
    lookupClient: async (server, id, flags = 0, options) => (await rpc.call(P.ServerLookupClient, { server, id, flags }, options)).client,
    getClientLimits: async (server, flags = 0, options) => (await rpc.call(P.ServerGetClientLimits, { server, flags }, options)).params,
    setClientLimits: (server, params, flags = 0, options) => rpc.call(P.ServerSetClientLimits, { server, params, flags }, options),
    updateTlsFiles: (server, flags = 0, options) => rpc.call(P.ServerUpdateTlsFiles, { server, flags }, options),
  };
}

function clientMethods(rpc: RpcChannel): AdminClientMethods {
  return {
    getInfo: async (client, flags = 0, options) => (await rpc.call(P.ClientGetInfo, { client, flags }, options)).params,
    close: (client, flags = 0, options) => rpc.call(P.ClientClose, { client, flags }, options),
  };
}

async function closeAdmin(rpc: RpcChannel): Promise<void> {
  if (rpc.closeReason !== undefined) return;
  try {
    await rpc.call(P.ConnectClose, undefined, { deadlineMs: CLOSE_DEADLINE_MS });
  } catch (error) {
    // A daemon that does not answer a goodbye is left anyway.
    if (!VirError.is(error)) throw error;
  } finally {
    rpc.endGently();
  }
}

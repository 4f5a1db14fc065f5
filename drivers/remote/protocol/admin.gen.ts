// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { TypedParameter } from '../../api/records.ts';
import type { AdminClientRef, AdminServerRef } from '../admin/admin-refs.ts';
import type { Procedure } from './procedure.ts';
import { getList } from './lists.ts';
import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** The number of the admin program. */
export const ADMIN_PROGRAM = 0x6900690;

/** How long lists may be. */
export const LIMITS = {
  SERVER_LIST_MAX: 16384,
  SERVER_THREADPOOL_PARAMETERS_MAX: 32,
  CLIENT_LIST_MAX: 16384,
  CLIENT_INFO_PARAMETERS_MAX: 64,
  SERVER_CLIENT_LIMITS_MAX: 32,
} as const;

export function getAdminServer(r: XdrReader): AdminServerRef {
  return { name: r.string() };
}
export function putAdminServer(w: XdrWriter, a: AdminServerRef): void {
  w.string(a.name);
}

export function getAdminClient(r: XdrReader): AdminClientRef {
  return { server: getAdminServer(r), id: r.uhyper(), connectedAtSeconds: r.hyper(), transport: r.uint() };
}
export function putAdminClient(w: XdrWriter, a: AdminClientRef): void {
  putAdminServer(w, a.server);
  w.uhyper(a.id);
  w.hyper(a.connectedAtSeconds);
  w.uint(a.transport);
}

export interface ConnectOpenArgs {
  readonly flags: number;
}
export const ConnectOpen: Procedure<ConnectOpenArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 1,
  name: 'CONNECT_OPEN',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: () => undefined,
};

export const ConnectClose: Procedure<undefined, undefined> = {
  program: ADMIN_PROGRAM,
  number: 2,
  name: 'CONNECT_CLOSE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: () => undefined,
};

export interface ConnectGetLibVersionRet {
  readonly libVer: bigint;
}
export const ConnectGetLibVersion: Procedure<undefined, ConnectGetLibVersionRet> = {
  program: ADMIN_PROGRAM,
  number: 3,
  name: 'CONNECT_GET_LIB_VERSION',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ libVer: r.uhyper() }),
};

export interface ConnectListServersArgs {
  readonly needResults: number;
  readonly flags: number;
}
export interface ConnectListServersRet {
  readonly servers: readonly AdminServerRef[];
  readonly ret: number;
}
export const ConnectListServers: Procedure<ConnectListServersArgs, ConnectListServersRet> = {
  program: ADMIN_PROGRAM,
  number: 4,
  name: 'CONNECT_LIST_SERVERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ servers: getList(r, LIMITS.SERVER_LIST_MAX, 4, getAdminServer), ret: r.uint() }),
};

export interface ConnectLookupServerArgs {
  readonly name: string;
  readonly flags: number;
}
export interface ConnectLookupServerRet {
  readonly server: AdminServerRef;
}
export const ConnectLookupServer: Procedure<ConnectLookupServerArgs, ConnectLookupServerRet> = {
  program: ADMIN_PROGRAM,
  number: 5,
  name: 'CONNECT_LOOKUP_SERVER',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.uint(a.flags);
  },
  get: (r) => ({ server: getAdminServer(r) }),
};

export interface ServerGetThreadpoolParametersArgs {
  readonly server: AdminServerRef;
  readonly flags: number;
}
export interface ServerGetThreadpoolParametersRet {
  readonly params: readonly TypedParameter[];
}
export const ServerGetThreadpoolParameters: Procedure<ServerGetThreadpoolParametersArgs, ServerGetThreadpoolParametersRet> = {
  program: ADMIN_PROGRAM,
  number: 6,
  name: 'SERVER_GET_THREADPOOL_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.SERVER_THREADPOOL_PARAMETERS_MAX) }),
};

export interface ServerSetThreadpoolParametersArgs {
  readonly server: AdminServerRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const ServerSetThreadpoolParameters: Procedure<ServerSetThreadpoolParametersArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 7,
  name: 'SERVER_SET_THREADPOOL_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.params(a.params, LIMITS.SERVER_THREADPOOL_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ServerListClientsArgs {
  readonly server: AdminServerRef;
  readonly needResults: number;
  readonly flags: number;
}
export interface ServerListClientsRet {
  readonly clients: readonly AdminClientRef[];
  readonly ret: number;
}
export const ServerListClients: Procedure<ServerListClientsArgs, ServerListClientsRet> = {
  program: ADMIN_PROGRAM,
  number: 8,
  name: 'SERVER_LIST_CLIENTS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.uint(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ clients: getList(r, LIMITS.CLIENT_LIST_MAX, 24, getAdminClient), ret: r.uint() }),
};

export interface ServerLookupClientArgs {
  readonly server: AdminServerRef;
  readonly id: bigint;
  readonly flags: number;
}
export interface ServerLookupClientRet {
  readonly client: AdminClientRef;
}
export const ServerLookupClient: Procedure<ServerLookupClientArgs, ServerLookupClientRet> = {
  program: ADMIN_PROGRAM,
  number: 9,
  name: 'SERVER_LOOKUP_CLIENT',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.uhyper(a.id);
    w.uint(a.flags);
  },
  get: (r) => ({ client: getAdminClient(r) }),
};

export interface ClientGetInfoArgs {
  readonly client: AdminClientRef;
  readonly flags: number;
}
export interface ClientGetInfoRet {
  readonly params: readonly TypedParameter[];
}
export const ClientGetInfo: Procedure<ClientGetInfoArgs, ClientGetInfoRet> = {
  program: ADMIN_PROGRAM,
  number: 10,
  name: 'CLIENT_GET_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminClient(w, a.client);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.CLIENT_INFO_PARAMETERS_MAX) }),
};

export interface ClientCloseArgs {
  readonly client: AdminClientRef;
  readonly flags: number;
}
export const ClientClose: Procedure<ClientCloseArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 11,
  name: 'CLIENT_CLOSE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminClient(w, a.client);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ServerGetClientLimitsArgs {
  readonly server: AdminServerRef;
  readonly flags: number;
}
export interface ServerGetClientLimitsRet {
  readonly params: readonly TypedParameter[];
}
export const ServerGetClientLimits: Procedure<ServerGetClientLimitsArgs, ServerGetClientLimitsRet> = {
  program: ADMIN_PROGRAM,
  number: 12,
  name: 'SERVER_GET_CLIENT_LIMITS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.SERVER_CLIENT_LIMITS_MAX) }),
};

export interface ServerSetClientLimitsArgs {
  readonly server: AdminServerRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const ServerSetClientLimits: Procedure<ServerSetClientLimitsArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 13,
  name: 'SERVER_SET_CLIENT_LIMITS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.params(a.params, LIMITS.SERVER_CLIENT_LIMITS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectGetLoggingOutputsArgs {
  readonly flags: number;
}
export interface ConnectGetLoggingOutputsRet {
  readonly outputs: string;
  readonly noutputs: number;
}
export const ConnectGetLoggingOutputs: Procedure<ConnectGetLoggingOutputsArgs, ConnectGetLoggingOutputsRet> = {
  program: ADMIN_PROGRAM,
  number: 14,
  name: 'CONNECT_GET_LOGGING_OUTPUTS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: (r) => ({ outputs: r.string(), noutputs: r.uint() }),
};

export interface ConnectGetLoggingFiltersArgs {
  readonly flags: number;
}
export interface ConnectGetLoggingFiltersRet {
  readonly filters: string | undefined;
  readonly nfilters: number;
}
export const ConnectGetLoggingFilters: Procedure<ConnectGetLoggingFiltersArgs, ConnectGetLoggingFiltersRet> = {
  program: ADMIN_PROGRAM,
  number: 15,
  name: 'CONNECT_GET_LOGGING_FILTERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: (r) => ({ filters: r.optString(), nfilters: r.uint() }),
};

export interface ConnectSetLoggingOutputsArgs {
  readonly outputs: string | undefined;
  readonly flags: number;
}
export const ConnectSetLoggingOutputs: Procedure<ConnectSetLoggingOutputsArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 16,
  name: 'CONNECT_SET_LOGGING_OUTPUTS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.outputs);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectSetLoggingFiltersArgs {
  readonly filters: string | undefined;
  readonly flags: number;
}
export const ConnectSetLoggingFilters: Procedure<ConnectSetLoggingFiltersArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 17,
  name: 'CONNECT_SET_LOGGING_FILTERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.filters);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ServerUpdateTlsFilesArgs {
  readonly server: AdminServerRef;
  readonly flags: number;
}
export const ServerUpdateTlsFiles: Procedure<ServerUpdateTlsFilesArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 18,
  name: 'SERVER_UPDATE_TLS_FILES',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putAdminServer(w, a.server);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectSetDaemonTimeoutArgs {
  readonly timeout: number;
  readonly flags: number;
}
export const ConnectSetDaemonTimeout: Procedure<ConnectSetDaemonTimeoutArgs, undefined> = {
  program: ADMIN_PROGRAM,
  number: 19,
  name: 'CONNECT_SET_DAEMON_TIMEOUT',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.timeout);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export const ADMIN_PROCEDURES: readonly Procedure<never, unknown>[] = [
  ConnectOpen,
  ConnectClose,
  ConnectGetLibVersion,
  ConnectListServers,
  ConnectLookupServer,
  ServerGetThreadpoolParameters,
  ServerSetThreadpoolParameters,
  ServerListClients,
  ServerLookupClient,
  ClientGetInfo,
  ClientClose,
  ServerGetClientLimits,
  ServerSetClientLimits,
  ConnectGetLoggingOutputs,
  ConnectGetLoggingFilters,
  ConnectSetLoggingOutputs,
  ConnectSetLoggingFilters,
  ServerUpdateTlsFiles,
  ConnectSetDaemonTimeout,
];

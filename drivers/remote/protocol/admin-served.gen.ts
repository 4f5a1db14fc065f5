// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { ClientCloseArgs, ClientGetInfoArgs, ClientGetInfoRet, ConnectGetLibVersionRet, ConnectGetLoggingFiltersArgs, ConnectGetLoggingFiltersRet, ConnectGetLoggingOutputsArgs, ConnectGetLoggingOutputsRet, ConnectListServersArgs, ConnectListServersRet, ConnectLookupServerArgs, ConnectLookupServerRet, ConnectOpenArgs, ConnectSetDaemonTimeoutArgs, ConnectSetLoggingFiltersArgs, ConnectSetLoggingOutputsArgs, ServerGetClientLimitsArgs, ServerGetClientLimitsRet, ServerGetThreadpoolParametersArgs, ServerGetThreadpoolParametersRet, ServerListClientsArgs, ServerListClientsRet, ServerLookupClientArgs, ServerLookupClientRet, ServerSetClientLimitsArgs, ServerSetThreadpoolParametersArgs, ServerUpdateTlsFilesArgs } from './admin.gen.ts';
import * as P from './admin.gen.ts';
import type { ServedProcedure } from './procedure.ts';
import { putList } from './lists.ts';
import { LIMITS, getAdminServer, putAdminServer, getAdminClient, putAdminClient } from './admin.gen.ts';

export const ServedConnectOpen: ServedProcedure<ConnectOpenArgs, undefined> = {
  procedure: P.ConnectOpen,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectClose: ServedProcedure<undefined, undefined> = {
  procedure: P.ConnectClose,
  getArgs: () => undefined,
  putRet: () => undefined,
};

export const ServedConnectGetLibVersion: ServedProcedure<undefined, ConnectGetLibVersionRet> = {
  procedure: P.ConnectGetLibVersion,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.uhyper(ret.libVer);
  },
};

export const ServedConnectListServers: ServedProcedure<ConnectListServersArgs, ConnectListServersRet> = {
  procedure: P.ConnectListServers,
  getArgs: (r) => ({ needResults: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.servers, LIMITS.SERVER_LIST_MAX, putAdminServer);
    w.uint(ret.ret);
  },
};

export const ServedConnectLookupServer: ServedProcedure<ConnectLookupServerArgs, ConnectLookupServerRet> = {
  procedure: P.ConnectLookupServer,
  getArgs: (r) => ({ name: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putAdminServer(w, ret.server);
  },
};

export const ServedServerGetThreadpoolParameters: ServedProcedure<ServerGetThreadpoolParametersArgs, ServerGetThreadpoolParametersRet> = {
  procedure: P.ServerGetThreadpoolParameters,
  getArgs: (r) => ({ server: getAdminServer(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.SERVER_THREADPOOL_PARAMETERS_MAX);
  },
};

export const ServedServerSetThreadpoolParameters: ServedProcedure<ServerSetThreadpoolParametersArgs, undefined> = {
  procedure: P.ServerSetThreadpoolParameters,
  getArgs: (r) => ({ server: getAdminServer(r), params: r.params(LIMITS.SERVER_THREADPOOL_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedServerListClients: ServedProcedure<ServerListClientsArgs, ServerListClientsRet> = {
  procedure: P.ServerListClients,
  getArgs: (r) => ({ server: getAdminServer(r), needResults: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.clients, LIMITS.CLIENT_LIST_MAX, putAdminClient);
    w.uint(ret.ret);
  },
};

export const ServedServerLookupClient: ServedProcedure<ServerLookupClientArgs, ServerLookupClientRet> = {
  procedure: P.ServerLookupClient,
  getArgs: (r) => ({ server: getAdminServer(r), id: r.uhyper(), flags: r.uint() }),
  putRet: (w, ret) => {
    putAdminClient(w, ret.client);
  },
};

export const ServedClientGetInfo: ServedProcedure<ClientGetInfoArgs, ClientGetInfoRet> = {
  procedure: P.ClientGetInfo,
  getArgs: (r) => ({ client: getAdminClient(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.CLIENT_INFO_PARAMETERS_MAX);
  },
};

export const ServedClientClose: ServedProcedure<ClientCloseArgs, undefined> = {
  procedure: P.ClientClose,
  getArgs: (r) => ({ client: getAdminClient(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedServerGetClientLimits: ServedProcedure<ServerGetClientLimitsArgs, ServerGetClientLimitsRet> = {
  procedure: P.ServerGetClientLimits,
  getArgs: (r) => ({ server: getAdminServer(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.SERVER_CLIENT_LIMITS_MAX);
  },
};

export const ServedServerSetClientLimits: ServedProcedure<ServerSetClientLimitsArgs, undefined> = {
  procedure: P.ServerSetClientLimits,
  getArgs: (r) => ({ server: getAdminServer(r), params: r.params(LIMITS.SERVER_CLIENT_LIMITS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectGetLoggingOutputs: ServedProcedure<ConnectGetLoggingOutputsArgs, ConnectGetLoggingOutputsRet> = {
  procedure: P.ConnectGetLoggingOutputs,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.outputs);
    w.uint(ret.noutputs);
  },
};

export const ServedConnectGetLoggingFilters: ServedProcedure<ConnectGetLoggingFiltersArgs, ConnectGetLoggingFiltersRet> = {
  procedure: P.ConnectGetLoggingFilters,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: (w, ret) => {
    w.optString(ret.filters);
    w.uint(ret.nfilters);
  },
};

export const ServedConnectSetLoggingOutputs: ServedProcedure<ConnectSetLoggingOutputsArgs, undefined> = {
  procedure: P.ConnectSetLoggingOutputs,
  getArgs: (r) => ({ outputs: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectSetLoggingFilters: ServedProcedure<ConnectSetLoggingFiltersArgs, undefined> = {
  procedure: P.ConnectSetLoggingFilters,
  getArgs: (r) => ({ filters: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedServerUpdateTlsFiles: ServedProcedure<ServerUpdateTlsFilesArgs, undefined> = {
  procedure: P.ServerUpdateTlsFiles,
  getArgs: (r) => ({ server: getAdminServer(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectSetDaemonTimeout: ServedProcedure<ConnectSetDaemonTimeoutArgs, undefined> = {
  procedure: P.ConnectSetDaemonTimeout,
  getArgs: (r) => ({ timeout: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

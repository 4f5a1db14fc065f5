// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { ConnectDomainMonitorEventDeregisterArgs, ConnectDomainMonitorEventRegisterArgs, ConnectDomainMonitorEventRegisterRet, DomainAgentCommandArgs, DomainAgentCommandRet, DomainAttachArgs, DomainAttachRet, DomainMonitorCommandArgs, DomainMonitorCommandRet, DomainMonitorCommandWithFilesArgs, DomainMonitorCommandWithFilesRet } from './qemu.gen.ts';
import * as P from './qemu.gen.ts';
import type { ServedProcedure } from './procedure.ts';
import { getDomain, putDomain } from './remote.gen.ts';

export const ServedDomainMonitorCommand: ServedProcedure<DomainMonitorCommandArgs, DomainMonitorCommandRet> = {
  procedure: P.DomainMonitorCommand,
  getArgs: (r) => ({ dom: getDomain(r), cmd: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.result);
  },
};

export const ServedDomainAttach: ServedProcedure<DomainAttachArgs, DomainAttachRet> = {
  procedure: P.DomainAttach,
  getArgs: (r) => ({ pidValue: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainAgentCommand: ServedProcedure<DomainAgentCommandArgs, DomainAgentCommandRet> = {
  procedure: P.DomainAgentCommand,
  getArgs: (r) => ({ dom: getDomain(r), cmd: r.string(), timeout: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.optString(ret.result);
  },
};

export const ServedConnectDomainMonitorEventRegister: ServedProcedure<ConnectDomainMonitorEventRegisterArgs, ConnectDomainMonitorEventRegisterRet> = {
  procedure: P.ConnectDomainMonitorEventRegister,
  getArgs: (r) => ({ dom: r.present() ? getDomain(r) : undefined, event: r.optString(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.callbackID);
  },
};

export const ServedConnectDomainMonitorEventDeregister: ServedProcedure<ConnectDomainMonitorEventDeregisterArgs, undefined> = {
  procedure: P.ConnectDomainMonitorEventDeregister,
  getArgs: (r) => ({ callbackID: r.int() }),
  putRet: () => undefined,
};

export const ServedDomainMonitorCommandWithFiles: ServedProcedure<DomainMonitorCommandWithFilesArgs, DomainMonitorCommandWithFilesRet> = {
  procedure: P.DomainMonitorCommandWithFiles,
  getArgs: (r) => ({ dom: getDomain(r), cmd: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.result);
  },
};

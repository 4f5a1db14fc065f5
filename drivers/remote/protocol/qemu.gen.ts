// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { DomainRef } from '../../api/refs.ts';
import type { EventMessage, Procedure } from './procedure.ts';
import { putOptional } from './lists.ts';
import { getDomain, putDomain } from './remote.gen.ts';

/** The number of the qemu program. */
export const QEMU_PROGRAM = 0x20008087;

export interface DomainMonitorCommandArgs {
  readonly dom: DomainRef;
  readonly cmd: string;
  readonly flags: number;
}
export interface DomainMonitorCommandRet {
  readonly result: string;
}
export const DomainMonitorCommand: Procedure<DomainMonitorCommandArgs, DomainMonitorCommandRet> = {
  program: QEMU_PROGRAM,
  number: 1,
  name: 'DOMAIN_MONITOR_COMMAND',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.cmd);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.string() }),
};

export interface DomainAttachArgs {
  readonly pidValue: number;
  readonly flags: number;
}
export interface DomainAttachRet {
  readonly dom: DomainRef;
}
export const DomainAttach: Procedure<DomainAttachArgs, DomainAttachRet> = {
  program: QEMU_PROGRAM,
  number: 2,
  name: 'DOMAIN_ATTACH',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.pidValue);
    w.uint(a.flags);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainAgentCommandArgs {
  readonly dom: DomainRef;
  readonly cmd: string;
  readonly timeout: number;
  readonly flags: number;
}
export interface DomainAgentCommandRet {
  readonly result: string | undefined;
}
export const DomainAgentCommand: Procedure<DomainAgentCommandArgs, DomainAgentCommandRet> = {
  program: QEMU_PROGRAM,
  number: 3,
  name: 'DOMAIN_AGENT_COMMAND',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.cmd);
    w.int(a.timeout);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.optString() }),
};

export interface ConnectDomainMonitorEventRegisterArgs {
  readonly dom: DomainRef | undefined;
  readonly event: string | undefined;
  readonly flags: number;
}
export interface ConnectDomainMonitorEventRegisterRet {
  readonly callbackID: number;
}
export const ConnectDomainMonitorEventRegister: Procedure<ConnectDomainMonitorEventRegisterArgs, ConnectDomainMonitorEventRegisterRet> = {
  program: QEMU_PROGRAM,
  number: 4,
  name: 'CONNECT_DOMAIN_MONITOR_EVENT_REGISTER',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putOptional(w, a.dom, putDomain);
    w.optString(a.event);
    w.uint(a.flags);
  },
  get: (r) => ({ callbackID: r.int() }),
};

export interface ConnectDomainMonitorEventDeregisterArgs {
  readonly callbackID: number;
}
export const ConnectDomainMonitorEventDeregister: Procedure<ConnectDomainMonitorEventDeregisterArgs, undefined> = {
  program: QEMU_PROGRAM,
  number: 5,
  name: 'CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.int(a.callbackID);
  },
  get: () => undefined,
};

export interface DomainMonitorCommandWithFilesArgs {
  readonly dom: DomainRef;
  readonly cmd: string;
  readonly flags: number;
}
export interface DomainMonitorCommandWithFilesRet {
  readonly result: string;
}
export const DomainMonitorCommandWithFiles: Procedure<DomainMonitorCommandWithFilesArgs, DomainMonitorCommandWithFilesRet> = {
  program: QEMU_PROGRAM,
  number: 7,
  name: 'DOMAIN_MONITOR_COMMAND_WITH_FILES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.cmd);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.string() }),
};

export interface DomainMonitorEventMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly event: string;
  readonly seconds: bigint;
  readonly micros: number;
  readonly details: string | undefined;
}
export const DomainMonitorEvent: EventMessage<DomainMonitorEventMessage> = {
  program: QEMU_PROGRAM,
  number: 6,
  name: 'DOMAIN_MONITOR_EVENT',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), event: r.string(), seconds: r.hyper(), micros: r.uint(), details: r.optString() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.event);
    w.hyper(a.seconds);
    w.uint(a.micros);
    w.optString(a.details);
  },
};

export const QEMU_PROCEDURES: readonly Procedure<never, unknown>[] = [
  DomainMonitorCommand,
  DomainAttach,
  DomainAgentCommand,
  ConnectDomainMonitorEventRegister,
  ConnectDomainMonitorEventDeregister,
  DomainMonitorCommandWithFiles,
];

export const QEMU_EVENTS: readonly Pick<EventMessage<unknown>, 'program' | 'number' | 'name' | 'get'>[] = [
  DomainMonitorEvent,
];

import type { VirErrorCode } from '../../api/errors.ts';
import { errorText } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { printable } from '../../transport/printable.ts';
import { childOf, type SoapNode } from './soap-xml.ts';

/** A failure as the host tells it. */
export interface VimFault {
  /** The type's name: `InvalidPowerState`. */
  readonly type: string;
  /** The host's sentence; may be empty. */
  readonly message: string;
  /** The simple fields of the fault, by name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What a fault is to us, and the sentence for people where the host's own does not help. */
const FAULTS: Readonly<Record<string, readonly [code: VirErrorCode, sentence?: string]>> = {
  InvalidLogin: ['auth-failed', 'the user name or the password is wrong'],
  NotAuthenticated: ['auth-failed', 'the session has ended'],
  NoPermission: ['access-denied', 'this user may not do that'],
  RestrictedVersion: ['operation-denied', 'the licence of this host lets its API read only, as that of the free ESXi does'],
  RestrictedByAdministrator: ['operation-denied'],
  LicenseExpired: ['operation-denied', 'the licence of this host has expired'],
  NotEnoughLicenses: ['operation-denied', 'the host has not enough licences'],
  InvalidPowerState: ['operation-invalid'],
  InvalidState: ['operation-invalid'],
  QuestionPending: ['operation-invalid', 'the machine waits for the answer to a question'],
  ToolsUnavailable: ['agent-unresponsive', 'VMware Tools do not run in the machine'],
  ManagedObjectNotFound: ['no-domain', 'it has been removed meanwhile'],
  NotFound: ['operation-failed'],
  DuplicateName: ['operation-failed', 'the name is taken'],
  AlreadyExists: ['operation-failed', 'it exists already'],
  FileNotFound: ['no-storage-vol', 'there is no such file'],
  FileAlreadyExists: ['storage-vol-exist', 'the file exists already'],
  FileLocked: ['resource-busy', 'the file is in use'],
  ResourceInUse: ['resource-busy'],
  TaskInProgress: ['resource-busy', 'another task works on it'],
  ConcurrentAccess: ['resource-busy'],
  NoDiskSpace: ['operation-failed', 'the datastore is full'],
  InvalidArgument: ['invalid-arg'],
  InvalidName: ['invalid-arg', 'the name is not valid'],
  InvalidType: ['invalid-arg'],
  InvalidProperty: ['internal-error'],
  MethodNotFound: ['no-support', 'this host does not have that call'],
  NotImplemented: ['no-support', 'this host does not have that call'],
  NotSupported: ['operation-unsupported'],
  RequestCanceled: ['operation-aborted', 'cancelled'],
  Timedout: ['operation-timeout'],
  SnapshotNotFound: ['no-domain-snapshot'],
};

/** Reads the fault in an answer. */
export function faultOf(node: SoapNode): VimFault {
  const detail = childOf(node, 'detail')?.children[0];
  const name = detail?.xsiType ?? detail?.name.replace(/Fault$/, '') ?? 'MethodFault';
  return { type: name, message: childOf(node, 'faultstring')?.text ?? '', fields: simpleFields(detail) };
}

/** Reads a fault that a task has ended with. */
export function localizedFault(error: { readonly fault: { readonly _type: string; readonly _xsi?: string }; readonly localizedMessage?: string }): VimFault {
  return { type: error.fault._xsi ?? error.fault._type, message: error.localizedMessage ?? '', fields: new Map() };
}

function simpleFields(node: SoapNode | undefined): ReadonlyMap<string, string> {
  return new Map(node?.children.filter(({ children, text }) => children.length === 0 && text !== '').map(({ name, text }) => [name, text]));
}

/** A fault as our error; `what` says what was tried, as libvirt words it (“Could not start domain”). */
export function faultError(fault: VimFault, what?: string, subject?: string): VirError {
  const [code, sentence] = FAULTS[fault.type] ?? ['operation-failed'];
  const own = printable(fault.message.trim(), 500);
  // The simulator puts a type's name where the sentence should be.
  const said = own === '' || own.startsWith('*types.') ? undefined : own;
  const details = [...new Set([sentence, said].filter((each) => each !== undefined))].join(': ');
  const extra = extras(fault);
  const text = `${what === undefined ? '' : `${what}: `}${details === '' ? fault.type : details}${extra}`;
  return new VirError({ code, domain: 'esx', message: errorText(code, text), subject, details: { str1: fault.type } });
}

function extras({ type, fields }: VimFault): string {
  const privilege = fields.get('privilegeId');
  if (type === 'NoPermission' && privilege !== undefined) return ` (it needs the privilege ${printable(privilege, 100)})`;
  const property = fields.get('invalidProperty');
  if (property !== undefined) return ` (${printable(property, 100)})`;
  return '';
}

/** Whether an error is this fault of the host. */
export function isFault(error: unknown, type: string): boolean {
  return VirError.is(error) && error.details?.str1 === type;
}

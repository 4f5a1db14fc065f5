import type { CallOptions } from '../../drivers/api/records.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { LXC_PROCEDURES } from '../../drivers/remote/protocol/lxc.gen.ts';
import type { Procedure } from '../../drivers/remote/protocol/procedure.ts';
import { QEMU_PROCEDURES } from '../../drivers/remote/protocol/qemu.gen.ts';
import { REMOTE_PROCEDURES } from '../../drivers/remote/protocol/remote.gen.ts';
import { RemoteSession } from '../../drivers/remote/rpc/remote-session.ts';
import { dialLibvirt } from '../../drivers/transport/dial-libvirt.ts';

/** Calls that end or change the connection, the daemon or the computer, or pass file descriptors. */
export const NOT_HERE =
  /^(CONNECT_(OPEN|CLOSE|SET_IDENTITY)|AUTH_.*|NODE_(SUSPEND_FOR_DURATION|ALLOC_PAGES|SET_MEMORY_PARAMETERS)|INTERFACE_CHANGE_.*|.*_WITH_FILES|DOMAIN_OPEN_GRAPHICS(_FD)?|DOMAIN_FD_ASSOCIATE)$/;

const DOM = { name: 'no-such', uuid: '00000000-0000-0000-0000-00000000dead', id: -1 };
/** Something for every field that there is; nothing of that name exists. */
const VALUES: { readonly [field: string]: unknown } = {
  dom: DOM, net: DOM, network: DOM, pool: DOM, nwfilter: { ...DOM, portDev: 'x', filterName: 'x' }, uuid: DOM.uuid,
  vol: { pool: 'no-such', name: 'x', key: '/no-such' }, clonevol: { pool: 'no-such', name: 'x', key: '/no-such' },
  iface: { name: 'no-such', mac: '' }, dev: { name: 'no-such' }, secret: { uuid: DOM.uuid, usageType: 0, usageID: '' },
  snap: { name: 'x', dom: DOM }, snapshot: { name: 'x', dom: DOM }, checkpoint: { name: 'x', dom: DOM }, port: { net: DOM, uuid: DOM.uuid },
};

/** Arguments of the right types, found by trying: what a writer cannot take is replaced. */
export function argsFor(): never {
  const known = new Map<string, unknown>();
  const args = new Proxy({}, {
    get: (_target, field) => {
      const name = String(field);
      if (known.has(name)) return known.get(name);
      const value = name in VALUES ? VALUES[name] : new Chameleon(name);
      known.set(name, value);
      return value;
    },
  });
  return args as never;
}

/** Is whatever a writer takes it for: a text, a number, a list, bytes. */
class Chameleon {
  readonly length = 0;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A writer that is content with chameleons. */
export function tolerant(procedure: Procedure<never, unknown>): Procedure<never, unknown> {
  return {
    ...procedure,
    put: (w, args) => {
      const lenient = new Proxy(w, {
        get: (target, method: keyof typeof w) => {
          const own: unknown = target[method];
          if (typeof own !== 'function') return own;
          return (value: unknown, ...rest: unknown[]) => {
            const put = own as (...values: unknown[]) => void;
            put.call(target, value instanceof Chameleon ? standIn(method, value.name) : value, ...rest);
          };
        },
      });
      procedure.put(lenient, args);
    },
  };
}

function standIn(method: string, field: string): unknown {
  switch (method) {
    case 'int':
    case 'uint':
    case 'double':
      return field === 'eventID' ? 0 : field.startsWith('max') || field === 'ncpus' ? 1 : 0;
    case 'hyper':
    case 'uhyper':
      return 0n;
    case 'bool':
      return field === 'needResults';
    case 'string':
    case 'optString':
      return field === 'arch' ? 'x86_64' : 'no-such';
    case 'opaque':
    case 'chars':
      return new Uint8Array();
    default:
      return [];
  }
}


/** What a daemon made of the calls. */
export interface CallReport {
  readonly calls: number;
  readonly answered: readonly string[];
  /** The daemon, or its driver, does not have them. */
  readonly unsupported: readonly string[];
  readonly refused: readonly string[];
  /** One side could not read what the other wrote, or nobody answered. Must be empty. */
  readonly misunderstood: readonly string[];
}

/**
 * Makes every call of the protocol once, with arguments that name nothing.
 *
 * @param except Calls that are known to hang in that daemon, whoever makes them.
 */
export async function makeEveryCall(uri: string, except = /^$/): Promise<CallReport> {
  const options: CallOptions = { deadlineMs: 30_000 };
  const session = await RemoteSession.open(await dialLibvirt(parseConnectUri(uri), {}), true, {});
  const answered: string[] = [];
  const unsupported: string[] = [];
  const refused: string[] = [];
  const misunderstood: string[] = [];
  const programs = [...REMOTE_PROCEDURES, ...(uri.startsWith('qemu') ? QEMU_PROCEDURES : []), ...(uri.startsWith('lxc') ? LXC_PROCEDURES : [])];
  const procedures = programs.filter(({ name }) => !NOT_HERE.test(name) && !except.test(name));
  try {
    for (const procedure of procedures) {
      try {
        await session.callOnMain(tolerant(procedure), argsFor(), options);
        answered.push(procedure.name);
      } catch (error) {
        const { code, message } = VirError.from(error);
        const said = `${procedure.name}: ${code}: ${message}`;
        if (/decode|malformed/i.test(message) || code === 'rpc' || code === 'operation-timeout' || session.closeReason !== undefined) misunderstood.push(said);
        else if (code === 'no-support') unsupported.push(procedure.name);
        else refused.push(said);
      }
      if (session.closeReason !== undefined) break;
    }
  } finally {
    session.dispose();
  }
  return { calls: procedures.length, answered, unsupported, refused, misunderstood };
}

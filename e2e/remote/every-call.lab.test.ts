import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { methodsOf } from '../../drivers/core/require-method.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { dialLibvirt } from '../../drivers/transport/dial-libvirt.ts';
import type { Procedure } from '../../drivers/remote/protocol/procedure.ts';
import { QEMU_PROCEDURES } from '../../drivers/remote/protocol/qemu.gen.ts';
import { REMOTE_PROCEDURES } from '../../drivers/remote/protocol/remote.gen.ts';
import { RemoteSession } from '../../drivers/remote/rpc/remote-session.ts';
import { checkLab, type Lab, startLab } from '../lab/index.ts';
import { openRemote } from './call.ts';

const check = checkLab(['privateLibvirtd']);

/** They end or change the connection, the daemon or the computer, or pass file descriptors. */
const NOT_HERE =
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
function argsFor(procedure: Procedure<never, unknown>): never {
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
  expect(procedure.name).not.toBe('');
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
function tolerant(procedure: Procedure<never, unknown>): Procedure<never, unknown> {
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

describe.skipIf(check.skip)(check.title('every call of the protocol, at a real libvirtd'), () => {
  let lab: Lab<'privateLibvirtd'>;

  beforeAll(async () => {
    lab = await startLab({ need: ['privateLibvirtd'] });
  });

  afterAll(async () => {
    await lab.dispose();
  });

  it.each(['qemu', 'lxc', 'test'] as const)('is understood on both sides: %s', async (driver) => {
    const link = await dialLibvirt(parseConnectUri(lab.privateLibvirtd.uriOf(driver)), {});
    const session = await RemoteSession.open(link, true, {});
    const procedures = [...REMOTE_PROCEDURES, ...(driver === 'qemu' ? QEMU_PROCEDURES : [])].filter(({ name }) => !NOT_HERE.test(name));
    const outcomes = new Map<string, string>();
    for (const procedure of procedures) {
      const outcome = await session.callOnMain(tolerant(procedure), argsFor(procedure), { deadlineMs: 20_000 }).then(
        () => 'answered',
        (error: unknown) => {
          const failure = VirError.from(error);
          return `${failure.code}: ${failure.message}`;
        },
      );
      outcomes.set(procedure.name, outcome);
      expect(session.closeReason, `${procedure.name} ended the connection`).toBeUndefined();
    }
    const list = [...outcomes];
    const misunderstood = list.filter(([, outcome]) => /decode|malformed|rpc: /i.test(outcome) || outcome.startsWith('operation-timeout') || outcome.startsWith('internal-error: invariant'));
    const unsupported = list.filter(([, outcome]) => outcome.startsWith('no-support'));
    const answered = list.filter(([, outcome]) => outcome === 'answered');
    console.log(`${driver}: ${list.length} calls, ${answered.length} answered, ${unsupported.length} not supported, ${list.length - answered.length - unsupported.length} refused otherwise`);
    expect(misunderstood).toEqual([]);
    session.dispose();
  });

  it('has every method of the interface except those that pass file descriptors', async () => {
    const connection: Connection = await openRemote(lab.privateLibvirtd.uriOf('test'));
    expect(methodsOf(connection).length).toBeGreaterThanOrEqual(385);
    await connection.close();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { libvirtError } from '../core/error-text.ts';
import { remoteFacets } from './facets.ts';
import { decodeEvent } from './events/event-decoders.ts';
import { ADMIN_PROCEDURES } from './protocol/admin.gen.ts';
import { LXC_PROCEDURES } from './protocol/lxc.gen.ts';
import type { Procedure } from './protocol/procedure.ts';
import { QEMU_EVENTS, QEMU_PROCEDURES } from './protocol/qemu.gen.ts';
import { REMOTE_EVENTS, REMOTE_PROCEDURES } from './protocol/remote.gen.ts';
import type { RemoteSession } from './rpc/remote-session.ts';

/** What Node cannot do: it sends no file descriptors over a socket. */
const FILE_DESCRIPTOR_PASSING: readonly string[] = [
  'DOMAIN_CREATE_WITH_FILES', 'DOMAIN_CREATE_XML_WITH_FILES', 'DOMAIN_FD_ASSOCIATE', 'DOMAIN_OPEN_GRAPHICS', 'DOMAIN_OPEN_GRAPHICS_FD',
  'DOMAIN_MONITOR_COMMAND_WITH_FILES', 'DOMAIN_OPEN_NAMESPACE',
];
/** No methods, but what every connection does by itself: where it does so. */
const BY_ITSELF: { readonly [name: string]: string } = {
  CONNECT_OPEN: 'rpc', CONNECT_CLOSE: 'rpc', CONNECT_GET_URI: '.',
  AUTH_LIST: 'rpc', AUTH_POLKIT: 'rpc', AUTH_SASL_INIT: 'rpc', AUTH_SASL_START: 'rpc', AUTH_SASL_STEP: 'rpc',
};

/** Is whatever it is taken for: a record, a list, a text, a number, a stream. */
function anything(): never {
  const target = (): unknown => undefined;
  return new Proxy(target, {
    get: (_target, key) => {
      if (key === 'then') return undefined;
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? 'x' : 1);
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      if (key === 'length' || key === 'nparams' || key === 'need') return 1;
      if (key === 'map' || key === 'flatMap' || key === 'filter' || key === 'slice' || key === 'subarray') return () => [];
      if (key === 'recv') return () => undefined;
      if (key === 'indexOf' || key === 'findIndex') return () => -1;
      return anything();
    },
    apply: () => anything(),
  }) as never;
}

/** Calls every method of every facet; gives the procedures they call. */
async function reached(hasCallbackNumbers: boolean, answers: boolean): Promise<Set<string>> {
  const seen = new Set<string>();
  const call = (procedure: Procedure<never, unknown>): Promise<unknown> => {
    seen.add(procedure.name);
    if (procedure.name === 'CONNECT_SUPPORTS_FEATURE') return Promise.resolve({ supported: hasCallbackNumbers });
    return answers ? Promise.resolve(anything()) : Promise.reject(libvirtError('none', 'no-support'));
  };
  const deregistrations: ((id: number) => Promise<void>)[] = [];
  const session = {
    call,
    callOnMain: call,
    countedParams: async (procedure: Procedure<never, unknown>) => {
      await call(procedure);
      return [];
    },
    openStream: async (procedure: Procedure<never, unknown>) => {
      await call(procedure);
      return { answer: anything(), stream: anything() };
    },
    setKeepAlive: () => true,
    close: () => Promise.resolve(),
    closeReason: undefined,
    onDidClose: () => ({ dispose: () => undefined }),
    events: {
      register: async ({ register, deregister }: { register: () => Promise<number>; deregister: (id: number) => Promise<void> }) => {
        deregistrations.push(deregister);
        await register();
        return 0;
      },
      deregister: () => Promise.resolve(),
      drop: () => undefined,
    },
  } as unknown as RemoteSession;
  const facets = remoteFacets(session, { isSecure: true, isEncrypted: true }) as { readonly [facet: string]: { readonly [method: string]: (...args: unknown[]) => unknown } };
  for (const methods of Object.values(facets)) {
    for (const [name, method] of Object.entries(methods)) {
      const first = name.includes('vent') && name.endsWith('RegisterAny') ? 'lifecycle' : anything();
      try {
        await method(first, anything(), anything(), anything(), anything(), anything(), anything(), anything());
      } catch (error) {
        // It got nonsense and may say so; what counts is what it has called.
        expect(error).toBeInstanceOf(Error);
      }
    }
  }
  const events = facets['connect']?.['domainEventRegisterAny'];
  await Promise.resolve(events?.('reboot', undefined, () => undefined)).catch(() => undefined);
  for (const deregister of deregistrations) await deregister(0).catch(() => undefined);
  return seen;
}

const pascal = (name: string): string => name.split('_').map((word) => word.slice(0, 1) + word.slice(1).toLowerCase()).join('');

/** The hand-written sources of one folder of the driver. */
function sources(folder: string): string {
  const dir = join(import.meta.dirname, folder);
  const files = readdirSync(dir).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.gen.ts'));
  return files.map((file) => readFileSync(join(dir, file), 'utf8')).join('\n');
}

describe('every procedure of the protocol', () => {
  it('is there, with its number', () => {
    const numbers = [...REMOTE_PROCEDURES, ...REMOTE_EVENTS].map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 443 }, (_, i) => i + 1));
    expect([...QEMU_PROCEDURES, ...QEMU_EVENTS].map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(LXC_PROCEDURES.map(({ number }) => number)).toEqual([1]);
    expect(ADMIN_PROCEDURES).toHaveLength(19); // admin/admin.test.ts reaches each
  });

  it('is reached by a method, by the connection itself, or needs file descriptors', async () => {
    const seen = new Set<string>();
    for (const hasCallbackNumbers of [true, false]) {
      for (const answers of [true, false]) for (const name of await reached(hasCallbackNumbers, answers)) seen.add(name);
    }
    const missing = [...REMOTE_PROCEDURES, ...QEMU_PROCEDURES, ...LXC_PROCEDURES]
      .map(({ name }) => name)
      .filter((name) => !seen.has(name) && !(name in BY_ITSELF));
    expect(missing.sort()).toEqual([...FILE_DESCRIPTOR_PASSING].sort());
  });

  it.each(Object.entries(BY_ITSELF))('%s is made by the connection itself, in %s', (name, folder) => {
    expect(new RegExp(`\\b${pascal(name)}\\b`).test(sources(folder))).toBe(true);
  });

  it('has a listener when it is a message', () => {
    const unheard = [...REMOTE_EVENTS, ...QEMU_EVENTS].filter(({ program, number }) => {
      try {
        return decodeEvent(program, number, { __proto__: null } as never) === undefined;
      } catch (error) {
        // There is a decoder: it has found nothing to read.
        return !(error instanceof TypeError);
      }
    });
    expect(unheard.map(({ name }) => name)).toEqual([]);
  });
});

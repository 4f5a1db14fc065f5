import type { VirErrorDomain } from '../api/errors.ts';
import type { CallOptions } from '../api/records.ts';
import { libvirtError } from './error-text.ts';
import { VirError } from './vir-error.ts';

/** A facet's methods as a driver writes them: the session first, the result at once where that is possible. */
type WithSession<S, M> = {
  [K in keyof M]: M[K] extends (...args: infer A) => Promise<infer R> ? (session: S, ...args: A) => R | Promise<R> : never;
};

type Unknown<T, M> = { [K in Exclude<keyof T, keyof M>]: never };

/** A declared part of the facet M, not yet bound to a session. */
export interface MethodTable<M, K extends keyof M> {
  readonly __methods?: { readonly [P in K]: M[P] };
}

/** Refuses flags that a call does not know. @throws invalid-arg, with the name of libvirt's function, which programs see in the message. */
type CheckFlags = (flags: number, supported: number, functionName: string) => void;

/**
 * The tables of a driver whose methods take a session; errors come from its domain.
 *
 * `methodsOf<DomainMethods>()({ suspend(session, dom) { … } })` declares part of a facet; `bindMethods(session, table)` gives its
 * methods as the connection offers them.
 */
// The type of the functions cannot be written down without losing what their tables hold.
export function methodTables<S extends { readonly assertOpen: () => void }>(domain: VirErrorDomain) {
  const methodsOf = <M>() => <T extends Partial<WithSession<S, M>>>(table: T & Unknown<T, M>): MethodTable<M, keyof T & keyof M> => table;
  const bindMethods = <M, K extends keyof M>(session: S, table: MethodTable<M, K>): Pick<M, K> => {
    const bound: { [name: string]: unknown } = {};
    for (const [name, method] of Object.entries(table)) {
      const own = method as (session: S, ...args: readonly unknown[]) => unknown;
      bound[name] = (...args: readonly unknown[]): Promise<unknown> =>
        new Promise((resolve) => {
          session.assertOpen();
          const last = args.at(-1);
          if (isCallOptions(last) && last.signal?.aborted === true) throw libvirtError(domain, 'operation-aborted', 'cancelled by the caller');
          resolve(own(session, ...args));
        });
    }
    return bound as Pick<M, K>;
  };
  const checkFlags: CheckFlags = (flags, supported, functionName) => {
    const unknown = (flags & ~supported) >>> 0;
    // virReportInvalidArg puts no words before its own.
    if (unknown !== 0) throw new VirError({ code: 'invalid-arg', domain, message: `unsupported flags (0x${unknown.toString(16)}) in function ${functionName}` });
  };
  return { methodsOf, bindMethods, checkFlags };
}

function isCallOptions(value: unknown): value is CallOptions {
  return typeof value === 'object' && value !== null && ('signal' in value || 'deadlineMs' in value);
}

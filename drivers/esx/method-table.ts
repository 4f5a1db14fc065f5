import type { CallOptions } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import type { EsxSession } from './esx-session.ts';

/** A facet's methods as this driver writes them: the session first, the result at once where that is possible. */
type WithSession<M> = {
  [K in keyof M]: M[K] extends (...args: infer A) => Promise<infer R> ? (session: EsxSession, ...args: A) => R | Promise<R> : never;
};

type Unknown<T, M> = { [K in Exclude<keyof T, keyof M>]: never };

/** Declares part of a facet: `methodsOf<DomainMethods>()({ suspend(session, dom) { … } })`. */
export function methodsOf<M>(): <T extends Partial<WithSession<M>>>(table: T & Unknown<T, M>) => MethodTable<M, keyof T & keyof M> {
  return (table) => table;
}

/** A declared part of the facet M, not yet bound to a session. */
export interface MethodTable<M, K extends keyof M> {
  readonly __methods?: { readonly [P in K]: M[P] };
}

/** The table's methods for one session, as the connection offers them. */
export function bindMethods<M, K extends keyof M>(session: EsxSession, table: MethodTable<M, K>): Pick<M, K> {
  const bound: { [name: string]: unknown } = {};
  for (const [name, method] of Object.entries(table)) bound[name] = bindOne(session, method as AnyMethod);
  return bound as Pick<M, K>;
}

type AnyMethod = (session: EsxSession, ...args: readonly unknown[]) => unknown;

function bindOne(session: EsxSession, method: AnyMethod): (...args: readonly unknown[]) => Promise<unknown> {
  return (...args) =>
    new Promise((resolve) => {
      session.assertOpen();
      const last = args.at(-1);
      if (isCallOptions(last) && last.signal?.aborted === true) throw libvirtError('esx', 'operation-aborted', 'cancelled by the caller');
      resolve(method(session, ...args));
    });
}

function isCallOptions(value: unknown): value is CallOptions {
  return typeof value === 'object' && value !== null && ('signal' in value || 'deadlineMs' in value);
}

/**
 * Refuses flags that a call does not know.
 *
 * @throws invalid-arg, with the name of libvirt's function, which programs see in the message.
 */
export function checkFlags(flags: number, supported: number, functionName: string): void {
  const unknown = (flags & ~supported) >>> 0;
  if (unknown !== 0) throw new VirError({ code: 'invalid-arg', domain: 'esx', message: `unsupported flags (0x${unknown.toString(16)}) in function ${functionName}` });
}

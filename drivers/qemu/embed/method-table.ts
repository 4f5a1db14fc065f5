import type { CallOptions } from '../../api/records.ts';
import { VirError } from '../../core/vir-error.ts';
import type { EmbedSession } from './embed-session.ts';
import { qemuError } from './qemu-error.ts';

type WithSession<M> = {
  [K in keyof M]: M[K] extends (...args: infer A) => Promise<infer R> ? (session: EmbedSession, ...args: A) => R | Promise<R> : never;
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
export function bindMethods<M, K extends keyof M>(session: EmbedSession, table: MethodTable<M, K>): Pick<M, K> {
  const bound: { [name: string]: unknown } = {};
  for (const [name, method] of Object.entries(table)) {
    const own = method as (session: EmbedSession, ...args: readonly unknown[]) => unknown;
    bound[name] = (...args: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve) => {
        session.assertOpen();
        const last = args.at(-1);
        if (isCallOptions(last) && last.signal?.aborted === true) throw qemuError('operation-aborted', 'cancelled by the caller');
        resolve(own(session, ...args));
      });
  }
  return bound as Pick<M, K>;
}

function isCallOptions(value: unknown): value is CallOptions {
  return typeof value === 'object' && value !== null && ('signal' in value || 'deadlineMs' in value);
}

/** Refuses flags that a call does not know. @throws invalid-arg with the name of libvirt's function. */
export function checkFlags(flags: number, supported: number, functionName: string): void {
  const unknown = (flags & ~supported) >>> 0;
  if (unknown === 0) return;
  throw new VirError({ code: 'invalid-arg', domain: 'qemu', message: `unsupported flags (0x${unknown.toString(16)}) in function ${functionName}` });
}

import type { Connection } from '../api/connection.ts';
import type { ExtraMethods } from '../api/extras.ts';
import type { Access } from './method-access.ts';
import { VirError } from './vir-error.ts';

/** The access that every method needs. Data table: one line a method. */
const ACCESS: { readonly [E in keyof ExtraMethods]: { readonly [M in keyof ExtraMethods[E]]: Access } } = {
  places: { listPlaces: 'read', listPlacements: 'read', watch: 'read' },
  questions: { listAll: 'read', answer: 'write', watch: 'read' },
  copies: { clone: 'write', relocate: 'write', setTemplate: 'write' },
  consolidation: { isNeeded: 'read', consolidate: 'write' },
  health: { readAll: 'read' },
  history: { listSpans: 'read', readDomain: 'read' },
  moves: { offer: 'write', check: 'read' },
  eventLog: { readAll: 'read' },
  unattended: { readGap: 'read' },
  tags: { listAll: 'read', readDomain: 'read', change: 'write' },
};

/**
 * The method of a connection that libvirt has none for, ready to call.
 *
 * @throws no-support when the driver has no such method, operation-denied when it writes and the connection is read-only.
 */
export function requireExtra<E extends keyof ExtraMethods, M extends keyof ExtraMethods[E] & string>(connection: Connection, extra: E, method: M): ExtraMethods[E][M] {
  const found = (connection.extras?.[extra] as Partial<ExtraMethods[E]> | undefined)?.[method];
  const name = `${extra}.${method}`;
  if (found === undefined) throw new VirError({ code: 'no-support', domain: 'none', message: `this function is not supported by the connection driver: ${name}`, subject: connection.uri });
  if (connection.readOnly && ACCESS[extra][method] === 'write') {
    throw new VirError({ code: 'operation-denied', domain: 'none', message: `operation forbidden: read only access prevents ${name}`, subject: connection.uri });
  }
  return found;
}

/** Whether the connection's driver has the method at all. */
export function hasExtra<E extends keyof ExtraMethods>(connection: Pick<Connection, 'extras'>, extra: E, method: keyof ExtraMethods[E] & string): boolean {
  return (connection.extras?.[extra] as Partial<ExtraMethods[E]> | undefined)?.[method] !== undefined;
}

/** Every such method that a connection has, as `copies.clone`. */
export function extrasOf(connection: Pick<Connection, 'extras'>): readonly string[] {
  return Object.entries(connection.extras ?? {}).flatMap(([extra, table]) => Object.entries(table).flatMap(([method, fn]) => (fn === undefined ? [] : [`${extra}.${method}`])));
}

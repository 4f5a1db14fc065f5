import type { Connection } from '../api/connection.ts';
import type { FacetMethods, FacetName } from '../api/facets/facets.ts';
import { METHOD_ACCESS, type Access } from './method-access.ts';
import { VirError } from './vir-error.ts';

/** The libvirt function that a facet's method stands for: `domain`, `getInfo` → `virDomainGetInfo`. */
export function libvirtName(facet: FacetName, method: string): string {
  const object = upper(facet).replace(/^Nw/, 'NW');
  const verb = upper(method).replace(/^(Pm|Fs|Fd)(?=[A-Z])/, (word) => word.toUpperCase());
  return `vir${object}${verb}`;
}

/**
 * The method of a connection, ready to call.
 *
 * @throws no-support when the driver has no such method (libvirt's NULL slot).
 * @throws operation-denied when it writes and the connection is read-only.
 */
export function requireMethod<F extends FacetName, M extends keyof FacetMethods[F] & string>(
  connection: Connection,
  facet: F,
  method: M,
): FacetMethods[F][M] {
  const table = connection.facets[facet] as Partial<FacetMethods[F]> | undefined;
  const found = table?.[method];
  if (found === undefined) {
    throw new VirError({
      code: 'no-support',
      domain: 'none',
      message: `this function is not supported by the connection driver: ${libvirtName(facet, method)}`,
      subject: connection.uri,
    });
  }
  if (connection.readOnly && methodAccess(facet, method) === 'write') {
    throw new VirError({
      code: 'operation-denied',
      domain: 'none',
      message: `operation forbidden: read only access prevents ${libvirtName(facet, method)}`,
      subject: connection.uri,
    });
  }
  return connection.readOnly ? refusingSecrets(facet, method, found) : found;
}

/** Methods that give secrets when their flags ask for them (`*_XML_SECURE`, bit 0), which a read-only connection must not. */
const SECRET_FLAG: ReadonlySet<string> = new Set([
  'domain.getXMLDesc',
  'domain.managedSaveGetXMLDesc',
  'domain.saveImageGetXMLDesc',
  'domainSnapshot.getXMLDesc',
  'domainCheckpoint.getXMLDesc',
]);

function refusingSecrets<F extends FacetName, M extends keyof FacetMethods[F] & string>(facet: F, method: M, found: FacetMethods[F][M]): FacetMethods[F][M] {
  if (!SECRET_FLAG.has(`${facet}.${method}`)) return found;
  const call = found as (subject: unknown, flags?: number, ...rest: readonly unknown[]) => unknown;
  const guarded = (subject: unknown, flags = 0, ...rest: readonly unknown[]): unknown => {
    if ((flags & 1) === 0) return call(subject, flags, ...rest);
    const message = `operation forbidden: ${libvirtName(facet, method)} with secure flag`;
    return Promise.reject(new VirError({ code: 'operation-denied', domain: 'none', message }));
  };
  return guarded as FacetMethods[F][M];
}

/** Whether the connection's driver has the method at all. */
export function hasMethod<F extends FacetName>(connection: Connection, facet: F, method: keyof FacetMethods[F] & string): boolean {
  return (connection.facets[facet] as Partial<FacetMethods[F]> | undefined)?.[method] !== undefined;
}

/** Every method that a connection's driver has, as `domain.create`, sorted. */
export function methodsOf(connection: Pick<Connection, 'facets'>): readonly string[] {
  return Object.entries(connection.facets)
    .flatMap(([facet, table]) => Object.entries(table as object).map(([method, fn]) => [facet, method, fn] as const))
    .filter(([, , fn]) => fn !== undefined)
    .map(([facet, method]) => `${facet}.${method}`)
    .sort();
}

function methodAccess(facet: FacetName, method: string): Access {
  const table: { readonly [name: string]: Access } = METHOD_ACCESS[facet];
  return table[method] ?? 'write';
}

function upper(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

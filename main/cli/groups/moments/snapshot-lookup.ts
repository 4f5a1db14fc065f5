import type { DomainSnapshotMethods } from '../../../../drivers/api/facets/domain-snapshot.ts';
import type { DomainRef, DomainSnapshotRef } from '../../../../drivers/api/refs.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { fault, optional } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { readDocument } from '../../xml-query.ts';

/** Calls one of libvirt's methods about snapshots. @throws no-support when the driver has none. */
export async function callSnapshot<M extends keyof DomainSnapshotMethods>(shell: Shell, method: M, ...given: Parameters<DomainSnapshotMethods[M]>): Promise<Awaited<ReturnType<DomainSnapshotMethods[M]>>> {
  const found: unknown = requireMethod(await shell.connection(), 'domainSnapshot', method);
  return (found as (...args: Parameters<DomainSnapshotMethods[M]>) => Promise<Awaited<ReturnType<DomainSnapshotMethods[M]>>>)(...given);
}

/** The snapshot that an option names, or the current one. @throws fault when none of both is asked for. */
export async function snapshotOf(shell: Shell, args: CommandArgs, domain: DomainRef, option: string, isExclusive: boolean): Promise<DomainSnapshotRef> {
  const name = optional(args, option);
  const current = args.has('current');
  if (isExclusive && current && name !== undefined) throw fault(`--${option} and --current are mutually exclusive`);
  if (name !== undefined) return callSnapshot(shell, 'lookupByName', domain, name, 0);
  if (current) return callSnapshot(shell, 'current', domain, 0);
  throw fault(`--${option} or --current is required`);
}

/** The name of the one above; undefined when there is none. */
export async function parentOf(shell: Shell, snapshot: DomainSnapshotRef): Promise<string | undefined> {
  const parent = await attempt(() => callSnapshot(shell, 'getParent', snapshot, 0));
  if (!VirError.is(parent)) return parent.name;
  if (parent.code === 'no-domain-snapshot') return undefined;
  const document = readDocument(await callSnapshot(shell, 'getXMLDesc', snapshot, 0));
  return document.find('parent', 'name')?.text;
}

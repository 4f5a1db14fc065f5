import type { DomainMethods } from '../../drivers/api/facets/domain.ts';
import type { TypedParameter } from '../../drivers/api/records.ts';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import type { XmlElement } from '../../drivers/conf/xml/xml-tree.ts';
import { DomainModificationImpact } from '../../drivers/core/constants.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt, explaining } from './attempt.ts';
import type { LookupKind } from './domain-argument.ts';
import { findDomainByName } from './domain-argument.ts';
import { paramText } from './groups/domstats.ts';
import type { CommandArgs } from './shell/command.ts';
import { refuseBoth } from './shell/inputs.ts';
import { needed } from './shell/values.ts';
import type { Shell } from './shell/shell.ts';
import { Said } from './said.ts';
import { readDocument } from './xml-query.ts';

/** The machine that `--domain` names. @throws Said when there is none. */
export async function domainOf(shell: Shell, args: CommandArgs, kinds?: readonly LookupKind[]): Promise<DomainRef> {
  const found = await findDomainByName(shell, needed(args, 'domain'), kinds);
  if (found === undefined) throw new Said();
  return found;
}

/** `--live`, `--config` and `--current` as libvirt's bits. @throws fault when they exclude each other. */
export function impactOf(args: CommandArgs): number {
  refuseBoth(args, ['current', 'live'], ['current', 'config']);
  return (args.has('config') ? DomainModificationImpact.CONFIG : 0) | (args.has('live') ? DomainModificationImpact.LIVE : 0);
}

/** The same with `--persistent`, which also means the running machine when it runs. */
export function checkImpactWithPersistent(args: CommandArgs): number {
  refuseBoth(args, ['persistent', 'current']);
  return impactOf(args) | (args.has('persistent') ? DomainModificationImpact.CONFIG : 0);
}

/** Adds the running machine to what `--persistent` means. */
export async function withPersistent(connection: Connection, args: CommandArgs, domain: DomainRef, flags: number): Promise<number> {
  return args.has('persistent') && (await isActive(connection, domain)) ? flags | DomainModificationImpact.LIVE : flags;
}

/** Whether it runs; no error when nobody knows. */
export async function isActive(connection: Connection, domain: DomainRef): Promise<boolean> {
  const active = await attempt(async () => requireMethod(connection, 'domain', 'isActive')(domain));
  return active === true;
}

/** The machine's document, read. */
export async function documentOf(shell: Shell, domain: DomainRef, flags = 0): Promise<XmlElement> {
  const connection = await shell.connection();
  const xml = await explaining(shell, 'Failed to get domain description xml', async () => requireMethod(connection, 'domain', 'getXMLDesc')(domain, flags));
  return readDocument(xml);
}

/** Calls one of libvirt's methods about machines. @throws no-support when the driver has none. */
export async function callDomain<M extends keyof DomainMethods>(shell: Shell, method: M, ...given: Parameters<DomainMethods[M]>): Promise<Awaited<ReturnType<DomainMethods[M]>>> {
  const found: unknown = requireMethod(await shell.connection(), 'domain', method);
  return (found as (...args: Parameters<DomainMethods[M]>) => Promise<Awaited<ReturnType<DomainMethods[M]>>>)(...given);
}

/**
 * Asks for parameters of a device. virsh first asks how many there are, which needs no device: what it says of an error
 * tells which of its two questions failed.
 */
export async function deviceParams(shell: Shell, what: string, ask: () => Promise<readonly TypedParameter[]>): Promise<readonly TypedParameter[]> {
  const params = await attempt(ask);
  if (!VirError.is(params)) return params;
  const isDevice = params.code === 'invalid-arg' && !params.message.includes('unsupported flags');
  shell.error(`Unable to get ${isDevice ? '' : 'number of '}${what} parameters`);
  throw params;
}

/** Prints `field          : value` lines, or an object for programs. */
export function printParams(shell: Shell, params: readonly TypedParameter[], width = 15, textOf: (param: TypedParameter) => string = paramText): void {
  if (shell.options.json) shell.printJson(Object.fromEntries(params.map(({ field, value }) => [field, value])));
  else shell.print(params.map((param) => `${param.field.padEnd(width)}: ${textOf(param)}\n`).join(''));
}

import type { Connection } from '../api/connection.ts';
import type { CancelSignal, TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { libvirtError } from './error-text.ts';
import { requireMethod } from './require-method.ts';
import { typed, typedValue } from './typed-params.ts';

/** What the first phases give. */
export interface PhaseAnswer {
  readonly cookie: Uint8Array;
  readonly uri: string | undefined;
}

/**
 * The five phases of libvirt's third migration protocol. Each hands the next one a cookie that only the hypervisors
 * understand. Between `begin` and `confirm` both hosts hold something that has to be let go.
 */
export interface MigrationPhases {
  /** At the source: locks the machine's definition; gives the document for the destination. */
  readonly begin: (flags: number) => Promise<{ readonly cookie: Uint8Array; readonly xml: string }>;
  /** At the destination: makes a machine that waits for its memory; says where it listens. */
  readonly prepare: (xml: string, cookie: Uint8Array, flags: number) => Promise<PhaseAnswer>;
  /** At the source: sends everything. Lasts as long as that takes. */
  readonly perform: (uri: string | undefined, cookie: Uint8Array, flags: number) => Promise<Uint8Array>;
  /** At the destination: lets the machine go on there, or throws it away. */
  readonly finish: (uri: string | undefined, cookie: Uint8Array, cancelled: boolean, flags: number) => Promise<{ readonly dom: DomainRef | undefined; readonly cookie: Uint8Array }>;
  /** At the source: ends the machine here, or lets it go on. */
  readonly confirm: (cookie: Uint8Array, cancelled: boolean, flags: number) => Promise<void>;
}

/** The phases with typed parameters, which libvirt has since 1.1.0. */
export function phasesByParams(source: Connection, dom: DomainRef, dest: Connection, given: readonly TypedParameter[]): MigrationPhases {
  const withText = (params: readonly TypedParameter[], field: string, text: string | undefined): readonly TypedParameter[] =>
    text === undefined ? params : [...params.filter((param) => param.field !== field), typed.string(field, text)];
  let params = given;
  return {
    begin: async (flags) => {
      const { cookieOut, xml } = await requireMethod(source, 'domain', 'migrateBegin3Params')(dom, params, flags);
      return { cookie: cookieOut, xml };
    },
    prepare: async (xml, cookie, flags) => {
      params = withText(params, 'destination_xml', xml);
      const { cookieOut, uriOut } = await requireMethod(dest, 'domain', 'migratePrepare3Params')(params, cookie, flags);
      params = withText(params, 'migrate_uri', uriOut);
      return { cookie: cookieOut, uri: uriOut ?? textOf(params, 'migrate_uri') };
    },
    perform: (_uri, cookie, flags) => requireMethod(source, 'domain', 'migratePerform3Params')(dom, undefined, params, cookie, flags),
    finish: async (_uri, cookie, cancelled, flags) => {
      params = withText(params, 'destination_name', textOf(params, 'destination_name') ?? dom.name);
      const { dom: arrived, cookieOut } = await requireMethod(dest, 'domain', 'migrateFinish3Params')(params, cookie, cancelled, flags);
      return { dom: arrived, cookie: cookieOut };
    },
    confirm: (cookie, cancelled, flags) => requireMethod(source, 'domain', 'migrateConfirm3Params')(dom, params, cookie, cancelled, flags),
  };
}

/** What hosts without typed parameters understand. */
const SIMPLE_PARAMS: ReadonlySet<string> = new Set(['migrate_uri', 'destination_name', 'destination_xml', 'bandwidth']);

/**
 * The phases for hosts before 1.1.0.
 *
 * @throws argument-unsupported for a parameter that they do not have.
 */
export function phasesByArguments(source: Connection, dom: DomainRef, dest: Connection, params: readonly TypedParameter[]): MigrationPhases {
  requireSimpleParams(params);
  const dname = textOf(params, 'destination_name');
  const bandwidth = bandwidthOf(params);
  return {
    begin: async (flags) => {
      const { cookieOut, xml } = await requireMethod(source, 'domain', 'migrateBegin3')(dom, textOf(params, 'destination_xml'), dname, bandwidth, flags);
      return { cookie: cookieOut, xml };
    },
    prepare: async (xml, cookie, flags) => {
      const uri = textOf(params, 'migrate_uri');
      const { cookieOut, uriOut } = await requireMethod(dest, 'domain', 'migratePrepare3')(cookie, uri, dname, bandwidth, xml, flags);
      return { cookie: cookieOut, uri: uriOut ?? uri };
    },
    perform: (uri, cookie, flags) => requireMethod(source, 'domain', 'migratePerform3')(dom, undefined, cookie, undefined, uri, dname, bandwidth, flags),
    finish: async (uri, cookie, cancelled, flags) => {
      const { dom: arrived, cookieOut } = await requireMethod(dest, 'domain', 'migrateFinish3')(dname ?? dom.name, cookie, undefined, uri, cancelled, flags);
      return { dom: arrived, cookie: cookieOut };
    },
    confirm: (cookie, cancelled, flags) => requireMethod(source, 'domain', 'migrateConfirm3')(dom, cookie, cancelled, flags),
  };
}

/**
 * The three phases of libvirt's first protocol, which manages with a name: the destination says where it is, the source does
 * everything. Cancelling is the source's own work.
 *
 * @throws argument-unsupported for a parameter that it does not have.
 */
export function phasesOfFirst(source: Connection, dom: DomainRef, dest: Connection, params: readonly TypedParameter[], signal: CancelSignal): MigrationPhases {
  requireSimpleParams(params);
  if (textOf(params, 'destination_xml') !== undefined) throw libvirtError('none', 'argument-unsupported', 'Unable to change target guest XML during migration');
  const dname = textOf(params, 'destination_name');
  const bandwidth = bandwidthOf(params);
  return {
    begin: () => Promise.resolve({ cookie: new Uint8Array(), xml: '' }),
    prepare: async (_xml, _cookie, flags) => {
      const uri = textOf(params, 'migrate_uri');
      const { cookie, uriOut } = await requireMethod(dest, 'domain', 'migratePrepare')(uri, dname, bandwidth, flags);
      return { cookie, uri: uriOut ?? uri };
    },
    perform: async (uri, cookie, flags) => {
      await requireMethod(source, 'domain', 'migratePerform')(dom, cookie, uri ?? '', dname, bandwidth, flags, { signal });
      return new Uint8Array();
    },
    finish: async (uri, cookie, cancelled, flags) => {
      // Nothing waits at the destination, and nobody asks it after a failure.
      if (cancelled) return { dom: undefined, cookie: new Uint8Array() };
      return { dom: await requireMethod(dest, 'domain', 'migrateFinish')(dname ?? dom.name, cookie, uri ?? '', flags), cookie: new Uint8Array() };
    },
    confirm: () => Promise.resolve(),
  };
}

/** A machine that its own host moves, without typed parameters. */
export function performByArguments(source: Connection, dom: DomainRef, destUri: string, params: readonly TypedParameter[], flags: number): Promise<Uint8Array> {
  requireSimpleParams(params);
  const perform = requireMethod(source, 'domain', 'migratePerform3');
  const [xml, uri, dname] = ['destination_xml', 'migrate_uri', 'destination_name'].map((field) => textOf(params, field));
  return perform(dom, xml, new Uint8Array(), destUri, uri, dname, bandwidthOf(params), flags);
}

function requireSimpleParams(params: readonly TypedParameter[]): void {
  if (params.every(({ field }) => SIMPLE_PARAMS.has(field))) return;
  throw libvirtError('none', 'argument-unsupported', 'Migration APIs with extensible parameters are not supported but extended parameters were passed');
}

function textOf(params: readonly TypedParameter[], field: string): string | undefined {
  const value = typedValue(params, field);
  return typeof value === 'string' ? value : undefined;
}

function bandwidthOf(params: readonly TypedParameter[]): bigint {
  const value = typedValue(params, 'bandwidth');
  return typeof value === 'bigint' ? value : 0n;
}

import { parseVirConf } from '../conf/virconf/parse-vir-conf.ts';
import { parseUuid } from '../core/uuid.ts';
import type { Uuid } from '../api/refs.ts';
import { decodeVmx } from './vmx-encoding.ts';
import { vmxError } from './vmx-error.ts';
import { unescapePipe } from './vmx-escape.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The entries of a .vmx file: `name = "value"` lines, names without regard to case, the first of several counts.
 *
 * Other files of VMware's products have the same form: `.vmsd` (snapshots), `.vmxf`, `inventory.vmls`, `preferences`.
 */
export class VmxEntries {
  readonly #values: ReadonlyMap<string, string>;
  /** All names, as they are written, in their order. */
  readonly names: readonly string[];

  constructor(entries: readonly (readonly [name: string, value: string])[]) {
    const values = new Map<string, string>();
    for (const [name, value] of entries) if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
    this.#values = values;
    this.names = entries.map(([name]) => name);
  }

  /** Reads a file: bytes are decoded as its `.encoding` says. @throws conf-syntax with the line. */
  static parse(source: string | Uint8Array): VmxEntries {
    if (source.length > MAX_BYTES) throw vmxError(`the file is larger than ${MAX_BYTES / 1024} KiB`);
    const conf = parseVirConf(typeof source === 'string' ? source : decodeVmx(source), { dialect: 'vmx' });
    return new VmxEntries(conf.entries.flatMap((entry) => (entry.name !== undefined && entry.value.type === 'string' ? [[entry.name, entry.value.value] as const] : [])));
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** A value exactly as it stands there. */
  raw(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  /** A value with VMware's `|XX` escapes resolved, where they are well formed. */
  string(name: string): string | undefined {
    const raw = this.raw(name);
    return raw === undefined ? undefined : (unescapePipe(raw) ?? raw);
  }

  /** Like {@link string}, for an entry that must be there. */
  essential(name: string): string {
    const value = this.string(name);
    if (value === undefined) throw vmxError(`Missing essential config entry '${name}'`);
    return value;
  }

  boolean(name: string, absent: boolean): boolean {
    const value = this.raw(name)?.toLowerCase();
    if (value === undefined) return absent;
    if (value !== 'true' && value !== 'false') throw vmxError(`Config entry '${name}' must represent a boolean value (true|false)`);
    return value === 'true';
  }

  /** A whole number of 64 bits; `unlimited` is -1. */
  integer(name: string, absent: bigint): bigint {
    const value = this.raw(name);
    if (value === undefined) return absent;
    if (value.toLowerCase() === 'unlimited') return -1n;
    const digits = /^\s*([+-]?)(\d{1,19})$/.exec(value);
    const number = digits === null ? undefined : BigInt(`${digits[1] === '-' ? '-' : ''}${digits[2] ?? '0'}`);
    if (number === undefined || BigInt.asIntN(64, number) !== number) throw vmxError(`Config entry '${name}' must represent an integer value`);
    return number;
  }

  /** Like {@link integer}, for an entry that must be there. */
  essentialInteger(name: string): bigint {
    if (!this.has(name)) throw vmxError(`Missing essential config entry '${name}'`);
    return this.integer(name, 0n);
  }

  uuid(name: string): Uuid | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : vmxUuid(value);
  }
}

/** A UUID as VMware writes it: `56 4d 12 …-… ff`. */
export function vmxUuid(text: string): Uuid {
  const uuid = parseUuid(text.replaceAll(' ', ''));
  if (uuid === undefined) throw vmxError(`Could not parse UUID from string '${text}'`);
  return uuid;
}

/** A UUID the way VMware writes it. */
export function formatVmxUuid(uuid: string): string {
  const bytes = uuid.replaceAll('-', '').match(/../g) ?? [];
  return `${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}`;
}

import type { VimTypes } from './vim.gen.ts';

/** Names a managed object of the host: `VirtualMachine` `vm-42`. */
export interface MoRef {
  readonly type: string;
  readonly value: string;
}

/** A data object that came where anything may come. */
export interface TypedObject {
  readonly _any: keyof VimTypes;
  readonly value: unknown;
}

/** A value of xsd:anyType, as properties have. */
export type AnyValue = string | number | boolean | MoRef | TypedObject | readonly AnyValue[];

/** A field of a data object or an argument, for encoding and decoding. */
export interface FieldTable {
  readonly name: string;
  /** `string bool int long double date ref any`, or the name of a type. */
  readonly kind: string;
  readonly isList: boolean;
}

/** A data object, for encoding and decoding; its fields begin with those of its base. */
export interface TypeTable {
  readonly base: string | undefined;
  /** It has a base, or types that are based on it: its values say what they are. */
  readonly isFamily: boolean;
  readonly fields: readonly FieldTable[];
}

/** A method, for encoding and decoding. */
export interface MethodTable {
  readonly args: readonly FieldTable[];
  readonly result: FieldTable | undefined;
}

/** Whether a value is a reference to a managed object. */
export function isMoRef(value: unknown): value is MoRef {
  return typeof value === 'object' && value !== null && !('_any' in value) && 'type' in value && 'value' in value;
}

/** A reference as a key of maps. Values are unique among all types on one host. */
export function moKey({ type, value }: MoRef): string {
  return `${type}:${value}`;
}

import type { VirErrorDomain } from '../api/errors.ts';
import type { TypedParameter } from '../api/records.ts';
import { libvirtError } from './error-text.ts';

/** The type of a typed parameter. */
export type ParameterType = TypedParameter['type'];

/** Makers of typed parameters, one a type. */
export const typed = {
  int: (field: string, value: number): TypedParameter => ({ field, type: 'int', value }),
  uint: (field: string, value: number): TypedParameter => ({ field, type: 'uint', value }),
  llong: (field: string, value: bigint): TypedParameter => ({ field, type: 'llong', value }),
  ullong: (field: string, value: bigint): TypedParameter => ({ field, type: 'ullong', value }),
  double: (field: string, value: number): TypedParameter => ({ field, type: 'double', value }),
  boolean: (field: string, value: boolean): TypedParameter => ({ field, type: 'boolean', value }),
  string: (field: string, value: string): TypedParameter => ({ field, type: 'string', value }),
} as const;

/**
 * Checks parameters that a caller gave against those that are known.
 *
 * @throws argument-unsupported for an unknown field, invalid-arg for a wrong type or a field given twice.
 */
export function validateTypedParameters(
  domain: VirErrorDomain,
  params: readonly TypedParameter[],
  known: { readonly [field: string]: ParameterType },
): void {
  const seen = new Set<string>();
  for (const param of params) {
    const expected = Object.hasOwn(known, param.field) ? known[param.field] : undefined;
    if (expected === undefined) {
      throw libvirtError(domain, 'argument-unsupported', `parameter '${param.field}' not supported`);
    }
    if (expected !== param.type) {
      throw libvirtError(domain, 'invalid-arg', `invalid type '${param.type}' for parameter '${param.field}', expected '${expected}'`);
    }
    if (seen.has(param.field)) throw libvirtError(domain, 'invalid-arg', `parameter '${param.field}' occurs multiple times`);
    seen.add(param.field);
  }
}

/** The value of a field, whatever its type; undefined when it is not among the parameters. */
export function typedValue(params: readonly TypedParameter[], field: string): TypedParameter['value'] | undefined {
  return params.find((param) => param.field === field)?.value;
}

import { describe, expect, it } from 'vitest';
import { typed, typedValue, validateTypedParameters } from './typed-params.ts';

describe('typed parameters', () => {
  const known = { weight: 'uint', name: 'string' } as const;
  const check = (...params: Parameters<typeof validateTypedParameters>[1]): (() => void) => {
    return () => {
      validateTypedParameters('test', params, known);
    };
  };

  it('are refused when unknown, of another type, or given twice', () => {
    expect(check(typed.uint('weight', 1), typed.string('name', 'x'))).not.toThrow();
    expect(check(typed.uint('constructor', 1))).toThrow("argument unsupported: parameter 'constructor' not supported");
    expect(check(typed.int('weight', 1))).toThrow("invalid argument: invalid type 'int' for parameter 'weight', expected 'uint'");
    expect(check(typed.uint('weight', 1), typed.uint('weight', 2))).toThrow("parameter 'weight' occurs multiple times");
  });

  it('give the value of a field', () => {
    expect(typedValue([typed.ullong('a', 5n)], 'a')).toBe(5n);
    expect(typedValue([], 'a')).toBeUndefined();
  });
});

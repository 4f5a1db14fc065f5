import { isPlainArray, isPlainObject, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import type { VirError } from '../../core/vir-error.ts';
import { malformed } from './qmp-error.ts';

/**
 * An object of a reply, read with doubt: what has another type than it must is an error that names the command and
 * the field.
 */
export class Reply {
  readonly command: string;
  readonly value: PlainJsonObject;

  constructor(command: string, value: PlainJson | undefined) {
    if (!isPlainObject(value)) throw malformed(`unexpected type returned by QEMU command '${command}'`);
    this.command = command;
    this.value = value;
  }

  /** The objects of a reply that is an array. */
  static list(command: string, value: PlainJson | undefined): Reply[] {
    if (!isPlainArray(value)) throw malformed(`unexpected type returned by QEMU command '${command}'`);
    return value.map((item) => new Reply(command, item));
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  string(key: string): string {
    return this.stringOr(key) ?? this.#missing(key);
  }

  stringOr(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrong(key);
  }

  boolean(key: string): boolean {
    return this.booleanOr(key) ?? this.#missing(key);
  }

  booleanOr(key: string): boolean | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrong(key);
  }

  /** A number that is small for sure. */
  number(key: string): number {
    return this.numberOr(key) ?? this.#missing(key);
  }

  numberOr(key: string): number | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'number') return value;
    throw this.#wrong(key);
  }

  /** An integer of up to 64 bits. */
  bigint(key: string): bigint {
    return this.bigintOr(key) ?? this.#missing(key);
  }

  bigintOr(key: string): bigint | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    throw this.#wrong(key);
  }

  object(key: string): Reply {
    return this.objectOr(key) ?? this.#missing(key);
  }

  objectOr(key: string): Reply | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (!isPlainObject(value)) throw this.#wrong(key);
    return new Reply(this.command, value);
  }

  /** The objects of an array; none if it is not there. */
  objects(key: string): Reply[] {
    return this.#array(key).map((item) => new Reply(this.command, item));
  }

  /** The texts of an array; none if it is not there. */
  strings(key: string): string[] {
    return this.#array(key).map((item) => {
      if (typeof item !== 'string') throw this.#wrong(key);
      return item;
    });
  }

  #array(key: string): readonly PlainJson[] {
    const value = this.#get(key);
    if (value === undefined) return [];
    if (!isPlainArray(value)) throw this.#wrong(key);
    return value;
  }

  #get(key: string): PlainJson | undefined {
    if (!Object.hasOwn(this.value, key)) return undefined;
    return this.value[key] ?? undefined;
  }

  #missing(key: string): never {
    throw malformed(`reply of QEMU command '${this.command}' was missing '${key}'`);
  }

  #wrong(key: string): VirError {
    return malformed(`reply of QEMU command '${this.command}' has an invalid '${key}'`);
  }
}

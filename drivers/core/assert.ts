/** Ends an exhaustive switch: does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}

/** Stops at once when something that must hold does not: a bug, not an error. */
export function invariant(condition: unknown, why: string): asserts condition {
  if (condition === false || condition === undefined || condition === null) throw new Error(`invariant: ${why}`);
}

import { describe, expect, it } from 'vitest';
import type { Connection } from '../api/connection.ts';
import { methodsOf } from '../core/require-method.ts';
import { VirError } from '../core/vir-error.ts';
import { EXERCISES } from './exercises/exercises.ts';
import { readSupport, writeSupport, type SupportFile } from './support-file.ts';
import { defaultSamples, type Samples } from './samples.ts';
import { Target } from './target.ts';

/** How the suite runs over one driver. */
export interface ConformancePlan {
  /** The driver's name; also that of its file in `drivers/support/data`. */
  readonly driver: string;
  /** Who answers: a real daemon or host, a simulation of one, or the driver itself, which is its own host. */
  readonly peer: SupportFile['peer'];
  /** What the peer is, in a few words, for the list of supported methods. */
  readonly peerName: string;
  /** A connection for one exercise; it is closed afterwards. */
  readonly open: () => Promise<Connection>;
  readonly samples?: Partial<Samples>;
  /** The `type` of the default sample machines. */
  readonly domainType: string;
  /** Further peers of the same driver, asked in turn for what the ones before do not support. */
  readonly others?: readonly Omit<ConformancePlan, 'driver' | 'peer' | 'others'>[];
}

/** What a peer said to one method: `reply`, or the code of its error. */
export type Outcome = string;

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** Registers one test for each method of the driver, and one that compares the outcomes with those on file. */
export async function describeConformance(plan: ConformancePlan): Promise<void> {
  const probe = await plan.open();
  const methods = methodsOf(probe);
  await probe.close();
  const outcomes: { [method: string]: Outcome } = { 'connect.open': 'reply' };
  describe(`conformance of ${plan.driver} (${plan.peerName})`, () => {
    const elsewhere: { [method: string]: string } = {};
    it.each(methods)('%s', async (method) => {
      let outcome = await exercise(plan, method);
      for (const other of plan.others ?? []) {
        if (outcome !== 'no-support') break;
        outcome = await exercise({ driver: plan.driver, peer: plan.peer, ...other }, method);
        if (outcome !== 'no-support') elsewhere[method] = other.peerName;
      }
      outcomes[method] = outcome;
    });
    it('is what is on file', () => {
      const result: SupportFile = { driver: plan.driver, peer: plan.peer, peerName: plan.peerName, methods: sorted(outcomes), ...(plan.others === undefined ? {} : { elsewhere: sorted(elsewhere) }) };
      expect(Object.keys(outcomes)).toHaveLength(methods.length + 1);
      if (process.env['REGENERATE_GOLDEN'] === '1') writeSupport(result);
      expect(readSupport(plan.driver)).toEqual(result);
    });
  });
}

/**
 * Exercises one method on a connection of its own.
 *
 * @throws when the exercise could not be prepared, did not call the method, or found a wrong effect.
 */
export async function exercise(plan: ConformancePlan, name: string): Promise<Outcome> {
  const [facet = '', method = ''] = name.split('.');
  const found = (EXERCISES as unknown as { readonly [facet: string]: { readonly [method: string]: unknown } })[facet]?.[method];
  if (typeof found !== 'function') throw new Error(`no exercise for ${name}`);
  const connection = await plan.open();
  const target = new Target(connection, { ...defaultSamples(plan.domainType), ...plan.samples });
  const watched = watch(target.method(facet as never, method as never));
  try {
    await (found as (call: Method, target: Target) => Promise<unknown>)(watched.call, target);
  } catch (error) {
    if (error !== watched.thrown()) throw new Error(`${name} could not be exercised: ${String(error)}`, { cause: error });
    if (!VirError.is(error)) throw error;
    if (await hasDied(target, name)) throw new Error(`${name} ended the connection: ${error.message}`, { cause: error });
    return error.code;
  } finally {
    if (connection.facets.connect !== undefined && name !== 'connect.close') await target.cleanUp();
    await connection.close();
  }
  if (!watched.called()) throw new Error(`the exercise of ${name} does not call it`);
  return 'reply';
}

/** A peer that ends the connection has not answered. */
async function hasDied(target: Target, name: string): Promise<boolean> {
  if (name === 'connect.close' || !target.has('connect', 'isAlive')) return false;
  return !(await target.method('connect', 'isAlive')());
}

/** The method, with a memory of having been called and of what it threw. */
function watch(method: Method): { readonly call: Method; readonly called: () => boolean; readonly thrown: () => unknown } {
  let wasCalled = false;
  let thrown: unknown = undefined;
  return {
    call: async (...args) => {
      wasCalled = true;
      try {
        return await method(...args);
      } catch (error) {
        thrown = error;
        throw error;
      }
    },
    called: () => wasCalled,
    thrown: () => thrown,
  };
}

function sorted(outcomes: { readonly [method: string]: Outcome }): { readonly [method: string]: Outcome } {
  return Object.fromEntries(Object.entries(outcomes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

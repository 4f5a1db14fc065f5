import type { DomainMethods } from '../../api/facets/domain.ts';
import type { TypedParameter } from '../../api/records.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { DomainModificationImpact as Impact } from '../../core/constants.ts';
import { typedValue, validateTypedParameters } from '../../core/typed-params.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { editMachine } from './edit-machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { qemuError } from './qemu-error.ts';

const INT_MAX = 0x7fff_ffff;
/** What QEMU takes until it is started anew, in its own words. */
const POLLING = ['poll_max_ns', 'poll_grow', 'poll_shrink'] as const;

interface Pool {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** How IOThreads wait for work, and how many workers they have. */
export const iothreadParams = methodsOf<DomainMethods>()({
  async setIOThreadParams({ state }, dom, id, params, flags = 0) {
    checkFlags(flags, Impact.LIVE | Impact.CONFIG, 'qemuDomainSetIOThreadParams');
    const { polling, pool } = read(params);
    await editMachine(state, dom, flags, (def, live) => {
      const thread = threadOf(def, id);
      checkPool(pool, { min: thread.thread_pool_min, max: thread.thread_pool_max }, live);
      if (!live && polling.length > 0) throw qemuError('operation-unsupported', 'configuring persistent polling values is not supported');
      thread.thread_pool_min = stored(pool.min, thread.thread_pool_min);
      thread.thread_pool_max = stored(pool.max, thread.thread_pool_max);
    }, async (_run, monitor) => {
      const set = (property: string, value: bigint | number): Promise<unknown> => monitor.execute('qom-set', { path: `/objects/iothread${id}`, property, value });
      for (const [property, value] of polling) await set(property, value);
      for (const [property, value] of await ordered(pool, monitor, id)) await set(property, value);
    });
  },
});

function threadOf(def: DomainDef, id: number) {
  const found = def.iothreadids?.iothread.find((each) => each.id === id);
  if (found === undefined) throw qemuError('invalid-arg', `cannot find IOThread '${id}' in iothreadids`);
  return found;
}

/** -1 stands for QEMU's own. */
function stored(given: number | undefined, before: number | undefined): number | undefined {
  return given === undefined ? before : given < 0 ? undefined : given;
}

function read(params: readonly TypedParameter[]): { readonly polling: readonly (readonly [string, bigint])[]; readonly pool: Pool } {
  validateTypedParameters('qemu', params, { poll_max_ns: 'ullong', poll_grow: 'uint', poll_shrink: 'uint', thread_pool_min: 'int', thread_pool_max: 'int' });
  const polling = POLLING.flatMap((field) => {
    const value = typedValue(params, field);
    if (typeof value !== 'bigint' && typeof value !== 'number') return [];
    const property = field.replaceAll('_', '-');
    if (value > INT_MAX) throw qemuError('config-unsupported', `${property} (${value}) must be less than or equal to ${INT_MAX}`);
    return [[property, BigInt(value)] as const];
  });
  const [min, max] = ['thread_pool_min', 'thread_pool_max'].map((field) => {
    const value = typedValue(params, field);
    return typeof value === 'number' ? value : undefined;
  });
  if (min !== undefined && min < -1) throw qemuError('config-unsupported', `thread_pool_min (${min}) must be equal to or greater than -1`);
  if (max !== undefined && (max < -1 || max === 0)) throw qemuError('config-unsupported', `thread_pool_max (${max}) must be -1 or greater than 0`);
  return { polling, pool: { min, max } };
}

/** QEMU has no word that means its own sizes again. */
function checkPool(pool: Pool, before: Pool, live: boolean): void {
  for (const [name, value] of [['min', pool.min], ['max', pool.max]] as const) {
    if (live && value !== undefined && value < 0) throw qemuError('operation-invalid', `thread_pool_${name} (${value}) must be equal to or greater than 0 for live change`);
  }
  const [min, max] = [pool.min ?? before.min ?? -1, pool.max ?? before.max ?? -1];
  if (min > max) throw qemuError('operation-invalid', `thread_pool_min (${min}) can't be greater than thread_pool_max (${max})`);
}

/** At no moment may the least be more than the most. */
async function ordered({ min, max }: Pool, monitor: QmpClient, id: number): Promise<readonly (readonly [string, number])[]> {
  const least = min === undefined ? [] : [['thread-pool-min', min] as const];
  const most = max === undefined ? [] : [['thread-pool-max', max] as const];
  if (min === undefined || max === undefined) return [...least, ...most];
  const now = await monitor.execute('qom-get', { path: `/objects/iothread${id}`, property: 'thread-pool-max' });
  return Number(now) < min ? [...most, ...least] : [...least, ...most];
}

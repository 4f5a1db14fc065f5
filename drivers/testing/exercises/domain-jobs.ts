import type { TypedParameter } from '../../api/records.ts';
import type { Exercises } from '../target.ts';

const NOTHING = new Uint8Array(0);
/** A destination that no host has. */
const NOWHERE = 'tcp://192.0.2.1:1';
// libvirt 9.0 crashes on data or machines that come without a cookie: so there is one, or no machine, or the host must
// look for its peer first.
const COOKIE = new TextEncoder().encode('<qemu-migration/>');
const NO_MACHINE = '<domain/>';
const NO_DAEMON = 'qemu+tcp://127.0.0.1:1/system';
const PEER_TO_PEER = 2;
const uri: readonly TypedParameter[] = [{ field: 'migrate_uri', type: 'string', value: NOWHERE }];

/**
 * Jobs and migration. The steps of a migration are called out of their order: a driver that has them must
 * refuse, and say why.
 */
export const domainJobExercises = {
  getJobInfo: async (call, t) => call(await t.running()),
  getJobStats: async (call, t) => call(await t.running()),
  abortJob: async (call, t) => call(await t.running()),
  abortJobFlags: async (call, t) => call(await t.running(), 0),
  startDirtyRateCalc: async (call, t) => call(await t.running(), 1),
  migrateGetMaxDowntime: async (call, t) => call(await t.running()),
  migrateSetMaxDowntime: async (call, t) => call(await t.running(), 300n),
  migrateGetCompressionCache: async (call, t) => call(await t.running()),
  migrateSetCompressionCache: async (call, t) => call(await t.running(), 67108864n),
  migrateGetMaxSpeed: async (call, t) => call(await t.running()),
  migrateSetMaxSpeed: async (call, t) => call(await t.running(), 100n),
  migrateStartPostCopy: async (call, t) => call(await t.running()),
  migratePrepare: (call) => call(undefined, undefined, 0n),
  migratePerform: async (call, t) => call(await t.running(), NOTHING, NOWHERE, undefined, 0n),
  migrateFinish: (call) => call('nobody', NOTHING, NOWHERE),
  migratePrepare2: (call) => call(undefined, undefined, 0n, NO_MACHINE),
  migrateFinish2: (call) => call('nobody', NOTHING, NOWHERE, 1),
  migratePrepareTunnel: (call, t) => call(t.emptyStream(), undefined, 0n, NO_MACHINE),
  migrateBegin3: async (call, t) => call(await t.running(), undefined, undefined, 0n),
  migratePrepare3: (call, t) => call(COOKIE, undefined, undefined, 0n, t.samples.domain('incoming')),
  migratePrepareTunnel3: (call, t) => call(t.emptyStream(), COOKIE, undefined, 0n, t.samples.domain('incoming')),
  migratePerform3: async (call, t) => call(await t.running(), undefined, NOTHING, NO_DAEMON, undefined, undefined, 0n, PEER_TO_PEER),
  migrateFinish3: (call) => call('nobody', NOTHING, undefined, NOWHERE, true),
  migrateConfirm3: async (call, t) => call(await t.running(), NOTHING, true),
  migrateBegin3Params: async (call, t) => call(await t.running(), []),
  migratePrepare3Params: (call) => call(uri, COOKIE),
  migratePrepareTunnel3Params: (call, t) => call(t.emptyStream(), uri, COOKIE),
  migratePerform3Params: async (call, t) => call(await t.running(), NO_DAEMON, [], NOTHING, PEER_TO_PEER),
  migrateFinish3Params: (call) => call([{ field: 'destination_name', type: 'string', value: 'nobody' }], NOTHING, true),
  migrateConfirm3Params: async (call, t) => call(await t.running(), [], NOTHING, true),
} satisfies Partial<Exercises<'domain'>>;

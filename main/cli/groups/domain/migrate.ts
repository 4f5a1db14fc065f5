import type { Connection } from '../../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../../drivers/api/refs.ts';
import type { TypedParameter } from '../../../../drivers/api/records.ts';
import { DomainMigrateFlags as M } from '../../../../drivers/core/constants.ts';
import { migrateDomain, migrateDomainToUri } from '../../../../drivers/core/migrate-domain.ts';
import { requireMethod } from '../../../../drivers/core/require-method.ts';
import { typed } from '../../../../drivers/core/typed-params.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { openConnection } from '../../open-connection.ts';
import { flagsOf } from '../../say.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { needs, readFile, refuseBoth } from '../../shell/inputs.ts';
import type { Shell } from '../../shell/shell.ts';
import { fault, intOf, needed, optional, uintOf, ulongOf } from '../../shell/values.ts';
import type { Run } from '../../tables/command-table.ts';
import { watchJob } from '../../terminal/watch-job.ts';

const FLAGS: Readonly<Record<string, number>> = {
  live: M.LIVE,
  p2p: M.PEER2PEER,
  tunnelled: M.TUNNELLED,
  persistent: M.PERSIST_DEST,
  undefinesource: M.UNDEFINE_SOURCE,
  suspend: M.PAUSED,
  'copy-storage-all': M.NON_SHARED_DISK,
  'copy-storage-inc': M.NON_SHARED_INC,
  'copy-storage-synchronous-writes': M.NON_SHARED_SYNCHRONOUS_WRITES,
  'change-protection': M.CHANGE_PROTECTION,
  unsafe: M.UNSAFE,
  compressed: M.COMPRESSED,
  'auto-converge': M.AUTO_CONVERGE,
  'rdma-pin-all': M.RDMA_PIN_ALL,
  offline: M.OFFLINE,
  'abort-on-error': M.ABORT_ON_ERROR,
  postcopy: M.POSTCOPY,
  'postcopy-resume': M.POSTCOPY_RESUME,
  zerocopy: M.ZEROCOPY,
  tls: M.TLS,
  parallel: M.PARALLEL,
};

/** Behind each option: its parameter. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['migrateuri', 'migrate_uri'],
  ['graphicsuri', 'graphics_uri'],
  ['listen-address', 'listen_address'],
  ['disks-uri', 'disks_uri'],
  ['dname', 'destination_name'],
  ['tls-destination', 'tls.destination'],
];
const LISTS: readonly (readonly [string, string])[] = [['migrate-disks', 'migrate_disks'], ['comp-methods', 'compression']];
const FILES: readonly (readonly [string, string])[] = [['xml', 'destination_xml'], ['persistent-xml', 'persistent_xml']];
const INTS: readonly (readonly [string, string])[] = [
  ['comp-mt-level', 'compression.mt.level'],
  ['comp-mt-threads', 'compression.mt.threads'],
  ['comp-mt-dthreads', 'compression.mt.dthreads'],
  ['auto-converge-initial', 'auto_converge.initial'],
  ['auto-converge-increment', 'auto_converge.increment'],
  ['parallel-connections', 'parallel.connections'],
];
const LONGS: readonly (readonly [string, string])[] = [
  ['comp-xbzrle-cache', 'compression.xbzrle.cache'],
  ['postcopy-bandwidth', 'bandwidth.postcopy'],
  ['bandwidth', 'bandwidth'],
];

function readParams(shell: Shell, args: CommandArgs): readonly TypedParameter[] {
  const given = <T>(table: readonly (readonly [string, string])[], read: (name: string) => T | undefined, make: (field: string, value: T) => readonly TypedParameter[]): readonly TypedParameter[] =>
    table.flatMap(([name, field]) => {
      const value = read(name);
      return value === undefined ? [] : make(field, value);
    });
  const textOf = (name: string): string | undefined => optional(args, name);
  const port = intOf(args, 'disks-port') ?? 0;
  return [
    ...given(TEXTS, textOf, (field, value) => [typed.string(field, value)]),
    ...(port === 0 ? [] : [typed.int('disks_port', port)]),
    ...given(LISTS, textOf, (field, value) => value.split(',').map((word) => typed.string(field, word))),
    ...given(INTS, (name) => intOf(args, name), (field, value) => [typed.int(field, value)]),
    ...given(LONGS, (name) => ulongOf(args, name), (field, value) => [typed.ullong(field, value)]),
    ...given(FILES, textOf, (field, file) => [typed.string(field, readXml(shell, file))]),
  ];
}

function readXml(shell: Shell, file: string): string {
  try {
    return readFile(file);
  } catch (error) {
    if (VirError.is(error)) shell.error(`cannot read file '${file}'`);
    throw error;
  }
}

function checkOptions(args: CommandArgs): void {
  refuseBoth(args, ['live', 'offline'], ['timeout-suspend', 'timeout-postcopy']);
  needs(
    args,
    ['postcopy-after-precopy', 'postcopy'],
    ['postcopy-resume', 'postcopy'],
    ['timeout-postcopy', 'postcopy'],
    ['persistent-xml', 'persistent'],
    ['tls-destination', 'tls'],
  );
}

/** What to do when it takes longer than `--timeout`. */
function readTimeout(shell: Shell, args: CommandArgs, domain: DomainRef): { readonly afterMs: number; readonly act: () => Promise<void> } | undefined {
  const seconds = uintOf(args, 'timeout') ?? 0;
  if (seconds > 0 && !args.has('live')) throw fault('migrate: Unexpected timeout for offline migration');
  if (seconds === 0 && (args.has('timeout-suspend') || args.has('timeout-postcopy'))) throw fault('migrate: Unexpected --timeout-* option without --timeout');
  if (seconds === 0) return undefined;
  const act = (): Promise<void> => (args.has('timeout-postcopy') ? callDomain(shell, 'migrateStartPostCopy', domain, 0) : callDomain(shell, 'suspend', domain));
  return { afterMs: seconds * 1000, act };
}

/** Goes over to post-copy once all memory has been sent for the first time. */
async function afterFirstPass(connection: Connection, shell: Shell, domain: DomainRef): Promise<number> {
  return requireMethod(connection, 'connect', 'domainEventRegisterAny')('migration-iteration', domain, (event) => {
    if (event.kind === 'migration-iteration' && event.iteration === 2) void attempt(() => callDomain(shell, 'migrateStartPostCopy', domain, 0));
  });
}

/** @libvirt virsh migrate */
const migrate: Run = async (shell, args) => {
  checkOptions(args);
  const domain = await domainOf(shell, args);
  const timeout = readTimeout(shell, args, domain);
  const connection = await shell.connection();
  const eventId = args.has('postcopy-after-precopy') ? await afterFirstPass(connection, shell, domain) : undefined;
  const toUri = args.has('p2p') || args.has('direct');
  const dest = toUri ? undefined : await openConnection({ uri: needed(args, 'desturi'), readOnly: false });
  try {
    const params = readParams(shell, args);
    if (args.has('copy-storage-synchronous-writes') && !args.has('copy-storage-all') && !args.has('copy-storage-inc')) {
      throw fault("'--copy-storage-synchronous-writes' requires one of '--copy-storage-all', 'copy-storage-inc'");
    }
    const flags = flagsOf(args, FLAGS);
    const job = dest === undefined ? migrateDomainToUri(connection, domain, needed(args, 'desturi'), { params, flags }) : migrateDomain(connection, domain, dest, { params, flags });
    const watch = { domain, label: 'Migration', verbose: args.has('verbose'), ...(timeout === undefined ? {} : { timeout }) };
    await watchJob(shell, watch, async () => {
      await job.result;
    });
    if (shell.options.json) shell.printJson(domain);
    return true;
  } finally {
    if (eventId !== undefined) await attempt(async () => requireMethod(connection, 'connect', 'domainEventDeregisterAny')(eventId));
    await dest?.close();
  }
};

/** @libvirt virsh migrate */
export const runs = { migrate } satisfies Readonly<Record<string, Run>>;

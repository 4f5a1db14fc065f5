import type { TypedParameter } from '../../../api/records.ts';
import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { typedValue } from '../../../core/typed-params.ts';
import type { MigrationCapability, MigrationSettings } from '../../qmp/migration.ts';
import { checkFlags } from '../method-table.ts';
import { qemuError } from '../qemu-error.ts';

/** How a machine is to move, as the caller says it. */
export interface MoveWish {
  readonly flags: number;
  readonly name: string | undefined;
  readonly xml: string | undefined;
  readonly persistentXml: string | undefined;
  /** `tcp:HOST[:PORT]`, `unix:PATH`, `tunnel:`, or what the destination has chosen of these. */
  readonly uri: string | undefined;
  readonly listenAddress: string | undefined;
  readonly disksPort: number | undefined;
  /** Only these disks are copied; undefined: all that are written to. */
  readonly disks: readonly string[] | undefined;
  readonly settings: MigrationSettings;
  readonly bandwidthBytes: bigint | undefined;
}

const FLAGS = M.LIVE | M.PEER2PEER | M.TUNNELLED | M.PERSIST_DEST | M.UNDEFINE_SOURCE | M.PAUSED | M.NON_SHARED_DISK | M.NON_SHARED_INC | M.CHANGE_PROTECTION | M.UNSAFE | M.COMPRESSED
  | M.ABORT_ON_ERROR | M.AUTO_CONVERGE | M.POSTCOPY | M.PARALLEL | M.OFFLINE;
const MIB = 1n << 20n;

/** @throws argument-unsupported with the reason for what is not done here. */
export function readWish(params: readonly TypedParameter[], flags: number): MoveWish {
  if ((flags & M.TLS) !== 0) throw qemuError('argument-unsupported', 'TLS needs certificates that both hosts share; move the machine through SSH instead, which encrypts too (--migrateuri tunnel:)');
  if ((flags & M.RDMA_PIN_ALL) !== 0) throw qemuError('argument-unsupported', 'machines are not moved by RDMA without a daemon');
  if ((flags & (M.ZEROCOPY | M.NON_SHARED_SYNCHRONOUS_WRITES)) !== 0) throw qemuError('argument-unsupported', 'neither zero-copy nor synchronous writes are there without a daemon; leave them out');
  checkFlags(flags, FLAGS, 'qemuDomainMigrate');
  if ((flags & M.OFFLINE) !== 0 && (flags & M.TUNNELLED) !== 0) throw qemuError('operation-invalid', 'tunnelled offline migration does not make sense');
  const text = (field: string): string | undefined => {
    const value = typedValue(params, field);
    return typeof value === 'string' ? value : undefined;
  };
  const bandwidth = mibsOf(params, 'bandwidth');
  const disks = params.flatMap(({ field, value }) => (field === 'migrate_disks' && typeof value === 'string' ? [value] : []));
  const port = typedValue(params, 'disks_port');
  return {
    flags, name: text('destination_name'), xml: text('destination_xml'), persistentXml: text('persistent_xml'), uri: text('migrate_uri'), listenAddress: text('listen_address'),
    disksPort: typeof port === 'number' && port > 0 ? port : undefined, disks: disks.length === 0 ? undefined : disks, settings: settingsOf(params, flags), bandwidthBytes: bandwidth,
  };
}

/** Whether disks go along, too. */
export function copiesDisks({ flags }: MoveWish): boolean {
  return (flags & (M.NON_SHARED_DISK | M.NON_SHARED_INC)) !== 0;
}

function mibsOf(params: readonly TypedParameter[], field: string): bigint | undefined {
  const value = typedValue(params, field);
  return typeof value === 'bigint' && value > 0n ? value * MIB : undefined;
}

const COMPRESSIONS: Readonly<Record<string, MigrationCapability>> = { xbzrle: 'xbzrle', mt: 'compress' };

function settingsOf(params: readonly TypedParameter[], flags: number): MigrationSettings {
  const capabilities = new Set<MigrationCapability>();
  const add = (flag: number, capability: MigrationCapability): void => {
    if ((flags & flag) !== 0) capabilities.add(capability);
  };
  add(M.AUTO_CONVERGE, 'auto-converge');
  add(M.POSTCOPY, 'postcopy-ram');
  add(M.PARALLEL, 'multifd');
  const methods = params.flatMap(({ field, value }) => (field === 'compression' && typeof value === 'string' ? [value] : []));
  if ((flags & M.COMPRESSED) !== 0 && methods.length === 0) methods.push('xbzrle');
  for (const method of methods) {
    const capability = COMPRESSIONS[method];
    if (capability === undefined) throw qemuError('invalid-arg', `Unsupported compression method '${method}'`);
    capabilities.add(capability);
  }
  const number = (field: string): number | bigint | undefined => {
    const value = typedValue(params, field);
    return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
  };
  const all: Readonly<Record<string, number | bigint | undefined>> = {
    'compress-level': number('compression.mt.level'), 'compress-threads': number('compression.mt.threads'), 'decompress-threads': number('compression.mt.dthreads'),
    'xbzrle-cache-size': number('compression.xbzrle.cache'), 'cpu-throttle-initial': number('auto_converge.initial'), 'cpu-throttle-increment': number('auto_converge.increment'),
    'multifd-channels': number('parallel.connections'), 'max-postcopy-bandwidth': mibsOf(params, 'bandwidth.postcopy'),
  };
  return { capabilities: [...capabilities], params: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) };
}

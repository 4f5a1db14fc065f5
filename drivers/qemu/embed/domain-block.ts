import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef } from '../../api/refs.ts';
import type { TypedParameter } from '../../api/records.ts';
import { diskPath, iotune, type Disk } from '../../conf/domain/disk.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { DomainBlockResizeFlags as Resize, DomainModificationImpact as Impact, TypedParameterFlags } from '../../core/constants.ts';
import { typed, validateTypedParameters, type ParameterType } from '../../core/typed-params.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { Reply } from '../qmp/reply.ts';
import { aliasOf, blockStatsOf, type BlockCounters } from './block-stats.ts';
import { hostCounters } from './domain-stats.ts';
import { editMachine } from './edit-machine.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { domainError, qemuError } from './qemu-error.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;

/** Disks and network cards: counters, sizes, limits. */
export const domainBlock = methodsOf<DomainMethods>()({
  async blockStats({ state }, dom, path) {
    const { rdReqs, rdBytes, wrReqs, wrBytes } = await countersOf(state, dom, path);
    return { rdReq: rdReqs, rdBytes, wrReq: wrReqs, wrBytes, errs: -1n };
  },
  async blockStatsFlags({ state }, dom, path, flags = 0) {
    checkFlags(flags, TypedParameterFlags.TYPED_PARAM_STRING_OKAY, 'qemuDomainBlockStatsFlags');
    const { rdReqs, rdBytes, rdTimeNs, wrReqs, wrBytes, wrTimeNs, flushReqs, flushTimeNs } = await countersOf(state, dom, path);
    return [
      typed.llong('wr_bytes', wrBytes), typed.llong('wr_operations', wrReqs), typed.llong('rd_bytes', rdBytes), typed.llong('rd_operations', rdReqs), typed.llong('flush_operations', flushReqs),
      typed.llong('wr_total_times', wrTimeNs), typed.llong('rd_total_times', rdTimeNs), typed.llong('flush_total_times', flushTimeNs),
    ];
  },
  async getBlockInfo({ state }, dom, path, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetBlockInfo');
    const machine = await state.require(dom);
    const disk = findDisk(machine.def, path);
    const counters = machine.run?.monitor === undefined ? undefined : (await blockStatsOf(machine.run.monitor)).get(disk.alias ?? '');
    const image = await imageSizes(state, disk);
    return { allocation: image.allocation, capacity: counters?.capacity ?? image.capacity, physical: image.physical };
  },
  async blockResize({ state }, dom, path, size, flags = 0) {
    checkFlags(flags, Resize.BYTES, 'qemuDomainBlockResize');
    const sizeBytes = (flags & Resize.BYTES) !== 0 ? size : size * 1024n;
    await state.change(dom, async (machine) => {
      const { live } = machine.running();
      const disk = findDisk(live, path);
      await machine.monitor().execute('block_resize', { 'node-name': await nodeOf(machine, disk), size: (sizeBytes + 511n) / 512n * 512n });
    });
  },
  async getDiskErrors({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetDiskErrors');
    const machine = await state.require(dom);
    const { live } = machine.running();
    const blocks = Reply.list('query-block', await machine.monitor().execute('query-block'));
    return blocks.flatMap((each) => {
      const status = each.stringOr('io-status');
      const disk = live.devices.disks.find(({ alias }) => alias !== undefined && alias === aliasOf(each.stringOr('qdev')));
      return disk === undefined || status === undefined || status === 'ok' ? [] : [{ disk: disk.target?.dev ?? '', error: status === 'nospace' ? 2 : 1 }];
    });
  },

  async getBlockIoTune({ state }, dom, path, flags = 0) {
    checkFlags(flags, AFFECT | TypedParameterFlags.TYPED_PARAM_STRING_OKAY, 'qemuDomainGetBlockIoTune');
    const def = (await state.require(dom)).defFor(flags & AFFECT);
    const limits = path === undefined ? undefined : findDisk(def, path).iotune;
    return [...IOTUNE_FIELDS.map((field) => typed.ullong(field, limits?.[field] ?? 0n)), typed.string('group_name', limits?.group_name ?? '')];
  },
  async setBlockIoTune({ state }, dom, path, params, flags = 0) {
    checkFlags(flags, AFFECT, 'qemuDomainSetBlockIoTune');
    validateTypedParameters('qemu', params, IOTUNE_TYPES);
    await editMachine(state, dom, flags, (def) => {
      limit(findDisk(def, path), params);
    }, async ({ live }, monitor) => {
      const disk = structuredClone({ iotune: findDisk(live, path).iotune });
      limit(disk, params);
      const limits = disk.iotune;
      const value = (field: (typeof IOTUNE_FIELDS)[number]): bigint => limits?.[field] ?? 0n;
      await monitor.execute('block_set_io_throttle', {
        id: await qdevOf(monitor, findDisk(live, path)),
        bps: value('total_bytes_sec'), bps_rd: value('read_bytes_sec'), bps_wr: value('write_bytes_sec'), iops: value('total_iops_sec'), iops_rd: value('read_iops_sec'), iops_wr: value('write_iops_sec'),
        bps_max: value('total_bytes_sec_max'), bps_rd_max: value('read_bytes_sec_max'), bps_wr_max: value('write_bytes_sec_max'),
        iops_max: value('total_iops_sec_max'), iops_rd_max: value('read_iops_sec_max'), iops_wr_max: value('write_iops_sec_max'), iops_size: value('size_iops_sec'),
        ...(limits?.group_name === undefined ? {} : { group: limits.group_name }),
      });
    });
  },

  async interfaceStats({ state }, dom, device) {
    const { live } = (await state.require(dom)).running();
    const net = live.devices.interfaces.find(({ target, mac }) => target?.dev === device || mac?.address?.toLowerCase() === device.toLowerCase());
    if (net === undefined) throw domainError('invalid-arg', `'${device}' is not a known interface`);
    const [counters] = await hostCounters(state, [net.target?.dev ?? '']);
    if (counters === undefined) throw qemuError('operation-unsupported', 'QEMU does not count what goes through a network of user mode');
    const value = (field: string): bigint => counters[field] ?? -1n;
    return {
      rxBytes: value('rx.bytes'), rxPackets: value('rx.pkts'), rxErrs: value('rx.errs'), rxDrop: value('rx.drop'),
      txBytes: value('tx.bytes'), txPackets: value('tx.pkts'), txErrs: value('tx.errs'), txDrop: value('tx.drop'),
    };
  },
});

const IOTUNE_FIELDS = [
  'total_bytes_sec', 'read_bytes_sec', 'write_bytes_sec', 'total_iops_sec', 'read_iops_sec', 'write_iops_sec', 'total_bytes_sec_max', 'read_bytes_sec_max', 'write_bytes_sec_max',
  'total_iops_sec_max', 'read_iops_sec_max', 'write_iops_sec_max', 'size_iops_sec', 'total_bytes_sec_max_length', 'read_bytes_sec_max_length', 'write_bytes_sec_max_length',
  'total_iops_sec_max_length', 'read_iops_sec_max_length', 'write_iops_sec_max_length',
] as const;
const IOTUNE_TYPES: Readonly<Record<string, ParameterType>> = { ...Object.fromEntries(IOTUNE_FIELDS.map((field) => [field, 'ullong'] as const)), group_name: 'string' };

function limit(disk: Pick<Disk, 'iotune'>, params: readonly TypedParameter[]): void {
  disk.iotune ??= iotune.create({});
  for (const { field, value } of params) {
    const known = IOTUNE_FIELDS.find((each) => each === field);
    if (known !== undefined && typeof value === 'bigint') disk.iotune[known] = value;
    else if (field === 'group_name' && typeof value === 'string') disk.iotune.group_name = value;
  }
  const { total_bytes_sec: bytes = 0n, read_bytes_sec: read = 0n, write_bytes_sec: write = 0n, total_iops_sec: iops = 0n, read_iops_sec: readOps = 0n, write_iops_sec: writeOps = 0n } = disk.iotune;
  if (bytes > 0n && (read > 0n || write > 0n)) throw qemuError('invalid-arg', 'total and read/write of bytes_sec cannot be set at the same time');
  if (iops > 0n && (readOps > 0n || writeOps > 0n)) throw qemuError('invalid-arg', 'total and read/write of iops_sec cannot be set at the same time');
}

/** A disk by its target, or by what is behind it. @throws invalid-arg */
export function findDisk({ devices: { disks } }: DomainDef, name: string): Disk {
  const found = disks.find(({ target }) => target?.dev === name) ?? disks.find((disk) => name.startsWith('/') && diskPath(disk) === name);
  if (found === undefined) throw qemuError('invalid-arg', `invalid path ${name} not assigned to domain`);
  return found;
}

async function countersOf(state: EmbedState, dom: DomainRef, path: string): Promise<BlockCounters> {
  const machine = await state.require(dom);
  const all = await blockStatsOf(machine.monitor());
  if (path === '') return [...all.values()].reduce((sum, each) => ({ ...sum, rdReqs: sum.rdReqs + each.rdReqs, rdBytes: sum.rdBytes + each.rdBytes, rdTimeNs: sum.rdTimeNs + each.rdTimeNs, wrReqs: sum.wrReqs + each.wrReqs, wrBytes: sum.wrBytes + each.wrBytes, wrTimeNs: sum.wrTimeNs + each.wrTimeNs, flushReqs: sum.flushReqs + each.flushReqs, flushTimeNs: sum.flushTimeNs + each.flushTimeNs }));
  const counters = all.get(findDisk(machine.def, path).alias ?? '');
  if (counters === undefined) throw qemuError('internal-error', `cannot find statistics for device '${path}'`);
  return counters;
}

/** The name of the node that a disk's device reads from. */
async function nodeOf(machine: Machine, { alias = '' }: Disk): Promise<string> {
  const blocks = Reply.list('query-block', await machine.monitor().execute('query-block'));
  const node = blocks.find((each) => aliasOf(each.stringOr('qdev')) === alias)?.objectOr('inserted')?.stringOr('node-name');
  if (node === undefined) throw qemuError('operation-failed', `the drive '${alias}' is empty`);
  return node;
}

async function qdevOf(monitor: ReturnType<Machine['monitor']>, { alias = '' }: Disk): Promise<string> {
  const blocks = Reply.list('query-block', await monitor.execute('query-block'));
  return blocks.map((each) => each.stringOr('qdev')).find((qdev) => aliasOf(qdev) === alias) ?? alias;
}

/** Sizes of an image file: what the guest sees, what is written, what the file is long. */
async function imageSizes({ surroundings: { commands, files } }: EmbedState, disk: Disk): Promise<{ readonly allocation: bigint; readonly capacity: bigint; readonly physical: bigint }> {
  const path = disk.source?.type === 'file' || disk.source?.type === 'block' ? diskPath(disk) : undefined;
  if (path === undefined) return { allocation: 0n, capacity: 0n, physical: 0n };
  const [info] = await files.stat([path]);
  if (info === undefined) throw qemuError('system-error', `Cannot access storage file '${path}': No such file or directory`);
  const { code, stdout } = await runCommand(commands, ['qemu-img', 'info', '-U', '--output=json', '-f', disk.driver?.type ?? 'raw', '--', path]);
  const capacity = code === 0 ? new Reply('qemu-img info', JSON.parse(stdout) as never).bigint('virtual-size') : info.sizeBytes;
  return { allocation: info.allocatedBytes, capacity, physical: info.sizeBytes };
}

import type { DomainMethods } from '../../../api/facets/domain.ts';
import type { BlockJobInfo } from '../../../api/records.ts';
import type { DomainRef } from '../../../api/refs.ts';
import { disk as diskLens } from '../../../conf/domain/disk.ts';
import { fileSource, STORAGE_FORMATS, type StorageSource } from '../../../conf/domain/storage-source.ts';
import { parseXml } from '../../../conf/xml/parse-xml.ts';
import {
  DomainBlockCommitFlags as Commit, DomainBlockCopyFlags as Copy, DomainBlockJobAbortFlags as Abort, DomainBlockJobInfoFlags as Info,
  DomainBlockJobSetSpeedFlags as Speed, DomainBlockPullFlags as Pull, DomainBlockRebaseFlags as Rebase,
} from '../../../core/constants.ts';
import { typedValue } from '../../../core/typed-params.ts';
import { VirError } from '../../../core/vir-error.ts';
import { qemuError } from '../../qmp/qmp-error.ts';
import type { CopyTarget, DiskJobs } from './disk-jobs.ts';

/** The methods about block jobs. */
export type DiskJobMethods = Pick<DomainMethods, 'blockPull' | 'blockRebase' | 'blockCommit' | 'blockCopy' | 'blockJobAbort' | 'getBlockJobInfo' | 'blockJobSetSpeed'>;

/** How far the job of a disk is; undefined: there is none. */
export type AskJob = (dom: DomainRef, path: string) => Promise<BlockJobInfo | undefined>;

/** Runs work with the jobs of a machine. */
export type UseJobs = <T>(dom: DomainRef, work: (jobs: DiskJobs) => Promise<T>) => Promise<T>;

const MIB = 1_048_576n;

/**
 * libvirt's methods about block jobs, with their flags and units.
 *
 * @param use Gives the jobs of a machine that runs to some work. @throws operation-invalid when it does not.
 * @param ask Where one can ask without driving the jobs.
 */
export function diskJobMethods(use: UseJobs, ask: AskJob = (dom, path) => use(dom, (jobs) => jobs.info(path))): DiskJobMethods {
  return {
    async blockPull(dom, path, bandwidth, flags = 0) {
      checkFlags(flags, Pull.BANDWIDTH_BYTES, 'qemuDomainBlockPull');
      await use(dom, (jobs) => jobs.pull(path, { speedBytes: bytes(bandwidth, flags, Pull.BANDWIDTH_BYTES) }));
    },
    async blockRebase(dom, path, base, bandwidth, flags = 0) {
      checkFlags(flags, Rebase.SHALLOW | Rebase.REUSE_EXT | Rebase.COPY | Rebase.COPY_RAW | Rebase.COPY_DEV | Rebase.BANDWIDTH_BYTES, 'qemuDomainBlockRebase');
      const speedBytes = bytes(bandwidth, flags, Rebase.BANDWIDTH_BYTES);
      if ((flags & Rebase.COPY) === 0) await use(dom, (jobs) => jobs.pull(path, { base, speedBytes }));
      else await use(dom, (jobs) => jobs.copy(path, rebaseTarget(base, flags), { isShallow: (flags & Rebase.SHALLOW) !== 0, speedBytes }));
    },
    async blockCommit(dom, path, base, top, bandwidth, flags = 0) {
      checkFlags(flags, Commit.SHALLOW | Commit.ACTIVE | Commit.BANDWIDTH_BYTES, 'qemuDomainBlockCommit');
      const speedBytes = bytes(bandwidth, flags, Commit.BANDWIDTH_BYTES);
      await use(dom, (jobs) => {
        const lower = (flags & Commit.SHALLOW) !== 0 && base === undefined ? jobs.imageBelow(path, top) : base;
        return jobs.commit(path, { base: lower, top, speedBytes, isActiveAllowed: (flags & Commit.ACTIVE) !== 0 });
      });
    },
    async blockCopy(dom, path, destxml, params, flags = 0) {
      checkFlags(flags, Copy.SHALLOW | Copy.REUSE_EXT | Copy.TRANSIENT_JOB | Copy.SYNCHRONOUS_WRITES, 'qemuDomainBlockCopy');
      const [bandwidth, granularity, buffer] = ['bandwidth', 'granularity', 'buf-size'].map((field) => typedValue(params, field));
      const target = copyTarget(destxml, (flags & Copy.REUSE_EXT) !== 0);
      await use(dom, (jobs) => jobs.copy(path, target, {
        isShallow: (flags & Copy.SHALLOW) !== 0,
        isSynchronous: (flags & Copy.SYNCHRONOUS_WRITES) !== 0,
        ...(typeof bandwidth === 'bigint' ? { speedBytes: bandwidth } : {}),
        ...(typeof granularity === 'number' && granularity > 0 ? { granularityBytes: granularity } : {}),
        ...(typeof buffer === 'bigint' && buffer > 0n ? { bufferBytes: buffer } : {}),
      }));
    },
    async blockJobAbort(dom, path, flags = 0) {
      checkFlags(flags, Abort.ASYNC | Abort.PIVOT, 'qemuDomainBlockJobAbort');
      await use(dom, (jobs) => jobs.abort(path, { pivot: (flags & Abort.PIVOT) !== 0, isAsync: (flags & Abort.ASYNC) !== 0 }));
    },
    async getBlockJobInfo(dom, path, flags = 0) {
      checkFlags(flags, Info.BANDWIDTH_BYTES, 'qemuDomainGetBlockJobInfo');
      const info = await ask(dom, path);
      if (info === undefined || (flags & Info.BANDWIDTH_BYTES) !== 0) return info;
      return { ...info, bandwidth: (info.bandwidth + MIB - 1n) / MIB };
    },
    async blockJobSetSpeed(dom, path, bandwidth, flags = 0) {
      checkFlags(flags, Speed.DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES, 'qemuDomainBlockJobSetSpeed');
      await use(dom, (jobs) => jobs.setSpeed(path, bytes(bandwidth, flags, Speed.DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES)));
    },
  };
}

/** Bandwidths are MiB a second unless a flag says bytes. */
function bytes(bandwidth: bigint, flags: number, bytesFlag: number): bigint {
  if ((flags & bytesFlag) !== 0) return bandwidth;
  if (bandwidth > 0x7fff_ffff_ffff_ffffn / MIB) throw qemuError('overflow', `bandwidth must be less than ${0x7fff_ffff_ffff_ffffn / MIB}`);
  return bandwidth * MIB;
}

function checkFlags(flags: number, known: number, functionName: string): void {
  const unknown = (flags & ~known) >>> 0;
  if (unknown !== 0) throw new VirError({ code: 'invalid-arg', domain: 'qemu', message: `unsupported flags (0x${unknown.toString(16)}) in function ${functionName}` });
}

/** The `<disk>` of a copy: only its source and its format count. */
function copyTarget(xml: string, isReused: boolean): CopyTarget {
  const { root } = parseXml(xml, { url: '(disk_definition)' });
  const { source, driver } = diskLens.parse(root, { inactive: true }, undefined);
  if (source === undefined) throw qemuError('xml-error', 'missing source of the copy');
  return { source, format: STORAGE_FORMATS.find((word) => word === driver?.type) ?? 'raw', isReused };
}

function rebaseTarget(path: string | undefined, flags: number): CopyTarget {
  if (path === undefined || !path.startsWith('/')) throw qemuError('invalid-arg', 'a copy needs the whole path of its image');
  const source: StorageSource = (flags & Rebase.COPY_DEV) === 0 ? fileSource(path) : blockSource(path);
  return { source, format: (flags & Rebase.COPY_RAW) !== 0 ? 'raw' : 'qcow2', isReused: (flags & Rebase.REUSE_EXT) !== 0 };
}

function blockSource(dev: string): StorageSource {
  const { startupPolicy, index, slices, seclabels, auth, encryption, reservations } = fileSource(undefined);
  return { type: 'block', dev, startupPolicy, index, slices, seclabels, auth, encryption, reservations };
}

import type { DomainRef } from '../../../../drivers/api/refs.ts';
import type { BlockJobInfo, TypedParameter } from '../../../../drivers/api/records.ts';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import {
  DomainBlockCommitFlags as Commit, DomainBlockCopyFlags as Copy, DomainBlockJobAbortFlags as Abort, DomainBlockJobInfoFlags, DomainBlockJobSetSpeedFlags,
  DomainBlockPullFlags, DomainBlockRebaseFlags as Rebase, DomainBlockResizeFlags,
} from '../../../../drivers/core/constants.ts';
import { typed } from '../../../../drivers/core/typed-params.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { prettySize } from '../../storage-words.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { needs, readFile, refuseBoth } from '../../shell/inputs.ts';
import { fault, needed, optional, scaledOf, uintOf, ulongOf } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { printProgress } from '../../terminal/watch-job.ts';
import { bandwidth, readWait, runBlockJob } from './block-job-wait.ts';

const U64_MAX = 0xffff_ffff_ffff_ffffn;
const MIB_LIMIT = 0xffff_ffff_ffff_ffffn >> 20n;
const JOB_NAMES = ['Unknown job', 'Block Pull', 'Block Copy', 'Block Commit', 'Active Block Commit', 'Backup'];

function say(shell: Shell, words: string): void {
  if (shell.options.json) shell.printJson({ status: words.trim() });
  else shell.printExtra(words);
}

const COMMIT_FLAGS = { bytes: Commit.BANDWIDTH_BYTES, shallow: Commit.SHALLOW, delete: Commit.DELETE, 'keep-relative': Commit.RELATIVE } as const;

const blockcommit: Run = async (shell, args) => {
  refuseBoth(args, ['pivot', 'keep-overlay']);
  const [pivot, finish] = [args.has('pivot'), args.has('keep-overlay')];
  const active = args.has('active') || pivot || finish;
  const path = needed(args, 'path');
  const [base, top] = [optional(args, 'base'), optional(args, 'top')];
  const speed = bandwidth(args);
  const flags = flagsOf(args, COMMIT_FLAGS) | (active ? Commit.ACTIVE : 0);
  const { wait, abortFlags } = readWait(args, 'Block commit', args.has('wait') || pivot || finish, '--keep-overlay');
  const domain = await domainOf(shell, args);
  const outcome = await runBlockJob(shell, domain, path, wait, () => callDomain(shell, 'blockCommit', domain, path, base, top, speed, flags));
  if (outcome === 'started') say(shell, active ? 'Active Block Commit started' : 'Block Commit started');
  else if (outcome === 'canceled' || outcome === 'failed') return lost(shell, 'Commit', outcome);
  else if (!active) say(shell, '\nCommit complete');
  else if (pivot) await doPivot(shell, domain, path, abortFlags);
  else if (finish) {
    await explaining(shell, `failed to finish job for disk ${path}`, () => callDomain(shell, 'blockJobAbort', domain, path, abortFlags));
    say(shell, '\nCommit complete, overlay image kept');
  } else say(shell, '\nNow in synchronized phase');
  return true;
};

function lost(shell: Shell, what: string, outcome: 'canceled' | 'failed'): false {
  say(shell, `\n${what} ${outcome === 'canceled' ? 'aborted' : 'failed'}`);
  return false;
}

async function doPivot(shell: Shell, domain: DomainRef, path: string, abortFlags: number): Promise<void> {
  await explaining(shell, `failed to pivot job for disk ${path}`, () => callDomain(shell, 'blockJobAbort', domain, path, abortFlags | Abort.PIVOT));
  say(shell, '\nSuccessfully pivoted');
}

/** What `blockcopy` is asked for. */
interface CopyRequest {
  readonly path: string;
  readonly dest: string | undefined;
  readonly xml: string | undefined;
  readonly format: string | undefined;
  readonly speed: bigint;
  readonly granularity: number;
  readonly bufferBytes: bigint;
}

const COPY_FLAGS = { shallow: Rebase.SHALLOW, 'reuse-external': Rebase.REUSE_EXT, 'transient-job': Copy.TRANSIENT_JOB, 'synchronous-writes': Copy.SYNCHRONOUS_WRITES } as const;

function readCopy(args: CommandArgs): CopyRequest {
  return {
    path: needed(args, 'path'),
    dest: optional(args, 'dest'),
    xml: optional(args, 'xml'),
    format: optional(args, 'format'),
    speed: bandwidth(args),
    granularity: uintOf(args, 'granularity') ?? 0,
    bufferBytes: ulongOf(args, 'buf-size') ?? 0n,
  };
}

function copyParams(args: CommandArgs, { speed, granularity, bufferBytes }: CopyRequest): readonly TypedParameter[] {
  if (speed !== 0n && !args.has('bytes') && speed > MIB_LIMIT) throw fault(`bandwidth must be less than ${MIB_LIMIT}`);
  return [
    ...(speed === 0n ? [] : [typed.ullong('bandwidth', args.has('bytes') ? speed : speed << 20n)]),
    ...(granularity === 0 ? [] : [typed.uint('granularity', granularity)]),
    ...(bufferBytes === 0n ? [] : [typed.ullong('buf-size', bufferBytes)]),
  ];
}

function destXml(args: CommandArgs, { dest, format }: CopyRequest): string {
  const isBlock = args.has('blockdev');
  const source = dest === undefined ? '' : `  <source ${isBlock ? 'dev' : 'file'}='${escapeXml(dest)}'/>\n`;
  const driver = format === undefined ? '' : `  <driver type='${escapeXml(format)}'/>\n`;
  return `<disk type='${isBlock ? 'block' : 'file'}'>\n${source}${driver}</disk>\n`;
}

const blockcopy: Run = async (shell, args) => {
  const request = readCopy(args);
  const [pivot, finish] = [args.has('pivot'), args.has('finish')];
  const limit = readWait(args, 'Block Copy', args.has('wait') || pivot || finish);
  refuseBoth(args, ['dest', 'xml'], ['format', 'xml'], ['blockdev', 'xml'], ['pivot', 'finish']);
  if (request.dest === undefined && request.xml === undefined) throw fault('need either --dest or --xml');
  const { wait, abortFlags } = limit.wait === undefined ? readWait(args, 'Block Copy', false, '--finish') : limit;
  const domain = await domainOf(shell, args);
  const xml = request.xml === undefined ? undefined : readFile(request.xml);
  const { path, format, granularity, bufferBytes } = request;
  const isNew =
    granularity !== 0 || bufferBytes !== 0n || (format !== undefined && format !== 'raw') || xml !== undefined ||
    ['transient-job', 'synchronous-writes', 'print-xml'].some((name) => args.has(name));
  if (isNew && args.has('print-xml')) {
    copyParams(args, request);
    shell.print(xml ?? destXml(args, request));
    return true;
  }
  const start = (): Promise<void> => (isNew ? copyByXml(shell, args, domain, request, xml) : copyByRebase(shell, args, domain, request));
  const outcome = await runBlockJob(shell, domain, path, wait, start);
  if (outcome === 'started') say(shell, 'Block Copy started');
  else if (outcome === 'canceled' || outcome === 'failed') return lost(shell, 'Copy', outcome);
  else if (pivot) await doPivot(shell, domain, path, abortFlags);
  else if (finish) {
    await explaining(shell, `failed to finish job for disk ${path}`, () => callDomain(shell, 'blockJobAbort', domain, path, abortFlags));
    say(shell, '\nSuccessfully copied');
  } else say(shell, '\nNow in mirroring phase');
  return true;
};

function copyByXml(shell: Shell, args: CommandArgs, domain: DomainRef, request: CopyRequest, xml: string | undefined): Promise<void> {
  return callDomain(shell, 'blockCopy', domain, request.path, xml ?? destXml(args, request), copyParams(args, request), flagsOf(args, COPY_FLAGS));
}

function copyByRebase(shell: Shell, args: CommandArgs, domain: DomainRef, { path, dest, format, speed }: CopyRequest): Promise<void> {
  const flags = flagsOf(args, { ...COPY_FLAGS, blockdev: Rebase.COPY_DEV, bytes: Rebase.BANDWIDTH_BYTES }) | Rebase.COPY | (format === 'raw' ? Rebase.COPY_RAW : 0);
  return callDomain(shell, 'blockRebase', domain, path, dest, speed, flags);
}

const blockpull: Run = async (shell, args) => {
  needs(args, ['verbose', 'wait'], ['async', 'wait']);
  const path = needed(args, 'path');
  const base = optional(args, 'base');
  const speed = bandwidth(args);
  const { wait } = readWait(args, 'Block Pull', args.has('wait'));
  const domain = await domainOf(shell, args);
  const relative = args.has('keep-relative') ? Rebase.RELATIVE : 0;
  const bytes = args.has('bytes');
  const outcome = await runBlockJob(shell, domain, path, args.has('wait') ? wait : undefined, () =>
    base !== undefined || relative !== 0
      ? callDomain(shell, 'blockRebase', domain, path, base, speed, relative | (bytes ? Rebase.BANDWIDTH_BYTES : 0))
      : callDomain(shell, 'blockPull', domain, path, speed, bytes ? DomainBlockPullFlags.BANDWIDTH_BYTES : 0));
  if (outcome === 'started') say(shell, 'Block Pull started');
  else if (outcome === 'canceled' || outcome === 'failed') return lost(shell, 'Pull', outcome);
  else say(shell, '\nPull complete');
  return true;
};

/** The job on a disk; its bandwidth in bytes/s where the host can say that, else in MiB/s. */
async function jobInfo(shell: Shell, args: CommandArgs, domain: DomainRef, path: string): Promise<{ readonly info: BlockJobInfo | undefined; readonly bytesPerSecond: bigint }> {
  const [raw, bytes] = [args.has('raw'), args.has('bytes')];
  if (bytes || !raw) {
    const info = await attempt(() => callDomain(shell, 'getBlockJobInfo', domain, path, DomainBlockJobInfoFlags.BANDWIDTH_BYTES));
    if (!VirError.is(info)) return { info, bytesPerSecond: info?.bandwidth ?? 0n };
    if (bytes || raw || (info.code !== 'invalid-arg' && info.code !== 'overflow')) throw info;
  }
  const info = await callDomain(shell, 'getBlockJobInfo', domain, path, 0);
  return { info, bytesPerSecond: (info?.bandwidth ?? 0n) << 20n };
}

const blockjob: Run = async (shell, args) => {
  refuseBoth(
    args,
    ['raw', 'abort'], ['raw', 'pivot'], ['raw', 'async'], ['raw', 'bandwidth'],
    ['info', 'abort'], ['info', 'pivot'], ['info', 'async'], ['info', 'bandwidth'],
    ['bytes', 'abort'], ['bytes', 'pivot'], ['bytes', 'async'],
  );
  const domain = await domainOf(shell, args);
  const path = needed(args, 'path');
  if (args.has('bandwidth')) {
    await callDomain(shell, 'blockJobSetSpeed', domain, path, bandwidth(args), args.has('bytes') ? DomainBlockJobSetSpeedFlags.DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES : 0);
    return true;
  }
  if (['abort', 'pivot', 'async'].some((name) => args.has(name))) {
    await callDomain(shell, 'blockJobAbort', domain, path, flagsOf(args, { async: Abort.ASYNC, pivot: Abort.PIVOT }));
    return true;
  }
  const { info, bytesPerSecond } = await jobInfo(shell, args, domain, path);
  if (shell.options.json) shell.printJson(info ?? null);
  else if (info === undefined) {
    if (!args.has('raw')) shell.printExtra(`No current block job for ${path}`);
  } else if (args.has('raw')) shell.print(` type=${JOB_NAMES[info.type] ?? 'Unknown job'}\n bandwidth=${info.bandwidth}\n cur=${info.cur}\n end=${info.end}\n`);
  else {
    printProgress(shell, JOB_NAMES[info.type] ?? 'Unknown job', info.end - info.cur, info.end);
    if (bytesPerSecond !== 0n) shell.print(`    Bandwidth limit: ${bytesPerSecond} bytes/s (${prettySize(bytesPerSecond, 3)}/s)`);
    shell.print('\n');
  }
  return true;
};

const blockresize: Run = async (shell, args) => {
  const path = needed(args, 'path');
  const bytes = scaledOf(args, 'size', 1024n, U64_MAX) ?? 0n;
  const isWhole = bytes % 1024n === 0n;
  const domain = await domainOf(shell, args);
  await explaining(shell, `Failed to resize block device '${path}'`, () =>
    callDomain(shell, 'blockResize', domain, path, isWhole ? bytes / 1024n : bytes, isWhole ? 0 : DomainBlockResizeFlags.BYTES));
  say(shell, `Block device '${path}' is resized`);
  return true;
};

const domblkthreshold: Run = async (shell, args) => {
  const device = needed(args, 'dev');
  const threshold = scaledOf(args, 'threshold', 1n, U64_MAX) ?? 0n;
  const domain = await domainOf(shell, args);
  await callDomain(shell, 'setBlockThreshold', domain, device, threshold, 0);
  return true;
};

/** @libvirt virsh blockcommit blockcopy blockpull blockjob blockresize domblkthreshold */
export const runs = { blockcommit, blockcopy, blockpull, blockjob, blockresize, domblkthreshold } satisfies Readonly<Record<string, Run>>;

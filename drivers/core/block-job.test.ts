import { afterEach, describe, expect, it } from 'vitest';
import type { CloseReason, Connection } from '../api/connection.ts';
import type { DomainEvent, DomainEventKind } from '../api/events.ts';
import type { BlockJobInfo } from '../api/records.ts';
import type { DomainRef, Uuid } from '../api/refs.ts';
import { BlockJob } from './block-job.ts';
import { blockCommitJob, blockCopyJob, blockPullJob } from './block-jobs.ts';
import { Emitter } from './emitter.ts';
import { libvirtError } from './error-text.ts';
import type { JobProgress } from './job.ts';

const DOM: DomainRef = { name: 'alpha', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const OTHER: DomainRef = { name: 'beta', uuid: '6695eb01-f6a4-8304-79aa-97f2502e1940' as Uuid, id: 2 };
const COMPLETED = 0;
const FAILED = 1;
const CANCELED = 2;
const READY = 3;

/** A hypervisor with one disk, whose block job does what the test says. */
class FakeHypervisor {
  readonly asked: string[] = [];
  readonly closed = new Emitter<CloseReason>();
  info: BlockJobInfo | undefined = { type: 2, bandwidth: 0n, cur: 0n, end: 100n };
  kinds: readonly DomainEventKind[] = ['block-job', 'block-job-2', 'lifecycle'];
  onAbort: (flags: number) => void = () => undefined;
  onStart: () => void = () => undefined;
  failInfo: Error | undefined;
  readonly #listeners = new Map<number, { kind: DomainEventKind; listener: (event: DomainEvent) => void }>();

  get listening(): number {
    return this.#listeners.size;
  }

  say(status: number, disk = 'vda', dom = DOM): void {
    this.emit({ kind: 'block-job-2', dom, disk, type: 2, status });
  }

  emit(event: DomainEvent): void {
    for (const entry of [...this.#listeners.values()]) if (entry.kind === event.kind) entry.listener(event);
  }

  readonly connection: Connection = {
    uri: 'fake:///',
    driver: 'fake',
    readOnly: false,
    facets: {
      connect: {
        domainEventRegisterAny: (kind, _dom, listener) => {
          if (!this.kinds.includes(kind)) return Promise.reject(libvirtError('none', 'no-support'));
          const id = this.asked.length + this.#listeners.size + 100;
          this.#listeners.set(id, { kind, listener });
          return Promise.resolve(id);
        },
        domainEventDeregisterAny: (id) => {
          this.#listeners.delete(id);
          return Promise.resolve();
        },
      },
      domain: {
        getBlockJobInfo: () => (this.failInfo === undefined ? Promise.resolve(this.info) : Promise.reject(this.failInfo)),
        blockJobAbort: (_dom, disk, flags = 0) => {
          this.asked.push(`abort ${disk} ${flags}`);
          this.onAbort(flags);
          return Promise.resolve();
        },
        blockCopy: (_dom, disk, xml) => this.#start(`copy ${disk} ${xml}`),
        blockCommit: (_dom, disk, base, top, bandwidth, flags) => this.#start(`commit ${disk} ${base ?? '-'} ${top ?? '-'} ${bandwidth} ${flags ?? 0}`),
        blockPull: (_dom, disk) => this.#start(`pull ${disk}`),
        blockRebase: (_dom, disk, base) => this.#start(`rebase ${disk} ${base ?? '-'}`),
      },
    },
    supports: () => Promise.resolve({ supported: true }),
    onDidClose: this.closed.event,
    onDidOverflow: new Emitter<void>().event,
    close: () => Promise.resolve(),
  };

  #start(what: string): Promise<void> {
    this.asked.push(what);
    this.onStart();
    return Promise.resolve();
  }
}

let host = new FakeHypervisor();
afterEach(() => {
  expect(host.listening).toBe(0);
  host = new FakeHypervisor();
});

async function withJob(run: (job: BlockJob) => Promise<void>): Promise<void> {
  const job = await BlockJob.begin(host.connection, DOM, 'vda');
  try {
    await run(job);
  } finally {
    await job.end();
  }
}

describe('synchronous handling', () => {
  it('moves at well-defined points only', async () => {
    await withJob(async (job) => {
      host.say(READY);
      host.say(CANCELED, 'vdb');
      host.say(FAILED, 'vda', OTHER);
      expect(job.status).toBe('running');
      expect(job.update()).toBe('ready');
      host.say(COMPLETED);
      host.say(FAILED);
      expect(job.status).toBe('ready');
      expect(await job.wait()).toBe('completed');
      expect(job.update()).toBe('completed');
      host.emit({ kind: 'lifecycle', dom: DOM, event: 5, detail: 0 });
      expect(job.update()).toBe('completed');
    });
  });

  it('misses nothing that comes before one waits, and gives up in time', async () => {
    await withJob(async (job) => {
      expect(await job.wait({ timeoutMs: 20 })).toBeUndefined();
      const stop = new AbortController();
      const waiting = job.wait({ signal: stop.signal });
      stop.abort();
      expect(await waiting).toBeUndefined();
      host.say(READY);
      expect(await job.wait()).toBe('ready');
    });
  });

  it('says that the machine died', async () => {
    await withJob(async (job) => {
      const waiting = job.wait();
      host.emit({ kind: 'lifecycle', dom: OTHER, event: 5, detail: 1 });
      host.emit({ kind: 'lifecycle', dom: DOM, event: 4, detail: 0 });
      host.emit({ kind: 'lifecycle', dom: DOM, event: 5, detail: 1 });
      await expect(waiting).rejects.toMatchObject({ code: 'operation-failed', message: "operation failed: machine 'alpha' ended before the block job on its disk 'vda' did" });
      await expect(job.pivot()).rejects.toMatchObject({ code: 'operation-failed' });
      expect(host.asked).toEqual([]);
    });
  });

  it('says so when the hypervisor tells it by an error', async () => {
    host.failInfo = libvirtError('qemu', 'operation-invalid', 'domain is not running');
    await withJob(async (job) => {
      await expect(job.wait()).rejects.toMatchObject({ message: "operation failed: machine 'alpha' ended before the block job on its disk 'vda' did" });
    });
  });

  it('says that the connection ended', async () => {
    const job = await BlockJob.begin(host.connection, DOM, 'vda');
    const waiting = job.wait();
    host.closed.fire({ kind: 'eof' });
    await expect(waiting).rejects.toMatchObject({ message: "operation failed: nothing is known of the block job on disk 'vda' of 'alpha' any more: the connection has ended" });
    await job.end();
    host = new FakeHypervisor();
  });

  it('does without events', async () => {
    host.kinds = [];
    host.info = { type: 2, bandwidth: 0n, cur: 100n, end: 100n };
    await withJob(async (job) => {
      expect(await job.wait()).toBe('ready');
      host.info = undefined;
      expect(await job.wait()).toBe('completed');
    });
  });

  it('cancels and pivots cleanly', async () => {
    host.onAbort = (flags) => {
      setTimeout(() => { host.say((flags & 2) === 2 ? COMPLETED : CANCELED); }, 5);
    };
    await withJob(async (job) => {
      host.say(READY);
      await job.pivot();
      expect(job.status).toBe('completed');
      expect(await job.cancel()).toBe('completed');
    });
    await withJob(async (job) => {
      expect(await job.cancel()).toBe('canceled');
    });
    expect(host.asked).toEqual(['abort vda 3', 'abort vda 1']);
    host.onAbort = () => { host.say(FAILED); };
    await withJob(async (job) => {
      await expect(job.pivot()).rejects.toMatchObject({ message: "operation failed: the block job on disk 'vda' of 'alpha' ended as failed instead of pivot" });
    });
  });
});

describe('block jobs', () => {
  it('copy and pivot, with progress that ends when it is done', async () => {
    const seen: JobProgress[] = [];
    host.onStart = () => {
      host.info = { type: 2, bandwidth: 0n, cur: 100n, end: 100n };
      setTimeout(() => { host.say(READY); }, 20);
    };
    host.onAbort = () => { host.say(COMPLETED); };
    const job = blockCopyJob(host.connection, DOM, 'vda', { destXml: '<disk/>', then: 'pivot' });
    job.onDidChange(() => seen.push(job.progress));
    expect(await job.result).toBe('completed');
    expect(host.asked).toEqual(['copy vda <disk/>', 'abort vda 3']);
    expect(seen[0]).toEqual({ done: 99, total: 100, unit: 'bytes', phase: 'copying' });
    expect(seen.at(-1)).toMatchObject({ done: 100, total: 100 });
    expect(job.state).toBe('done');
  });

  it('commit the active image, and leave a mirror running', async () => {
    host.onStart = () => { host.say(READY); };
    host.onAbort = () => { host.say(CANCELED); };
    expect(await blockCommitJob(host.connection, DOM, 'vda', { base: '/b', then: 'finish', bandwidth: 5n }).result).toBe('canceled');
    expect(await blockCopyJob(host.connection, DOM, 'vda', { destXml: 'x', then: 'leave' }).result).toBe('ready');
    expect(host.asked).toEqual(['commit vda /b - 5 4', 'abort vda 1', 'copy vda x']);
  });

  it('pull, all or to a base', async () => {
    host.onStart = () => { host.say(COMPLETED); };
    expect(await blockPullJob(host.connection, DOM, 'vda').result).toBe('completed');
    expect(await blockPullJob(host.connection, DOM, 'vda', { base: '/b' }).result).toBe('completed');
    expect(host.asked).toEqual(['pull vda', 'rebase vda /b']);
  });

  it('are cancelled, and fail, in words', async () => {
    host.onAbort = () => { host.say(CANCELED); };
    const cancelled = blockPullJob(host.connection, DOM, 'vda');
    setTimeout(() => { cancelled.cancel(); }, 10);
    await expect(cancelled.result).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(cancelled.state).toBe('cancelled');
    expect(host.asked.at(-1)).toBe('abort vda 1');
    host.onStart = () => { host.say(FAILED); };
    await expect(blockPullJob(host.connection, DOM, 'vda').result).rejects.toMatchObject({ code: 'operation-failed', message: "operation failed: the block job on disk 'vda' ended as failed" });
  });
});

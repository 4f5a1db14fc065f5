import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainEvent } from '../../api/events.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { filesHere } from '../../transport/exec/files-here.ts';
import { EventLog } from './event-log.ts';

const DOM: DomainRef = { name: 'web', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };

describe('the log of events', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vireo-event-log-'));
    file = path.join(folder, 'events.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const grown = (kib: bigint): DomainEvent => ({ kind: 'balloon-change', dom: DOM, actualKiB: kib });

  it('gives back what was written, large integers too', async () => {
    const log = new EventLog(filesHere, file);
    await log.append([{ timeMs: 1, event: undefined, text: 'begun' }]);
    await log.append([{ timeMs: 2, event: grown(2n ** 60n), text: undefined }]);
    expect(await log.read(10)).toEqual([{ timeMs: 1, event: undefined, text: 'begun' }, { timeMs: 2, event: grown(2n ** 60n), text: undefined }]);
    expect(await log.read(1)).toHaveLength(1);
  });

  it('leaves out what a kill has cut off, and nothing else', async () => {
    const log = new EventLog(filesHere, file);
    await log.append([{ timeMs: 1, event: undefined, text: 'one' }]);
    await appendFile(file, '{"timeMs":2,"te');
    await log.append([{ timeMs: 3, event: undefined, text: 'three' }]);
    expect((await log.read(10)).map(({ text }) => text)).toEqual(['one', 'three']);
  });

  it('never grows beyond its bound, and keeps the newest', async () => {
    const log = new EventLog(filesHere, file, 500);
    for (let at = 0; at < 60; at++) await log.append([{ timeMs: at, event: undefined, text: `number ${at}` }]);
    expect((await stat(file)).size).toBeLessThanOrEqual(500);
    expect((await stat(`${file}.1`)).size).toBeLessThanOrEqual(500);
    const times = (await log.read(1000)).map(({ timeMs }) => timeMs);
    expect(times.at(-1)).toBe(59);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

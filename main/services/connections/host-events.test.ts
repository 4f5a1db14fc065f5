import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainEvent } from '../../../drivers/api/events.ts';
import type { LoggedEvent } from '../../../drivers/api/extras.ts';
import type { DomainRef, Uuid } from '../../../drivers/api/refs.ts';
import type { MachineUuid } from '../../contract/ids.ts';
import { readHostEvents } from './host-events.ts';

const WEB: DomainRef = { name: 'web', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const DB: DomainRef = { name: 'db', uuid: '7695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 2 };

const hostWith = (log: readonly LoggedEvent[]): Connection => ({ extras: { eventLog: { readAll: (most: number) => Promise.resolve(log.slice(-most)) } } }) as unknown as Connection;
const logged = (...events: readonly DomainEvent[]): readonly LoggedEvent[] => events.map((event, at) => ({ timeMs: 1000 + at, event, text: undefined }));
const textsOf = async (...events: readonly DomainEvent[]): Promise<readonly string[]> => ((await readHostEvents(hostWith(logged(...events)), undefined, 100))?.events ?? []).map(({ mark, text }) => `${mark} ${text}`).reverse();

describe('events of a host', () => {
  it('are none where the host keeps no log', async () => {
    expect(await readHostEvents({ extras: undefined } as unknown as Connection, undefined, 10)).toBeUndefined();
  });

  it('come in words, with how they leave the machine', async () => {
    expect(await textsOf(
      { kind: 'lifecycle', dom: WEB, event: 2, detail: 0 },
      { kind: 'lifecycle', dom: WEB, event: 3, detail: 2 },
      { kind: 'lifecycle', dom: WEB, event: 6, detail: 1 },
      { kind: 'lifecycle', dom: WEB, event: 5, detail: 2 },
      { kind: 'lifecycle', dom: WEB, event: 4, detail: 3 },
      { kind: 'lifecycle', dom: WEB, event: 99, detail: 1 },
    )).toEqual(['begun event.started', 'trouble event.pausedIoError', 'ended event.poweredOffByGuest', 'trouble event.crashed', 'begun event.resumed', 'told event.other']);
  });

  it('tell a start once', async () => {
    expect(await textsOf({ kind: 'lifecycle', dom: WEB, event: 2, detail: 0 }, { kind: 'lifecycle', dom: WEB, event: 4, detail: 0 }, { kind: 'lifecycle', dom: DB, event: 4, detail: 0 })).toEqual(['begun event.started', 'begun event.resumed']);
  });

  it('name disks, drives and devices', async () => {
    const found = await readHostEvents(hostWith(logged(
      { kind: 'io-error-reason', dom: WEB, srcPath: '/a', devAlias: 'virtio-disk0', action: 1, reason: 'enospc' },
      { kind: 'block-job-2', dom: WEB, disk: 'vda', type: 1, status: 1 },
      { kind: 'disk-change', dom: WEB, oldSrcPath: undefined, newSrcPath: '/cd.iso', devAlias: 'sata0-0-0', reason: 0 },
      { kind: 'disk-change', dom: WEB, oldSrcPath: '/gone', newSrcPath: undefined, devAlias: 'sata0-0-0', reason: 1 },
      { kind: 'tray-change', dom: WEB, devAlias: 'sata0-0-0', reason: 1 },
      { kind: 'balloon-change', dom: WEB, actualKiB: 1n },
    )), undefined, 100);
    expect(found?.events.map(({ text, values }) => ({ text, values })).reverse()).toEqual([
      { text: 'event.ioErrorReason', values: { path: '/a', reason: 'enospc' } },
      { text: 'event.jobFailed', values: { disk: 'vda' } },
      { text: 'event.diskChanged', values: { device: 'sata0-0-0', path: '/cd.iso' } },
      { text: 'event.diskDropped', values: { device: 'sata0-0-0', path: '/gone' } },
      { text: 'event.trayClosed', values: { device: 'sata0-0-0' } },
    ]);
  });

  it('are those of one machine where only that is asked for, the newest first, and say that there are more', async () => {
    const log: readonly LoggedEvent[] = [
      { timeMs: 1, event: undefined, text: 'the keeper has started' },
      { timeMs: 2, event: { kind: 'lifecycle', dom: WEB, event: 2, detail: 0 }, text: undefined },
      { timeMs: 3, event: { kind: 'lifecycle', dom: DB, event: 2, detail: 0 }, text: undefined },
      { timeMs: 4, event: { kind: 'lifecycle', dom: WEB, event: 5, detail: 1 }, text: undefined },
    ];
    const web = await readHostEvents(hostWith(log), WEB.uuid as string as MachineUuid, 1);
    expect(web).toMatchObject({ more: true, events: [{ timeMs: 4, machine: { name: 'web' }, text: 'event.forcedOff' }] });
    const all = await readHostEvents(hostWith(log), undefined, 10);
    expect(all?.events.map(({ timeMs }) => timeMs)).toEqual([4, 3, 2, 1]);
    expect(all?.events.at(-1)).toMatchObject({ machine: undefined, text: 'event.keeper', values: { words: 'the keeper has started' } });
  });
});

import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { Extras, HistoryRequest } from '../../../drivers/api/extras.ts';
import type { DomainRef, Uuid } from '../../../drivers/api/refs.ts';
import { keptSpans, readPast } from './past.ts';

const ref: DomainRef = { name: 'web', uuid: '00000000-0000-4000-8000-000000000001' as Uuid, id: 1 };
const live = (extras?: Extras): Parameters<typeof readPast>[0] => ({ connection: { uri: 'x', readOnly: false, ...(extras === undefined ? {} : { extras }) } as unknown as Connection, ref, entry: { memoryKiB: 2048 } });

describe('what a host has kept', () => {
  it('becomes the lines of the graphs, holes included', async () => {
    const asked: HistoryRequest[] = [];
    const answer = { stepS: 20, timesMs: [1000, 21_000], series: { cpu: [12.5, undefined], memory: [100, 200], received: [1, 2] } };
    const host = live({
      history: {
        listSpans: () => Promise.resolve([{ stepS: 20, keptS: 3600 }]),
        readDomain: (_dom, request) => {
          asked.push(request);
          return Promise.resolve(answer);
        },
      },
    });
    expect(await keptSpans(host)).toEqual([{ stepS: 20, keptS: 3600 }]);
    expect(await readPast(host, 60_000, 100_000)).toEqual({
      stepS: 20,
      times: [1000, 21_000],
      memoryTotalBytes: 2_097_152,
      series: [
        { id: 'cpu.total', label: '', unit: 'percent', values: [12.5, Number.NaN] },
        { id: 'memory.used', label: '', unit: 'bytes', values: [102_400, 204_800] },
        { id: 'net.total.rx', label: '', unit: 'bytesPerSecond', values: [1, 2] },
      ],
    });
    expect(asked).toEqual([{ fromMs: 40_000, toMs: 100_000 }]);
  });

  it('is nothing where the driver cannot tell', async () => {
    expect(await keptSpans(live())).toEqual([]);
    await expect(readPast(live(), 1000, 2000)).rejects.toMatchObject({ code: 'no-support' });
  });
});

import { describe, expect, it } from 'vitest';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import { createTranslator } from '../../i18n/translator.ts';
import { fileName } from './save-file.ts';
import { lastScreens } from './last-screens.ts';
import { bestConsole } from './use-console-list.ts';
import { describeFacts } from './console-status.tsx';

const info = (kind: ConsoleInfo['kind'], usable: boolean): ConsoleInfo => ({ id: kind, kind, label: kind, usable, reason: undefined, values: {}, canAddVnc: false });

describe('which console comes first', () => {
  it('is a display, else a serial line, else pictures, else the one that says why not', () => {
    expect(bestConsole([info('serial', true), info('vnc', true)])?.id).toBe('vnc');
    expect(bestConsole([info('vnc', false), info('screenshots', true), info('serial', true)])?.id).toBe('serial');
    expect(bestConsole([info('spice', false), info('screenshots', true)])?.id).toBe('screenshots');
    expect(bestConsole([info('spice', false)])?.id).toBe('spice');
    expect(bestConsole([])).toBeUndefined();
  });
});

describe("a picture's file name", () => {
  it('sorts by time and leads nowhere else', () => {
    const time = new Date(2026, 10, 2, 4, 5, 6);
    expect(fileName('web-01', time, 'png')).toBe('web-01 2026-11-02 04.05.06.png');
    expect(fileName('../../etc/passwd', time, 'png')).toBe('__.._etc_passwd 2026-11-02 04.05.06.png');
    expect(fileName('naïve 机器', time, 'txt')).toBe('naïve 机器 2026-11-02 04.05.06.txt');
  });
});

describe('last pictures', () => {
  it('are kept for the machines seen last', () => {
    for (let at = 0; at < 30; at += 1) lastScreens.put(`m${at}`, new Blob([String(at)]), at);
    lastScreens.put('m29', new Blob(['new']), 99);
    const kept = lastScreens.store.getState();
    expect(kept.size).toBe(24);
    expect(kept.has('m5')).toBe(false);
    expect(kept.get('m29')?.timeMs).toBe(99);
  });
});

describe('the facts of a console', () => {
  const tr = createTranslator('en');
  it('are size, way and answer', () => {
    expect(describeFacts(tr, { kind: 'vnc', path: 'over ssh', widthPx: 1024, heightPx: 576, roundTripMs: 17.6 })).toBe('\u20661024 × 576\u2069, VNC over ssh, 18 ms');
    expect(describeFacts(tr, { kind: 'serial', path: 'direct', widthPx: 80, heightPx: 24, roundTripMs: undefined })).toBe('\u206680 × 24\u2069, serial');
    expect(describeFacts(tr, { kind: 'vnc', path: 'direct', widthPx: undefined, heightPx: undefined, roundTripMs: 0.2 })).toBe('VNC, 1 ms');
  });
});

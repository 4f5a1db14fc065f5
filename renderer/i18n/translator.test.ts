import { describe, expect, it } from 'vitest';
import { MESSAGE_VALUES } from '../../main/contract/message-keys.ts';
import { en } from '../messages/en.ts';
import { activityTexts } from '../messages/en/activity.ts';
import { consoleTexts } from '../messages/en/console.ts';
import { dialogs } from '../messages/en/dialogs.ts';
import { emitted } from '../messages/en/emitted.ts';
import { frame } from '../messages/en/frame.ts';
import { hardwareTexts } from '../messages/en/hardware.ts';
import { imageTexts } from '../messages/en/images.ts';
import { machines } from '../messages/en/machines.ts';
import { snapshotTexts } from '../messages/en/snapshots.ts';
import { xmlTexts } from '../messages/en/xml.ts';
import { formatAge, formatBytes, formatDuration, formatPartOf, formatPercent, formatRate } from './format.ts';
import { createTranslator, type Message } from './translator.ts';

const tr = createTranslator('en');
const texts = (message: Message): readonly string[] => (typeof message === 'string' ? [message] : [message.other, ...(message.one === undefined ? [] : [message.one])]);
const names = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
const MIB = 2 ** 20;

describe('the catalogue', () => {
  it('has every key that main sends, and uses only the values that come with it', () => {
    const wrong = Object.entries(MESSAGE_VALUES).flatMap(([key, values]) => {
      const message: Message | undefined = (emitted as Readonly<Record<string, Message>>)[key];
      if (message === undefined) return [`${key} is missing`];
      const allowed: readonly string[] = values;
      return texts(message).flatMap((text) => names(text)).filter((name) => !allowed.includes(name)).map((name) => `${key} has no value ${name}`);
    });
    expect(wrong).toEqual([]);
  });
  it('has no key twice among its areas', () => {
    const all = [emitted, frame, machines, dialogs, consoleTexts, snapshotTexts, hardwareTexts, imageTexts, xmlTexts, activityTexts].flatMap((area) => Object.keys(area));
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
    expect(all.length).toBe(Object.keys(en).length);
  });
  it('speaks as people do: no exclamation mark, no "please", no "successfully"', () => {
    const loud = Object.entries<Message>(en).filter(([, message]) => texts(message).some((text) => /!|\bplease\b|successfully/i.test(text)));
    expect(loud).toEqual([]);
  });
});

describe('the translator', () => {
  it('fills values and counts', () => {
    expect(tr.t('tabs.close', { name: 'web-01' })).toBe('Close web-01');
    expect(tr.t('table.shown', { shown: 42, count: 1204 })).toBe('42 of 1,204');
    expect(tr.t('delete.okDisks', { count: 1 })).toBe('Delete machine and 1 disk');
    expect(tr.t('delete.okDisks', { count: 2 })).toBe('Delete machine and 2 disks');
  });
  it('shows a key that it does not know, and a value that is not given', () => {
    expect(tr.tKey('hint.fromTheFuture')).toBe('hint.fromTheFuture');
    expect(tr.tKey('task.start')).toBe('Start {name}');
    expect(tr.tKey('toString')).toBe('toString');
  });
  it('makes words longer in the pseudo-locale, and leaves values alone', () => {
    const text = createTranslator('en-XA').t('tabs.close', { name: 'web-01' });
    expect(text).toMatch(/^\[.*web-01.*~+\]$/);
    expect(text).not.toContain('Close');
  });
  it('isolates what runs the other way', () => {
    const rtl = createTranslator('ar-XB');
    expect(rtl.dir).toBe('rtl');
    expect(rtl.t('tabs.close', { name: 'web-01' })).toBe('\u2068Close \u2068web-01\u2069\u2069');
  });
});

describe('figures', () => {
  it('are short, with binary units', () => {
    expect([0, 512, 340 * 1024, 1.2 * 2 ** 30, 999 * MIB, 1023 * MIB, Number.NaN].map((bytes) => formatBytes(tr, bytes))).toEqual(['0 B', '512 B', '340 KiB', '1.2 GiB', '999 MiB', '1 GiB', '–']);
    expect(formatRate(tr, 9.6 * MIB)).toBe('9.6 MiB/s');
    expect(formatPercent(tr, 41.4)).toBe('41 %');
    expect(formatPartOf(tr, 1.1 * 2 ** 30, 2 * 2 ** 30)).toBe('1.1 / 2 GiB');
    expect(formatPartOf(tr, Number.NaN, 8 * 2 ** 30)).toBe('– / 8 GiB');
  });
  it('tell age and duration in one unit', () => {
    expect([0, 14_000, 180_000, 7_200_000, 4 * 86_400_000].map((ms) => formatAge(tr, 0, ms))).toEqual(['just now', '14 s ago', '3 min ago', '2 h ago', '4 days ago']);
    expect([12_000, 240_000, 12_000_000, 23 * 86_400_000].map((ms) => formatDuration(tr, ms))).toEqual(['12 s', '4 min', '3 h 20 min', '23 days']);
  });
});

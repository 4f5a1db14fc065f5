import type { Translator } from './translator.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
/** What stands where a figure is not known. */
export const NO_VALUE = '–';

function scaled(bytes: number, floor = 0): { readonly value: number; readonly unit: string; readonly power: number } {
  let power = floor;
  let value = bytes / 1024 ** floor;
  while (Math.abs(value) >= 999.5 && power < UNITS.length - 1) {
    value /= 1024;
    power += 1;
  }
  return { value, unit: UNITS[power] ?? 'B', power };
}

function digits(value: number, power: number): Intl.NumberFormatOptions {
  const fraction = power > 0 && Math.abs(value) < 9.95 && value !== 0 ? 1 : 0;
  return { maximumFractionDigits: fraction };
}

/** `1.2 GiB`, `340 KiB`, `0 B`. */
export function formatBytes(tr: Translator, bytes: number): string {
  if (!Number.isFinite(bytes)) return NO_VALUE;
  const { value, unit, power } = scaled(bytes);
  return tr.isolate(bytesText(tr, value, unit, power));
}

const bytesText = (tr: Translator, value: number, unit: string, power: number): string => `${tr.numbers(digits(value, power)).format(value)} ${unit}`;

/** `340 KiB/s`. */
export function formatRate(tr: Translator, bytesPerSecond: number): string {
  if (!Number.isFinite(bytesPerSecond)) return NO_VALUE;
  const { value, unit, power } = scaled(bytesPerSecond);
  return tr.isolate(`${bytesText(tr, value, unit, power)}/s`);
}

/** `41 %`. */
export function formatPercent(tr: Translator, percent: number): string {
  return Number.isFinite(percent) ? tr.isolate(`${tr.numbers({ maximumFractionDigits: 0 }).format(percent)} %`) : NO_VALUE;
}

/** `1.1 / 2 GiB`: both in the unit of the whole. A part that is not known is a dash. */
export function formatPartOf(tr: Translator, partBytes: number, wholeBytes: number): string {
  if (!(wholeBytes > 0)) return formatBytes(tr, partBytes);
  const { value, unit, power } = scaled(wholeBytes);
  const number = tr.numbers({ maximumFractionDigits: 1 });
  const fraction = power > 2 && value < 100 ? 1 : 0;
  const part = Number.isFinite(partBytes) ? tr.numbers({ minimumFractionDigits: fraction, maximumFractionDigits: fraction }).format(partBytes / 1024 ** power) : NO_VALUE;
  return tr.isolate(`${part} / ${number.format(value)} ${unit}`);
}

/** How long ago: `just now`, `14 s ago`, `3 min ago`, `2 h ago`, `4 days ago`. */
export function formatAge(tr: Translator, thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - thenMs) / 1000));
  if (seconds < 5) return tr.t('age.now');
  if (seconds < 60) return tr.t('age.seconds', { count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return tr.t('age.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? tr.t('age.hours', { count: hours }) : tr.t('age.days', { count: Math.floor(hours / 24) });
}

/** How long: `12 s`, `4 min`, `3 h 20 min`, `23 days`. */
export function formatDuration(tr: Translator, durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return tr.t('duration.seconds', { count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return tr.t('duration.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return tr.t('duration.hours', { count: hours, minutes: minutes % 60 });
  return tr.t('duration.days', { count: Math.floor(hours / 24) });
}

/** The whole value, for hovering: `1,288,490,189 bytes`. */
export function formatExactBytes(tr: Translator, bytes: number): string {
  return tr.t('unit.exactBytes', { count: Math.round(bytes) });
}

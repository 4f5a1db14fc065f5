import { confError } from './conf-error.ts';

const SUFFIXES = 'kmgtpe';

/**
 * A number of bytes from a value and its unit, as libvirt scales: `KiB`, `K` and `k` are 1024, `KB` is 1000, no unit is `defaultScale`.
 *
 * @throws VirError `invalid-arg` for an unknown unit, `overflow` when it does not fit `limit`.
 */
export function scaleBytes(value: bigint, unit: string | undefined, defaultScale: bigint, limit = 0xffff_ffff_ffff_ffffn): bigint {
  const scale = unit === undefined || unit === '' ? defaultScale : scaleOf(unit);
  if (value > limit / scale) throw confError('overflow', `value too large: ${value}${unit ?? ''}`, 'none');
  return value * scale;
}

function scaleOf(unit: string): bigint {
  const lower = unit.toLowerCase();
  if (lower === 'b' || lower === 'byte' || lower === 'bytes') return 1n;
  const power = SUFFIXES.indexOf(lower.charAt(0)) + 1;
  const rest = lower.slice(1);
  const base = rest === '' || rest === 'ib' ? 1024n : rest === 'b' ? 1000n : undefined;
  if (power === 0 || base === undefined) throw confError('invalid-arg', `unknown suffix '${unit}'`, 'none');
  return base ** BigInt(power);
}

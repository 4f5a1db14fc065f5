import { fault } from './shell/values.ts';

/** `average,peak,burst,floor`: KiB/s, KiB/s, KiB, KiB/s; 0 is not given. */
export interface Rate {
  readonly average: bigint;
  readonly peak: bigint;
  readonly burst: bigint;
  readonly floor: bigint;
}

const FIELDS = ['average', 'peak', 'burst', 'floor'] as const;
const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** @throws fault when it is malformed. */
export function parseRate(rate: string): Rate {
  const words = rate.split(',');
  if (words.length > FIELDS.length) throw fault(`Rate string '${rate}' has too many fields`);
  const numbers = FIELDS.map((field, index) => {
    const word = words[index] ?? '';
    if (word === '') return 0n;
    if (!/^\s*\+?\d+$/.test(word) || BigInt(word.trim().replace('+', '')) > U64_MAX) throw fault(`field '${field}' is malformed`);
    return BigInt(word.trim().replace('+', ''));
  });
  const [average = 0n, peak = 0n, burst = 0n, floor = 0n] = numbers;
  return { average, peak, burst, floor };
}

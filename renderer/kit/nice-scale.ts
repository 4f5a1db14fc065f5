/** The top of a scale for values of bytes: the next power-of-two step that people read easily, as 16 or 32 MiB. */
export function niceBytesTop(max: number): number {
  if (!(max > 0)) return 1024;
  return 2 ** Math.ceil(Math.log2(max));
}

/** The top of a scale in per cent: always the whole. */
export const PERCENT_TOP = 100;

import { describe, expect, it } from 'vitest';
import { allCpus, cpuMapOf, cpusOf, formatCpuSet, parseCpuSet } from './cpu-set.ts';

describe('sets of CPUs', () => {
  it.each([
    ['0', [0], '0'],
    ['0-3,^2,8', [0, 1, 3, 8], '0-1,3,8'],
    [' 5 , 4', [4, 5], '4-5'],
  ])('%s', (text, cpus, canonical) => {
    expect(parseCpuSet(text)).toEqual(cpus);
    expect(formatCpuSet(cpus)).toBe(canonical);
    expect(cpusOf(cpuMapOf(cpus, 16))).toEqual(cpus);
  });

  it('refuses what is no set', () => {
    for (const text of ['', 'a', '1-', '1,,2', '-1']) expect(() => parseCpuSet(text)).toThrow(/Failed to parse bitmap/);
  });

  it('is as long as the host needs', () => {
    expect(allCpus(9)).toEqual(Uint8Array.of(0xff, 1));
    expect(cpuMapOf([0], 17)).toHaveLength(3);
  });
});

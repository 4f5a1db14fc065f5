import { describe, expect, it } from 'vitest';
import { parseArmCpuinfo, parsePpcCpuinfo } from './parse-cpuinfo.ts';

describe('parsePpcCpuinfo, parseArmCpuinfo', () => {
  it('read one processor a paragraph', () => {
    const text = 'processor\t: 0\ncpu\t\t: POWER9\nrevision\t: 2.2\n\nprocessor\t: 1\ncpu\t\t: POWER9\nrevision\t: 2.2\n';
    expect(parsePpcCpuinfo(text).processors).toEqual([0, 1].map((number) => ({ socket_destination: String(number), type: 'POWER9', version: '2.2' })));
  });

  it.each(['', 'processor', 'processor: 0', 'a : b\nprocessor\n', 'model name : x\nprocessor\nprocessor'])('end with %j', (text) => {
    expect(parsePpcCpuinfo(text).processors.length).toBeLessThan(3);
    expect(parseArmCpuinfo(text).processors.length).toBeLessThan(3);
  });
});

import { describe, expect, it } from 'vitest';
import { randomUuid } from '../../../drivers/core/uuid.ts';
import { loadsBetween } from './domtop.ts';
import { cgroupControllers, isAtLeast } from './host-checks.ts';

describe('what a host offers', () => {
  it('has control groups of both versions', () => {
    const mounts = 'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n';
    const found = cgroupControllers(mounts, (file) => (file === '/sys/fs/cgroup/unified/cgroup.controllers' ? 'cpuset io memory\n' : ''));
    for (const name of ['cpu', 'cpuacct', 'cpuset', 'blkio', 'memory', 'devices']) expect(found.has(name)).toBe(true);
    expect(found.has('freezer')).toBe(false);
    expect(cgroupControllers('proc /proc proc rw 0 0\n', () => '').size).toBe(0);
  });

  it('has a kernel of some version', () => {
    expect(isAtLeast('6.1.0-18-amd64', [2, 6, 26])).toBe(true);
    expect(isAtLeast('2.6.26', [2, 6, 26])).toBe(true);
    expect(isAtLeast('2.6.9', [2, 6, 26])).toBe(false);
    expect(isAtLeast('x', [2, 6, 26])).toBe(false);
  });
});

describe('how busy machines are', () => {
  const dom = { name: 'a', uuid: randomUuid(), id: 1 };
  const at = (cpuNs: bigint, vcpuNs: bigint) => ({
    dom,
    params: [
      { field: 'cpu.time', type: 'ullong' as const, value: cpuNs },
      { field: 'vcpu.3.time', type: 'ullong' as const, value: vcpuNs },
      { field: 'balloon.current', type: 'ullong' as const, value: 2048n },
    ],
  });

  it('is counted between two looks', () => {
    const loads = loadsBetween([at(1_000_000_000n, 0n)], [at(2_000_000_000n, 250_000_000n)], 500);
    expect(loads).toEqual([{ name: 'a', cpuPercent: 200, vcpuPercent: [{ vcpu: 3, percent: 50 }], memoryKiB: 2048n }]);
  });

  it('is nothing for machines that are new or began anew', () => {
    expect(loadsBetween([], [at(1n, 1n)], 500)).toEqual([]);
    expect(loadsBetween([at(9n, 9n)], [at(1n, 1n)], 500)).toMatchObject([{ cpuPercent: 0 }]);
  });
});

import { describe, expect, it } from 'vitest';
import { hugePageMounts } from './memory-folders.ts';

describe('mounts of huge pages', () => {
  it('are found by their kind, with the size of their pages', () => {
    const mounts = [
      'tmpfs /dev/shm tmpfs rw,nosuid 0 0',
      'hugetlbfs /dev/hugepages hugetlbfs rw,relatime,pagesize=2M 0 0',
      'none /mnt/big\\040ones hugetlbfs rw,uid=1000,pagesize=1024M 0 0',
      'none /old hugetlbfs rw 0 0',
    ].join('\n');
    expect(hugePageMounts(mounts, 2048)).toEqual([
      { directory: '/dev/hugepages', pageSizeKiB: 2048, isDefault: true },
      { directory: '/mnt/big ones', pageSizeKiB: 1_048_576, isDefault: false },
      { directory: '/old', pageSizeKiB: 2048, isDefault: true },
    ]);
  });

  it('are none where there are none', () => {
    expect(hugePageMounts('', 2048)).toEqual([]);
  });
});

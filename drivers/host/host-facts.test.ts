import { describe, expect, it } from 'vitest';
import { formatCapabilitiesXml } from '../conf/capabilities/capabilities.ts';
import { surroundingsHere } from '../transport/exec/surroundings.ts';
import { hostCapabilitiesOf, hostUuidOf } from './capabilities.ts';
import { HostTree, readHostTree } from './host-tree.ts';
import { formatNumberList, parseNumberList } from './number-list.ts';
import { cpuStatsOf, freeMemoryOf, freePagesOf, memoryFileOf, memoryParametersOf, memoryStatsOf } from './statistics.ts';
import { cpuMapOf, nodeInfoOf, topologyOf } from './topology.ts';

const CPU = '/sys/devices/system/cpu';
const NODE = '/sys/devices/system/node';

/** Two sockets of two cores with two threads, a cell each; the last processor is off. */
function tree(more: Readonly<Record<string, string>> = {}): HostTree {
  const texts = new Map<string, string>([
    [`${CPU}/present`, '0-7'], [`${CPU}/online`, '0-6'], [`${NODE}/online`, '0-1'],
    ['/proc/cpuinfo', 'processor : 0\ncpu MHz\t\t: 2594.123\naddress sizes\t: 46 bits physical, 48 bits virtual'],
    [`${NODE}/node0/cpulist`, '0-3'], [`${NODE}/node1/cpulist`, '4-7'],
    ...[0, 1].flatMap((cell): [string, string][] => [
      [`${NODE}/node${cell}/meminfo`, `Node ${cell} MemTotal:  8000000 kB\nNode ${cell} MemFree:  ${4000 + cell} kB`],
      [`${NODE}/node${cell}/distance`, cell === 0 ? '10 21' : '21 10'],
      [`${NODE}/node${cell}/hugepages/hugepages-2048kB/nr_hugepages`, '100'],
      [`${NODE}/node${cell}/hugepages/hugepages-2048kB/free_hugepages`, '7'],
    ]),
    ...[0, 1, 2, 3, 4, 5, 6].flatMap((cpu): [string, string][] => [
      [`${CPU}/cpu${cpu}/topology/physical_package_id`, String(cpu >> 2)],
      [`${CPU}/cpu${cpu}/topology/core_id`, String((cpu >> 1) & 1)],
      [`${CPU}/cpu${cpu}/topology/die_id`, '0'],
      [`${CPU}/cpu${cpu}/topology/thread_siblings_list`, cpu === 6 ? '6' : `${cpu & ~1}-${cpu | 1}`],
      [`${CPU}/cpu${cpu}/cache/index3/level`, '3'], [`${CPU}/cpu${cpu}/cache/index3/id`, String(cpu >> 2)],
      [`${CPU}/cpu${cpu}/cache/index3/type`, 'Unified'], [`${CPU}/cpu${cpu}/cache/index3/size`, '15360K'],
      [`${CPU}/cpu${cpu}/cache/index3/shared_cpu_list`, cpu < 4 ? '0-3' : '4-6'],
      [`${CPU}/cpu${cpu}/cache/index0/level`, '1'],
    ]),
    ...Object.entries(more),
  ]);
  return new HostTree(texts, new Map(), new Set(['/sys/kernel/iommu_groups/0']));
}

const STAT = 'cpu  10 1 5 100 3 2 1 0 0 0\ncpu0 1 0 2 3 4 5 6 0 0 0\nintr 1';

describe('a host', () => {
  it('is counted in seven numbers, processors that are off among them', () => {
    expect(nodeInfoOf(topologyOf(tree(), 'x86_64'))).toEqual({ model: 'x86_64', memoryKiB: 16_000_000n, cpus: 7, mhz: 2594, nodes: 2, sockets: 1, cores: 2, threads: 2 });
    expect(cpuMapOf(topologyOf(tree(), 'x86_64'))).toEqual({ present: 8, online: 7, map: Uint8Array.of(0x7f) });
  });

  it('that does not add up is one socket', () => {
    const odd = tree({ [`${CPU}/cpu0/topology/core_id`]: '5', [`${CPU}/cpu1/topology/core_id`]: '6' });
    expect(nodeInfoOf(topologyOf(odd, 'x86_64'))).toMatchObject({ nodes: 1, sockets: 1, cores: 8, threads: 1 });
  });

  it('without processors is none', () => {
    expect(() => topologyOf(new HostTree(new Map()), 'x86_64')).toThrow('no CPUs found');
  });

  it('tells its capabilities', () => {
    const host = hostCapabilitiesOf({ tree: tree({ '/sys/power/state': 'freeze mem disk', '/sys/power/disk': '[platform] shutdown suspend' }), topology: topologyOf(tree(), 'x86_64') });
    const xml = formatCapabilitiesXml({ host, guests: [], pool: undefined });
    expect(xml).toContain('<suspend_mem/>\n      <suspend_disk/>\n      <suspend_hybrid/>');
    expect(xml).toContain("<iommu support='yes'/>");
    expect(xml).toContain("<bank id='1' level='3' type='both' size='15' unit='MiB' cpus='4-6'/>");
    expect(xml).toContain("<cpu id='2' socket_id='0' die_id='0' core_id='1' siblings='2-3'/>");
    expect(xml).toContain("<cpu id='7'/>");
    expect(xml).toContain("<pages unit='KiB' size='2048'>100</pages>");
    expect(xml).toContain("<sibling id='1' value='21'/>");
  });

  it('has an identity of its board, else of its installation', () => {
    const machine = { '/etc/machine-id': '3d1219c7c4c5404aaa1f6d2a48adfda4' };
    expect(hostUuidOf(tree(machine))).toBe('3d1219c7-c4c5-404a-aa1f-6d2a48adfda4');
    expect(hostUuidOf(tree({ ...machine, '/sys/class/dmi/id/product_uuid': '39468A1D-D84C-4A5F-B211-8719C64A1FCD' }))).toBe('39468a1d-d84c-4a5f-b211-8719c64a1fcd');
  });
});

describe('statistics', () => {
  const topology = topologyOf(tree(), 'x86_64');

  it('count processors in nanoseconds', () => {
    expect(cpuStatsOf(STAT, -1).map(({ value }) => value / 10_000_000n)).toEqual([8n, 11n, 100n, 3n]);
    expect(cpuStatsOf(STAT, 0).map(({ value }) => value / 10_000_000n)).toEqual([13n, 1n, 3n, 4n]);
    expect(() => cpuStatsOf(STAT, 1)).toThrow('Invalid cpuNum');
  });

  it('count memory and pages by cell', () => {
    expect(freeMemoryOf(topology, 0, 9)).toEqual([4_096_000n, 4_096_000n]);
    expect(freeMemoryOf(topology, 1, 1)).toEqual([4_096_000n]);
    expect(() => freeMemoryOf(topology, 2, 1)).toThrow('start cell 2 out of range (0-1)');
    expect(freePagesOf(topology, [2048, 4], 0, 2)).toEqual([7n, 1000n, 7n, 1000n]);
    expect(() => freePagesOf(topology, [3], 0, 1)).toThrow('page size 3 is not available on node 0');
    expect(memoryFileOf(1, topology)).toBe('/sys/devices/system/node/node1/meminfo');
    expect(() => memoryFileOf(2, topology)).toThrow('less than or equal to 1');
    expect(memoryStatsOf('Node 0 MemTotal: 10 kB\nNode 0 MemFree: 3 kB')).toEqual([{ field: 'total', value: 10n }, { field: 'free', value: 3n }]);
    expect(() => memoryStatsOf('nonsense')).toThrow('no available memory line found');
  });

  it('tell of shared pages what the kernel tells', () => {
    expect(memoryParametersOf(new HostTree(new Map([['/sys/kernel/mm/ksm/pages_to_scan', '100'], ['/sys/kernel/mm/ksm/full_scans', '5']])))).toEqual([
      { field: 'shm_pages_to_scan', type: 'uint', value: 100 }, { field: 'shm_full_scans', type: 'ullong', value: 5n },
    ]);
  });
});

describe('lists of numbers', () => {
  it('are read and written', () => {
    expect(parseNumberList('0-2,7, 9-9\n')).toEqual([0, 1, 2, 7, 9]);
    expect(formatNumberList([9, 0, 2, 1, 7])).toBe('0-2,7,9');
    expect(parseNumberList('x-y,')).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('reading a host (Linux only)', () => {
  it('takes texts, links and names in one go', async () => {
    const found = await readHostTree(surroundingsHere(), { texts: ['/proc/meminfo', '/proc/sys/kernel/ostype', '/nowhere/*'], links: ['/proc/self/exe'], names: ['/proc/sys/kernel/os*'] });
    expect(found.text('/proc/meminfo')).toMatch(/^MemTotal:/);
    expect(found.text('/proc/sys/kernel/ostype')).toBe('Linux');
    expect(found.link('/proc/self/exe')).toMatch(/^\//);
    expect(found.has('/proc/sys/kernel/osrelease')).toBe(true);
    expect(found.below('/proc/sys')).toEqual(['kernel']);
  });

  it('never runs what a pattern says', async () => {
    await expect(readHostTree(surroundingsHere(), { texts: ['/x;id'] })).rejects.toThrow('not a pattern');
  });
});

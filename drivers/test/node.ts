import type { NodeMethods } from '../api/facets/node.ts';
import { libvirtError } from '../core/error-text.ts';
import { checkFlags, methodsOf } from './method-table.ts';

/** The host computer, with the numbers that libvirt invented for it. */
export const node = methodsOf<NodeMethods>()({
  getInfo: (session) => session.host.nodeInfo,
  getSecurityModel: () => ({ model: 'testSecurity', doi: '' }),
  getCPUStats(_session, _cpuNum, flags = 0) {
    checkFlags(flags, 0, 'testNodeGetCPUStats');
    return [
      { field: 'user', value: 9797400000n },
      { field: 'kernel', value: 34678723400000n },
      { field: 'idle', value: 87264900000n },
      { field: 'iowait', value: 763600000n },
    ];
  },
  getFreeMemory: (session) => session.host.cells.reduce((sum, { freeKiB }) => sum + freeKiB, 0n),
  getCellsFreeMemory(session, startCell, maxcells) {
    const { cells } = session.host;
    if (startCell >= cells.length) throw libvirtError('test', 'invalid-arg', 'Range exceeds available cells');
    return cells.slice(startCell, startCell + maxcells).map(({ memoryKiB }) => memoryKiB);
  },
  getFreePages(_session, pages, _startCell, cellCount, flags = 0) {
    checkFlags(flags, 0, 'testNodeGetFreePages');
    let count = 6n;
    return Array.from({ length: cellCount * pages.length }, () => (count = BigInt.asIntN(32, count * 2n + 7n)));
  },
  getCPUMap(_session, flags = 0) {
    checkFlags(flags, 0, 'testNodeGetCPUMap');
    return { present: 8, online: 3, map: Uint8Array.of(0x15) };
  },
});

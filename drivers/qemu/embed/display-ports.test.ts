import { describe, expect, it } from 'vitest';
import { listeningPorts } from './display-ports.ts';

describe('listeningPorts', () => {
  it('are those of sockets that listen, of both families', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:170C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:170D 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
   2: 00000000000000000000000001000000:170E 00000000000000000000000000000000:0000 0A 00000000:00000000
`;
    expect(listeningPorts(table)).toEqual([5900, 5902]);
    expect(listeningPorts('')).toEqual([]);
  });
});

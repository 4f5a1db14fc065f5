import { describe, expect, it } from 'vitest';
import { DomainMigrateFlags as M } from '../../../core/constants.ts';
import { typed } from '../../../core/typed-params.ts';
import { formatCookie, parseAnswer, parseOffer } from './move-cookie.ts';
import { readWish } from './move-wish.ts';

describe('how a machine is to move', () => {
  it('is read from flags and parameters', () => {
    const wish = readWish([typed.string('destination_name', 'b'), typed.ullong('bandwidth', 5n), typed.string('migrate_disks', 'vda'), typed.string('compression', 'mt'), typed.int('auto_converge.initial', 30)], M.LIVE | M.AUTO_CONVERGE | M.POSTCOPY);
    expect(wish).toMatchObject({ name: 'b', bandwidthBytes: 5n << 20n, disks: ['vda'], settings: { capabilities: ['auto-converge', 'postcopy-ram', 'compress'], params: { 'cpu-throttle-initial': 30 } } });
  });

  it('is refused with a reason', () => {
    expect(() => readWish([], M.TLS)).toThrow(/through SSH instead/);
    expect(() => readWish([], M.RDMA_PIN_ALL)).toThrow(/RDMA/);
    expect(() => readWish([], M.ZEROCOPY)).toThrow(/zero-copy/);
    expect(() => readWish([], M.OFFLINE | M.TUNNELLED)).toThrow(/does not make sense/);
    expect(() => readWish([], M.POSTCOPY_RESUME)).toThrow(/unsupported flags/);
    expect(() => readWish([typed.string('compression', 'zip')], 0)).toThrow(/Unsupported compression method 'zip'/);
  });

  it('is told to the other side in words that only drivers of this kind read', () => {
    const answer = { token: 't', boot: 'b', uid: 1, root: '/r', disks: '' };
    expect(parseAnswer(formatCookie(answer))).toEqual(answer);
    expect(() => parseOffer(Buffer.from('<qemu-migration/>'))).toThrow(/different drivers/);
    expect(parseOffer(formatCookie({ boot: 'b', uid: 1, root: '/r', host: 'h', version: 7_002_000, runs: true, persistentXml: '', disks: [{ target: 'vda', format: 'raw', sizeBytes: 5, path: '/x', below: undefined }] })).disks).toEqual([{ target: 'vda', format: 'raw', sizeBytes: 5, path: '/x', below: undefined }]);
  });
});

import { expect } from 'vitest';
import type { ByteChannel } from '../../drivers/transport/byte-channel.ts';

/**
 * libvirt's first call, AUTH_LIST, and the length of its answer's head: length, program, version, procedure, type,
 * serial, status, each of four bytes.
 */
const AUTH_LIST = Buffer.from([28, 0x20008086, 1, 66, 0, 0, 0].flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));
const REPLY_HEAD = Buffer.from(AUTH_LIST).fill(1, 19, 20);

/** The daemon answers as libvirtd does. */
export async function expectDaemon(channel: ByteChannel): Promise<void> {
  const answer = await new Promise<Buffer>((resolve, reject) => {
    let got = Buffer.alloc(0);
    channel.consume((piece) => {
      got = Buffer.concat([got, piece]);
      if (got.length >= 4 && got.length >= got.readUInt32BE(0)) resolve(got);
    });
    channel.onDidClose((reason) => { reject(new Error(`closed: ${JSON.stringify(reason)}`)); });
    channel.write(AUTH_LIST);
  });
  expect(answer.subarray(4, 28)).toEqual(REPLY_HEAD.subarray(4, 28));
}

import { describe, expect, it } from 'vitest';
import { seededRandom, SPLITTINGS, splitBytes } from '../../transport/testing/splitting.ts';
import { VirError } from '../../core/vir-error.ts';
import { XdrWriter } from '../protocol/xdr-writer.ts';
import { finishPacket, PACKET_MAX_BYTES, PacketSplitter, startPacket } from './packet.ts';

function packet(payloadBytes: number, serial: number): Buffer {
  const w = new XdrWriter();
  startPacket(w, 0x20008086, 16, 1, serial, 0);
  w.unpadded(new Uint8Array(payloadBytes).fill(serial));
  finishPacket(w);
  return Buffer.from(w.takeFinished() ?? []);
}

describe.each(SPLITTINGS)('packets sent %s', (splitting) => {
  it('come out whole and in order', () => {
    const sizes = splitting === 'bytes' ? [0, 4, 100, 3000] : [0, 4, 100, 70_000, 300_000, 8];
    const sent = sizes.map((size, serial) => packet(size, serial));
    const seen: Buffer[] = [];
    const splitter = new PacketSplitter((buffer, start, end) => {
      seen.push(Buffer.from(buffer.subarray(start, end)));
      return true;
    });
    for (const piece of splitBytes(Buffer.concat(sent), splitting, seededRandom(7))) splitter.push(piece);
    expect(seen.map((bytes) => bytes.toString('hex'))).toEqual(sent.map((bytes) => bytes.toString('hex')));
    expect(splitter.isInsidePacket).toBe(false);
  });

  it.each([0, 3, 27, PACKET_MAX_BYTES + 1, 0xffff_ffff])('a length of %i is refused', (length) => {
    const header = Buffer.alloc(28);
    header.writeUInt32BE(length);
    const splitter = new PacketSplitter(() => true);
    const push = (): void => {
      for (const piece of splitBytes(header, splitting, seededRandom(7))) splitter.push(piece);
    };
    expect(push).toThrow(expect.objectContaining({ code: 'rpc' }));
  });
});

describe('the splitter', () => {
  it('hands out what lies in one piece without a copy', () => {
    const bytes = Buffer.concat([packet(8, 1), packet(8, 2)]);
    const splitter = new PacketSplitter((buffer) => {
      expect(buffer).toBe(bytes);
      return true;
    });
    splitter.push(bytes);
    expect.assertions(2);
  });

  it('stops when its consumer has enough', () => {
    let seen = 0;
    const splitter = new PacketSplitter(() => {
      seen++;
      return false;
    });
    splitter.push(Buffer.concat([packet(8, 1), packet(8, 2)]));
    expect(seen).toBe(1);
  });

  it('knows when a stream ends inside a packet', () => {
    const splitter = new PacketSplitter(() => true);
    splitter.push(packet(8, 1).subarray(0, 30));
    expect(splitter.isInsidePacket).toBe(true);
  });
});

it('a packet that is too long is not sent', () => {
  const w = new XdrWriter();
  startPacket(w, 1, 1, 0, 0, 0);
  w.unpadded(new Uint8Array(PACKET_MAX_BYTES));
  expect(() => {
    finishPacket(w);
  }).toThrow(VirError);
  expect(w.takeFinished()).toBeUndefined();
});

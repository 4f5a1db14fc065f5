import { expect, it } from 'vitest';
import { messageCutter } from './message-cutter.ts';
import { seededRandom, splitBytes, SPLITTINGS } from './testing/splitting.ts';

function message(length: number, letter: string): Buffer {
  const bytes = Buffer.alloc(length, letter);
  bytes.writeUInt32BE(length);
  return bytes;
}

const messages = [message(28, 'a'), message(4, 'b'), message(3000, 'c'), message(29, 'd'), message(28, 'e')];

it.each(SPLITTINGS)('loses nothing and puts no two messages together: %s', (splitting) => {
  const cut = messageCutter();
  const pieces = splitBytes(Buffer.concat(messages), splitting, seededRandom(3)).flatMap((chunk) => [...cut(chunk)]);
  expect(Buffer.concat(pieces).equals(Buffer.concat(messages))).toBe(true);
  let at = 0;
  const starts = new Set(messages.map((_, index) => messages.slice(0, index).reduce((sum, each) => sum + each.length, 0)));
  for (const piece of pieces) {
    const inside = [...starts].filter((start) => start > at && start < at + piece.length);
    expect(inside).toEqual([]);
    at += piece.length;
  }
});

it('gives one piece a message where all come at once', () => {
  expect(messageCutter()(Buffer.concat(messages)).map((piece) => piece.length)).toEqual(messages.map((each) => each.length));
});

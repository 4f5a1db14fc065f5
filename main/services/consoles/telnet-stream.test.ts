import { describe, expect, it } from 'vitest';
import { TelnetReader, telnetBytes } from './telnet-stream.ts';

const all = [...new TextEncoder().encode('hi'), 255, 251, 1, 255, 253, 31, 255, 250, 31, 0, 255, 240, 255, 255, 13, 0, 10];

describe('TelnetReader', () => {
  it('takes commands out and answers them, cut anywhere', () => {
    for (let cut = 0; cut <= all.length; cut += 1) {
      const reader = new TelnetReader();
      const parts = [all.slice(0, cut), all.slice(cut)].map((part) => reader.read(Uint8Array.from(part)));
      expect(parts.flatMap(({ bytes }) => [...bytes]), `cut at ${cut}`).toEqual([104, 105, 255, 13, 10]);
      expect(parts.flatMap(({ answer }) => [...answer])).toEqual([255, 253, 1, 255, 252, 31]);
    }
  });

  it('answers each request once', () => {
    const reader = new TelnetReader();
    expect(reader.read(Uint8Array.of(255, 251, 3, 255, 251, 3)).answer).toEqual(Uint8Array.of(255, 253, 3));
  });

  it('doubles 255 on the way out', () => {
    expect([...telnetBytes(Uint8Array.of(1, 255, 2))]).toEqual([1, 255, 255, 2]);
  });
});

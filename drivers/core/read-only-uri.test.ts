import { describe, expect, it } from 'vitest';
import { splitReadOnly } from './read-only-uri.ts';

describe('splitReadOnly', () => {
  it.each([
    ['qemu:///system', 'qemu:///system', false],
    ['qemu:///system?readonly', 'qemu:///system', true],
    ['qemu:///system?readonly=1#x', 'qemu:///system#x', true],
    ['qemu+ssh://h/system?socket=/a&readonly&mode=auto', 'qemu+ssh://h/system?socket=/a&mode=auto', true],
    ['qemu:///system?readonly=0', 'qemu:///system?readonly=0', false],
    ['test:///a?readonlyish=1', 'test:///a?readonlyish=1', false],
  ])('%s', (uri, text, readOnly) => {
    expect(splitReadOnly(uri)).toEqual({ text, readOnly });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWindowsLine } from '../testing/windows-line.ts';
import { powershellLine, quoteWindows } from './quote-windows.ts';

const NASTY = ['', ' ', '"', '\\', '\\\\', 'a\\', 'a b\\', '\\"', '"a b"', "it's", '‘’‚‛', '%PATH%', '$env:PATH', '`n', '^&|<>()!', ';', 'a=b', 'line\nbreak', '\ttab', 'é漢🂡', '--', '/c', '@x', '{}', 'C:\\Program Files (x86)\\VMware\\x.vmx'];

describe('quoteWindows', () => {
  it('hands nasty words on as they are, in a line that has nothing special in it', () => {
    const line = quoteWindows(['C:\\Program Files (x86)\\it’s\\vmrun.exe', ...NASTY]);
    expect(line).toMatch(/^[A-Za-z0-9+/=. -]+$/);
    expect(readWindowsLine(line)).toEqual({ kind: 'run', argv: ['C:\\Program Files (x86)\\it’s\\vmrun.exe', ...NASTY] });
  });

  it('survives whatever can be in a word', () => {
    const word = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0') && text === Buffer.from(text, 'utf16le').toString('utf16le'));
    fc.assert(fc.property(fc.array(fc.oneof(word, fc.constantFrom(...NASTY)), { maxLength: 20 }), (args) => {
      expect(readWindowsLine(quoteWindows(['vmrun.exe', ...args]))).toEqual({ kind: 'run', argv: ['vmrun.exe', ...args] });
    }), { numRuns: 200, seed: 42 });
  });

  it('refuses what cannot be passed on', () => {
    expect(() => quoteWindows(['a\0b'])).toThrow('NUL');
    expect(() => quoteWindows([])).toThrow('at least its name');
    expect(() => quoteWindows(['a', 'b'.repeat(4000)])).toThrow('too long');
    expect(readWindowsLine(powershellLine('$env:OS'))).toMatchObject({ kind: 'script', script: expect.stringContaining('$env:OS') as string });
  });
});

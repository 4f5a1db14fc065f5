import { describe, expect, it } from 'vitest';
import { printable } from './printable.ts';

describe('printable', () => {
  it('keeps words of all languages, tabs and line breaks', () => {
    expect(printable('Grüße\r\n\t漢字 🂡 שלום')).toBe('Grüße\n\t漢字 🂡 שלום');
  });

  it('shows escape sequences and turned text as what they are', () => {
    expect(printable('\x1b[2J\x07\x9b31m\u202eevil\0')).toBe('�[2J��31m�evil�');
  });

  it('cuts what is endless', () => {
    expect(printable('x'.repeat(5000))).toHaveLength(2001);
  });
});

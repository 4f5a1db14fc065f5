import { describe, expect, it } from 'vitest';
import { CommandArgs, type CommandDef } from './command.ts';
import { intOf, needed, optional, parseScaled, scaledOf, ulongOf, ulongWrapOf } from './values.ts';
import { int, text } from './words.ts';

const DEF: CommandDef = { name: 'x', help: '', description: '', options: [int('n', ''), text('t', ''), text('e', '', { mayBeEmpty: true })], run: () => Promise.resolve(true) };

function given(values: Readonly<Record<string, string>>): CommandArgs {
  const args = new CommandArgs(DEF);
  for (const [name, value] of Object.entries(values)) args.add(name, value);
  return args;
}

describe('values of options', () => {
  it('are numbers within their type', () => {
    expect(intOf(given({ n: '-2147483648' }), 'n')).toBe(-2_147_483_648);
    expect(intOf(given({ n: ' +7' }), 'n')).toBe(7);
    expect(intOf(given({}), 'n')).toBeUndefined();
    for (const n of ['2147483648', '', 'x', '1x', '1.5', '0x1']) expect(() => intOf(given({ n }), 'n')).toThrow(`Numeric value '${n}' for <n> option is malformed or out of range`);
    expect(ulongOf(given({ n: '18446744073709551615' }), 'n')).toBe(2n ** 64n - 1n);
    expect(() => ulongOf(given({ n: '-1' }), 'n')).toThrow('malformed');
    expect(ulongWrapOf(given({ n: '-1' }), 'n')).toBe(2n ** 64n - 1n);
  });

  it('are sizes with units', () => {
    expect(parseScaled('10', 1024n)).toBe(10_240n);
    expect(parseScaled('1k', 1n)).toBe(1024n);
    expect(parseScaled('1KiB', 1n)).toBe(1024n);
    expect(parseScaled('1KB', 1n)).toBe(1000n);
    expect(parseScaled('3bytes', 1024n)).toBe(3n);
    expect(parseScaled('2E', 1n)).toBe(2n ** 61n);
    expect(parseScaled('16E', 1n)).toEqual({ problem: 'numerical overflow: value too large: 16E' });
    expect(parseScaled('1q', 1n)).toEqual({ problem: "invalid argument: unknown suffix 'q'" });
    expect(parseScaled('-1', 1n)).toBeUndefined();
    expect(() => scaledOf(given({ n: '4x' }), 'n', 1n, 100n)).toThrow("Scaled numeric value '4x' for <n> option is malformed or out of range\nerror: invalid argument: unknown suffix 'x'");
  });

  it('are not empty unless they may be', () => {
    expect(() => optional(given({ t: '' }), 't')).toThrow("Failed to get option 't': Option argument is empty");
    expect(optional(given({ e: '' }), 'e')).toBe('');
    expect(needed(given({ t: 'a' }), 't')).toBe('a');
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteShell } from './quote-shell.ts';

const SHELLS = ['/bin/sh', '/bin/bash', '/bin/dash', '/bin/zsh', '/usr/bin/fish', '/bin/ksh'].filter((path) => existsSync(path));

function throughShell(shell: string, args: readonly string[]): readonly string[] {
  const line = quoteShell([process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--', ...args]);
  const { stdout, stderr } = spawnSync(shell, ['-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly string[];
}

const NASTY = [
  '', ' ', "'", "''", '"', '\\', "\\'", '$HOME', '$(id)', '`id`', '; id', '&& id', '| id', '> /tmp/x', '*', '?', '[a]', '{a,b}', '~', '~root',
  '#x', '!x', '-oProxyCommand=id', '--', 'a=b', '=ls', '%1', 'line\nbreak', '\ttab', '\r', 'é ü 漢字 🂡', '\u0001', "it's; rm -rf '/'", '\u007f',
];

describe('quoteShell', () => {
  it.each(SHELLS)('%s reads nasty words as they are', (shell) => {
    expect(throughShell(shell, NASTY)).toEqual(NASTY);
  });

  it('survives whatever can be in a word', () => {
    const word = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));
    const words = fc.array(fc.oneof(word, fc.constantFrom(...NASTY)), { minLength: 20, maxLength: 200 });
    fc.assert(fc.property(words, (args) => {
      expect(throughShell('/bin/sh', args)).toEqual(args);
    }), { numRuns: 8, seed: 42 });
  });

  it('leaves plain words readable', () => {
    expect(quoteShell(['virt-ssh-helper', '-r', 'qemu:///system'])).toBe('virt-ssh-helper -r qemu:///system');
    expect(quoteShell(['a b', ''])).toBe("'a b' ''");
  });

  it('refuses what no shell can pass on', () => {
    expect(() => quoteShell(['a\0b'])).toThrow('NUL');
    expect(() => quoteShell([])).toThrow('at least its name');
  });
});

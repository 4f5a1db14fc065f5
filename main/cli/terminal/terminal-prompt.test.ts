import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../../drivers/api/connection.ts';
import { escapeByte } from './run-console.ts';
import { ask, type Terminal } from './terminal-prompt.ts';

class TypingTerminal implements Terminal {
  shown = '';
  readonly echoes: boolean[] = [];
  readonly #lines: (string | undefined)[];

  constructor(...lines: (string | undefined)[]) {
    this.#lines = lines;
  }

  readonly write = (text: string): void => {
    this.shown += text;
  };
  readonly readLine = (echo: boolean): Promise<string | undefined> => {
    this.echoes.push(echo);
    return Promise.resolve(this.#lines.shift());
  };
  readonly close = (): void => undefined;
}

const hostKey: Prompt = {
  kind: 'host-key',
  target: 'big.example',
  status: 'unknown',
  keyType: 'ED25519',
  fingerprint: 'SHA256:abc',
  knownHostsFile: '/home/u/.ssh/known_hosts',
};

describe('questions on the terminal', () => {
  it('asks for a password without showing it', async () => {
    const terminal = new TypingTerminal('secret');
    const answer = await ask(terminal, { kind: 'password', target: 'root@big', message: '', retry: false, canStore: true }, undefined);
    expect(answer).toEqual({ kind: 'text', text: 'secret', store: false });
    expect(terminal.echoes).toEqual([false]);
    expect(terminal.shown).toBe("root@big's password: ");
  });

  it('says when a passphrase was wrong', async () => {
    const terminal = new TypingTerminal(undefined);
    expect(await ask(terminal, { kind: 'passphrase', target: 'big', keyFile: '/k', retry: true, canStore: false }, undefined)).toBeUndefined();
    expect(terminal.shown).toBe("Bad passphrase, try again.\nEnter passphrase for key '/k': ");
  });

  it('takes nothing but yes and no for a host key', async () => {
    const terminal = new TypingTerminal('y', 'yes');
    expect(await ask(terminal, hostKey, undefined)).toEqual({ kind: 'accept', remember: true });
    expect(terminal.shown).toContain("Please type 'yes' or 'no': ");
    expect(await ask(new TypingTerminal('no'), hostKey, undefined)).toBeUndefined();
  });

  it('warns of a key that has changed, and lets no host steer the terminal', async () => {
    const terminal = new TypingTerminal('no');
    await ask(terminal, { ...hostKey, status: 'changed', target: 'big\x1b[2J' }, undefined);
    expect(terminal.shown).toContain('WARNING');
    expect(terminal.shown).not.toContain('\x1b');
  });
});

describe('escapeByte', () => {
  it.each([['^]', 0x1d], ['^a', 1], ['^[', 0x1b], ['x', 0x78]])('%s', (escape, byte) => {
    expect(escapeByte(escape)).toBe(byte);
  });
});

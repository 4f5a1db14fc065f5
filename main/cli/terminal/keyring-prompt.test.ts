import { expect, it } from 'vitest';
import type { Prompt, PromptHandler } from '../../../drivers/api/connection.ts';
import type { Keyring } from '../../services/secrets/keyring.ts';
import { passwordKey, usernameKey } from '../../services/secrets/secret-key.ts';
import { keyringPrompt } from './keyring-prompt.ts';

const URI = 'qemu+tcp://h/system';
const entries = new Map([[usernameKey(URI, 'h'), 'fred'], [passwordKey(URI, 'h'), 'secret']]);
const keyring: Keyring = {
  get: (account) => Promise.resolve(entries.get(account)),
  set: () => Promise.reject(new Error('not from here')),
  delete: () => Promise.reject(new Error('not from here')),
};

it('answers with what is in the keyring, and asks for the rest and for what was wrong', async () => {
  const asked: string[] = [];
  const ask: PromptHandler = (prompt) => {
    asked.push(prompt.kind);
    return Promise.resolve({ kind: 'text', text: 'typed', store: false });
  };
  const prompt = keyringPrompt(URI, ask, keyring);
  const text = async (question: Prompt): Promise<string | undefined> => {
    const answer = await prompt(question, undefined);
    return answer?.kind === 'text' ? answer.text : undefined;
  };
  const password = { kind: 'password', target: 'h', message: '', canStore: true } as const;
  expect(await text({ kind: 'username', target: 'h', message: '' })).toBe('fred');
  expect(await text({ ...password, retry: false })).toBe('secret');
  expect(asked).toEqual([]);
  expect(await text({ ...password, retry: true })).toBe('typed');
  expect(await text({ ...password, target: 'other', retry: false })).toBe('typed');
  expect(await text({ kind: 'one-time-code', target: 'h', message: '', echo: false })).toBe('typed');
  expect(await keyringPrompt('another://', ask, keyring)({ ...password, retry: false }, undefined)).toMatchObject({ text: 'typed' });
});

import { afterEach, expect, it } from 'vitest';
import type { ConnectionId } from '../../contract/ids.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { SecretsService } from '../secrets/secrets-service.ts';
import { Prompts } from './prompts.ts';

const ID = 'c1' as ConnectionId;

function fakeKeyring(entries: Map<string, string>): Keyring {
  return {
    get: (account) => Promise.resolve(entries.get(account)),
    set: (account, secret) => Promise.resolve(void entries.set(account, secret)),
    delete: (account) => Promise.resolve(void entries.delete(account)),
  };
}

const opened: Prompts[] = [];
afterEach(() => {
  for (const prompts of opened.splice(0)) prompts.dispose();
});

/** Answers every question with the next of these texts; `*` behind a text means "remember it". */
function answering(entries: Map<string, string>, ...texts: readonly string[]): { readonly prompts: Prompts; readonly asked: string[] } {
  const prompts = new Prompts(new SecretsService(fakeKeyring(entries)));
  opened.push(prompts);
  const asked: string[] = [];
  const rest = [...texts];
  prompts.onDidChange(([first]) => {
    if (first === undefined) return;
    asked.push(first.prompt.kind);
    const text = rest.shift() ?? '';
    prompts.answer(first.promptId, { kind: 'text', text: text.replace('*', ''), store: text.endsWith('*') });
  });
  return { prompts, asked };
}

async function signIn(prompts: Prompts, retry = false, mayAsk = true): Promise<readonly (string | undefined)[]> {
  const ask = prompts.handlerFor(ID, 'qemu+tcp://h/system', () => mayAsk);
  const name = await ask({ kind: 'username', target: 'h', message: 'Name', retry }, undefined);
  const password = await ask({ kind: 'password', target: 'h', message: 'Password', retry: false, canStore: true }, undefined);
  return [name, password].map((answer) => (answer?.kind === 'text' ? answer.text : undefined));
}

it('keeps a name where its password is kept, and asks for neither again', async () => {
  const entries = new Map<string, string>();
  const first = answering(entries, 'fred', 'secret*');
  expect(await signIn(first.prompts)).toEqual(['fred', 'secret']);
  expect([...entries.values()]).toEqual(['secret', 'fred']);
  const later = answering(entries);
  expect(await signIn(later.prompts, false, false)).toEqual(['fred', 'secret']);
  expect(later.asked).toEqual([]);
});

it('keeps nothing beyond the session that shall not be kept', async () => {
  const entries = new Map<string, string>();
  const { prompts, asked } = answering(entries, 'fred', 'secret');
  await signIn(prompts);
  expect(await signIn(prompts)).toEqual(['fred', 'secret']);
  expect(asked).toEqual(['username', 'password']);
  expect(entries.size).toBe(0);
});

it('asks for both again when they were wrong', async () => {
  const entries = new Map<string, string>();
  const { prompts, asked } = answering(entries, 'fred', 'wrong*', 'ann', 'right*');
  await signIn(prompts);
  expect(await signIn(prompts, true)).toEqual(['ann', 'right']);
  expect(asked).toEqual(['username', 'password', 'username', 'password']);
  expect([...entries.values()].sort()).toEqual(['ann', 'right']);
});

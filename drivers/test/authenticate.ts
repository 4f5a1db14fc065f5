import type { OpenOptions } from '../api/connection.ts';
import type { ConnectUri } from '../api/driver.ts';
import { VirError } from '../core/vir-error.ts';
import type { TestHost } from './test-host.ts';

/**
 * Asks for the name and the password that the node file's `<auth>` wants. An unknown name is asked for a
 * password all the same, so that nobody learns which names there are.
 */
export async function authenticate(host: TestHost, uri: ConnectUri, options: OpenOptions): Promise<void> {
  if (host.users.length === 0) return;
  const name = uri.user ?? (await ask(options, { kind: 'username', target: 'localhost', message: 'Enter username for localhost' }));
  const user = host.users.find((each) => each.name === name);
  if (user !== undefined && user.password === undefined) return;
  const password = await ask(options, {
    kind: 'password',
    target: 'localhost',
    message: `Enter ${name}'s password for localhost`,
    retry: false,
    canStore: true,
  });
  if (user?.password === password) return;
  throw failure('auth-failed', 'authentication failed: authentication failed, see test XML for the correct username/password');
}

async function ask(options: OpenOptions, prompt: Parameters<NonNullable<OpenOptions['prompt']>>[0]): Promise<string> {
  if (options.prompt === undefined) throw failure('auth-failed', `authentication failed: ${prompt.kind} needed, and nobody to ask`);
  const answer = await options.prompt(prompt, options.signal);
  if (answer?.kind !== 'text') throw failure('auth-cancelled', `authentication cancelled: no ${prompt.kind} given`);
  return answer.text;
}

function failure(code: 'auth-failed' | 'auth-cancelled', message: string): VirError {
  return new VirError({ code, domain: code === 'auth-failed' ? 'test' : 'auth', message, step: 'rpc-auth' });
}

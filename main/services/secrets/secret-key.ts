import type { Prompt } from '../../../drivers/api/connection.ts';

/** Under what a password for somebody's account on a host is kept. `account` is the connection: its URI without a password. */
export function passwordKey(account: string, target: string): string {
  return `${account}|password|${target}`;
}

/** Under what the name beside that password is kept. */
export function usernameKey(account: string, target: string): string {
  return `${account}|username|${target}`;
}

/** Under what the answer to a question is kept; undefined for answers that are no secrets, or good only once. */
export function secretKey(account: string, prompt: Prompt): string | undefined {
  switch (prompt.kind) {
    case 'password':
      return passwordKey(account, prompt.target);
    case 'passphrase':
      return `${account}|passphrase|${prompt.keyFile}`;
    case 'username':
      return usernameKey(account, prompt.target);
    case 'one-time-code':
    case 'host-key':
    case 'run-command':
      return undefined;
  }
}

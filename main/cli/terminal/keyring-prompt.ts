import type { PromptHandler } from '../../../drivers/api/connection.ts';
import { systemKeyring, type Keyring } from '../../services/secrets/keyring.ts';
import { secretKey } from '../../services/secrets/secret-key.ts';
import { SecretsService } from '../../services/secrets/secrets-service.ts';

/**
 * Answers questions with what the window has put into the keyring for a connection, and else asks. Nothing is put there from
 * the command line; what was wrong is asked for and stays where it is, for the window to replace.
 */
export function keyringPrompt(account: string, ask: PromptHandler, keyring: Keyring = systemKeyring()): PromptHandler {
  const secrets = new SecretsService(keyring);
  return async (prompt, signal) => {
    const key = 'retry' in prompt && prompt.retry ? undefined : secretKey(account, prompt);
    const known = key === undefined ? undefined : await secrets.find(key);
    return known === undefined ? ask(prompt, signal) : { kind: 'text', text: known, store: false };
  };
}

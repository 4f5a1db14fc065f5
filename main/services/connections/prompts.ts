import { randomUUID } from 'node:crypto';
import type { Disposable, Event, Prompt, PromptAnswer, PromptHandler } from '../../../drivers/api/connection.ts';
import type { CancelSignal } from '../../../drivers/api/records.ts';
import { Emitter } from '../../../drivers/core/emitter.ts';
import type { PendingPrompt } from '../../contract/connections.ts';
import type { ConnectionId } from '../../contract/ids.ts';
import type { AllowedCommands } from './allowed-commands.ts';
import { passwordKey, secretKey, usernameKey } from '../secrets/secret-key.ts';
import type { SecretsService } from '../secrets/secrets-service.ts';

interface Waiting {
  readonly pending: PendingPrompt;
  readonly settle: (answer: PromptAnswer) => void;
}

/** Questions to the person in front of the window; secrets that are known already are answered without asking. */
export class Prompts implements Disposable {
  readonly #secrets: SecretsService;
  readonly #allowed: AllowedCommands | undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #changed = new Emitter<readonly PendingPrompt[]>();
  readonly onDidChange: Event<readonly PendingPrompt[]> = this.#changed.event;

  /** `allowed`: the commands that need no question any more; without it each is asked about each time. */
  constructor(secrets: SecretsService, allowed?: AllowedCommands) {
    this.#secrets = secrets;
    this.#allowed = allowed;
  }

  get pending(): readonly PendingPrompt[] {
    return [...this.#waiting.values()].map(({ pending }) => pending);
  }

  /**
   * The handler for one connection. `account` names it in the store of secrets; `mayAsk` false means that nobody can be
   * asked now (a reconnect in the background): only what is known is answered.
   */
  handlerFor(connectionId: ConnectionId, account: string, mayAsk: () => boolean = () => true): PromptHandler {
    // A name is kept where its password is kept.
    const names = new Map<string, string>();
    return async (prompt, signal) => {
      if (prompt.kind === 'run-command' && (await this.#allowed?.has(prompt)) === true) return { kind: 'accept', remember: false };
      const key = secretKey(account, prompt);
      if (isRetry(prompt)) for (const each of [key, passwordBeside(account, prompt)]) if (each !== undefined) await this.#secrets.forget(each);
      const known = key === undefined ? undefined : await this.#secrets.find(key);
      if (known !== undefined) return { kind: 'text', text: known, store: false };
      if (!mayAsk()) return undefined;
      const answer = await this.#ask(connectionId, this.#withStore(prompt), signal);
      if (prompt.kind === 'run-command' && answer?.kind === 'accept' && answer.remember) await this.#allowed?.remember(prompt);
      if (key === undefined || answer?.kind !== 'text') return answer;
      if (prompt.kind === 'username') names.set(prompt.target, answer.text);
      await this.#secrets.remember(key, answer.text, answer.store);
      const name = prompt.kind === 'password' ? names.get(prompt.target) : undefined;
      if (name !== undefined) await this.#secrets.remember(usernameKey(account, prompt.target), name, answer.store);
      return answer;
    };
  }

  /** Answers a question; one that nobody waits for any more is passed over. */
  answer(promptId: string, answer: PromptAnswer): void {
    this.#waiting.get(promptId)?.settle(answer);
  }

  readonly dispose = (): void => {
    for (const { settle } of [...this.#waiting.values()]) settle(undefined);
    this.#changed.dispose();
  };

  #withStore(prompt: Prompt): Prompt {
    return 'canStore' in prompt && prompt.canStore && !this.#secrets.canStore ? { ...prompt, canStore: false } : prompt;
  }

  #ask(connectionId: ConnectionId, prompt: Prompt, signal: CancelSignal | undefined): Promise<PromptAnswer> {
    if (signal?.aborted === true) return Promise.resolve(undefined);
    const promptId = randomUUID();
    return new Promise((resolve) => {
      const onAbort = (): void => {
        settle(undefined);
      };
      const settle = (answer: PromptAnswer): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(promptId);
        resolve(answer);
        this.#changed.fire(this.pending);
      };
      signal?.addEventListener('abort', onAbort);
      this.#waiting.set(promptId, { pending: { promptId, connectionId, prompt }, settle });
      this.#changed.fire(this.pending);
    });
  }
}

/** The password that goes with a name which is asked for. */
function passwordBeside(account: string, prompt: Prompt): string | undefined {
  return prompt.kind === 'username' ? passwordKey(account, prompt.target) : undefined;
}

function isRetry(prompt: Prompt): boolean {
  return 'retry' in prompt && prompt.retry;
}

import type { PromptHandler } from '../../api/connection.ts';
import type { CancelSignal } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { SaslCredentials } from './sasl-types.ts';

/** Times that a person may try. */
const MAX_TRIES = 3;

/** Where names and passwords come from. */
export interface CredentialSourceInit {
  /** For people: the host. */
  readonly target: string;
  /** The name that the URI holds. */
  readonly user: string | undefined;
  readonly prompt: PromptHandler | undefined;
  readonly signal?: CancelSignal | undefined;
  /** The file of names and passwords, read when first needed. */
  readonly file: () => Promise<ReadonlyMap<string, string> | undefined>;
}

/**
 * The name and the password for one host: out of the file, else asked. What was good once is kept in memory for further
 * connections to the same host.
 */
export class CredentialSource {
  readonly #init: CredentialSourceInit;
  #known: SaslCredentials | undefined;
  #refused: SaslCredentials | undefined;
  #wasAsked = false;
  #tries = 0;

  constructor(init: CredentialSourceInit) {
    this.#init = init;
  }

  /** @throws auth-cancelled when the person gives up, or nobody can be asked. */
  readonly get = async (): Promise<SaslCredentials> => {
    this.#known ??= await this.#find();
    return this.#known;
  };

  /** They were not good. Says whether a person may try again. */
  refuse(): boolean {
    this.#refused = this.#known;
    this.#known = undefined;
    this.#tries++;
    return this.#refused !== undefined && this.#wasAsked && this.#tries < MAX_TRIES;
  }

  async #find(): Promise<SaslCredentials> {
    const stored = await this.#init.file();
    const realm = stored?.get('realm');
    const named = stored?.get('authname') ?? stored?.get('username');
    const told = stored?.get('password');
    const asksName = named === undefined && (this.#init.user === undefined || this.#refused !== undefined);
    const username = named ?? (asksName ? await this.#username() : (this.#init.user ?? ''));
    // Whoever was just told, with the question for the name, that it was wrong need not read it again.
    const password = told ?? (await this.#password(username, this.#refused !== undefined && !asksName));
    return { username, password, ...(realm === undefined ? {} : { realm }) };
  }

  #username(): Promise<string> {
    const { target } = this.#init;
    const initial = this.#refused?.username;
    return this.#ask({
      kind: 'username', target, message: `Enter username for ${target}`, retry: this.#refused !== undefined, ...(initial === undefined ? {} : { initial }),
    });
  }

  #password(username: string, retry: boolean): Promise<string> {
    const { target } = this.#init;
    return this.#ask({ kind: 'password', target, message: `Enter ${username}'s password for ${target}`, retry, canStore: true });
  }

  async #ask(prompt: Parameters<PromptHandler>[0]): Promise<string> {
    const { prompt: ask, signal, target } = this.#init;
    this.#wasAsked = true;
    const answer = await ask?.(prompt, signal);
    if (answer?.kind === 'text') return answer.text;
    const detail = ask === undefined ? `${target} wants a name and a password, and nobody can be asked` : 'Failed to collect auth credentials';
    throw libvirtError('remote', 'auth-cancelled', detail, { subject: target, step: 'rpc-auth' });
  }
}

import ssh2 from 'ssh2';
import type { AnyAuthMethod, AuthHandlerMiddleware, IdentityCallback, KeyboardInteractiveCallback, ParsedKey, Prompt, SignCallback, SigningRequestOptions } from 'ssh2';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { DialBudget } from '../dial-budget.ts';
import { printable } from '../printable.ts';
import { offeredKeys, type OfferedKey } from './ssh-keys.ts';
import type { SshSettings } from './ssh-settings.ts';

const MOST_PASSWORD_TRIES = 3;

/** libvirt's words in `sshauth=`, as SSH's own. */
const LIBVIRT_METHODS: Readonly<Record<string, readonly string[]>> = {
  agent: ['agent'],
  privkey: ['publickey'],
  publickey: ['agent', 'publickey'],
  password: ['password'],
  'keyboard-interactive': ['keyboard-interactive'],
};

/** Tries one way to sign in after the other, as the host allows them. */
export class SshAuth {
  /** What is to be said when it did not work; undefined while nobody refused. */
  failure: VirError | undefined;
  readonly #settings: SshSettings;
  readonly #budget: DialBudget;
  readonly #target: string;
  readonly #methods: readonly string[];
  readonly #ended: AbortSignal;
  #keys: OfferedKey[] | undefined;
  #offered: SingleKeyAgent | undefined;
  #left: readonly string[] | undefined;
  #tries = new Map<string, number>();
  #said = new Set<string>();
  #userShown = 0;

  /** `ended` fires when the connection is gone: no question makes sense any more. */
  constructor(settings: SshSettings, target: string, budget: DialBudget, ended: AbortSignal) {
    this.#settings = settings;
    this.#budget = budget;
    this.#target = target;
    this.#ended = ended;
    this.#methods = settings.authMethods.flatMap((method) => LIBVIRT_METHODS[method] ?? []);
  }

  /** The ways that the host still allowed at last; empty before it was asked. */
  get allowed(): readonly string[] {
    return this.#left ?? [];
  }

  /** For ssh2, which calls it before each attempt, with what the host still allows. */
  readonly handler: AuthHandlerMiddleware = (left, _partial, next) => {
    this.#budget.step = 'ssh-auth';
    this.#next(left as readonly string[] | null).then(
      (attempt) => {
        next(attempt ?? (false as never)); // false is ssh2's "nothing left", which its types do not know
      },
      (error: unknown) => {
        this.failure = VirError.from(error, { code: 'auth-failed', domain: 'ssh', step: 'ssh-auth' });
        next(false as never);
      },
    );
  };

  /** Why nobody was let in. */
  refusal(cause: unknown): VirError {
    if (this.failure !== undefined) return this.failure;
    const allowed = this.#left === undefined ? '' : ` (${printable(this.#left.join(','))})`;
    const why = [...this.#said].join('; ');
    const hint = why === '' ? cause : libvirtError('ssh', 'ssh', why, { step: 'ssh-auth' });
    return libvirtError('ssh', 'auth-failed', `${this.#target}: Permission denied${allowed}`, { subject: this.#target, step: 'ssh-auth', cause: hint });
  }

  async #next(left: readonly string[] | null): Promise<AnyAuthMethod | undefined> {
    const { user: username } = this.#settings;
    if (left === null) return { type: 'none', username }; // the answer lists what the host allows
    if (this.#offered?.signed === true) {
      // ssh2 does not pass on what the host still wants after a key of an agent: ask again.
      const { error } = this.#offered;
      if (VirError.is(error) && this.#budget.canAsk) throw error;
      if (error !== undefined) this.#said.add(VirError.from(error).message);
      this.#offered = undefined;
      return { type: 'none', username };
    }
    this.#left = left;
    for (const method of this.#methods) {
      const attempt = left.includes(method === 'agent' ? 'publickey' : method) ? await this.#attempt(method, username) : undefined;
      if (attempt !== undefined) return attempt;
    }
    return undefined;
  }

  async #attempt(method: string, username: string): Promise<AnyAuthMethod | undefined> {
    switch (method) {
      case 'agent':
      case 'publickey':
        return this.#nextKey(method, username);
      case 'keyboard-interactive':
        if (!this.#mayTry(method, this.#userShown > 0 || this.#count(method) === 0)) return undefined;
        this.#userShown = 0;
        return { type: 'keyboard-interactive', username, prompt: (...args) => { this.#interact(...args); } };
      case 'password':
        return this.#mayTry(method, true) ? { type: 'password', username, password: await this.#password() } : undefined;
      default:
        return undefined;
    }
  }

  async #nextKey(method: 'agent' | 'publickey', username: string): Promise<AnyAuthMethod | undefined> {
    this.#keys ??= [...(await offeredKeys(this.#settings, this.#methods.includes('agent'), this.#target, this.#budget))];
    // With both wanted, OpenSSH's own order counts; with one of them, only its keys do.
    const both = this.#methods.includes('agent') && this.#methods.includes('publickey');
    const index = this.#keys.findIndex((key) => both || (method === 'agent') === (key.origin === 'agent'));
    const [key] = index < 0 ? [] : this.#keys.splice(index, 1);
    if (key === undefined) return undefined;
    this.#said.add(`tried the key of ${key.origin}`);
    this.#offered = new SingleKeyAgent(key);
    return { type: 'agent', username, agent: this.#offered };
  }

  #count(method: string): number {
    return this.#tries.get(method) ?? 0;
  }

  #mayTry(method: string, useful: boolean): boolean {
    if (!useful || this.#count(method) >= MOST_PASSWORD_TRIES) return false;
    if (!this.#budget.canAsk) {
      this.#said.add(`${method} needs an answer, and nobody can be asked`);
      return false;
    }
    this.#tries.set(method, this.#count(method) + 1);
    return true;
  }

  async #password(): Promise<string> {
    const retry = this.#count('password') > 1;
    return this.#ask({ kind: 'password', target: this.#target, message: `Password of ${this.#target}`, retry, canStore: true });
  }

  #interact(_name: string, instructions: string, _language: string, prompts: readonly Prompt[], finish: KeyboardInteractiveCallback): void {
    this.#answers(instructions, prompts).then(finish, (error: unknown) => {
      this.failure = VirError.from(error, { code: 'auth-failed', domain: 'ssh', step: 'ssh-auth' });
      this.#methodsOver();
      finish(prompts.map(() => ''));
    });
  }

  async #answers(instructions: string, prompts: readonly Prompt[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt, echo } of prompts) {
      this.#userShown += 1;
      const message = [printable(instructions).trim(), printable(prompt).trim()].filter((part) => part !== '').join('\n');
      const retry = this.#count('keyboard-interactive') > 1;
      answers.push(
        await this.#ask(
          echo !== true && /pass(word|phrase)/i.test(prompt)
            ? { kind: 'password', target: this.#target, message, retry, canStore: true }
            : { kind: 'one-time-code', target: this.#target, message, echo: echo === true },
        ),
      );
    }
    return answers;
  }

  #methodsOver(): void {
    for (const method of this.#methods) this.#tries.set(method, MOST_PASSWORD_TRIES);
    this.#keys = [];
  }

  async #ask(prompt: Parameters<DialBudget['ask']>[0]): Promise<string> {
    const answer = await this.#budget.ask(prompt, this.#ended);
    if (answer?.kind === 'text') return answer.text;
    throw libvirtError('ssh', 'auth-cancelled', `signing in to ${this.#target} was cancelled`, { subject: this.#target, step: 'ssh-auth' });
  }
}

/** An agent with one key: ssh2 asks the host about it first, and has it sign only if the host wants it. */
class SingleKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  signed = false;
  readonly #key: OfferedKey;
  /** Why it could not sign, for example that the person cancelled. */
  error: unknown;

  constructor(key: OfferedKey) {
    super();
    this.#key = key;
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    done(undefined, [this.#key.publicKey]);
  }

  override sign(_key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, callback?: SignCallback): void {
    const done = typeof options === 'function' ? options : callback;
    const hash = typeof options === 'function' ? undefined : options.hash;
    this.signed = true;
    this.#key.sign(data, hash).then(
      (signature) => done?.(undefined, signature),
      (error: unknown) => {
        this.error = error;
        done?.(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}

import { constants } from 'node:fs';
import { open, readdir, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable, Prompt } from '../../api/connection.ts';
import type { DialBudget } from '../dial-budget.ts';
import { printable } from '../printable.ts';
import { errnoName } from '../system-error.ts';

/**
 * What OpenSSH runs to ask something (SSH_ASKPASS). The question goes into a folder of our private directory, the answer
 * comes through a pipe: a secret is never on a disk, in an argument or in the environment.
 */
const PROGRAM = `#!/bin/sh
d=$(mktemp -d "$VIREO_ASKPASS_DIR/ask.XXXXXX") || exit 1
trap 'rm -rf "$d"; exit 1' TERM HUP INT
mkfifo -m 600 "$d/answer" || exit 1
printf '%s' "$SSH_ASKPASS_PROMPT" > "$d/kind"
printf '%s' "$1" > "$d/text"
: > "$d/ready"
answer=
IFS= read -r answer < "$d/answer" || { rm -rf "$d"; exit 1; }
rm -rf "$d"
case $answer in +*) printf '%s\\n' "\${answer#+}";; *) exit 1;; esac
`;
const LOOK_EVERY_MS = 25;
const MOST_LOOKS = 80;

/** The environment for an OpenSSH client whose questions are to be answered. */
export interface Askpass extends Disposable {
  readonly env: Readonly<Record<string, string>>;
  readonly dispose: () => void;
}

/** A question of OpenSSH's, as ours. */
export interface AskedByOpenSsh {
  readonly prompt: Prompt;
  /** `yes` for host keys and confirmations, the text for all others. */
  readonly accepts: boolean;
}

/** Answers the questions of an OpenSSH client until it is disposed. `directory` is private to us. */
export async function startAskpass(directory: string, target: string, budget: DialBudget): Promise<Askpass> {
  const program = join(directory, 'askpass');
  await writeFile(program, PROGRAM, { mode: 0o700 });
  const seen = new Map<string, AbortController>();
  const asked = new Set<string>();
  const look = async (): Promise<void> => {
    const present = new Set((await names(directory)).filter((name) => name.startsWith('ask.')));
    // The client does not wait for the answer any more: a key was touched, the connection is over.
    for (const [name, gone] of seen) if (!present.has(name)) gone.abort();
    for (const name of present) {
      if (seen.has(name) || !(await names(join(directory, name))).includes('ready')) continue;
      const gone = new AbortController();
      seen.set(name, gone);
      void answer(join(directory, name), { target, budget, asked, gone: gone.signal });
    }
  };
  const timer = setInterval(() => { void look(); }, LOOK_EVERY_MS);
  const dispose = (): void => {
    clearInterval(timer);
    for (const gone of seen.values()) gone.abort();
  };
  return { env: { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', VIREO_ASKPASS_DIR: directory, DISPLAY: process.env['DISPLAY'] ?? ':' }, dispose };
}

interface Asking {
  readonly target: string;
  readonly budget: DialBudget;
  /** What was asked before: the same again means that the answer was wrong. */
  readonly asked: Set<string>;
  readonly gone: AbortSignal;
}

async function answer(folder: string, { target, budget, asked, gone }: Asking): Promise<void> {
  try {
    const [text, kind] = await Promise.all([readFile(join(folder, 'text'), 'utf8'), readFile(join(folder, 'kind'), 'utf8')]);
    const { prompt, accepts } = readQuestion(text, kind, target, asked.has(text));
    asked.add(text);
    const given = await budget.ask(prompt, gone);
    if (gone.aborted) return;
    const word = given === undefined ? '-' : given.kind === 'text' ? `+${given.text}` : accepts ? '+yes' : '-';
    const pipe = await openForReader(join(folder, 'answer'));
    try {
      await pipe.write(`${word.replace(/[\r\n]/g, '')}\n`);
    } finally {
      await pipe.close();
    }
  } catch (error) {
    // The client has ended meanwhile, and its folder with it.
    if (errnoName(error) === undefined) throw error;
  }
}

/** Without O_NONBLOCK a reader that has gone would be waited for, for ever; with it, one that is about to come is missed. */
async function openForReader(pipe: string): Promise<FileHandle> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (errnoName(error) !== 'ENXIO' || tries === MOST_LOOKS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

/** What a question of OpenSSH's means. `kind` is its SSH_ASKPASS_PROMPT. */
export function readQuestion(text: string, kind: string, target: string, retry: boolean): AskedByOpenSsh {
  const words = printable(text).trim();
  const hostKey = /authenticity of host '([^']+)'[\s\S]*?(\S+) key fingerprint is (SHA256:[A-Za-z0-9+/=]+)/i.exec(text);
  if (hostKey !== null) {
    const [, name = target, type = '', fingerprint = ''] = hostKey;
    return { prompt: { kind: 'host-key', target: printable(name), status: 'unknown', keyType: keyTypeName(type), fingerprint, knownHostsFile: '' }, accepts: true };
  }
  const passphrase = /^Enter passphrase for (?:key )?'?(.+?)'?:?\s*$/i.exec(words);
  if (passphrase !== null) return { prompt: { kind: 'passphrase', target, keyFile: passphrase[1] ?? '', retry, canStore: true }, accepts: false };
  if (/password:?\s*$/i.test(words)) return { prompt: { kind: 'password', target, message: `Password of ${target}`, retry, canStore: true }, accepts: false };
  // `none`: nothing is to be typed, a security key wants to be touched; the question goes away by itself.
  const shown = kind === 'none' || kind === 'confirm';
  return { prompt: { kind: 'one-time-code', target, message: words, echo: shown }, accepts: false };
}

function keyTypeName(word: string): string {
  return ({ ED25519: 'ssh-ed25519', RSA: 'ssh-rsa', ECDSA: 'ecdsa-sha2-nistp256', 'ED25519-CERT': 'ssh-ed25519' } as Record<string, string>)[word.toUpperCase()] ?? word.toLowerCase();
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoName(error) === undefined) throw error;
    return [];
  }
}

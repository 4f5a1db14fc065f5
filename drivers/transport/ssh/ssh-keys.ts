import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import type { ParsedKey, PublicKeyEntry } from 'ssh2';
import { libvirtError } from '../../core/error-text.ts';
import type { DialBudget } from '../dial-budget.ts';
import { errnoName } from '../system-error.ts';
import { signWithLockedKey } from './sign-with-locked-key.ts';
import type { SshSettings } from './ssh-settings.ts';

/** A key that may open the door; the private half is fetched only when the host wants it. */
export interface OfferedKey {
  readonly publicKey: ParsedKey;
  /** For messages: `agent`, or the file. */
  readonly origin: string;
  /** @throws auth-cancelled when the person does not give the passphrase. */
  readonly sign: (data: Buffer, hash: string | undefined) => Promise<Buffer>;
}

const MOST_PASSPHRASE_TRIES = 3;
const OPENSSH_HEADER = '-----BEGIN OPENSSH PRIVATE KEY-----';
const OPENSSH_MAGIC = 'openssh-key-v1\0';

/**
 * All keys that may be tried, in OpenSSH's order: those of the agent that the configuration names, the
 * agent's others (not with `IdentitiesOnly`), then the files that no agent holds.
 */
export async function offeredKeys(settings: SshSettings, useAgent: boolean, target: string, budget: DialBudget): Promise<readonly OfferedKey[]> {
  const read = (path: string): Promise<OfferedKey | undefined> => keyFile(path, settings.identityFilesNamed, target, budget);
  const files = (await Promise.all(settings.identityFiles.map(read))).filter((key) => key !== undefined);
  const agent = useAgent && settings.agentSocket !== undefined ? await agentKeys(settings.agentSocket, budget) : [];
  const inAgent = (key: OfferedKey): boolean => agent.some((other) => sameKey(other, key));
  const named = (key: OfferedKey): boolean => files.some((file) => sameKey(file, key));
  return [...agent.filter(named), ...(settings.identitiesOnly ? [] : agent.filter((key) => !named(key))), ...files.filter((key) => key.sign !== cannotSign && !inAgent(key))];
}

function sameKey(one: OfferedKey, other: OfferedKey): boolean {
  return one.publicKey.getPublicSSH().equals(other.publicKey.getPublicSSH());
}

async function agentKeys(socket: string, budget: DialBudget): Promise<readonly OfferedKey[]> {
  const agent = ssh2.createAgent(socket);
  const listed = new Promise<readonly ParsedKey[]>((resolve) => {
    agent.getIdentities((error, keys) => {
      // No agent at all is the usual case, not a failure; the files come next.
      resolve(error instanceof Error ? [] : (keys ?? []).flatMap((key) => parsed(key)));
    });
  });
  return (await budget.race(listed)).map((publicKey) => ({
    publicKey,
    origin: 'agent',
    sign: (data, hash) =>
      new Promise((resolve, reject) => {
        agent.sign(publicKey, data, hash === undefined ? {} : { hash: hash as 'sha256' }, (error, signature) => {
          if (signature !== undefined) resolve(signature);
          else reject(error instanceof Error ? error : new Error('the agent did not sign'));
        });
      }),
  }));
}

function parsed(key: string | Buffer | ParsedKey | PublicKeyEntry): readonly ParsedKey[] {
  const one = ssh2.utils.parseKey(typeof key === 'object' && 'pubKey' in key ? publicKeyOf(key) : key);
  return one instanceof Error ? [] : [one];
}

function publicKeyOf({ pubKey }: PublicKeyEntry): string | Buffer | ParsedKey {
  return typeof pubKey === 'object' && 'pubKey' in pubKey ? pubKey.pubKey : pubKey;
}

async function keyFile(path: string, named: boolean, target: string, budget: DialBudget): Promise<OfferedKey | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const open = parsePrivate(text, undefined);
  if (open !== undefined) return { publicKey: open, origin: path, sign: (data, hash) => Promise.resolve(signWith(open, data, hash)) };
  if (!text.includes('PRIVATE KEY')) {
    // A public key in IdentityFile chooses one of the agent's.
    const [publicKey] = parsed(text);
    return publicKey === undefined ? undefined : { publicKey, origin: path, sign: cannotSign };
  }
  if (text.includes(OPENSSH_HEADER)) {
    const publicKey = await publicHalf(path, text);
    return publicKey === undefined ? undefined : { publicKey, origin: path, sign: (data, hash) => signLocked(path, text, data, hash, target, budget) };
  }
  return lockedPem(path, text, named, target, budget);
}

/** PEM files of the older kinds: quick to unlock, but they do not tell their public half. */
async function lockedPem(path: string, text: string, named: boolean, target: string, budget: DialBudget): Promise<OfferedKey | undefined> {
  let unlocked: ParsedKey | undefined;
  const unlock = (): Promise<ParsedKey> => withPassphrase(path, target, budget, (passphrase) => Promise.resolve(parsePrivate(text, passphrase)));
  // One that was named is worth a question.
  const publicKey = (await publicHalf(path, text)) ?? (named ? (unlocked = await unlock()) : undefined);
  if (publicKey === undefined) return undefined;
  const sign = async (data: Buffer, hash: string | undefined): Promise<Buffer> => {
    unlocked ??= await unlock();
    return signWith(unlocked, data, hash);
  };
  return { publicKey, origin: path, sign };
}

function signLocked(path: string, text: string, data: Buffer, hash: string | undefined, target: string, budget: DialBudget): Promise<Buffer> {
  return withPassphrase(path, target, budget, (passphrase) => signWithLockedKey({ text, passphrase, data, hash }));
}

function cannotSign(): Promise<Buffer> {
  return Promise.reject(new Error('the private half of this key is not here'));
}

async function publicHalf(path: string, text: string): Promise<ParsedKey | undefined> {
  const inFile = publicBlobOf(text);
  const beside = inFile ?? (await readIfThere(`${path}.pub`));
  const key = beside === undefined ? undefined : ssh2.utils.parseKey(beside);
  return key === undefined || key instanceof Error ? undefined : key;
}

/** Asks for the passphrase until the attempt gives something. */
async function withPassphrase<T>(path: string, target: string, budget: DialBudget, attempt: (passphrase: string) => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MOST_PASSPHRASE_TRIES; tries += 1) {
    const answer = await budget.ask({ kind: 'passphrase', target, keyFile: path, retry: tries > 0, canStore: true });
    if (answer?.kind !== 'text') {
      const why = budget.canAsk ? `no passphrase was given for ${path}` : `${path} needs a passphrase, and nobody can be asked`;
      throw libvirtError('ssh', 'auth-cancelled', why, { subject: path, step: 'ssh-auth' });
    }
    const result = await attempt(answer.text);
    if (result !== undefined) return result;
  }
  throw libvirtError('ssh', 'auth-failed', `the passphrase of ${path} is wrong`, { subject: path, step: 'ssh-auth' });
}

function signWith(key: ParsedKey, data: Buffer, hash: string | undefined): Buffer {
  const signature: unknown = key.sign(data, hash);
  if (signature instanceof Error) throw signature;
  return signature as Buffer;
}

function parsePrivate(text: string, passphrase: string | undefined): ParsedKey | undefined {
  const key = ssh2.utils.parseKey(fromPkcs8(text, passphrase) ?? text, passphrase);
  return key instanceof Error || !key.isPrivateKey() ? undefined : key;
}

/** ssh2 reads PKCS #1 and SEC 1, but not PKCS #8. */
function fromPkcs8(text: string, passphrase: string | undefined): string | undefined {
  const isEncrypted = text.includes('BEGIN ENCRYPTED PRIVATE KEY');
  if (!isEncrypted && !text.includes('BEGIN PRIVATE KEY')) return undefined;
  if (isEncrypted && passphrase === undefined) return undefined;
  try {
    const key = createPrivateKey({ key: text, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return undefined; // a wrong passphrase: the caller asks again
    throw error;
  }
}

/** The public half, which OpenSSH's own format keeps in the clear: magic, cipher, kdf, kdf options, count, key. */
function publicBlobOf(text: string): Buffer | undefined {
  const match = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text);
  const bytes = Buffer.from(match?.[1] ?? '', 'base64');
  if (bytes.subarray(0, OPENSSH_MAGIC.length).toString('latin1') !== OPENSSH_MAGIC) return undefined;
  let at = OPENSSH_MAGIC.length;
  const string = (): Buffer => {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
    const piece = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return piece;
  };
  string();
  string();
  string();
  at += 4;
  const blob = string();
  return blob.length === 0 ? undefined : blob;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoName(error) === undefined) throw error;
    return undefined; // OpenSSH passes over keys that it cannot read, too
  }
}

import { randomBytes } from 'node:crypto';
import type { SecretUsageType } from '../../conf/secret/secret-def.ts';
import { sealSecret } from '../block/image-objects.ts';
import type { CommandContext, SealedSecret, SecretReference } from '../command/command-context.ts';
import type { EmbedState } from './embed-state.ts';
import { qemuError } from './qemu-error.ts';

/** How secrets get onto a command line, or into the monitor. */
export type Sealing = Pick<CommandContext, 'sealSecret' | 'sealText'>;

const IV_BYTES = 16;
const NOTHING: SealedSecret = { data: '', iv: '' };

/** The file with a machine's master key; QEMU reads it when it starts. */
export function masterKeyFile(socketFolder: string): string {
  return `${socketFolder}/master-key.aes`;
}

/**
 * Makes a plan that may need secrets. Plans are made without I/O: the first is made to find out which secrets it needs, and only if it
 * needs some, a second one with them, encrypted with the machine's master key. In the clear they are nowhere but in this process.
 *
 * @throws no-secret when one of them is not there or has no value.
 */
export async function withSecrets<T>(state: EmbedState, socketFolder: string, plan: (sealing: Sealing) => T): Promise<T> {
  const wanted = new Map<string, SecretReference>();
  let texts = 0;
  const first = plan({
    sealSecret(reference) {
      wanted.set(keyOf(reference), reference);
      return NOTHING;
    },
    sealText() {
      texts += 1;
      return NOTHING;
    },
  });
  if (wanted.size === 0 && texts === 0) return first;
  const [masterKey] = await state.surroundings.files.read([masterKeyFile(socketFolder)]);
  if (masterKey === undefined) throw qemuError('operation-failed', "the machine's key for secrets cannot be read", { subject: masterKeyFile(socketFolder) });
  const values = new Map<string, Uint8Array>();
  for (const [key, reference] of wanted) values.set(key, await secretValue(state, reference));
  const seal = (value: Uint8Array): SealedSecret => sealSecret(value, masterKey, randomBytes(IV_BYTES));
  return plan({
    sealSecret(reference) {
      const value = values.get(keyOf(reference));
      if (value === undefined) throw qemuError('internal-error', 'a plan needs other secrets the second time');
      return seal(value);
    },
    sealText: (text) => seal(Buffer.from(text)),
  });
}

function keyOf({ uuid, usage, usageType }: SecretReference): string {
  return JSON.stringify([uuid, usage, usageType]);
}

/** The value of a secret. @throws no-secret when it is not there or has none. */
export function secretValue({ host }: EmbedState, { uuid, usage, usageType }: SecretReference): Promise<Uint8Array> {
  if (uuid !== undefined) return host.secrets.lookUpValue({ uuid });
  if (usage === undefined) throw qemuError('no-secret', 'a definition names no secret where one is needed');
  return host.secrets.lookUpValue({ usageType: usageType as SecretUsageType, usageId: usage });
}

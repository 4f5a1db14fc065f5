import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';

/** The SASL library's results that libvirt prints, with their words. */
const RESULTS = {
  'no-mechanism': [-4, 'no mechanism available'],
  'bad-protocol': [-5, 'bad protocol / cancel'],
  'bad-parameter': [-7, 'invalid parameter supplied'],
  'bad-server': [-10, 'server failed mutual authentication step'],
  'bad-auth': [-13, 'authentication failure'],
  'generic': [-1, 'generic failure'],
} as const;

/** A result of SASL by a word. */
export type SaslResult = keyof typeof RESULTS;

/** A failure of the client's part of SASL in libvirt's words; `hint` is the next step for people. */
export function saslError(phase: 'start' | 'step', result: SaslResult, detail: string, hint?: VirError, cause?: unknown): VirError {
  const [number, words] = RESULTS[result];
  return libvirtError('rpc', 'auth-failed', `Failed to ${phase} SASL negotiation: ${number} (SASL(${number}): ${words}: ${detail})`, { step: 'rpc-auth', cause: hint ?? cause });
}

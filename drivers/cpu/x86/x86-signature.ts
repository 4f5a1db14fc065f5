import type { CpuSignature } from '../cpu-def.ts';
import { leafData } from './x86-data.ts';
import type { X86Data } from './x86-data.ts';

/** Family and model of processors, and the steppings if not all of them. */
export interface SignatureRule {
  readonly family: number;
  readonly model: number;
  readonly steppings: readonly number[] | undefined;
}

/**
 * What eax of leaf 1 says:
 *
 * |31..28|27..20|19..16|15..14|13..12|11..8|7..4|3..0|
 * |  -   |family|model |  -   | type |family|model|stepping|
 *
 * The upper part of the family is added if the lower one is 15; the upper part of the model stands above the lower one.
 */
export function decodeSignature(eax: number): CpuSignature {
  return { family: ((eax >>> 20) & 0xff) + ((eax >>> 8) & 0xf), model: ((eax >>> 12) & 0xf0) + ((eax >>> 4) & 0xf), stepping: eax & 0xf };
}

/** The way back from {@link decodeSignature}. */
export function encodeSignature({ family, model, stepping }: CpuSignature): number {
  const upper = family > 0xf ? ((family - 0xf) << 20) | (0xf << 8) : family << 8;
  return (upper | ((model >>> 4) << 16) | ((model & 0xf) << 4) | (stepping & 0xf)) >>> 0;
}

/** Family, model and stepping that the bits tell; zeros if they do not. */
export function signatureOf(data: X86Data): CpuSignature {
  return decodeSignature(data.register(1, 'eax'));
}

/** The bits of a signature. */
export function signatureData(signature: CpuSignature): X86Data {
  return leafData(1, { eax: encodeSignature(signature) });
}

/** Whether a processor is one of those. */
export function matchesSignature(rules: readonly SignatureRule[], { family, model, stepping }: CpuSignature): boolean {
  return rules.some((rule) => rule.family === family && rule.model === model && (rule.steppings === undefined || rule.steppings.includes(stepping)));
}

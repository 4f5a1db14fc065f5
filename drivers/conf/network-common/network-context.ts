import type { LensParseContext } from '../lens/lens.ts';

/** Reading a part of a network: complaints name the network, and a part of an update may be incomplete. */
export interface NetworkParseContext extends LensParseContext {
  readonly network: string;
  /** The part is only a search key: what identifies it is enough. */
  readonly partial: boolean;
}

/** The name of the network (or the other owner) being read. */
export function networkNameOf(context: LensParseContext): string {
  return 'network' in context && typeof context.network === 'string' ? context.network : '';
}

/** Whether an incomplete part will do. */
export function isPartial(context: LensParseContext): boolean {
  return 'partial' in context && context.partial === true;
}

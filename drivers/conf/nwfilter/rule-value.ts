import type { SocketAddress } from '../address/socket-address.ts';

/** A variable in a rule: one element of its list, or a place in an iteration over it. */
export interface RuleVariable {
  readonly type: 'variable';
  readonly name: string;
  /** Element number, or iterator number. */
  readonly access: { readonly element: number } | { readonly iterator: number };
}

/** The value of an attribute of a rule. */
export type RuleValue =
  | { readonly type: 'number'; readonly value: number; readonly hex: boolean }
  | { readonly type: 'mac'; readonly mac: string }
  | { readonly type: 'address'; readonly address: SocketAddress }
  | { readonly type: 'mask'; readonly bits: number }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'states'; readonly states: readonly ConnectionState[] }
  | { readonly type: 'tcp-flags'; readonly mask: number; readonly flags: number }
  | { readonly type: 'ipset-flags'; readonly flags: readonly ('src' | 'dst')[] }
  | RuleVariable;

/** States of a tracked connection, in libvirt's order. */
export const CONNECTION_STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'NONE'] as const;
/** A state of a tracked connection. */
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** Names of the TCP flags by bit. */
export const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;

/** TCP flags as text: `SYN,ACK`, `ALL` or `NONE`. */
export function formatTcpFlags(bits: number): string {
  if (bits === 0) return 'NONE';
  if (bits === 0x3f) return 'ALL';
  return TCP_FLAGS.filter((_, index) => (bits & (1 << index)) !== 0).join(',');
}

/** An attribute of a rule with its value; `negated` where it must not match. */
export interface RuleItem {
  readonly value: RuleValue;
  readonly negated: boolean;
}

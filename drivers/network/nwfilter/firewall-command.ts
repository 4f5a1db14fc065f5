import type { CommandLine } from '../../conf/format/command-text.ts';

/** Which of the host's packet filters a command is for. */
export type FirewallLayer = 'ethernet' | 'ipv4' | 'ipv6';

/** One change of the host's packet filter. */
export interface FirewallCommand extends CommandLine {
  /** It may fail, for what it removes need not be there. */
  readonly mayFail: boolean;
}

const PROGRAMS: Readonly<Record<FirewallLayer, readonly string[]>> = {
  ethernet: ['/usr/sbin/ebtables', '--concurrent', '-t', 'nat'],
  ipv4: ['/usr/sbin/iptables', '-w'],
  ipv6: ['/usr/sbin/ip6tables', '-w'],
};

/** A command that must succeed. */
export function must(layer: FirewallLayer, ...words: readonly string[]): FirewallCommand {
  return { argv: [...PROGRAMS[layer], ...words], mayFail: false };
}

/** A command that may fail. */
export function may(layer: FirewallLayer, ...words: readonly string[]): FirewallCommand {
  return { argv: [...PROGRAMS[layer], ...words], mayFail: true };
}

import type { DialBudget } from '../dial-budget.ts';
import { printable } from '../printable.ts';
import type { SshCarrier } from './ssh-carrier.ts';

/** How a socket looks from the far side. */
export type FarSocket = 'missing' | 'denied' | 'there';

/** What is asked of a host before its daemon can be reached. */
export interface FarFacts {
  readonly uid: number | undefined;
  readonly userName: string;
  /** `$XDG_RUNTIME_DIR`, or what it usually is. */
  readonly runtimeDirectory: string;
  /** Programs that can lead to a socket. */
  readonly hasNetcat: boolean;
  readonly hasHelper: boolean;
  readonly sockets: ReadonlyMap<string, FarSocket>;
}

/** The lines that count start with this: login shells like to say more. */
const MARK = 'vireo-probe:';

/** Portable sh; the paths come as arguments, never as text of the script. `$rd` stands for the runtime directory. */
const SCRIPT = [
  'nc=$1; shift',
  'u=`id -u`; rd=${XDG_RUNTIME_DIR:-/run/user/$u}',
  `echo "${MARK}uid=$u"; echo "${MARK}user=\`id -un\`"; echo "${MARK}rd=$rd"`,
  `if command -v "$nc" >/dev/null 2>&1; then echo "${MARK}nc=1"; fi`,
  `if command -v virt-ssh-helper >/dev/null 2>&1; then echo "${MARK}helper=1"; fi`,
  `for s in "$@"; do case $s in /*) p=$s;; *) p=$rd/$s;; esac; d=\`dirname "$p"\`; while test ! -e "$d" && test "$d" != / && test "$d" != .; do d=\`dirname "$d"\`; done; if test -S "$p"; then if test -r "$p" && test -w "$p"; then r=there; else r=denied; fi; elif test ! -x "$d"; then r=denied; else r=missing; fi; echo "${MARK}socket=$r $s"; done`,
].join('; ');

/**
 * Asks a host in one command: who we are there, what programs it has, how these sockets look. Relative
 * paths start at the user's runtime directory.
 */
export async function probeFar(host: SshCarrier, netcat: string, sockets: readonly string[], budget: DialBudget): Promise<FarFacts> {
  const running = await host.spawn(['sh', '-c', SCRIPT, 'sh', netcat, ...sockets], budget);
  try {
    const pieces: Uint8Array[] = [];
    running.channel.consume((piece) => pieces.push(piece));
    running.channel.end();
    await budget.race(running.exited);
    return readFacts(Buffer.concat(pieces).toString('utf8'));
  } finally {
    running.dispose();
  }
}

/** The answers in what the probe printed. */
export function readFacts(output: string): FarFacts {
  const answers = output
    .split('\n')
    .filter((line) => line.startsWith(MARK))
    .map((line) => line.slice(MARK.length))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  const one = (name: string): string | undefined => answers.find(([key]) => key === name)?.[1];
  const uid = /^\d+$/.test(one('uid') ?? '') ? Number(one('uid')) : undefined;
  return {
    uid,
    userName: printable(one('user') ?? ''),
    runtimeDirectory: one('rd') ?? `/run/user/${uid ?? 0}`,
    hasNetcat: one('nc') === '1',
    hasHelper: one('helper') === '1',
    sockets: new Map(answers.filter(([key]) => key === 'socket').map(([, value]) => [value.slice(value.indexOf(' ') + 1), farSocket(value)])),
  };
}

function farSocket(value: string): FarSocket {
  if (value.startsWith('there ')) return 'there';
  return value.startsWith('denied ') ? 'denied' : 'missing';
}

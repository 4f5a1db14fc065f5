import type { Filesystem } from '../../conf/domain/devices.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { virtiofsSocketPath } from '../command/filesystem-arguments.ts';
import type { HelperPlaces, HelperProcess } from './helper-processes.ts';

/** The program that serves folders. `c` is the one that came with QEMU up to 7.2, `rust` its successor. */
export interface VirtiofsProgram {
  readonly binary: string;
  readonly dialect: 'c' | 'rust';
}

/** Which of the two a program is, from its `--help`. */
export function virtiofsDialect(help: string): VirtiofsProgram['dialect'] {
  return help.includes('--shared-dir') ? 'rust' : 'c';
}

/** Whether a directory of the host is served by a process of ours: one with a socket of its own is served by somebody else. */
export function needsVirtiofsProcess({ driver, source }: Filesystem): boolean {
  return driver?.type === 'virtiofs' && source?.socket === undefined;
}

/**
 * The C program locks its socket in a folder that only root may write; it takes a socket that listens already, which nothing else
 * on every host can hand to it. `$1` is the socket, then the command, in which `--fd=?` gets the number.
 */
const LISTEN_AND_RUN = [
  'use Socket; use Fcntl; my $path = shift;',
  'socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!\\n"; bind($s, pack_sockaddr_un($path)) or die "bind: $!\\n"; listen($s, 1) or die "listen: $!\\n";',
  'fcntl($s, F_SETFD, 0); my $n = fileno($s); for (@ARGV) { s/^--fd=\\?$/--fd=$n/ } exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n";',
].join(' ');

/** Files belong to the user: the guest's root is this user, and nobody else is there. */
const AS_OWN_ROOT = ['unshare', '--user', '--map-root-user'];

/**
 * The process that serves a directory to a guest (`virtiofsd`); it ends when QEMU closes its socket. Who is not root runs it in a user
 * namespace.
 *
 * @throws VirError `config-unsupported` for what this program cannot.
 */
export function virtiofsProcess(fs: Filesystem, program: VirtiofsProgram, { socketFolder, logFile, asRoot }: HelperPlaces): HelperProcess {
  const socket = virtiofsSocketPath(fs, socketFolder);
  const [first = '', ...rest] = commandOf(fs, program, socket, asRoot);
  return { program: first, arguments: rest, socket, log: logFile(`${fs.alias ?? ''}-virtiofsd`), setUp: undefined, title: 'virtiofsd' };
}

function commandOf(fs: Filesystem, program: VirtiofsProgram, socket: string, asRoot: boolean): string[] {
  const limit = asRoot ? [] : ['--rlimit-nofile=0'];
  if (program.dialect === 'rust') return [...(asRoot ? [] : AS_OWN_ROOT), program.binary, `--socket-path=${socket}`, ...limit, ...rustOptions(fs)];
  const served = asRoot ? [program.binary, `--socket-path=${socket}`] : [...AS_OWN_ROOT, 'perl', '-e', LISTEN_AND_RUN, socket, program.binary, '--fd=?'];
  return [...served, ...limit, ...olderOptions(fs)];
}

function olderOptions({ source, binary }: Filesystem): string[] {
  const onOff = (name: string, value: boolean | undefined): string[] => (value === undefined ? [] : [value ? name : `no_${name}`]);
  const options = [
    `source=${(source?.dir ?? '').replaceAll('\\', '\\\\').replaceAll(',', '\\,')}`,
    ...(binary?.cache === undefined ? [] : [`cache=${binary.cache}`]),
    ...(binary?.sandbox === undefined ? [] : [`sandbox=${binary.sandbox}`]),
    ...onOff('xattr', binary?.xattr),
    ...onOff('flock', binary?.lock?.flock),
    ...onOff('posix_lock', binary?.lock?.posix),
  ];
  return ['-o', options.join(','), ...threads(binary)];
}

function rustOptions({ source, binary }: Filesystem): string[] {
  if (binary?.lock?.flock === true || binary?.lock?.posix === true) throw unsupported("this host's virtiofsd has no locks that reach the host", 'qemu');
  return [
    `--shared-dir=${source?.dir ?? ''}`,
    ...(binary?.cache === undefined ? [] : [`--cache=${binary.cache === 'none' ? 'never' : binary.cache}`]),
    ...(binary?.sandbox === undefined ? [] : [`--sandbox=${binary.sandbox}`]),
    ...(binary?.xattr === true ? ['--xattr'] : []),
    ...threads(binary),
  ];
}

function threads(binary: Filesystem['binary']): string[] {
  return binary?.thread_pool === undefined ? [] : [`--thread-pool-size=${binary.thread_pool}`];
}

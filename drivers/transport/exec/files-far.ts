import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { libvirtError } from '../../core/error-text.ts';
import { printable } from '../printable.ts';
import { isBelow, notInside, watchByLooking } from './files-here.ts';
import { MOST_FILE_BYTES, type FileInfo, type FileKind, type HostFiles } from './host-files.ts';
import type { CommandHost } from './process-channel.ts';
import { runCommandBytes, runScript } from './run-command.ts';

/** Arguments of one command: far below every system's limit. */
const BATCH = 200;
/** So many files are read one by one. */
const FEW = 4;
/** Each look is a round trip and a process there. */
const LOOK_MS = 5000;

const READ = `for f do if [ -f "$f" ] && [ -r "$f" ]; then n=$(wc -c < "$f"); n=$((n)); if [ "$n" -le ${MOST_FILE_BYTES} ]; then echo "$n"; head -c "$n" < "$f"; else echo -1; fi; else echo -1; fi; done`;
/** As {@link READ}, with three processes for all files: which can be read, their sizes, all their bytes, and the sizes again. Not for more than 8 MiB. */
const READ_MANY = 'i=$#; k=; while [ "$i" -gt 0 ]; do if [ -f "$1" ] && [ -r "$1" ]; then k="$k 1"; set -- "$@" "$1"; else k="$k 0"; fi; shift; i=$((i-1)); done; echo "$k"; [ $# -gt 0 ] || exit 0; wc -c -- "$@" | tail -n 1 | { read -r n l; [ "$n" -le 8388608 ]; } || exit 0; wc -c -- "$@" && echo . && cat -- "$@" && echo && wc -c -- "$@"; exit 0';
/** Devices are the system's: whoever names one where a file is meant must not cost it. */
const NO_DEVICE = 'for f do if { [ -b "$f" ] || [ -c "$f" ]; } && ! [ -L "$f" ]; then echo "\'$f\' is a device, not a file" >&2; exit 1; fi; done';
const REMOVE = `${NO_DEVICE}; rm -f -- "$@"`;
const WRITE = `${NO_DEVICE}; umask 077; mkdir -p -- "$(dirname -- "$1")" && cat > "$1.$2.tmp" && mv -f -- "$1.$2.tmp" "$1" || { rm -f -- "$1.$2.tmp"; exit 1; }`;
const FIND = 'd=$1; s=$2; shift 2; for f do [ -d "$f" ] && find "$f" -maxdepth "$d" -iname "*$s" -type f -print; done; exit 0';
/** `$1` bytes at most of each; -1 for what is no file or disk, or cannot be read. */
const STARTS = 'm=$1; shift; for f do if { [ -f "$f" ] || [ -b "$f" ]; } && [ -r "$f" ]; then n=$(head -c "$m" < "$f" | wc -c); n=$((n)); echo "$n"; head -c "$n" < "$f"; else echo -1; fi; done';
/** Kind, bytes, blocks of 512 bytes, mode, owner, group, times; the name last. */
const FACTS = '%y %s %b %m %U %G %A@ %T@ %C@ ';
const STAT = `l=$1; shift; find "$l" "$@" -maxdepth 0 -printf '${FACTS}%p\\0' 2>/dev/null; exit 0`;
const LIST = `[ -d "$1" ] && [ -r "$1" ] && [ -x "$1" ] || exit 3; find -L "$1" -mindepth 1 -maxdepth 1 -printf '${FACTS}%f\\0' 2>/dev/null; exit 0`;
const RESOLVE = '[ -e "$1" ] && readlink -f -- "$1"';
const MAKE_FOLDER = '[ -d "$1" ] || { umask 077; mkdir -p -- "$1" && chmod "$2" -- "$1"; }';
/** 18: not below. What is in the way of looking is as good as not there. */
const REMOVE_TREE = 'r=$(cd -P -- "$2" && pwd -P) || exit 1; p=$(cd -P -- "$(dirname -- "$1")" && pwd -P) || exit 1; case "$p/" in "${r%/}"/*) rm -rf -- "$p/$(basename -- "$1")";; *) exit 18;; esac';
/** 17: the name is taken. A link is made in one step, so that two never both succeed. */
const CREATE = 'umask 077; t="$1.$2.tmp"; mkdir -p -- "$(dirname -- "$1")" && cat > "$t" && { if ln -- "$t" "$1" 2>/dev/null; then c=0; elif [ -e "$1" ] || [ -L "$1" ]; then c=17; else c=1; fi; rm -f -- "$t"; exit $c; }; rm -f -- "$t"; exit 1';
const COPY = 'umask 077; t="$2.$3.tmp"; mkdir -p -- "$(dirname -- "$2")" && cp --reflink=auto -- "$1" "$t" && chmod 600 -- "$t" && mv -f -- "$t" "$2" || { rm -f -- "$t"; exit 1; }';
const WRITE_RANGE = '[ -e "$1" ] || { echo "No such file or directory" >&2; exit 1; }; dd of="$1" bs=64K iflag=fullblock oflag=seek_bytes conv=notrunc seek="$2" status=none; exit $?';
const TRUNCATE = '[ -e "$1" ] || { echo "No such file or directory" >&2; exit 1; }; truncate -s "$2" -- "$1"';

interface Shell {
  /** What answers quickly. */
  readonly run: (script: string, args: readonly string[], input?: Uint8Array) => Promise<{ readonly code: number | undefined; readonly out: Buffer; readonly stderr: string }>;
  /** @throws operation-failed with what the command said. */
  readonly check: (script: string, args: readonly string[], what: string, input?: Uint8Array) => Promise<Buffer>;
  /** As `check`, in a process of its own: for much data, and what may hang. */
  readonly checkAlone: Shell['check'];
  readonly fail: (what: string, stderr: string) => Error;
}

/** The files of another computer with a Unix shell, by commands there. What stands below `stat` needs GNU's tools. */
export function filesOf(host: CommandHost): HostFiles {
  const shell = shellOn(host);
  const stat = statBy(shell);
  return {
    ...wholeFiles(shell),
    ...changes(shell),
    stat,
    async list(folder) {
      const { code, out } = await shell.run(LIST, [folder]);
      if (code !== 0) return undefined;
      return factsIn(out).map(([info, name]) => ({ name, ...info })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async resolve(file) {
      const { code, out } = await shell.run(RESOLVE, [file]);
      return code === 0 ? out.toString('utf8').replace(/\n$/, '') : undefined;
    },
    async readRange(file, offsetBytes, lengthBytes) {
      return shell.checkAlone('dd if="$1" bs=64K iflag=skip_bytes,count_bytes,fullblock skip="$2" count="$3" status=none', [file, String(offsetBytes), String(lengthBytes)], `cannot read '${file}'`);
    },
    async readStarts(paths, lengthBytes) {
      const found: (Uint8Array | undefined)[] = [];
      for (const batch of batches(paths)) found.push(...splitFiles(await shell.checkAlone(STARTS, [String(lengthBytes), ...batch], 'reading files'), batch.length));
      return found;
    },
    async spaceOf(folder) {
      const out = await shell.checkAlone('stat -f -c "%S %b %f %a" -- "$1"', [folder], `cannot statvfs path '${folder}'`);
      const [unit = 0n, blocks = 0n, free = 0n, available = 0n] = out.toString('latin1').trim().split(' ').map(wholeNumber);
      return { capacityBytes: blocks * unit, freeBytes: free * unit, availableBytes: available * unit };
    },
    watch: (paths, listener) => watchByLooking({ stat }, paths, LOOK_MS, listener),
  };
}

function shellOn(host: CommandHost): Shell {
  const fail = (what: string, stderr: string): Error => libvirtError('rpc', 'operation-failed', `${what} on ${host.description}: ${printable(stderr.trim())}`, { subject: what });
  const run: Shell['run'] = async (text, args, input) => {
    const { code, bytes, stderr } = await runScript(host, { text, args, input });
    return { code, out: bytes, stderr };
  };
  const runAlone: Shell['run'] = async (script, args, input) => {
    const { code, bytes, stderr } = await runCommandBytes(host, ['sh', '-c', script, 'sh', ...args], input === undefined ? {} : { input });
    return { code, out: bytes, stderr };
  };
  const checkBy = (way: Shell['run']): Shell['check'] => async (script, args, what, input) => {
    const { code, out, stderr } = await way(script, args, input);
    if (code !== 0) throw fail(what, stderr);
    return out;
  };
  return { run, fail, check: checkBy(run), checkAlone: checkBy(runAlone) };
}

function wholeFiles(shell: Shell): Pick<HostFiles, 'read' | 'write' | 'remove' | 'find' | 'exists'> {
  return {
    async read(paths) {
      const found: (Uint8Array | undefined)[] = [];
      for (const batch of batches(paths)) {
        const many = batch.length < FEW ? undefined : filesIn(await shell.check(READ_MANY, batch, 'reading files'));
        found.push(...(many ?? splitFiles(await shell.check(READ, batch, 'reading files'), batch.length)));
      }
      return found;
    },
    async write(file, bytes) {
      await shell.check(WRITE, [file, randomBytes(6).toString('hex')], `cannot write '${file}'`, bytes);
    },
    async remove(files) {
      if (files.length > 0) await shell.check(REMOVE, files, 'removing files');
    },
    async find(folders, suffix, depth) {
      if (folders.length === 0) return [];
      const out = await shell.checkAlone(FIND, [String(depth + 1), suffix, ...folders], 'looking for files');
      return out.toString('utf8').split('\n').filter((line) => line !== '');
    },
    async exists(file) {
      return (await shell.run('[ -e "$1" ]', [file])).code === 0;
    },
  };
}

function changes(shell: Shell): Pick<HostFiles, 'makeFolder' | 'removeTree' | 'removeFolder' | 'rename' | 'create' | 'copy' | 'writeRange' | 'truncate' | 'setMode'> {
  const suffix = (): string => randomBytes(6).toString('hex');
  return {
    async makeFolder(folder, mode = 0o700) {
      await shell.check(MAKE_FOLDER, [folder, mode.toString(8)], `cannot create path '${folder}'`);
    },
    async removeTree(folder, inside) {
      if (!isBelow(folder, inside)) throw notInside(folder, inside);
      const { code, stderr } = await shell.run(REMOVE_TREE, [path.posix.normalize(folder), inside]);
      if (code === 18) throw notInside(folder, inside);
      if (code !== 0) throw shell.fail(`cannot remove '${folder}'`, stderr);
    },
    async removeFolder(folder) {
      await shell.check('rmdir -- "$1"', [folder], `failed to remove '${folder}'`);
    },
    async rename(from, to) {
      await shell.check('mv -fT -- "$1" "$2"', [from, to], `cannot rename '${from}' as '${to}'`);
    },
    async create(file, bytes) {
      const { code, stderr } = await shell.run(CREATE, [file, suffix()], bytes);
      if (code !== 0 && code !== 17) throw shell.fail(`cannot create '${file}'`, stderr);
      return code === 0;
    },
    async copy(from, to) {
      await shell.checkAlone(COPY, [from, to, suffix()], `cannot copy '${from}' to '${to}'`);
    },
    async writeRange(file, offsetBytes, bytes) {
      await shell.checkAlone(WRITE_RANGE, [file, String(offsetBytes)], `cannot write '${file}'`, bytes);
    },
    async truncate(file, sizeBytes) {
      await shell.checkAlone(TRUNCATE, [file, String(sizeBytes)], `cannot truncate '${file}'`);
    },
    async setMode(file, mode) {
      await shell.check('chmod "$2" -- "$1"', [file, mode.toString(8)], `cannot set mode of '${file}'`);
    },
  };
}

function statBy(shell: Shell): HostFiles['stat'] {
  return async (paths, links = 'follow') => {
    const found = new Map<string, FileInfo>();
    for (const batch of batches(paths)) {
      const { out } = await shell.run(STAT, [links === 'follow' ? '-L' : '-P', ...batch]);
      for (const [info, name] of factsIn(out)) if (links === 'keep' || info.kind !== 'link') found.set(name, info);
    }
    return paths.map((each) => found.get(each));
  };
}

function batches(paths: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(paths.length / BATCH) }, (_, at) => paths.slice(at * BATCH, (at + 1) * BATCH));
}

/** What {@link READ_MANY} prints; undefined when a file changed meanwhile, or is too long. */
function filesIn(out: Buffer): (Uint8Array | undefined)[] | undefined {
  const head = out.indexOf('\n');
  const flags = out.subarray(0, head).toString('latin1').trim().split(' ').map((flag) => flag === '1');
  const count = flags.filter(Boolean).length;
  if (count === 0) return flags.map(() => undefined);
  const end = out.indexOf('\n.\n', head);
  const table = out.subarray(head + 1, end).toString('latin1');
  const sizes = table.split('\n').slice(0, count).map((line) => Number(/^\s*(\d+) /.exec(line)?.[1] ?? Number.NaN));
  const start = end + 3;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const again = out.subarray(start + total).toString('latin1');
  if (end < 0 || again !== `\n${table}\n` || sizes.some((size) => size > MOST_FILE_BYTES)) return undefined;
  let at = start;
  let next = 0;
  return flags.map((isThere) => {
    if (!isThere) return undefined;
    const size = sizes[next++] ?? 0;
    at += size;
    return out.subarray(at - size, at);
  });
}

/** What {@link READ} prints: a length on a line of its own, then so many bytes; -1 for what cannot be read. */
function splitFiles(out: Uint8Array, count: number): (Uint8Array | undefined)[] {
  const found: (Uint8Array | undefined)[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const end = out.indexOf(10, at);
    const length = end < 0 ? -1 : Number(Buffer.from(out.subarray(at, end)).toString('latin1'));
    at = end < 0 ? out.length : end + 1;
    found.push(length >= 0 ? out.subarray(at, at + length) : undefined);
    if (length > 0) at += length;
  }
  return found;
}

const KINDS: Readonly<Record<string, FileKind>> = { f: 'file', d: 'dir', l: 'link', b: 'block', c: 'char', p: 'fifo', s: 'socket' };

/** What find prints by {@link FACTS}. */
function factsIn(out: Buffer): (readonly [FileInfo, string])[] {
  return out.toString('utf8').split('\0').filter((each) => each !== '').map((line) => {
    const [kind = '', size = '', blocks = '', mode = '', uid = '', gid = '', accessed = '', modified = '', changed = '', ...name] = line.split(' ');
    const info: FileInfo = {
      kind: KINDS[kind] ?? 'link',
      sizeBytes: wholeNumber(size),
      allocatedBytes: wholeNumber(blocks) * 512n,
      mode: Number.parseInt(mode, 8),
      uid: Number(uid),
      gid: Number(gid),
      accessed: { ns: nanoseconds(accessed) },
      modified: { ns: nanoseconds(modified) },
      changed: { ns: nanoseconds(changed) },
    };
    return [info, name.join(' ')] as const;
  });
}

function wholeNumber(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}

/** `1700000000.1234567890` */
function nanoseconds(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.');
  return wholeNumber(seconds) * 1_000_000_000n + wholeNumber(fraction.padEnd(9, '0').slice(0, 9));
}

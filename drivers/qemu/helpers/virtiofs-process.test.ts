import { describe, expect, it } from 'vitest';
import { filesystem } from '../../conf/domain/devices.ts';
import { domainContext, parseDomainXml } from '../../conf/domain/domain-def.ts';
import { needsVirtiofsProcess, virtiofsDialect, virtiofsProcess } from './virtiofs-process.ts';

const places = { socketFolder: '/s', tpmFolder: '/t', logFile: (name: string) => `/l/${name}.log` };
const C = { binary: '/usr/lib/qemu/virtiofsd', dialect: 'c' } as const;
const RUST = { binary: '/usr/libexec/virtiofsd', dialect: 'rust' } as const;

function folder(inside = '', source = "dir='/srv/a,b'") {
  const xml = `<domain type='qemu'><name>m</name><memory>1024</memory><os><type arch='x86_64'>hvm</type></os><devices><filesystem type='mount'><driver type='virtiofs'/>${inside}<source ${source}/><target dir='tag'/></filesystem></devices></domain>`;
  const [found = filesystem.create({})] = parseDomainXml(xml, domainContext()).devices.filesystems;
  found.alias = 'fs0';
  return found;
}

const BINARY = "<binary xattr='on'><cache mode='none'/><sandbox mode='chroot'/><lock posix='off' flock='off'/><thread_pool size='4'/></binary>";

describe('the process that serves a folder', () => {
  it('speaks the words of QEMU’s own program', () => {
    const { program, arguments: words, socket, log } = virtiofsProcess(folder(BINARY), C, { ...places, asRoot: true });
    expect([program, ...words]).toEqual([C.binary, '--socket-path=/s/fs0-fs.sock', '-o', 'source=/srv/a\\,b,cache=none,sandbox=chroot,xattr,no_flock,no_posix_lock', '--thread-pool-size=4']);
    expect([socket, log]).toEqual(['/s/fs0-fs.sock', '/l/fs0-virtiofsd.log']);
  });

  it('and those of its successor', () => {
    const { program, arguments: words } = virtiofsProcess(folder(BINARY), RUST, { ...places, asRoot: true });
    expect([program, ...words]).toEqual([RUST.binary, '--socket-path=/s/fs0-fs.sock', '--shared-dir=/srv/a,b', '--cache=never', '--sandbox=chroot', '--xattr', '--thread-pool-size=4']);
    expect(() => virtiofsProcess(folder("<binary><lock flock='on'/></binary>"), RUST, { ...places, asRoot: true })).toThrow('has no locks that reach the host');
  });

  it('runs as the root of a namespace of the user’s own', () => {
    const rust = virtiofsProcess(folder(), RUST, { ...places, asRoot: false });
    expect([rust.program, ...rust.arguments].join(' ')).toBe('unshare --user --map-root-user /usr/libexec/virtiofsd --socket-path=/s/fs0-fs.sock --rlimit-nofile=0 --shared-dir=/srv/a,b');
    const c = virtiofsProcess(folder(), C, { ...places, asRoot: false });
    expect(c.arguments.slice(0, 4)).toEqual(['--user', '--map-root-user', 'perl', '-e']);
    expect(c.arguments.slice(5)).toEqual(['/s/fs0-fs.sock', C.binary, '--fd=?', '--rlimit-nofile=0', '-o', 'source=/srv/a\\,b']);
    expect(c.title).toBe('virtiofsd');
  });

  it('is told apart by its help, and is nobody’s where a socket is named', () => {
    expect(virtiofsDialect('    --shared-dir <SHARED_DIR>')).toBe('rust');
    expect(virtiofsDialect('    -o source=PATH             shared directory tree')).toBe('c');
    expect([needsVirtiofsProcess(folder()), needsVirtiofsProcess(folder('', "socket='/x.sock'"))]).toEqual([true, false]);
  });
});

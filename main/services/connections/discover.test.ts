import { describe, expect, it } from 'vitest';
import type { Computer } from './computer.ts';
import { discover } from './discover.ts';

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly usable?: readonly string[];
  readonly listening?: readonly string[];
  readonly uid?: number;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
}

function computer({ files = {}, usable = [], listening = usable, uid = 1000, platform = 'linux', arch = 'x64' }: World): Computer {
  const there = (path: string): boolean => path in files || usable.includes(path);
  return {
    platform, arch,
    env: { PATH: '/usr/bin', XDG_RUNTIME_DIR: '/run/user/1000' },
    uid,
    user: 'ann',
    home: '/home/ann',
    exists: (path) => Promise.resolve(there(path)),
    mayUse: (path) => Promise.resolve(usable.includes(path)),
    groupOf: (path) => Promise.resolve(path === '/dev/kvm' ? 'kvm' : 'libvirt'),
    readText: (path) => Promise.resolve(files[path]),
    reach: (path) => Promise.resolve(!usable.includes(path) ? 'denied' : listening.includes(path) ? 'open' : 'dead'),
  };
}

const one = (all: Awaited<ReturnType<typeof discover>>, kind: string) => all.find((each) => each.kind === kind);

describe('discover', () => {
  it('finds nothing but the test host on a bare computer, and says what to install', async () => {
    const all = await discover(computer({ files: { '/etc/os-release': 'NAME="Debian GNU/Linux"\nID=debian\n' } }));
    expect(one(all, 'libvirt-system')).toMatchObject({ found: false, problem: 'discover.problem.socketMissing', command: 'sudo apt install libvirt-daemon-system qemu-system' });
    expect(one(all, 'qemu')).toMatchObject({ found: false, problem: 'discover.problem.noQemu', command: 'sudo apt install qemu-system-x86 ovmf qemu-utils swtpm' });
    expect(one(all, 'kvm')).toMatchObject({ found: false, problem: 'discover.problem.noKvm' });
    expect(one(all, 'test')).toMatchObject({ found: true, uri: 'test:///default' });
  });

  it.each([
    ['linux', 'x64', 'ID=fedora\n', 'sudo dnf install qemu-kvm qemu-img edk2-ovmf swtpm'],
    ['linux', 'x64', 'ID=manjaro\nID_LIKE=arch\n', 'sudo pacman -S qemu-desktop edk2-ovmf swtpm'],
    ['linux', 'arm64', 'ID=ubuntu\nID_LIKE=debian\n', 'sudo apt install qemu-system-arm qemu-efi-aarch64 qemu-utils swtpm'],
    ['linux', 'x64', 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'sudo zypper install qemu-x86 qemu-ovmf-x86_64 qemu-tools swtpm'],
    ['linux', 'x64', 'ID=alpine\n', 'sudo apk add qemu-system-x86_64 ovmf qemu-img swtpm'],
    ['darwin', 'arm64', undefined, 'brew install qemu'],
    ['linux', 'x64', 'ID=plan9\n', undefined],
  ] as const)('says what brings QEMU to %s %s %j', async (platform, arch, release, command) => {
    const all = await discover(computer({ platform, arch, files: release === undefined ? {} : { '/etc/os-release': release } }));
    expect(one(all, 'qemu')).toMatchObject({ found: false, command });
  });

  it('does not take a device for what the processor cannot', async () => {
    const usable = ['/dev/kvm'];
    const cpu = (flags: string) => ({ '/proc/cpuinfo': `processor : 0\nflags\t\t: fpu ${flags} sse\n` });
    expect(one(await discover(computer({ usable, files: cpu('lm') })), 'kvm')).toMatchObject({ found: false, problem: 'discover.problem.noKvm' });
    expect(one(await discover(computer({ usable, files: cpu('svm') })), 'kvm')).toMatchObject({ found: true, problem: undefined });
  });

  it('starts a libvirt that is installed, instead of installing it', async () => {
    const all = await discover(computer({ usable: ['/usr/sbin/libvirtd'], files: { '/etc/os-release': 'ID=debian\n' } }));
    expect(one(all, 'libvirt-system')).toMatchObject({ found: true, problem: 'discover.problem.notListening', command: 'sudo systemctl enable --now libvirtd.socket' });
  });

  it('finds the product of VMware that is installed', async () => {
    const all = await discover(computer({ usable: ['/usr/bin/vmrun', '/usr/bin/vmware'] }));
    expect(one(all, 'vmware')).toMatchObject({ found: true, uri: 'vmwarews:///session', label: 'VMware Workstation', detail: '/usr/bin/vmrun' });
    expect(one(await discover(computer({ usable: ['/usr/bin/vmrun'] })), 'vmware')).toMatchObject({ uri: 'vmwareplayer:///session' });
  });

  it('finds the system socket', async () => {
    const all = await discover(computer({ usable: ['/var/run/libvirt/libvirt-sock', '/usr/bin/qemu-system-x86_64', '/dev/kvm'] }));
    expect(one(all, 'libvirt-system')).toMatchObject({ found: true, uri: 'qemu:///system', problem: undefined });
    expect(one(all, 'qemu')).toMatchObject({ found: true, uri: 'qemu:///embed', detail: '/usr/bin/qemu-system-x86_64' });
    expect(one(all, 'kvm')).toMatchObject({ found: true, problem: undefined });
  });

  it('gives the exact command where permission is missing, and the read-only way', async () => {
    const socket = '/var/run/libvirt/libvirt-sock';
    const all = await discover(computer({ files: { [socket]: '' }, usable: [`${socket}-ro`] }));
    expect(one(all, 'libvirt-system')).toMatchObject({ problem: 'discover.problem.socketDenied', problemValues: { user: 'ann', group: 'libvirt' }, command: 'sudo usermod -aG libvirt ann' });
    expect(one(all, 'libvirt-readonly')).toMatchObject({ found: true, readOnly: true, uri: 'qemu:///system' });
  });

  it('notices a socket that nobody listens on', async () => {
    const all = await discover(computer({ usable: ['/var/run/libvirt/libvirt-sock'], listening: [] }));
    expect(one(all, 'libvirt-system')).toMatchObject({ problem: 'discover.problem.notListening', command: 'sudo systemctl start libvirtd' });
  });

  it('lists the hosts of the SSH configuration, patterns and odd names left out', async () => {
    const all = await discover(
      computer({
        files: {
          '/home/ann/.ssh/config': 'Include other\nHost kvm-03 kvm-04 *.lan !bad\n  HostName 10.0.0.3\nhost=build\nHost -oProxyCommand=x\nMatch exec "rm -rf /"\n',
          '/home/ann/.ssh/other': 'Host "quoted"\n',
        },
      }),
    );
    expect(all.filter(({ kind }) => kind === 'ssh-host').map(({ uri }) => uri)).toEqual([
      'qemu+ssh://quoted/system',
      'qemu+ssh://kvm-03/system',
      'qemu+ssh://kvm-04/system',
      'qemu+ssh://build/system',
    ]);
  });
});

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { assertNever } from '../../drivers/core/assert.ts';

export const PEER_NAMES = [
  'libvirtd',
  'privateLibvirtd',
  'guest',
  'cloudImage',
  'user',
  'session',
  'sshd',
  'rtt',
  'remoteLibvirtd',
  'display',
  'bareQemu',
  'polkit',
  'vsphere',
  'olderLibvirtd',
  'newerLibvirtd',
  'modularDaemons',
] as const;

/** What a test can ask the lab for. */
export type PeerName = (typeof PEER_NAMES)[number];

/** The one command that makes a missing peer possible. */
export const REMEDY = 'npm run lab:install';

/** Why a peer cannot run on this machine; empty when it can. */
export function whyNot(peer: PeerName): readonly string[] {
  return [...new Set([...wrongUser(peer), ...missingFiles(filesOf(peer))])];
}

function wrongUser(peer: PeerName): string[] {
  if (process.platform !== 'linux') return [`it needs Linux, and this is ${process.platform}`];
  // Even the guest is put where QEMU's own user can read it.
  return process.getuid?.() === 0 ? [] : [`${peer} is started by root`];
}

function missingFiles(names: readonly string[]): string[] {
  return names.filter((name) => !isThere(name)).map((name) => `${name} is not installed`);
}

function filesOf(peer: PeerName): readonly string[] {
  const daemon = ['libvirtd', 'virsh', 'qemu-system-x86_64', 'qemu-img', 'setpriv', 'unshare', 'flock', 'script', 'gcc'];
  switch (peer) {
    case 'libvirtd':
      return [...daemon, 'dnsmasq', 'iptables', '/etc/libvirt/libvirtd.conf'];
    case 'privateLibvirtd':
      return [...daemon, '/etc/libvirt/libvirtd.conf'];
    case 'polkit':
      return [...daemon, 'useradd', 'dbus-daemon', 'dbus-send', '/usr/lib/polkit-1/polkitd', 'pkttyagent', '/usr/share/polkit-1/actions/org.libvirt.unix.policy'];
    case 'bareQemu':
      return ['qemu-system-x86_64', 'qemu-img', 'qemu-nbd', 'swtpm', 'swtpm_setup', 'passt'];
    case 'display':
      return ['qemu-system-x86_64', 'openssl', 'saslpasswd2', 'ss', 'setpriv'];
    case 'remoteLibvirtd':
      return [...daemon, '/etc/libvirt/libvirtd.conf', 'openssl', 'saslpasswd2', '/usr/lib/x86_64-linux-gnu/sasl2/libdigestmd5.so'];
    case 'guest':
      return ['apt-get', 'dpkg-deb', 'cpio', 'grub-mkrescue', 'xorriso', 'mformat', 'qemu-img', 'flock', '/bin/busybox'];
    case 'cloudImage':
      return [...filesOf('guest'), 'mmdebstrap', 'mke2fs', 'grub-mkimage', '/usr/lib/grub/i386-pc/boot.img', '/usr/share/mmdebstrap/hooks/merged-usr'];
    case 'user':
      return ['useradd', 'chpasswd', 'setpriv', 'flock'];
    case 'session':
      return [...daemon, 'useradd'];
    case 'sshd':
      return ['/usr/sbin/sshd', 'ssh', 'ssh-keygen', 'nc', 'setpriv'];
    case 'rtt':
      return ['ip', 'gcc', 'socat', 'setpriv', '/dev/net/tun'];
    case 'vsphere':
      return ['apt-get', 'go', 'perl', 'openssl', 'flock', 'setpriv', '/usr/share/gocode/src/github.com/google/uuid', 'qemu-system-x86_64'];
    case 'olderLibvirtd':
    case 'newerLibvirtd':
      return ['mmdebstrap', 'virsh', 'unshare', 'chroot', 'setpriv', 'flock', 'gcc'];
    case 'modularDaemons':
      return ['mmdebstrap', 'virsh', 'unshare', 'chroot', 'setpriv', 'flock', 'strip', 'qemu-system-x86_64'];
    default:
      return assertNever(peer);
  }
}

function isThere(name: string): boolean {
  if (name.startsWith('/')) return existsSync(name);
  const dirs = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return dirs.some((dir) => {
    try {
      accessSync(join(dir, name), constants.X_OK);
      return true;
    } catch (error) {
      // Not in this folder; the next one may have it.
      if (error instanceof Error) return false;
      throw error;
    }
  });
}

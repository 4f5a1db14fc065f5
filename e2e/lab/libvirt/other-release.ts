import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labCacheDir, labSourceDir } from '../lab-paths.ts';
import { withFileLock } from '../leases.ts';
import { run } from '../run.ts';

/** Debian releases whose libvirtd the lab runs beside the machine's own: an older one and a newer one. */
export type DebianRelease = 'bullseye' | 'trixie';

/** bullseye: libvirt 7.0 without an emulator. trixie: libvirt 11.3 with QEMU 10. */
const PACKAGES: { readonly [release in DebianRelease]: readonly string[] } = {
  bullseye: ['libvirt-daemon', 'libvirt-daemon-driver-qemu', 'iptables', 'dnsmasq-base', 'iproute2'],
  trixie: [
    'libvirt-daemon', 'libvirt-daemon-driver-qemu', 'libvirt-daemon-driver-network', 'libvirt-daemon-driver-storage', 'libvirt-daemon-driver-nwfilter',
    'libvirt-daemon-driver-secret', 'libvirt-daemon-driver-nodedev', 'libvirt-daemon-driver-interface', 'nftables', 'dnsmasq-base', 'iproute2',
    'qemu-system-x86', 'qemu-utils', 'seabios',
  ],
};
const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nlibvirt-qemu:x:64055:106::/var/lib/libvirt:/bin/false\nlibvirt-dnsmasq:x:64056:64056::/var/lib/libvirt:/bin/false\n';
const GROUP = 'root:x:0:\nkvm:x:106:\nlibvirt:x:107:\nlibvirt-qemu:x:64055:\nlibvirt-dnsmasq:x:64056:\n';

/**
 * The root directory of another Debian release with its libvirtd: packages that are unpacked, not installed, so that no
 * maintainer script runs. Built once and kept in the lab's cache; daemons mount what they change over it.
 */
export async function buildRelease(release: DebianRelease): Promise<string> {
  const packages = PACKAGES[release];
  const version = createHash('sha256').update(`${packages.join(' ')}${PASSWD}${GROUP}`).digest('hex').slice(0, 8);
  const root = join(labCacheDir, `${release}-${version}`);
  mkdirSync(labCacheDir, { recursive: true });
  await withFileLock(join(labCacheDir, `${release}.lock`), async () => {
    if (!existsSync(root)) await build(root, release, packages);
  });
  return root;
}

async function build(root: string, release: DebianRelease, packages: readonly string[]): Promise<void> {
  const unfinished = `${root}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const mirror = (await run(['sh', join(labSourceDir, 'debian-mirror.sh')])).stdout.trim();
  await run(
    [
      'mmdebstrap', '--quiet', '--variant=extract', '--aptopt=APT::Install-Recommends "false"', `--include=${packages.join(',')}`,
      '--dpkgopt=path-exclude=/usr/share/doc/*', '--dpkgopt=path-exclude=/usr/share/man/*', '--dpkgopt=path-exclude=/usr/share/locale/*',
      release, unfinished, mirror,
    ],
    { timeoutMs: 300_000 },
  );
  // libvirt looks these names up; here everything runs as root.
  writeFileSync(join(unfinished, 'etc/passwd'), PASSWD);
  writeFileSync(join(unfinished, 'etc/group'), GROUP);
  for (const dir of ['proc', 'sys', 'dev', 'run/libvirt', 'var/lib/libvirt', 'var/log/libvirt', 'var/cache/libvirt', 'etc/libvirt', 'tmp']) mkdirSync(join(unfinished, dir), { recursive: true });
  renameSync(unfinished, root);
}

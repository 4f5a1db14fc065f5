/** What would bring libvirt and QEMU to a Linux system, in its own words; `osRelease` is its /etc/os-release. Undefined: not a system that is known. */
export function installCommand(osRelease: string): string | undefined {
  const ids = idsOf(osRelease);
  const has = (...names: readonly string[]): boolean => names.some((name) => ids.includes(name));
  if (has('debian', 'ubuntu')) return 'sudo apt install libvirt-daemon-system qemu-system';
  if (has('fedora', 'rhel', 'centos')) return 'sudo dnf install @virtualization';
  if (has('arch')) return 'sudo pacman -S libvirt qemu-desktop dnsmasq';
  if (has('suse', 'opensuse')) return 'sudo zypper install -t pattern kvm_server';
  return undefined;
}

/** What would bring QEMU alone, which is enough for machines of this computer's own user. Undefined: not a system that is known. */
export function installQemuCommand(platform: NodeJS.Platform, arch: string, osRelease: string): string | undefined {
  if (platform === 'darwin') return 'brew install qemu';
  const ids = idsOf(osRelease);
  const has = (...names: readonly string[]): boolean => names.some((name) => ids.includes(name));
  const isArm = arch === 'arm64';
  if (has('debian', 'ubuntu')) return `sudo apt install ${isArm ? 'qemu-system-arm qemu-efi-aarch64' : 'qemu-system-x86 ovmf'} qemu-utils swtpm`;
  if (has('fedora', 'rhel', 'centos')) return `sudo dnf install qemu-kvm qemu-img ${isArm ? 'edk2-aarch64' : 'edk2-ovmf'} swtpm`;
  if (has('arch')) return 'sudo pacman -S qemu-desktop edk2-ovmf swtpm';
  if (has('suse', 'opensuse')) return `sudo zypper install ${isArm ? 'qemu-arm qemu-uefi-aarch64' : 'qemu-x86 qemu-ovmf-x86_64'} qemu-tools swtpm`;
  if (has('alpine')) return `sudo apk add ${isArm ? 'qemu-system-aarch64 aavmf' : 'qemu-system-x86_64 ovmf'} qemu-img swtpm`;
  return undefined;
}

function idsOf(osRelease: string): readonly string[] {
  return [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
}

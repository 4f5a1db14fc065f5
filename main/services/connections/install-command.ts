/** What would bring libvirt and QEMU to a Linux system, in its own words; `osRelease` is its /etc/os-release. Undefined: not a system that is known. */
export function installCommand(osRelease: string): string | undefined {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
  const has = (...names: readonly string[]): boolean => names.some((name) => ids.includes(name));
  if (has('debian', 'ubuntu')) return 'sudo apt install libvirt-daemon-system qemu-system';
  if (has('fedora', 'rhel', 'centos')) return 'sudo dnf install @virtualization';
  if (has('arch')) return 'sudo pacman -S libvirt qemu-desktop dnsmasq';
  if (has('suse', 'opensuse')) return 'sudo zypper install -t pattern kvm_server';
  return undefined;
}

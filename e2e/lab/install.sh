#!/bin/bash
# Installs what the lab needs on a Debian 12 machine: real peers for the tests. Quick when all of it is there.
# It installs packages and changes nothing else; `npm run lab -- start` starts the daemons.
set -euo pipefail

fail() { echo "lab:install: $*" >&2; exit 1; }

debian=$(. /etc/os-release 2> /dev/null && echo "${ID:-unknown} ${VERSION_ID:-}") || debian='an unknown system'
[ "$debian" = 'debian 12' ] || fail "this is ${debian}; the lab needs Debian 12, whose libvirt 9.0 and QEMU 7.2 the tests compare with"
[ "$(id -u)" = 0 ] || fail "packages are installed by root: run it as root, or with sudo"
[ "$(dpkg --print-architecture)" = amd64 ] || fail "this is $(dpkg --print-architecture); the lab's guest is made for amd64"

packages=(
  # the hypervisors and libvirt's daemon and tools
  qemu-system-x86 qemu-utils ovmf swtpm swtpm-tools passt
  libvirt-daemon libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-daemon-driver-lxc
  libvirt-daemon-config-network libvirt-daemon-config-nwfilter libvirt-clients
  dnsmasq-base dbus iptables iproute2
  # remote access
  openssh-server openssh-client netcat-openbsd socat
  # signing in: SASL, certificates, polkit
  sasl2-bin libsasl2-modules openssl polkitd
  # the guest's image
  busybox-static cpio xorriso mtools grub-common grub-pc-bin grub-efi-amd64-bin
  # a window without a screen
  xvfb xauth x11-utils xdotool chromium fonts-dejavu-core
  # the benchmarks' peer and the network forwarder
  gcc libc6-dev libvirt-dev pkg-config binutils
  # the libvirtd of other Debian releases
  mmdebstrap
  # the vSphere simulator, built from source: its compiler and libraries
  golang-go golang-github-vmware-govmomi-dev golang-github-kr-pretty-dev perl openssl
)

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) || state=absent
  [ "$state" = installed ] || missing+=("$package")
done

if [ ${#missing[@]} = 0 ]; then
  echo "lab:install: all ${#packages[@]} packages are there"
  exit 0
fi

echo "lab:install: installing ${#missing[@]} of ${#packages[@]} packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 -qq update
apt-get -o DPkg::Lock::Timeout=300 -y --no-install-recommends install "${missing[@]}"
echo "lab:install: done in $SECONDS s; npm run lab -- status shows what can run"

#!/bin/bash
# build.sh OUTDIR DEBDIR [cloud|amd64]
#
# Builds the lab's guest out of Debian packages alone:
#   OUTDIR/vmlinuz, OUTDIR/initrd.img   for a direct kernel boot
#   OUTDIR/guest.iso                    boots with SeaBIOS and OVMF, as a CD and as a disk
#   OUTDIR/guest.qcow2                  the same image as a disk
# DEBDIR keeps the downloaded packages. `cloud` is the small kernel (virtio, PIIX IDE); `amd64` is the full one (AHCI, USB, DRM).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" "$2"
out=$(cd "$1" && pwd)
debs=$(cd "$2" && pwd)
flavour=${3:-cloud}
work=$(mktemp -d "${TMPDIR:-/tmp}/vireo-guest.XXXXXX")
trap 'rm -rf "$work"' EXIT

say() { printf '%3d s  %s\n' "$SECONDS" "$*"; }

case $flavour in
  cloud) meta=linux-image-cloud-amd64 ;;
  amd64) meta=linux-image-amd64 ;;
  *) echo "unknown kernel flavour: $flavour (cloud or amd64)" >&2; exit 2 ;;
esac
kernel=$(apt-cache show --no-all-versions "$meta" | sed -n 's/^Depends: \(linux-image-[^ ,]*\).*/\1/p' | head -n 1)
[ -n "$kernel" ] || { echo "apt knows no $meta: run apt-get update first" >&2; exit 1; }
release=${kernel#linux-image-}
libraries="libc6 libglib2.0-0 libnuma1 libudev1 liburing2 libpcre2-8-0"

wanted=()
for package in "$kernel" busybox-static qemu-guest-agent $libraries; do
  compgen -G "$debs/${package}_*.deb" > /dev/null || wanted+=("$package")
done
if [ ${#wanted[@]} -gt 0 ]; then
  (cd "$debs" && apt-get -o APT::Sandbox::User=root -qq download "${wanted[@]}")
  say "downloaded ${wanted[*]}"
fi
# The newest of the kept versions.
deb() { find "$debs" -name "$1_*.deb" | sort -V | tail -n 1; }

mkdir -p "$work/kernel" "$work/packages"
dpkg-deb --fsys-tarfile "$(deb "$kernel")" | tar -x -C "$work/kernel" ./boot ./lib/modules
for package in busybox-static qemu-guest-agent $libraries; do dpkg -x "$(deb "$package")" "$work/packages"; done
install -m 644 "$work/kernel/boot/vmlinuz-$release" "$out/vmlinuz"
say "unpacked $kernel"

root=$work/root
mkdir -p "$root"/{bin,sbin,lib/x86_64-linux-gnu,lib64,usr/bin,usr/sbin,etc/qemu,proc,sys,dev,run,tmp,mnt,root,var/run,var/log,var/local/lib}
cp -r "$here/rootfs/." "$root/"
find "$root" -type f -exec chmod 644 {} +
chmod 755 "$root"/init "$root"/etc/boot "$root"/etc/acpi/PWRF/* "$root"/sbin/* "$root"/usr/share/udhcpc/default.script

busybox=$(find "$work/packages" -name busybox -type f -perm -u+x | head -n 1)
install -m 755 "$busybox" "$root/bin/busybox"
for applet in $("$busybox" --list); do
  [ "$applet" = busybox ] || [ -e "$root/sbin/$applet" ] || ln -sf /bin/busybox "$root/bin/$applet"
done
for applet in init poweroff reboot halt modprobe; do ln -sf /bin/busybox "$root/sbin/$applet"; done
rm -f "$root/bin/shutdown"

install -m 755 "$work/packages/usr/sbin/qemu-ga" "$root/usr/sbin/qemu-ga"
for library in libudev.so.1 libnuma.so.1 liburing.so.2 libglib-2.0.so.0 libgmodule-2.0.so.0 libpcre2-8.so.0 libc.so.6 libm.so.6; do
  cp -L "$(find "$work/packages" -name "$library" | head -n 1)" "$root/lib/x86_64-linux-gnu/$library"
done
cp -L "$(find "$work/packages" -path '*x86_64*' -name 'ld-linux-x86-64.so.2' | head -n 1)" "$root/lib64/ld-linux-x86-64.so.2"

# Modules: those named here and everything they depend on.
modules=$work/kernel/lib/modules/$release
"$busybox" depmod -b "$work/kernel" "$release"
names="virtio_pci virtio_mmio virtio_blk virtio_net virtio_balloon virtio_console virtio_scsi virtio_rng virtio_input
  vmw_vsock_virtio_transport virtiofs sr_mod isofs sd_mod ata_piix ata_generic button evdev psmouse ext4 vfat ahci
  e1000 e1000e 8139cp 9p 9pnet_virtio xhci_pci ehci_pci uhci_hcd usb_storage usbhid hid_generic virtio_gpu qxl bochs
  cirrus i6300esb iTCO_wdt snd_hda_intel snd_hda_codec_generic nvme tpm_crb tpm_tis net_failover nls_cp437 nls_ascii
  nls_utf8 pcspkr shpchp acpiphp virtio_mem virtio_pmem"
awk -v names="$names" '
  BEGIN { n = split(names, list); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
  {
    file = $1; sub(/:$/, "", file)
    name = file; sub(/.*\//, "", name); sub(/\.ko.*/, "", name); gsub("-", "_", name)
    if (name in wanted) { print file; for (i = 2; i <= NF; i++) print $i }
  }' "$modules/modules.dep" | sort -u > "$work/modules"
mkdir -p "$root/lib/modules/$release"
(cd "$modules" && cpio -pdm --quiet "$root/lib/modules/$release" < "$work/modules")
cp "$modules"/modules.order "$modules"/modules.builtin "$modules"/modules.builtin.modinfo "$root/lib/modules/$release/"
# Smaller is only nicer: without binutils the modules stay as they are.
if command -v strip > /dev/null; then find "$root/lib/modules" -name '*.ko' -exec strip --strip-debug {} +; fi
"$busybox" depmod -b "$root" "$release"

(cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet | gzip -1 > "$out/initrd.img")
say "initrd: $(wc -l < "$work/modules") modules, $(stat -c %s "$out/initrd.img") bytes"

mkdir -p "$work/iso/boot/grub"
cp "$out/vmlinuz" "$out/initrd.img" "$work/iso/boot/"
cp "$here/grub.cfg" "$work/iso/boot/grub/grub.cfg"
if ! grub-mkrescue -o "$out/guest.iso" "$work/iso" -- -volid LABGUEST > "$work/mkrescue.log" 2>&1; then
  cat "$work/mkrescue.log" >&2
  exit 1
fi
qemu-img convert -f raw -O qcow2 "$out/guest.iso" "$out/guest.qcow2"
chmod 644 "$out"/*
say "guest.iso $(stat -c %s "$out/guest.iso") bytes, guest.qcow2 $(stat -c %s "$out/guest.qcow2") bytes"

#!/bin/bash
# build.sh OUT.qcow2 GUESTDIR MIRROR
#
# Builds a cloud image of the lab: Debian's own cloud-init on a file system that a GRUB starts, with BIOS. GUESTDIR has the tiny guest's
# vmlinuz and initrd.img, whose kernel and modules it uses. Four stages of cloud-init run one after the other without systemd, because
# under emulation an init system takes longer than all of them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$1 guest=$2 mirror=$3
work=$(mktemp -d "${TMPDIR:-/tmp}/vireo-cloud.XXXXXX")
trap 'rm -rf "$work"' EXIT
say() { printf '%3d s  %s\n' "$SECONDS" "$*"; }

root=$work/root
mmdebstrap --quiet --mode=root --variant=essential --aptopt='APT::Install-Recommends "false"' \
  --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include=usr-is-merged,cloud-init,ifupdown,iproute2,login,mount,passwd,sudo,util-linux \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/i18n/*' \
  bookworm "$root" "$mirror"
say "unpacked $(du -sm "$root" | cut -f1) MB"
install -m 755 "$here/lab-init" "$root/sbin/lab-init"
install -m 644 "$here/cloud.cfg" "$root/etc/cloud/cloud.cfg"
# No udev: the kernel makes the nodes, and there is nothing to wait for.
printf '#!/bin/sh\nexit 0\n' > "$root/usr/bin/udevadm"
chmod 755 "$root/usr/bin/udevadm"
# Compiled once here, not at each first boot of an overlay.
chroot "$root" python3 -m compileall -q /usr/lib/python3 /usr/lib/python3.11 > /dev/null 2>&1 || true
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/var/log/*

# A second archive behind the guest's own: its /init is the one that counts.
mkdir -p "$work/early" "$root/boot"
install -m 755 "$here/early-init" "$work/early/init"
(cd "$work/early" && echo init | cpio -o -H newc -R 0:0 --quiet | gzip -1) > "$work/early.gz"
cat "$guest/initrd.img" "$work/early.gz" > "$root/boot/initrd.img"
cp "$guest/vmlinuz" "$root/boot/vmlinuz"

size=$(( $(du -sm "$root" | cut -f1) + 160 ))
mke2fs -q -t ext4 -L cloudroot -O ^metadata_csum,^64bit,^orphan_file -d "$root" "$work/root.img" "${size}M" 2> "$work/mke2fs.log" || mke2fs -q -t ext4 -L cloudroot -d "$root" "$work/root.img" "${size}M"
truncate -s "$((size + 2))M" "$work/disk.img"
# One partition from 1 MiB on: type 83, active.
sectors=$((size * 2048))
printf '\x80\x20\x21\x00\x83\xff\xff\xff\x00\x08\x00\x00%b' "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((sectors & 255)) $((sectors >> 8 & 255)) $((sectors >> 16 & 255)) $((sectors >> 24 & 255)))" > "$work/entry"
cat > "$work/grub.cfg" <<'CFG'
linux (hd0,msdos1)/boot/vmlinuz root=/dev/vda1 console=ttyS0,115200 quiet no_timer_check
initrd (hd0,msdos1)/boot/initrd.img
boot
CFG
grub-mkimage -O i386-pc -o "$work/core.img" -p '(hd0,msdos1)/boot/grub' -c "$work/grub.cfg" biosdisk part_msdos ext2 linux
# GRUB's first sector looks for the rest in the second one, where the rest's own list of blocks begins.
dd if=/usr/lib/grub/i386-pc/boot.img of="$work/disk.img" bs=440 count=1 conv=notrunc status=none
dd if="$work/entry" of="$work/disk.img" bs=1 seek=446 conv=notrunc status=none
printf '\x55\xaa' | dd of="$work/disk.img" bs=1 seek=510 conv=notrunc status=none
dd if="$work/core.img" of="$work/disk.img" bs=512 seek=1 conv=notrunc status=none
dd if="$work/root.img" of="$work/disk.img" bs=1M seek=1 conv=notrunc,sparse status=none
qemu-img convert -f raw -O qcow2 "$work/disk.img" "$out"
chmod 644 "$out"
say "$out $(stat -c %s "$out") bytes"

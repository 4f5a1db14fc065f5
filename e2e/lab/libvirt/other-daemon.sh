#!/bin/sh
# other-daemon.sh ROOT STATE LAB REAPER [libvirtd arguments]
#
# Runs the libvirtd of another Debian release, unpacked in ROOT, in the foreground under the reaper. The caller has
# unshared the mount and UTS namespaces. What it changes lies in STATE; LAB, where disks are, is at the same place inside.
set -eu
root=$1
state=$2
lab=$3
reaper=$4
shift 4

hostname "$(cat "$state/hostname")"
for dir in proc sys dev; do mount --rbind "/$dir" "$root/$dir"; done
# The root is read by several daemons at once: these are this one's own.
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -p "$root/run/libvirt"
mount --bind "$state/etc" "$root/etc/libvirt"
mount --bind "$state/run" "$root/run/libvirt"
mount --bind "$state/lib" "$root/var/lib/libvirt"
mount --bind "$state/log" "$root/var/log/libvirt"
mount --bind "$state/cache" "$root/var/cache/libvirt"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root$lab"
mount --rbind "$lab" "$root$lab"
# Debian 12's /var/run is a link to /run, here and there.
exec "$reaper" chroot "$root" /usr/sbin/libvirtd --pid-file /run/libvirt/libvirtd.pid "$@"

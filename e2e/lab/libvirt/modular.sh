#!/bin/sh
# modular.sh OUT STATE
#
# Runs libvirt's modular daemons out of OUT, with configuration, sockets and directories in STATE. The caller has unshared
# the mount, UTS and PID namespaces: this is process 1, and they end with it.
set -eu
out=$1
state=$2

if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi
hostname "$(cat "$state/hostname")"
mount --bind "$state/etc" /etc/libvirt
mount --bind "$state/run" /run/libvirt
mount --bind "$state/lib" /var/lib/libvirt
mount --bind "$state/log" /var/log/libvirt
mount --bind "$state/cache" /var/cache/libvirt
export LD_LIBRARY_PATH="$out/lib" LIBVIRT_DRIVER_DIR="$out/lib/drivers" LIBVIRT_STORAGE_BACKEND_DIR="$out/lib/drivers"
for name in network storage secret nodedev proxy qemu; do "$out/sbin/virt${name}d" & done
wait

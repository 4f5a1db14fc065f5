#!/bin/sh
# daemon.sh system|private STATE [libvirtd arguments]
#
# Runs libvirtd in the foreground, in a mount namespace of its own (the caller has unshared it), with the configuration
# in STATE/etc. Its definitions therefore begin empty and never touch the machine's own.
#   system   the standard sockets under /run/libvirt
#   private  every directory of its own: sockets in STATE/run, another host name and host UUID
set -eu
kind=$1
state=$2
shift 2

# libvirt's LXC driver cannot start a container while cgroup 2 is mounted beside cgroup 1.
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi

mount --bind "$state/etc" /etc/libvirt
if [ "$kind" = private ]; then
  hostname "$(cat "$state/hostname")"
  mount --bind "$state/run" /run/libvirt
  mount --bind "$state/lib" /var/lib/libvirt
  mount --bind "$state/log" /var/log/libvirt
  mount --bind "$state/cache" /var/cache/libvirt
fi
exec libvirtd --pid-file "$state/libvirtd.pid" "$@"

#!/bin/sh
# daemon.sh system|private STATE REAPER [libvirtd arguments]
#
# Runs libvirtd in the foreground under the reaper (reaper.c), in a mount namespace of its own (the caller has unshared
# it), with the configuration in STATE/etc. Its definitions therefore begin empty and never touch the machine's own.
#   system   the standard sockets under /run/libvirt
#   private  directories of its own: sockets in STATE/run, another host name and host UUID
set -eu
kind=$1
state=$2
reaper=$3
shift 3

# libvirt's LXC driver cannot start a container while cgroup 2 is mounted beside cgroup 1.
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi

mount --bind "$state/etc" /etc/libvirt
if [ "$kind" = private ]; then
  hostname "$(cat "$state/hostname")"
  mount --bind "$state/run" /run/libvirt
  mount --bind "$state/lib" /var/lib/libvirt
  mount --bind "$state/log" /var/log/libvirt
  # What the emulators can do takes seconds to find out: private daemons share it, unless they see another /dev/kvm.
  cache=$state/../cache
  if [ -e "$state/kvm" ]; then
    mount --bind "$state/kvm" /dev/kvm
    cache=$state/../cache-without-kvm
  fi
  mount --bind "$cache" /var/cache/libvirt
fi
exec "$reaper" libvirtd --pid-file "$state/libvirtd.pid" "$@"

#!/bin/sh
# build-modular.sh OUT WORK
#
# Builds libvirt's modular daemons (virtqemud, virtnetworkd, …), which no Debian release has, from Debian 12's own
# source, in a chroot of Debian 12 under WORK, and puts them into OUT: sbin, lib, lib/drivers. Three minutes on two cores.
set -eu
out=$1
work=$2
mirror=$(sh "$(dirname "$0")/../debian-mirror.sh")
rm -rf "$work" "$out"
mkdir -p "$out/sbin" "$out/lib/drivers"

mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends "false"' \
  --include=gcc,libc6-dev,make,meson,ninja-build,pkg-config,python3,python3-docutils,perl,xz-utils,gettext,xsltproc,libxml2-utils,libglib2.0-dev,libgnutls28-dev,libxml2-dev,libtirpc-dev,libyajl-dev,libudev-dev,libpciaccess-dev,libnl-3-dev,libnl-route-3-dev,libdevmapper-dev \
  bookworm "$work" "$mirror"
echo "deb-src $mirror bookworm main" >> "$work/etc/apt/sources.list"

cat > "$work/build" <<'END'
set -eu
mkdir /source
cd /tmp
apt-get -qq update
apt-get -qq --download-only source libvirt
tar -xJf libvirt_*.orig.tar.xz -C /source --strip-components=1
cd /source
meson setup /made --prefix=/usr --localstatedir=/var --sysconfdir=/etc --buildtype=debugoptimized -Dauto_features=disabled \
  -Ddriver_remote=enabled -Ddriver_libvirtd=enabled -Ddriver_qemu=enabled -Dyajl=enabled -Ddriver_network=enabled -Dstorage_dir=enabled \
  -Ddriver_secrets=enabled -Dudev=enabled -Dpciaccess=enabled -Dlibnl=enabled -Ddriver_test=enabled -Ddocs=disabled -Dtests=disabled \
  -Dinit_script=none -Dremote_default_mode=direct -Drpath=disabled > /made.log 2>&1 || { tail -5 /made.log; exit 1; }
daemons='src/virtqemud src/virtnetworkd src/virtstoraged src/virtsecretd src/virtnodedevd src/virtproxyd'
drivers='qemu network storage secret nodedev'
ninja -C /made $daemons $(for d in $drivers; do echo src/libvirt_driver_$d.so; done) src/libvirt_storage_backend_fs.so src/libvirt_iohelper > /made.log 2>&1 || { tail -20 /made.log; exit 1; }
END
chroot "$work" sh /build

for daemon in qemu network storage secret nodedev proxy; do cp "$work/made/src/virt${daemon}d" "$out/sbin/"; done
cp "$work"/made/src/libvirt.so.0 "$out/lib/"
cp "$work"/made/src/libvirt_driver_*.so "$work"/made/src/libvirt_storage_backend_fs.so "$out/lib/drivers/"
strip --strip-unneeded "$out"/sbin/* "$out"/lib/*.so* "$out"/lib/drivers/*.so
rm -rf "$work"

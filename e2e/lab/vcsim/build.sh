#!/bin/bash
# build.sh OUTPUT WORK: builds the lab's vSphere simulator out of Debian's source package of govmomi and our patch.
set -euo pipefail
output=$1 work=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$work"/{src,lists/partial,gocache}
cd "$work"
# A source list of its own: the -dev package has the library but not the program, and the machine's lists stay as they are.
mirror=$(sh "$here/../debian-mirror.sh")
echo "deb-src $mirror bookworm main" > src.list
apt=(-o "Dir::Etc::sourcelist=$work/src.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$work/lists"
  -o "Dir::Cache::srcpkgcache=$work/srcpkgcache.bin" -o "Dir::Cache::pkgcache=$work/pkgcache.bin")
if ! ls src/golang-github-vmware-govmomi_*.orig.tar.xz > /dev/null 2>&1; then
  apt-get "${apt[@]}" -qq update
  (cd src && apt-get "${apt[@]}" -qq source --download-only golang-github-vmware-govmomi)
fi
rm -rf gopath && mkdir -p gopath/src/github.com/vmware/govmomi
tar xf src/golang-github-vmware-govmomi_*.orig.tar.xz --strip-components=1 -C gopath/src/github.com/vmware/govmomi
bash "$here/patch.sh" "$work/gopath/src/github.com/vmware/govmomi"
GO111MODULE=off GOFLAGS=-p=2 GOCACHE="$work/gocache" GOPATH="$work/gopath:/usr/share/gocode" \
  go build -o "$output.unfinished" github.com/vmware/govmomi/vcsim
rm -rf gopath
mv "$output.unfinished" "$output"

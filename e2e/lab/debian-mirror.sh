#!/bin/sh
# Prints where this machine gets Debian's packages from: the lab's other releases and sources come from there, too.
set -eu
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
[ -n "$mirror" ] || { echo "debian-mirror: apt knows no mirror of Debian 12" >&2; exit 1; }
echo "${mirror%/}"

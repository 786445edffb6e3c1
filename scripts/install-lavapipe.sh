#!/usr/bin/env bash
# Unpacks Mesa's software Vulkan (lavapipe) with f16, subgroups and subgroup matrices into a folder of its own, so that
# every kernel family can be run under Dawn without a GPU. Debian stable's Mesa is too old for subgroup matrices, hence
# a second root. The package mirror is read from the machine's own sources. Needs root and debootstrap.
set -euo pipefail

root=${1:?usage: install-lavapipe.sh ROOT}
[ -f "$root/.complete" ] && exit 0

# Machines name their mirror in one file or another: that some of them do not exist is no error.
mirror=$({
  grep -hoE '^(URIs:[[:space:]]*|deb[[:space:]]+(\[[^]]*\][[:space:]]+)?)[^[:space:]]+' \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true
} | grep -oE '[a-z+]+://[^[:space:]]+' | grep -v security | sed -n 1p)
[ -n "$mirror" ] || { echo "no Debian mirror found in the apt sources" >&2; exit 1; }

rm -rf "$root"
mkdir -p "$(dirname "$root")"
debootstrap --variant=minbase trixie "$root" "$mirror"
echo "deb $mirror trixie-backports main" >"$root/etc/apt/sources.list.d/backports.list"
cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
chroot "$root" apt-get update -qq
chroot "$root" apt-get install -y -qq --no-install-recommends -t trixie-backports mesa-vulkan-drivers libvulkan1
touch "$root/.complete"

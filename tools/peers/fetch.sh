#!/bin/bash
# Unpacks the stock Docker clients and engine of a newer Debian suite into a cache folder, beside the system and without
# touching it, and prints that folder: usr/bin/docker, usr/sbin/dockerd, usr/libexec/docker/cli-plugins/docker-buildx …
# Programs of the machine's own suite that would start services once installed lie there too: docker-registry, lxc, sshd.
#   tools/peers/fetch.sh            once; later calls only print the folder
#   tools/peers/fetch.sh --record   fetch the newest of the suite and write their versions to tools/peers/packages
# The mirror is the one of the machine's apt sources. Versions are those of tools/peers/packages while the suite has
# them; a suite that moved on gives its own, and says so. `versions` in the folder tells what is really there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${GANTRY_CACHE:-${HOME:-/root}/.cache/gantry}
suite=forky
names=(docker-cli docker-buildx docker-compose docker.io containerd cosign)
# tini: the static init that dockerd mounts into containers, which the newer suite has not.
own_names=(tini docker-registry golang-docker-credential-helpers pass lxc liblxc-common liblxc1 openssh-server libwrap0)
pins=$(grep -v '^#' "$here/packages" || true)
target=$cache/peers-$(sha256sum <<<"$suite $pins ${own_names[*]}" | cut -c1-12)

say() { echo "peers: $*" >&2; }

make_apt_options() {
  local work=$1 uri
  uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -vE '^ *#' |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ' || true)
  [ -n "$uri" ] || { say "no Debian mirror in the apt sources"; exit 1; }
  mkdir -p "$work/lists/partial" "$work/debs"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main" >"$work/sources.list"
  apt=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
    -o APT::Get::List-Cleanup=0 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -qq)
}

# Downloads package $1 in the recorded version, or in the suite's own.
download() {
  local version
  version=$(awk -v name="$1" '$1 == name { print $2 }' <<<"$pins")
  if [ -n "$version" ] && apt-get "${apt[@]}" download "$1=$version" 2>/dev/null; then return; fi
  [ -z "$version" ] || say "$1 $version is not to be had any more; taking the suite's"
  apt-get "${apt[@]}" download "$1"
}

download_own() {
  apt-get -qq download "$@" 2>/dev/null || { apt-get -qq update && apt-get -qq download "$@"; }
}

fetch() {
  local name deb
  work=$(mktemp -d "$cache/fetching-XXXXXX")
  make_apt_options "$work/apt"
  say "fetching ${names[*]} of Debian $suite"
  apt-get "${apt[@]}" update
  for name in "${names[@]}"; do (cd "$work/apt/debs" && download "$name"); done
  (cd "$work/apt/debs" && download_own "${own_names[@]}")
  mkdir "$work/tree"
  for deb in "$work"/apt/debs/*.deb; do
    dpkg -x "$deb" "$work/tree"
    dpkg-deb -W --showformat='${Package} ${Version}\n' "$deb" >>"$work/tree/versions"
  done
  rm -rf "$work"/tree/usr/share/{doc,man,bash-completion,lintian}
  rm -rf "$target"
  mv "$work/tree" "$target"
}

mkdir -p "$cache"
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
if [ "${1:-}" = --record ]; then
  pins=
  fetch
  { grep '^#' "$here/packages"; sort "$target/versions"; } >"$here/packages.new"
  mv "$here/packages.new" "$here/packages"
  rm -rf "$work"
  exec "$here/fetch.sh"
fi
[ -f "$target/versions" ] || fetch
echo "$target"

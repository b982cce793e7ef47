#!/bin/bash
# Makes the base images that the Dockerfiles of tests/build are built on, and prints the folder they are in: debian.tar and
# toolchain.tar, which `docker load` reads, and debs/, packages that builds install from a mirror of their own. They come
# from the machine's own Debian mirror, once: later calls only print the folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${GANTRY_CACHE:-${HOME:-/root}/.cache/gantry}
target=$cache/images-$(cat "$here/make.sh" | sha256sum | cut -c1-12)

# What RUN steps install, and what the toolchain has: C, Go, Node (with the machine's npm) and Python with pip.
installed=(nginx-light redis-server postgresql-15 curl ca-certificates make libcap2-bin netbase)
tools=(gcc libc6-dev make golang-go nodejs python3-pip git openssh-client ca-certificates curl)
toolchain_tags=(gcc:12-bookworm golang:1.19-bookworm node:18-bookworm python:3.11-bookworm)
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { echo "images: $*" >&2; }

# Runs mmdebstrap for the file $1 as Debian's slim images are made, with the further options.
bootstrap() {
  local tree=$1
  shift
  mmdebstrap --quiet --variant=minbase \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    "$@" --customize-hook='rm -f "$1/etc/resolv.conf" "$1/etc/hostname"' bookworm "$tree" >&2
}

# Packs the tree $1 as an archive of one image with the tags that follow, in place.
pack() {
  local tree=$1 layer config
  shift
  work=$(mktemp -d "$making/pack-XXXXXX")
  mv "$tree" "$work/layer.tar"
  layer=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  config='{architecture: "amd64", os: "linux", created: "2024-01-01T00:00:00Z",
    config: {Env: ["PATH=" + $path], Cmd: ["bash"]}, rootfs: {type: "layers", diff_ids: ["sha256:" + $layer]},
    history: [{created: "2024-01-01T00:00:00Z", created_by: "mmdebstrap"}]}'
  jq -nc --arg path "$path" --arg layer "$layer" "$config" >"$work/config.json"
  jq -nc '[{Config: "config.json", RepoTags: $ARGS.positional, Layers: ["layer.tar"]}]' --args "$@" >"$work/manifest.json"
  tar -C "$work" -cf "$tree" manifest.json config.json layer.tar
  rm -r "$work"
}

make_images() {
  say "making Debian images; this happens once"
  bootstrap "$making/debian.tar" \
    --customize-hook="chroot \"\$1\" apt-get install -qq -y --no-install-recommends --download-only ${installed[*]}" \
    --customize-hook="copy-out /var/cache/apt/archives $making"
  mkdir "$making/debs"
  mv "$making"/archives/*.deb "$making/debs/"
  rm -r "$making/archives"
  bootstrap "$making/toolchain.tar" --include="$(IFS=,; echo "${tools[*]}")" \
    --customize-hook='mkdir -p "$1/usr/local/lib/node_modules"' \
    --customize-hook="copy-in $(npm root -g)/npm /usr/local/lib/node_modules" \
    --customize-hook='ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"'
  pack "$making/debian.tar" debian:bookworm-slim debian:bookworm
  pack "$making/toolchain.tar" "${toolchain_tags[@]}"
}

if [ ! -d "$target" ]; then
  mkdir -p "$cache"
  making=$(mktemp -d "$cache/making-images-XXXXXX")
  trap 'rm -rf "$making"' EXIT
  make_images
  chmod 755 "$making"
  mv -T "$making" "$target" 2>/dev/null || [ -d "$target" ]
fi
echo "$target"

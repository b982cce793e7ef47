#!/bin/bash
# Puts on the machine what building, testing or measuring needs. To be sourced from the project's folder:
#   . tools/setup.sh; setup build        what ./quickstart needs
#   . tools/setup.sh; setup test         the same and what ./test and bench/ need
# It does nothing, in well under a second, where all is there.

build_packages=(ca-certificates crun libnftables1 libseccomp2 busybox-static musl-tools iproute2)
test_packages=(nftables iptables strace e2fsprogs runc golang-github-containers-common xz-utils curl openssl python3 systemd dbus
  docker-compose python3-docker gnupg podman netavark aardvark-dns skopeo umoci buildah jq
  mmdebstrap zstd git openssh-client zsh fish)

setup() {
  local packages=("${build_packages[@]}")
  case ${1:?setup: build or test} in
    build) ;;
    test) packages+=("${test_packages[@]}") ;;
    *) echo "setup: unknown goal: $1" >&2; return 2 ;;
  esac
  install_packages "${packages[@]}" && install_modules && put_bun_in_path || return 1
  [ "$1" = build ] || peers=$(tools/peers/fetch.sh)
}

# Installs those of the named Debian packages that are not there.
install_packages() {
  local package missing=()
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
  for package in "$@"; do
    grep -qx "$package installed" <<<"$installed" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "setup: installing ${missing[*]}" >&2
  [ "$(id -u)" = 0 ] || { echo "setup: run as root, or install: ${missing[*]}" >&2; return 1; }
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return 0
  apt-get update -qq >&2 && apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

# Installs the npm packages of package-lock.json unless node_modules holds just those. Of all install scripts only Bun's
# is run, which puts the program of its platform's package in place.
install_modules() {
  node tools/modules-fit.mjs && return 0
  echo "setup: installing the npm packages" >&2
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && node node_modules/bun/install.js >&2 || return 1
  node_modules/.bin/bun --version >/dev/null || { echo "setup: the installed Bun does not run" >&2; return 1; }
}

put_bun_in_path() { export PATH="$PWD/node_modules/.bin:$PATH"; }

#!/bin/bash
# Makes the layers of the images of real services that scenarios run, from the machine's own Debian mirror, and prints the
# folder they are in: nginx.tar, redis.tar and postgres.tar, each to be put on a layer with busybox. They hold the programs,
# what these link to and read, and a program here that starts them as the public images do. Later calls only print the folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${GANTRY_CACHE:-${HOME:-/root}/.cache/gantry}
target=$cache/services-$(cat "$here"/*.sh "$here"/*.conf | sha256sum | cut -c1-12)
packages=nginx-light,redis-server,postgresql-15,tzdata
pg=usr/lib/postgresql/15

say() { echo "services: $*" >&2; }

# The programs and libraries $2… of the packages into the tree $1, with all libraries they link to.
programs() {
  local tree=$1 loader libraries file needed
  shift
  loader=$(cd "$packed" && readlink -f lib64/ld-linux-*.so.* lib/ld-linux-*.so.* 2>/dev/null | head -n 1)
  libraries=$(dirname "$loader")
  libraries=$libraries:$packed/usr/lib/$(basename "$libraries")
  for file in "$@"; do
    install -D "$packed/$file" "$tree/$file"
    "$loader" --list --library-path "$libraries" "$packed/$file" | grep -oE '/\S+\.so\S*' | while read -r needed; do
      # The loader's own name is fixed; all other libraries are found where it looks by itself.
      case $needed in
        "$loader" | /lib*/ld-linux-*) install -D "$loader" "$tree/$(cd "$packed" && ls lib*/ld-linux-*.so.* | head -n 1)" ;;
        *) install -D "$needed" "$tree/usr/lib/$(basename "$(dirname "$loader")")/$(basename "$needed")" ;;
      esac
    done
  done
}

# The files and folders of the packages that fit the patterns $2… into the tree $1, as they are.
files() {
  local tree=$1
  shift
  # shellcheck disable=SC2048,SC2086
  (cd "$packed" && tar -c $*) | tar -x -C "$tree"
}

# Users and groups that the tree $1 has besides busybox's: $2 with the id $3.
user() {
  mkdir -p "$1/etc"
  printf '%s\n' root:x:0:0:root:/root:/bin/sh www:x:82:82::/var/www:/bin/sh "$2:x:$3:$3::/:/bin/sh" >"$1/etc/passwd"
  printf '%s\n' root:x:0: www:x:82: "$2:x:$3:" >"$1/etc/group"
}

nginx() {
  programs "$1" usr/sbin/nginx
  files "$1" etc/nginx/mime.types etc/nginx/fastcgi_params etc/nginx/proxy_params
  user "$1" nginx 101
  mkdir -p "$1"/{etc/nginx/conf.d,usr/share/nginx/html,var/lib/nginx,var/log/nginx,run}
  cp "$here/nginx.conf" "$1/etc/nginx/nginx.conf"
  cp "$here/default.conf" "$1/etc/nginx/conf.d/default.conf"
  echo '<h1>Welcome to nginx!</h1>' >"$1/usr/share/nginx/html/index.html"
  ln -s /dev/stdout "$1/var/log/nginx/access.log"
  ln -s /dev/stderr "$1/var/log/nginx/error.log"
}

redis() {
  programs "$1" usr/bin/redis-server usr/bin/redis-cli
  user "$1" redis 999
  install -d -o 999 -g 999 "$1/data"
}

postgres() {
  local bin=$pg/bin lib=$pg/lib
  programs "$1" $bin/{postgres,initdb,pg_ctl,psql,pg_isready,pg_dump,createdb} $lib/{plpgsql,dict_snowball,pgcrypto,libpqwalreceiver}.so
  files "$1" usr/share/postgresql/15/{*.sql,*.sample,*.txt,postgres.bki,timezonesets,tsearch_data} \
    usr/share/postgresql/15/extension/{plpgsql,pgcrypto}* usr/share/zoneinfo/{UTC,Etc/UTC}
  user "$1" postgres 70
  mkdir -p "$1/usr/bin"
  ln -s ../lib/postgresql/15/bin/{psql,postgres,pg_isready,pg_dump,initdb,pg_ctl,createdb} "$1/usr/bin/"
  install -d -o 70 -g 70 -m 700 "$1/var/lib/postgresql/data"
  install -d -o 70 -g 70 -m 775 "$1/run/postgresql" "$1/var/run/postgresql"
  mkdir -p "$1/docker-entrypoint-initdb.d"
}

make_layers() {
  say "making images of nginx, redis and postgres; this happens once"
  packed=$making/packed
  mmdebstrap --quiet --variant=extract --include=$packages bookworm "$packed" >&2
  local name
  for name in nginx redis postgres; do
    mkdir "$making/$name"
    $name "$making/$name"
    install -D "$here/$name.sh" "$making/$name/usr/bin/docker-entrypoint.sh"
    tar -C "$making/$name" --sort=name --mtime=@1700000000 --numeric-owner -cf "$making/$name.tar" .
    rm -r "${making:?}/$name"
  done
  rm -r "$packed"
}

if [ ! -d "$target" ]; then
  mkdir -p "$cache"
  making=$(mktemp -d "$cache/making-services-XXXXXX")
  trap 'rm -rf "$making"' EXIT
  make_layers
  chmod 755 "$making"
  mv -T "$making" "$target" 2>/dev/null || [ -d "$target" ]
fi
echo "$target"

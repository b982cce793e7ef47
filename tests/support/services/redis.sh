#!/bin/sh
# Becomes redis-server, as its user, which serves the other containers too; or the command, if it is another.
set -e
case $1 in -*|*.conf) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ]; then
  set -- "$@" --protected-mode no
  if [ "$(id -u)" = 0 ]; then
    chown -R redis:redis .
    exec su -m -s /bin/sh -- redis -c 'exec "$0" "$@"' "$@"
  fi
fi
exec "$@"

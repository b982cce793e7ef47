#!/bin/sh
# Makes the cluster of databases where there is none: the superuser, the database, and what /docker-entrypoint-initdb.d
# holds; then becomes the command. Variables may be in files: POSTGRES_PASSWORD_FILE and so on.
set -e

from_file() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  [ -z "$file" ] || value=$(cat "$file")
  export "$1=${value:-${2:-}}"
}

make_cluster() {
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    echo "Error: Database is uninitialized and superuser password is not specified." >&2
    exit 1
  fi
  printf '%s' "${POSTGRES_PASSWORD:-none}" >/tmp/password
  # The options may be none.
  # shellcheck disable=SC2086
  initdb --no-sync --username="$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 --locale=C $POSTGRES_INITDB_ARGS >/dev/null
  rm /tmp/password
  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  # Nobody else finds the server until all is there, so that a check of its health tells the truth.
  export PGHOST=/tmp
  pg_ctl -w -o "-c listen_addresses= -c unix_socket_directories=/tmp" start >/dev/null
  psql="psql -v ON_ERROR_STOP=1 --no-psqlrc -U $POSTGRES_USER"
  [ "$POSTGRES_DB" = postgres ] || echo "CREATE DATABASE \"$POSTGRES_DB\";" | $psql -d postgres
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) . "$script" ;;
      *.sql) $psql -d "$POSTGRES_DB" -f "$script" ;;
    esac
  done
  pg_ctl -w -m fast stop >/dev/null
  unset PGHOST
  echo "PostgreSQL init process complete; ready for start up."
}

case $1 in -*) set -- postgres "$@" ;; esac
if [ "$1" = postgres ]; then
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chown -R postgres:postgres "$PGDATA"
    chmod 700 "$PGDATA"
    exec su -m -s /bin/sh -- postgres -c 'exec "$0" "$@"' "$0" "$@"
  fi
  [ -s "$PGDATA/PG_VERSION" ] || make_cluster
  set -- "$@" -c "listen_addresses=*"
fi
exec "$@"

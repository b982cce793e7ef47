#!/bin/sh
# Puts variables into what lies in /etc/nginx/templates, runs /docker-entrypoint.d/*.sh, and becomes the command.
set -e
if [ "$1" = nginx ]; then
  for template in /etc/nginx/templates/*.template; do
    [ -e "$template" ] || continue
    awk '{
      while (match($0, /\$\{[A-Z_0-9]+\}/))
        $0 = substr($0, 1, RSTART - 1) ENVIRON[substr($0, RSTART + 2, RLENGTH - 3)] substr($0, RSTART + RLENGTH)
      print
    }' "$template" >"/etc/nginx/conf.d/$(basename "$template" .template)"
  done
  for script in /docker-entrypoint.d/*.sh; do
    [ ! -x "$script" ] || "$script"
  done
fi
exec "$@"

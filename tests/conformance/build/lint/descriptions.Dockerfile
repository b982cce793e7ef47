# check=experimental=all
# about nothing
FROM debian:bookworm-slim AS app
# alos
ARG also=1
FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS B
COPY --from=app /x /

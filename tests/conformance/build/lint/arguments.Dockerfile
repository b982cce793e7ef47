ARG vers
FROM debian:bookworm-slim$vers AS x
ARG image
FROM ${image:-debian:bookworm-slim} AS y

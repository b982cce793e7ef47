FROM scratch
COPY --from=debian:bookworm-slim /absent /

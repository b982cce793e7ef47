FROM debian:bookworm-slim
COPY --from=debian:bookworm-slim /absent /

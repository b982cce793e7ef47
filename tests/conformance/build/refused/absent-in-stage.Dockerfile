FROM debian:bookworm-slim AS made
RUN touch /there
FROM scratch
COPY --from=made /there /absent /

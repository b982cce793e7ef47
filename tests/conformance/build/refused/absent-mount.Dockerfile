FROM debian:bookworm-slim
RUN --mount=type=bind,source=absent,target=/mnt true

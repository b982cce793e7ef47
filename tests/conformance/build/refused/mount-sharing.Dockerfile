FROM scratch
RUN --mount=type=cache,target=/x,sharing=none x

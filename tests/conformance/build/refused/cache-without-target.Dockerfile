FROM scratch
RUN --mount=type=cache x

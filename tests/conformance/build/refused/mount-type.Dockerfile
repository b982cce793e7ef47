FROM scratch
RUN --mount=type=bund,target=/x x

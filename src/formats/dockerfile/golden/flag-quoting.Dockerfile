FROM scratch
RUN --mount=type=bind,target="/a b" --mount="type=cache,target=/c" --mount=type=bind,\target=/d x
COPY --chown="a"b c d

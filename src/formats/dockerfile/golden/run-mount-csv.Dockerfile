FROM scratch
RUN --mount=a\"b x

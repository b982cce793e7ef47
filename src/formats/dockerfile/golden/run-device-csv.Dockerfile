FROM scratch
RUN --device=a\"b x

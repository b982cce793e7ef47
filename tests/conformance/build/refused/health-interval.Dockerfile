FROM scratch
COPY --from=none a /
HEALTHCHECK --interval=fast CMD x

FROM scratch
COPY --link

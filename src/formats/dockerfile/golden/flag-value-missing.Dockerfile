FROM scratch
COPY --from scratch /a /b

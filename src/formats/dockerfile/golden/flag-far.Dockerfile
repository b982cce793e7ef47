FROM scratch
COPY --whatever=x a b

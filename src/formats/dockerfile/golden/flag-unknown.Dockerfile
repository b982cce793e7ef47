FROM scratch
COPY --chwon=x a b

FROM scratch
COPY --chmod=rwxx absent.txt /

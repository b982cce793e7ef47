FROM scratch
COPY absent.txt /

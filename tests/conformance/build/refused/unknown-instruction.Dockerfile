FROM scratch
RUNNING x

FROM scratch
XXXXXX a
